package storage

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/mattn/go-sqlite3"
)

// Between processes SQLite gives the right to write to whoever asks at the right
// moment, and who writes without a pause never lets anybody in. So who has to wait
// says so by a shared lock on a file of its own, and who writes much looks at it
// after each transaction and makes room.
const (
	waitName  = "popmail.turn"
	waitRetry = 5 * time.Millisecond  // between two attempts of who waits
	waitRoom  = 50 * time.Millisecond // that who writes leaves
)

func waitLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, waitName), flock.SetPermissions(0o600))
}

// begin starts a transaction that writes, and waits while another process has one,
// for at most w.busy and as long as ctx lasts.
func (w *writer) begin(ctx context.Context, t *tx) error {
	_, err := t.exec("BEGIN IMMEDIATE")
	if !busy(err) {
		return err
	}
	waits := waitLock(w.dir)
	// Without the lock, for example where the file system has none, it is a matter
	// of luck.
	_, _ = waits.TryRLock()
	defer func() { _ = waits.Close() }()
	err = whileBusy(ctx, w.busy, func() error {
		_, err := t.exec("BEGIN IMMEDIATE")
		return err
	})
	return err
}

// whileBusy calls fn until another process no longer stands in its way, for at
// most as long as ctx and most last.
func whileBusy(ctx context.Context, most time.Duration, fn func() error) error {
	for end := time.Now().Add(most); ; {
		err := fn()
		if !busy(err) || !time.Now().Before(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(waitRetry):
		}
	}
}

func busy(err error) bool {
	se, ok := errors.AsType[sqlite3.Error](err)
	return ok && se.Code == sqlite3.ErrBusy
}

// giveWay makes room for another process that waits to write.
func (s *Store) giveWay(ctx context.Context) {
	l := waitLock(s.dir)
	free, err := l.TryLock()
	if e := l.Close(); err != nil || e != nil || free {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(waitRoom):
	}
}
