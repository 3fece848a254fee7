package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"
)

// What the store does beside its work: it copies the write-ahead log into the
// file away from those who write, and while there is nothing else to do it merges the
// segments of the index, packs what arrived in a hurry (packing.go), and makes the file smaller
// by what is free in it.
const (
	checkpointOctets = 64 << 20              // of the log since the last copying, while mail arrives
	largeLog         = 4 * checkpointOctets  // of a log that is made to begin anew
	deliveredOctets  = 2 << 20               // likewise, when a delivery has ended: the line waits for an answer, the disk can work
	idleBeforeCare   = 3 * time.Second       // since the last commit
	carePause        = 10 * time.Millisecond // at least, between two steps: else for as long as the last one took
	mergePages       = 200                   // of one step, about 10 ms
	freePages        = 256                   // that are given back in one step, and that are left for what comes
)

// wake tells who works when there is nothing else to do that something was committed.
func (s *Store) wake() {
	for _, kick := range []chan struct{}{s.kick, s.filesKick, s.threadKick, s.settleKick} {
		select {
		case kick <- struct{}{}:
		default:
		}
	}
}

func (s *Store) logSize() int64 {
	st, err := os.Stat(s.path + "-wal")
	if err != nil {
		return 0
	}
	return st.Size()
}

// upkeep runs until ctx ends. Its errors are not reported: what it does not
// finish now is done later, and what is wrong with the file shows elsewhere.
func (s *Store) upkeep(ctx context.Context, window bool) {
	var copied int64 // see copyLog
	s.dropEarlier()
	idle := time.NewTimer(idleBeforeCare)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.kick:
			copied = s.copyLog(ctx, copied)
			idle.Reset(idleBeforeCare)
		case <-idle.C:
			if s.deliveries.Load() > 0 {
				idle.Reset(idleBeforeCare)
				continue
			}
			s.dropEarlier()
			if window {
				s.front.giveWay(ctx)
				begun := time.Now()
				if s.mergeStep(ctx) || s.packStep(ctx) || s.sortStep(ctx) || s.shrinkStep(ctx) {
					copied = s.copyLog(ctx, copied) // what these steps write wakes nobody
					idle.Reset(max(carePause, time.Since(begun)))
					continue
				}
			}
			if s.logSize() > 0 {
				// A reader in an old state keeps the log; then the next time.
				s.checkpoint(ctx, "TRUNCATE")
				copied = 0
			}
		}
	}
}

// copyLog copies the log into the file where that is worth it, and returns the size it had when it
// was last copied, which copied was before.
func (s *Store) copyLog(ctx context.Context, copied int64) int64 {
	size := s.logSize()
	if size < copied {
		copied = 0
	}
	least := int64(checkpointOctets)
	if s.delivered.Swap(false) && s.deliveries.Load() == 0 {
		least = deliveredOctets
	}
	if size-copied < least {
		return copied
	}
	s.checkpoint(ctx, "PASSIVE")
	if size = s.logSize(); size < largeLog {
		return size
	}
	// What is written all the time keeps the log from ever being copied whole, and only then does
	// it begin anew: here nobody writes for as long as the rest takes.
	select {
	case s.w.sem <- struct{}{}:
	case <-ctx.Done():
		return size
	}
	s.checkpoint(ctx, "PASSIVE")
	<-s.w.sem
	return size
}

func (s *Store) checkpoint(ctx context.Context, mode string) {
	var busy, log, done int
	begun := time.Now()
	_ = s.checkpoints.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &done)
	slog.DebugContext(ctx, "upkeep", "checkpoint", mode, "busy", busy, "pages", log, "copied", done, "took", time.Since(begun))
}

// step runs fn in a transaction and reports whether it says that there is more. It gives way to
// everybody who writes: then there is.
func (s *Store) step(ctx context.Context, fn func(t *tx) (more bool, err error)) (more bool) {
	select {
	case s.w.sem <- struct{}{}:
	default:
		return true
	}
	defer func() { <-s.w.sem }()
	err := s.w.run(ctx, &tx{conn: s.w.conn}, func(t *tx) (err error) {
		more, err = fn(t)
		return errors.Join(err, ctx.Err())
	})
	return more && err == nil && ctx.Err() == nil
}

// mergeSome merges up to so many pages of the index where four segments or more are of about the
// same size (https://www.sqlite.org/fts5.html, the merge command).
const mergeSome = "INSERT INTO words (words, rank) VALUES ('merge', ?)"

// mergeStep merges a little of the index and reports whether there may be more to merge.
func (s *Store) mergeStep(ctx context.Context) bool {
	return s.step(ctx, func(t *tx) (bool, error) {
		// SQLite counts two changes or more where something was merged
		// (https://www.sqlite.org/fts5.html, the merge command).
		var before, after int64
		if err := t.row("SELECT total_changes()").Scan(&before); err != nil {
			return false, err
		}
		if _, err := t.exec(mergeSome, mergePages); err != nil {
			return false, err
		}
		err := t.row("SELECT total_changes()").Scan(&after)
		return after-before >= 2, err
	})
}

// shrinkStep gives a few free pages back to the disk and reports whether there are more. A file
// that was made before there was this keeps its free pages for what comes: only writing it anew
// would change that, and hold up everybody meanwhile.
func (s *Store) shrinkStep(ctx context.Context) bool {
	const givable = "SELECT iif(auto_vacuum = 2, freelist_count, 0) FROM pragma_auto_vacuum, pragma_freelist_count"
	var free int
	if err := s.r.QueryRowContext(ctx, givable).Scan(&free); err != nil || free < 2*freePages {
		return false
	}
	return s.step(ctx, func(t *tx) (bool, error) {
		// It does its work while its rows are read.
		rows, err := t.query(fmt.Sprintf("PRAGMA incremental_vacuum(%d)", freePages))
		return true, each(rows, err, func(*sql.Rows) error { return nil })
	})
}
