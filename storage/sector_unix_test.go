//go:build linux || darwin

package storage_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"popmail/storage"
)

// SQLite's shared lock on a file (https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST).
const sharedFirst, sharedSize = 1<<30 + 2, 510

func init() {
	bare["locked"] = func(dir string) error { // tells whether another process has the mail file open
		f, err := os.Open(filepath.Join(dir, storage.FileName))
		if err != nil {
			return err
		}
		l := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: sharedFirst, Len: sharedSize}
		if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &l); err != nil {
			return err
		}
		fmt.Print(l.Type != syscall.F_UNLCK)
		return f.Close()
	}
}
