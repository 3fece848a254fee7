package storage

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"math"
	"runtime"
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// New mail is put in order after it was stored: whoever receives it is not kept waiting. A
// message waits in arrivals until then; what is done to it and its leaving arrivals are one
// transaction, so nothing is done twice, whoever is killed and however many processes do it.
const (
	settleCount  = 500   // messages of one transaction
	settleMany   = 10000 // likewise, where nothing is done to them
	settleOctets = 2 << 20
	settleRetry  = time.Minute // after an error
)

// awaitSettling notes that messages are to be put in order.
func awaitSettling(t *tx, as []added) error {
	ids := make([]mailbox.ID, len(as))
	for i := range as {
		ids[i] = as[i].ID
	}
	_, err := t.exec("INSERT OR IGNORE INTO arrivals SELECT value FROM json_each(?)", idList(ids))
	return err
}

// keepSettled puts new mail in order until ctx ends, and learns what the person has taught.
func (s *Store) keepSettled(ctx context.Context) {
	again := time.NewTimer(0)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.settleKick:
		case <-again.C:
		}
		for more := true; more && ctx.Err() == nil; {
			if s.w.waiting.Load() > 0 || s.arriving.Load() > arrivingOctets {
				again.Reset(indexPause)
				break
			}
			var err error
			if more, err = s.settleStep(ctx, 1); err == nil && !more {
				more, err = s.learnStep(ctx)
			}
			if err != nil && ctx.Err() == nil {
				slog.InfoContext(ctx, "new mail is put in order later", "error", err)
				again.Reset(settleRetry)
				break
			}
			s.giveWay(ctx)
		}
	}
}

// Settle puts in order what has arrived.
func (s *Store) Settle(ctx context.Context) error {
	for {
		if more, err := s.settleStep(ctx, runtime.GOMAXPROCS(0)); !more || err != nil {
			return problem(err)
		}
	}
}

// settleStep puts some messages in order, the newest first, and reports whether there were any.
// Where rules look into the text the messages are read, atOnce of them at a time, and as that is
// most of the work of the index their words are written into it as well: that is one reading and
// one transaction for both.
func (s *Store) settleStep(ctx context.Context, atOnce int) (more bool, err error) {
	ids, err := s.newestArrivals(ctx, 1, 0)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	set, err := s.ruleset(ctx)
	if err != nil {
		return false, err
	}
	count, octets := settleCount, int64(settleOctets)
	if nothing, err := s.settlesNothing(ctx, set); err != nil {
		return false, err
	} else if nothing {
		count, octets = settleMany, math.MaxInt64
	}
	var read map[mailbox.ID]*whole
	if set.words {
		free, err := s.readTurn(ctx)
		if err != nil {
			return false, err
		}
		defer free()
	}
	if ids, err = s.newestArrivals(ctx, count, octets); err != nil || len(ids) == 0 { // others may have been quicker
		return false, err
	}
	if set.words {
		if read, err = s.readWaiting(ctx, math.MaxInt64, atOnce, "WHERE message IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
			return false, err
		}
	}
	d, err := s.decide(ctx, set, ids, read)
	if err != nil {
		return false, err
	}
	var indexed, unread int64
	err = s.write(ctx, func(t *tx) error {
		if err := s.settle(t, d); err != nil || !set.words {
			return err
		}
		waits, err := waitingWords(t, read, false, "WHERE u.message IN (SELECT value FROM json_each(?))", idList(d.ids))
		if err == nil {
			indexed, unread, err = waits.write(s, t, read)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	s.indexing.octets.Add(-indexed)
	s.indexing.unread.Add(-unread)
	return true, nil
}

// settleRead is settleStep where it writes the index as well; else nothing is done.
func (s *Store) settleRead(ctx context.Context, atOnce int) (more bool, err error) {
	var some bool
	if err := s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM arrivals) AND EXISTS (SELECT 1 FROM rules)").Scan(&some); err != nil || !some {
		return false, err
	}
	if set, err := s.ruleset(ctx); err != nil || !set.words {
		return false, err
	}
	return s.settleStep(ctx, atOnce)
}

// newestArrivals are the newest messages that are to be put in order, so many at most, and up to some
// octets.
func (s *Store) newestArrivals(ctx context.Context, count int, most int64) (ids []mailbox.ID, err error) {
	octets := int64(0)
	rows, err := s.r.QueryContext(ctx, "SELECT a.message, m.size FROM arrivals a JOIN messages m ON m.id = a.message ORDER BY a.message DESC LIMIT ?", count)
	return ids, each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var size int64
		err := rows.Scan(&id, &size)
		if octets <= most {
			ids, octets = append(ids, id), octets+size
		}
		return err
	})
}

