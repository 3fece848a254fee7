package storage

import (
	"context"
	"database/sql"
	"sync/atomic"
	"time"

	"popmail/storage/mailbox"
)

// watcher notices commits of other processes. seen is used by who has the
// writer's turn.
type watcher struct {
	seen    int64
	foreign atomic.Int64 // commits of others that were noticed
}

// dataVersion changes when another connection than c has committed
// (https://www.sqlite.org/pragma.html#pragma_data_version). The writer's
// connection is the only one of this process that commits.
func dataVersion(ctx context.Context, c *sql.Conn) (v int64, err error) {
	err = c.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, err
}

// look reports whether another process has committed since the last look. The
// caller has the writer's turn.
func (s *Store) look() (bool, error) {
	v, err := dataVersion(context.Background(), s.w.conn)
	if err != nil || v == s.watched.seen {
		return false, err
	}
	s.watched.seen = v
	s.watched.foreign.Add(1)
	return true, nil
}

// watch publishes that anything may have changed when another process has committed.
func (s *Store) watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	seen := s.watched.foreign.Load()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case s.w.sem <- struct{}{}:
			// An error here shows itself in the next call that does something.
			_, _ = s.look()
			<-s.w.sem
		default: // the writer is at work; the next look will see it
		}
		if n := s.watched.foreign.Load(); n != seen {
			seen = n
			s.wake()
			for _, c := range []mailbox.Change{mailbox.AccountsChanged{}, mailbox.FoldersChanged{}, mailbox.Renewed{}} {
				s.changes.Publish(c)
			}
		}
	}
}
