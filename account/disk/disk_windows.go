package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

// syncDir has nothing to do: NTFS journals new names.
func syncDir(string) error { return nil }

// IsFull reports whether err says that there is no room on the disk, or none left
// for this person.
func IsFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}
