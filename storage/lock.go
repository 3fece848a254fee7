package storage

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"popmail/storage/mailbox"
)

// InstanceLock is held by the one window of a data folder.
type InstanceLock struct{ f *flock.Flock }

// Lock takes the lock of the window for the data folder dir, which is created
// where it is missing. It does not wait: while another window has it, the error
// is mailbox.ErrInUse; on a file system without locks it is mailbox.ErrNoLocks. The operating system frees the lock when the process ends,
// however it ends. Commands take no lock and may run beside the window.
func Lock(dir string) (*InstanceLock, error) {
	if err := makeFolder(dir); err != nil {
		return nil, problem(err)
	}
	f := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	ok, err := f.TryLock()
	if err != nil {
		return nil, problem(fmt.Errorf("lock %s: %w", dir, unlockable(err)))
	}
	if !ok {
		return nil, mailbox.ErrInUse
	}
	if err := endRescues(dir); err != nil {
		slog.Warn("what a rescue has left stays", "error", err)
	}
	return &InstanceLock{f}, nil
}

// Release frees the lock. It may be called more than once.
func (l *InstanceLock) Release() error { return l.f.Unlock() }

// makeFolder creates the data folder, for its owner only. The rights of a folder
// that is there already are the person's business; the files in it are for the
// owner only in any case.
func makeFolder(dir string) error { return os.MkdirAll(dir, 0o700) }
