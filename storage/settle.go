package storage

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"math"
	"slices"
	"time"

	"popmail/account/thread"
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

// awaitRules has the rules asked again about a message that was put in order when only its beginning was
// here, and whose rest has come: those that look inside. What was moved meanwhile or was read stays as it is.
func awaitRules(t *tx, id mailbox.ID) error {
	_, err := t.exec(`INSERT OR IGNORE INTO arrivals SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder
		WHERE m.id = ? AND m.flags & ? AND f.role = 'inbox'`, id, mailbox.Begun)
	return err
}

// howWhole is what is here of a message that is put in order.
type howWhole int

const (
	allNew    howWhole = iota // all of it
	onlyBegun                 // its beginning
	nowWhole                  // all of it, and its beginning was put in order
)

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
			if !more && s.lessons.told.Load() { // less than lookSoon after the last look, and perhaps nothing else is written
				again.Reset(lookSoon)
			}
			s.giveWay(ctx)
		}
	}
}

// Settle puts in order what has arrived.
func (s *Store) Settle(ctx context.Context) error {
	for {
		if more, err := s.settleStep(ctx, thread.Processors()); !more || err != nil {
			return problem(err)
		}
	}
}

// settleStep puts some messages in order, the newest first, and reports whether there were any.
// Where rules look into the text the messages are read, atOnce of them at a time, and as that is
// most of the work of the index their words are written into it as well: that is one reading and
// one transaction for both.
func (s *Store) settleStep(ctx context.Context, atOnce int) (more bool, err error) {
	ids, _, err := s.newestArrivals(ctx, 1, 0)
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
	ids, how, err := s.newestArrivals(ctx, count, octets)
	if err != nil || len(ids) == 0 { // others may have been quicker
		return false, err
	}
	if set.words {
		if read, err = s.readWaiting(ctx, math.MaxInt64, atOnce, "WHERE message IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
			return false, err
		}
	}
	d, err := s.decide(ctx, set, ids, how, read)
	if err != nil {
		return false, err
	}
	var indexed, unread int64
	err = s.write(ctx, func(t *tx) error {
		if err := s.settle(ctx, t, d); err != nil || !set.words {
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
// octets, with what is here of those that have not come whole.
func (s *Store) newestArrivals(ctx context.Context, count int, most int64) (ids []mailbox.ID, how map[mailbox.ID]howWhole, err error) {
	octets := int64(0)
	how = map[mailbox.ID]howWhole{}
	rows, err := s.r.QueryContext(ctx, `SELECT a.message, m.size, CASE WHEN EXISTS (SELECT 1 FROM unique_ids WHERE message = m.id AND begun > 0) THEN ?2 WHEN m.flags & ?4 THEN ?3 ELSE 0 END
		FROM arrivals a JOIN messages m ON m.id = a.message ORDER BY a.message DESC LIMIT ?1`, count, onlyBegun, nowWhole, mailbox.Begun)
	return ids, how, each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var size int64
		var h howWhole
		err := rows.Scan(&id, &size, &h)
		if octets <= most {
			ids, octets = append(ids, id), octets+size
			if h != allNew {
				how[id] = h
			}
		}
		return err
	})
}

// decided is what is to become of new mail.
type decided struct {
	ids    []mailbox.ID
	how    map[mailbox.ID]howWhole
	caught map[mailbox.ID][]*readyRule
	bad    map[mailbox.ID]int
}

// decide finds out what rules and the junk filter want of messages. What the filter does not come
// to is left out.
func (s *Store) decide(ctx context.Context, set *ruleset, ids []mailbox.ID, how map[mailbox.ID]howWhole, read map[mailbox.ID]*whole) (d *decided, err error) {
	d = &decided{how: how}
	if d.caught, err = s.askRules(ctx, set, ids, how, read); err != nil {
		return nil, err
	}
	// What a rule moves is no junk, or is junk because the person said so. What has been judged by its
	// beginning is in an Inbox because it was none.
	sorted := make([]mailbox.ID, 0, len(ids))
	ids = slices.DeleteFunc(ids, func(id mailbox.ID) bool {
		moves := how[id] == nowWhole || slices.ContainsFunc(d.caught[id], func(r *readyRule) bool { return r.Moves() })
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
func (s *Store) settle(ctx context.Context, t *tx, d *decided) error {
	t.settling = true
	mine, err := column[mailbox.ID](t.query("DELETE FROM arrivals WHERE message IN (SELECT value FROM json_each(?)) RETURNING message", idList(d.ids)))
	if err != nil || len(mine) == 0 {
		return err
	}
	if err := s.spare(ctx, t, d.bad); err != nil { // before rules give stars, which are nobody's word
		return err
	}
	notify, err := s.obey(t, mine, d.caught)
	if err != nil {
		return err
	}
	if err := s.noteBegun(t, mine, d.how, d.caught); err != nil {
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
	// What was told of by its beginning is not told of again, but where a rule wants that now.
	told := slices.DeleteFunc(mine, func(id mailbox.ID) bool { return d.how[id] == nowWhole && !slices.Contains(notify, id) })
	if len(told) > 0 {
		t.publish(mailbox.Settled{IDs: told, Notify: notify})
	}
	return nil
}

// noteBegun notes in t of which messages the beginning was put in order, and forgets it of those that are
// whole now. Those whose rest has come since what becomes of them was decided wait once more.
func (s *Store) noteBegun(t *tx, mine []mailbox.ID, how map[mailbox.ID]howWhole, caught map[mailbox.ID][]*readyRule) error {
	var half, done []mailbox.ID
	for _, id := range mine {
		switch how[id] {
		case onlyBegun:
			half = append(half, id)
		case nowWhole:
			done = append(done, id)
		}
	}
	if len(half)+len(done) == 0 {
		return nil
	}
	t.after = append(t.after, func() { s.byBegun.note(how, caught) })
	if err := errors.Join(s.flagQuietly(t, half, mailbox.Begun, true), s.flagQuietly(t, done, mailbox.Begun, false)); err != nil {
		return err
	}
	whole, err := column[mailbox.ID](t.query("SELECT value FROM json_each(?) WHERE value NOT IN (SELECT message FROM unique_ids WHERE begun > 0 AND message IS NOT NULL)", idList(half)))
	if err != nil {
		return err
	}
	for _, id := range whole {
		if err := awaitRules(t, id); err != nil {
			return err
		}
	}
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
	n := len(t.after)
	err := s.flagQuietly(t, ids, mailbox.Suspect, on)
	if len(t.after) > n {
		t.publish(mailbox.Marked{IDs: ids})
	}
	return err
}

// flagQuietly sets or clears a mark, of which nobody is told.
func (s *Store) flagQuietly(t *tx, ids []mailbox.ID, f mailbox.Flag, on bool) error {
	set := mailbox.Flag(0)
	if on {
		set = f
	}
	done, err := column[mailbox.ID](t.query("UPDATE messages SET flags = (flags & ~?2) | ?3 WHERE id IN (SELECT value FROM json_each(?1)) AND (flags & ?2) <> ?3 RETURNING id", idList(ids), f, set))
	if err != nil || len(done) == 0 {
		return err
	}
	t.after = append(t.after, func() { s.catalogFlags(t.edits, done, f, on) })
	return t.edit()
}
