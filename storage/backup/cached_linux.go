package backup

import (
	"os"

	"golang.org/x/sys/unix"
)

// beginWriting has the disk begin to write octets of a file. Where it does not, they are written
// by the Sync at the end.
func beginWriting(f *os.File, at, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), at, n, unix.SYNC_FILE_RANGE_WRITE)
}

// forgetCached has what is read of a file from now on come from the disk, and not out of the
// memory that it was written from, as far as the system does so: it must be on the disk already.
func forgetCached(f *os.File) {
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_SEQUENTIAL)
}
