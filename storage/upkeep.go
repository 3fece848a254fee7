package storage

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"os"
	"time"

	"popmail/storage/mailbox"
)

// What the store does beside its work: it copies the write-ahead log into the
// file away from those who write, and while there is nothing else to do it merges
// the segments of the index and packs what arrived in a hurry.
const (
	checkpointOctets = 64 << 20        // of the log since the last copying, while mail arrives
	idleBeforeCare   = 3 * time.Second // since the last commit
	carePause        = 30 * time.Millisecond
	mergePages       = 200      // of one step, about 10 ms
	packCount        = 16       // messages of one step
	packOctets       = 16 << 20 // of one step
)

// wake tells who works when there is nothing else to do that something was committed.
func (s *Store) wake() {
	for _, kick := range []chan struct{}{s.kick, s.filesKick} {
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
	var copied int64 // size of the log when it was last copied
	idle := time.NewTimer(idleBeforeCare)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.kick:
			size := s.logSize()
			if size < copied {
				copied = 0
			}
			if size-copied >= checkpointOctets {
				s.checkpoint(ctx, "PASSIVE")
				copied = size
			}
			idle.Reset(idleBeforeCare)
		case <-idle.C:
			if s.deliveries.Load() > 0 {
				idle.Reset(idleBeforeCare)
				continue
			}
			if window && (s.mergeStep(ctx) || s.packStep(ctx)) {
				idle.Reset(carePause)
				continue
			}
			if s.logSize() > 0 {
				// A reader in an old state keeps the log; then the next time.
				s.checkpoint(ctx, "TRUNCATE")
				copied = 0
			}
		}
	}
}

func (s *Store) checkpoint(ctx context.Context, mode string) {
	var busy, log, done int
	begun := time.Now()
	_ = s.checkpoints.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &done)
	slog.DebugContext(ctx, "upkeep", "checkpoint", mode, "busy", busy, "pages", log, "copied", done, "took", time.Since(begun))
}

// mergeStep merges a little of the index and reports whether there may be more to
// merge. It gives way to everybody who writes.
func (s *Store) mergeStep(ctx context.Context) bool {
	select {
	case s.w.sem <- struct{}{}:
	default:
		return true
	}
	defer func() { <-s.w.sem }()
	more := false
	t := &tx{conn: s.w.conn}
	err := s.w.run(ctx, t, func(t *tx) error {
		// SQLite counts two changes or more where something was merged
		// (https://www.sqlite.org/fts5.html, the merge command).
		var before, after int64
		if err := t.row("SELECT total_changes()").Scan(&before); err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO words (words, rank) VALUES ('merge', ?)", mergePages); err != nil {
			return err
		}
		if err := t.row("SELECT total_changes()").Scan(&after); err != nil {
			return err
		}
		more = after-before >= 2
		return ctx.Err()
	})
	return err == nil && more && ctx.Err() == nil
}

// packStep packs a few messages that arrived in a hurry and reports whether there
// may be more.
func (s *Store) packStep(ctx context.Context) bool {
	type packed struct {
		id    mailbox.ID
		codec int
		data  []byte
	}
	var out []packed
	octets := 0
	rows, err := s.r.QueryContext(ctx, "SELECT message, data FROM octets WHERE codec = 0 ORDER BY message LIMIT ?", packCount)
	err = each(rows, err, func(rows *sql.Rows) error {
		if octets > packOctets {
			return nil
		}
		var p packed
		var raw sql.RawBytes
		if err := rows.Scan(&p.id, &raw); err != nil {
			return err
		}
		octets += len(raw)
		if p.codec, p.data = pack(raw); p.codec != codecZstd {
			p.data = bytes.Clone(raw)
		}
		out = append(out, p)
		return nil
	})
	if err != nil || len(out) == 0 {
		return false
	}
	select {
	case s.w.sem <- struct{}{}:
	default:
		return true
	}
	defer func() { <-s.w.sem }()
	t := &tx{conn: s.w.conn}
	err = s.w.run(ctx, t, func(t *tx) error {
		for _, p := range out {
			if _, err := t.exec("UPDATE octets SET codec = ?, data = ? WHERE message = ? AND codec = 0", p.codec, p.data, p.id); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	return err == nil && ctx.Err() == nil
}
