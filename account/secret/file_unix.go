//go:build unix

package secret

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// ownerOnlyDir makes dir, or takes from others the access to an existing one.
func ownerOnlyDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	return tighten(fi, 0o700, func(m fs.FileMode) error { return os.Chmod(dir, m) })
}

// ownerOnly takes from others the access to f.
func ownerOnly(f *os.File) error {
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	if !fi.Mode().IsRegular() {
		return errors.New(fileName + " is not a regular file")
	}
	return tighten(fi, 0o600, f.Chmod)
}

func tighten(fi fs.FileInfo, mode fs.FileMode, chmod func(fs.FileMode) error) error {
	if fi.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return chmod(mode)
}

// syncDir makes a rename in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	// QUIRK: some file systems cannot sync a folder; there the rename is as
	// durable as they make it.
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}

func isDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