// decided is what is to become of new mail.
type decided struct {
	ids    []mailbox.ID
	caught map[mailbox.ID][]*readyRule
	bad    map[mailbox.ID]int
}

// decide finds out what rules and the junk filter want of messages. What the filter does not come
// to is left out.
func (s *Store) decide(ctx context.Context, set *ruleset, ids []mailbox.ID, read map[mailbox.ID]*whole) (d *decided, err error) {
	d = &decided{}
	if d.caught, err = s.askRules(ctx, set, ids, read); err != nil {
		return nil, err
	}
	// What a rule moves is no junk, or is junk because the person said so.
	sorted := make([]mailbox.ID, 0, len(ids))
	ids = slices.DeleteFunc(ids, func(id mailbox.ID) bool {
		moves := slices.ContainsFunc(d.caught[id], func(r *readyRule) bool { return r.Moves() })
		if moves {
			sorted = append(sorted, id)
		}
		return moves
	})
	if d.bad, ids, err = s.judgeSome(ctx, ids); err != nil {
		return nil, err
	}
	d.ids = append(ids, sorted...)
	return d, nil
}

// settle does in t what was decided, of messages that still wait for it.
func (s *Store) settle(t *tx, d *decided) error {
	t.settling = true
	mine, err := column[mailbox.ID](t.query("DELETE FROM arrivals WHERE message IN (SELECT value FROM json_each(?)) RETURNING message", idList(d.ids)))
	if err != nil || len(mine) == 0 {
		return err
	}
	notify, err := s.obey(t, mine, d.caught)
	if err != nil {
		return err
	}
	var move, mark []mailbox.ID
	for _, id := range mine {
		switch d.bad[id] {
		case junkMoved:
			move = append(move, id)
		case junkMarked:
			mark = append(mark, id)
		}
	}
	if len(move) > 0 {
		// What the person has moved meanwhile stays where it is.
		if move, err = column[mailbox.ID](t.query("SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE m.id IN (SELECT value FROM json_each(?)) AND f.role = 'inbox'", idList(move))); err != nil {
			return err
		}
	}
	if len(move) > 0 {
		moved, err := moveToRole(t, move, mailbox.Junk)
		if err != nil {
			return err
		}
		if err := s.moved(t, moved); err != nil {
			return err
		}
	}
	if len(mark) > 0 {
		if err := s.suspect(t, mark, true); err != nil {
			return err
		}
	}
	t.publish(mailbox.Settled{IDs: mine, Notify: notify})
	return nil
}

// settlesNothing reports whether nothing is done to new mail: there are no rules, nobody is
// blocked, and the junk filter does not judge.
func (s *Store) settlesNothing(ctx context.Context, set *ruleset) (bool, error) {
	if len(set.rules) > 0 {
		return false, nil
	}
	_, judging, blocking, err := s.judges(ctx)
	return !judging && !blocking, err
}

// suspect sets or clears the mark of the junk filter.
func (s *Store) suspect(t *tx, ids []mailbox.ID, on bool) error {
	set := mailbox.Flag(0)
	if on {
		set = mailbox.Suspect
	}
	done, err := column[mailbox.ID](t.query("UPDATE messages SET flags = (flags & ~?2) | ?3 WHERE id IN (SELECT value FROM json_each(?1)) AND (flags & ?2) <> ?3 RETURNING id",
		idList(ids), mailbox.Suspect, set))
	if err != nil || len(done) == 0 {
		return err
	}
	t.after = append(t.after, func() { s.catalogFlags(t.edits, done, mailbox.Suspect, on) })
	t.publish(mailbox.Marked{IDs: done})
	return errors.Join(err, t.edit())
}
