package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

// SyncDir has nothing to do: NTFS journals new names.
func SyncDir(string) error { return nil }

// IsFull reports whether err says that there is no room on the disk, or none left
// for this person.
func IsFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}
