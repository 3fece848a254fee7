//go:build unix

package secret

import (
	"errors"
	"io/fs"
	"os"
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

// takeFromOthers does nothing: a file that is replaced is its owner's alone from the beginning.
func takeFromOthers(string) {}

// closed: a file that cannot be read is no reason for another one.
func closed(error) bool { return false }

func ownName() string { return "" }

// removable need not be known: the rights of a file go by the number of its owner, not by a list.
func removable(string) bool { return false }

func tighten(fi fs.FileInfo, mode fs.FileMode, chmod func(fs.FileMode) error) error {
	if fi.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return chmod(mode)
}
