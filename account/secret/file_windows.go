package secret

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// ownerOnlyDir makes dir. A folder in a person's profile inherits an access list
// that admits that person, the system and administrators.
func ownerOnlyDir(dir string) error { return os.MkdirAll(dir, 0o700) }

func ownerOnly(f *os.File) error {
	fi, err := f.Stat()
	if err == nil && !fi.Mode().IsRegular() {
		return errors.New(fileName + " is not a regular file")
	}
	return err
}

// syncDir has nothing to do: NTFS journals a rename.
func syncDir(string) error { return nil }

func isDiskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}
