package storage

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"popmail/storage/mailbox"
)

// InstanceLock is held by the one window of a data folder.
type InstanceLock struct{ f *flock.Flock }

// Lock takes the lock of the window for the data folder dir, which is created
// where it is missing. It does not wait: while another window has it, the error
// is mailbox.ErrInUse; on a file system without locks it is mailbox.ErrNoLocks. The operating system frees the lock when the process ends,
// however it ends. Commands do not take this one and may run beside the window; see use.
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

// Whoever has the mail file of a folder open shares a lock on a file of its own, which who puts
// another file in its place has alone: what somebody wrote meanwhile would be in none that is
// seen again.
const useName = "popmail.use"

// rescuePatience is how long one who wants the folder alone waits for those who use it.
var rescuePatience = 30 * time.Second

// use takes the lock on the use of a folder, shared or alone, and waits for others for at most as long as
// ctx and most last; mailbox.ErrBusy: they still have it. Where there can be no lock, as on a file
// system without them or in a folder that cannot be written, there is none: nil.
func use(ctx context.Context, dir string, alone bool, most time.Duration) (*flock.Flock, error) {
	f := flock.New(filepath.Join(dir, useName), flock.SetPermissions(0o600))
	try := f.TryRLock
	if alone {
		try = f.TryLock
	}
	for end := time.Now().Add(most); ; {
		ok, err := try()
		switch {
		case err != nil:
			_ = f.Close()
			return nil, nil //nolint:nilerr // the file itself says what is wrong with the disk
		case ok:
			return f, nil
		case !time.Now().Before(end):
			_ = f.Close()
			return nil, mailbox.ErrBusy
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(waitRetry):
		}
	}
}

// unuse frees a lock of use.
func unuse(f *flock.Flock) error {
	if f == nil {
		return nil
	}
	return f.Close()
}

// makeFolder creates the data folder, for its owner only. The rights of a folder
// that is there already are the person's business; the files in it are for the
// owner only in any case.
func makeFolder(dir string) error { return os.MkdirAll(dir, 0o700) }
