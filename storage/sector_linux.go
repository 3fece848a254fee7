package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// forgetRead has what is read of a file from now on come from the disk, and not out of memory.
func forgetRead(f *os.File) { _ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) }
