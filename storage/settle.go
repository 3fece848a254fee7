package storage

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// New mail is put in order after it was stored: whoever receives it is not kept waiting. A
// message waits in arrivals until then; what is done to it and its leaving arrivals are one
// transaction, so nothing is done twice, whoever is killed and however many processes do it.
const (
	settleCount  = 100   // messages of one transaction
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
		// What the rules read is not to be read again for the index.
		if set := s.rules.Load(); set != nil && set.words {
			s.sorting.Store(true)
		}
		for more := true; more && ctx.Err() == nil; {
			if s.w.waiting.Load() > 0 || s.arriving.Load() > arrivingOctets {
				again.Reset(indexPause)
				break
			}
			var err error
			if more, err = s.settleStep(ctx); err == nil && !more {
				s.sorting.Store(false)
				more, err = s.learnStep(ctx)
			}
			if err != nil && ctx.Err() == nil {
				slog.InfoContext(ctx, "new mail is put in order later", "error", err)
				again.Reset(settleRetry)
				break
			}
			s.giveWay(ctx)
		}
		s.sorting.Store(false)
	}
}

// Settle puts in order what has arrived.
func (s *Store) Settle(ctx context.Context) error {
	for {
		if more, err := s.settleStep(ctx); !more || err != nil {
			return problem(err)
		}
	}
}

// settleStep puts some messages in order, the newest first, and reports whether there were any.
func (s *Store) settleStep(ctx context.Context) (more bool, err error) {
	most := settleCount
	if nothing, err := s.settlesNothing(ctx); err != nil {
		return false, err
	} else if nothing {
		most = settleMany
	}
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, "SELECT message FROM arrivals ORDER BY message DESC LIMIT ?", most))
	if err != nil || len(ids) == 0 {
		return false, err
	}
	caught, ids, err := s.askRules(ctx, ids)
	if err != nil {
		return false, err
	}
	// What a rule moves is no junk, or is junk because the person said so.
	sorted := make([]mailbox.ID, 0, len(ids))
	ids = slices.DeleteFunc(ids, func(id mailbox.ID) bool {
		moves := slices.ContainsFunc(caught[id], func(r *readyRule) bool { return r.Moves() })
		if moves {
			sorted = append(sorted, id)
		}
		return moves
	})
	bad, ids, err := s.judgeSome(ctx, ids)
	if err != nil {
		return false, err
	}
	ids = append(ids, sorted...)
	var moved []mailbox.Moved
	err = s.write(ctx, func(t *tx) error {
		moved, t.settling = nil, true
		mine, err := column[mailbox.ID](t.query("DELETE FROM arrivals WHERE message IN (SELECT value FROM json_each(?)) RETURNING message", idList(ids)))
		if err != nil || len(mine) == 0 {
			return err
		}
		notify, err := s.obey(t, mine, caught)
		if err != nil {
			return err
		}
		var move, mark []mailbox.ID
		for _, id := range mine {
			switch bad[id] {
			case junkMoved:
				move = append(move, id)
			case junkMarked:
				mark = append(mark, id)
			}
		}
		// What the person has moved meanwhile stays where it is.
		if move, err = column[mailbox.ID](t.query("SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE m.id IN (SELECT value FROM json_each(?)) AND f.role = 'inbox'", idList(move))); err != nil {
			return err
		}
		if len(move) > 0 {
			if moved, err = moveToRole(t, move, mailbox.Junk); err != nil {
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
	})
	return err == nil, err
}

// settlesNothing reports whether nothing is done to new mail: there are no rules, nobody is
// blocked, and the junk filter does not judge.
func (s *Store) settlesNothing(ctx context.Context) (bool, error) {
	set, err := s.ruleset(ctx)
	if err != nil || len(set.rules) > 0 {
		return false, err
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
