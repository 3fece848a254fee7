package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"

	"popmail/storage/mailbox"
)

// A file system without locks is told from one that cannot be written, and from another process that
// holds the lock.
func TestNoLocks(t *testing.T) {
	for _, c := range []struct {
		err  error
		none bool
	}{
		{unlockable(syscall.ENOLCK), true},
		{unlockable(fmt.Errorf("flock: %w", syscall.EOPNOTSUPP)), true},
		{unlockable(syscall.ENOSYS), true},
		{unlockable(&fs.PathError{Op: "open", Path: "lock", Err: syscall.EROFS}), false},
		{unlockable(syscall.EIO), false},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrLock}, true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrSHMLock}, true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrRead}, false},
		{sqlite3.Error{Code: sqlite3.ErrBusy}, false},
	} {
		err := problem(fmt.Errorf("lock: %w", c.err))
		_, file := errors.AsType[*mailbox.FileError](err)
		if none := errors.Is(err, mailbox.ErrNoLocks); none != c.none || none && !file {
			t.Errorf("%v: no locks: %v, of the file: %v", c.err, none, file)
		}
	}
}
