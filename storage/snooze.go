package storage

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"popmail/storage/mailbox"
)

// A message that the person puts off lies in the folder Snoozed of its account until its time,
// and then comes back to where it lay, on top and unread. Nothing of that reaches a server.

const (
	// wakeEvery is how often the clock is looked at. A timer would stand still while the computer
	// sleeps.
	wakeEvery = 20 * time.Second
	// aheadMost is by how much a time that messages came back at may lie ahead.
	aheadMost = time.Minute
	// snoozeHour is when messages come back for which no time was said: on the next morning.
	snoozeHour = 8
)

// Snooze puts messages off until a time, and returns what Undo brings back. Those that are put
// off already get that time. What lies in Trash, Junk, Drafts, Outbox or Sent stays there.
func (s *Store) Snooze(ctx context.Context, ids []mailbox.ID, until time.Time) (ms []mailbox.Moved, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = s.write(ctx, func(t *tx) error {
		ms = nil
		can, err := column[mailbox.ID](t.query(`SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder
			WHERE m.id IN (SELECT value FROM json_each(?)) AND f.role NOT IN ('trash', 'junk', 'drafts', 'outbox', 'sent') ORDER BY m.id`, idList(ids)))
		if err != nil || len(can) == 0 {
			return err
		}
		if _, err := t.exec(`INSERT INTO snoozes (message, until, folder) SELECT m.id, ?2, m.folder FROM messages m JOIN folders f ON f.id = m.folder
			WHERE m.id IN (SELECT value FROM json_each(?1)) AND true ON CONFLICT (message) DO UPDATE SET until = excluded.until,
			folder = iif((SELECT role FROM folders WHERE id = excluded.folder) = 'snoozed', folder, excluded.folder)`, idList(can), until.UnixMilli()); err != nil {
			return err
		}
		if ms, err = moveToRole(t, can, mailbox.Snoozed); err != nil {
			return err
		}
		if len(ms) > 0 {
			return s.moved(t, ms)
		}
		t.publish(mailbox.Marked{IDs: can})
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.wakeSnoozes()
	return ms, nil
}

// PutOff are those of the messages that are put off, by when they come back.
func (s *Store) PutOff(ctx context.Context, ids []mailbox.ID) (out []mailbox.PutOff, err error) {
	rows, err := s.r.QueryContext(ctx, "SELECT z.message, z.until FROM snoozes z JOIN messages m ON m.id = z.message JOIN folders f ON f.id = m.folder WHERE f.role = 'snoozed' AND z.message IN (SELECT value FROM json_each(?)) ORDER BY z.until, z.message", idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var until int64
		err := rows.Scan(&id, &until)
		if n := len(out); n == 0 || out[n-1].Until.UnixMilli() != until {
			out = append(out, mailbox.PutOff{Until: time.UnixMilli(until)})
		}
		p := &out[len(out)-1]
		p.IDs = append(p.IDs, id)
		return err
	})
	return out, problem(err)
}

// PutOffAgain has messages come back when they were to come back before, see PutOff. What is put off no
// more stays where it is.
func (s *Store) PutOffAgain(ctx context.Context, was []mailbox.PutOff) error {
	err := s.write(ctx, func(t *tx) error {
		for _, p := range was {
			done, err := column[mailbox.ID](t.query(`UPDATE snoozes SET until = ?2 WHERE message IN (SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder
				WHERE f.role = 'snoozed' AND m.id IN (SELECT value FROM json_each(?1))) RETURNING message`, idList(p.IDs), p.Until.UnixMilli()))
			if err != nil {
				return err
			}
			t.publish(mailbox.Marked{IDs: done})
		}
		return nil
	})
	s.wakeSnoozes()
	return err
}

// snoozeMoved sees to it that messages which come into a folder by being moved come back from
// it, if it is one of those that are put off: on the next morning, where no time is known.
func snoozeMoved(t *tx, m mailbox.Moved) error {
	var role mailbox.Role
	if err := t.row("SELECT role FROM folders WHERE id = ?", m.To).Scan(&role); err != nil || role != mailbox.Snoozed {
		return err
	}
	now := t.now()
	next := time.Date(now.Year(), now.Month(), now.Day()+1, snoozeHour, 0, 0, 0, time.Local)
	for i, id := range m.IDs {
		if _, err := t.exec(`INSERT INTO snoozes (message, until, folder) VALUES (?1, ?2, ?3)
			ON CONFLICT (message) DO UPDATE SET until = excluded.until, folder = excluded.folder WHERE until <= ?4`, id, next.UnixMilli(), m.From[i], now.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// Unsnooze brings messages back that are put off, now and as they are: they are not told of as
// those whose time has come. It returns what Undo takes back.
func (s *Store) Unsnooze(ctx context.Context, ids []mailbox.ID) (ms []mailbox.Moved, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = s.write(ctx, func(t *tx) error {
		ms = nil
		back, err := snoozed(t, "m.id IN (SELECT value FROM json_each(?))", idList(ids))
		if err != nil || len(back) == 0 {
			return err
		}
		if ms, err = t.moveBack(back); err != nil || len(ms) == 0 {
			return err
		}
		return s.moved(t, ms)
	})
	if err != nil {
		return nil, err
	}
	return ms, nil
}

// snoozed are the messages that are put off and for which a condition holds, by the folders that
// they come back to; 0: that is not known.
func snoozed(t *tx, where string, args ...any) (map[mailbox.FolderID][]mailbox.ID, error) {
	back := map[mailbox.FolderID][]mailbox.ID{}
	rows, err := t.query(`SELECT m.id, coalesce(b.id, 0) FROM folders f JOIN messages m ON m.folder = f.id LEFT JOIN snoozes s ON s.message = m.id
		LEFT JOIN folders b ON b.id = s.folder AND b.role NOT IN ('snoozed', 'trash', 'junk') WHERE f.role = 'snoozed' AND (`+where+") ORDER BY m.id", args...)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var to mailbox.FolderID
		err := rows.Scan(&id, &to)
		back[to] = append(back[to], id)
		return err
	})
	return back, err
}

// moveBack moves messages to folders; those for which none is known go to their Inbox.
func (t *tx) moveBack(back map[mailbox.FolderID][]mailbox.ID) (ms []mailbox.Moved, err error) {
	for to, ids := range back {
		if to == 0 {
			more, err := moveToRole(t, ids, mailbox.Inbox)
			if err != nil {
				return nil, err
			}
			ms = append(ms, more...)
			continue
		}
		m, err := move(t, ids, to)
		if err != nil {
			return nil, err
		}
		if len(m.IDs) > 0 {
			ms = append(ms, m)
		}
	}
	return ms, nil
}

// wakeSnoozes has the clock looked at now.
func (s *Store) wakeSnoozes() {
	select {
	case s.snoozeKick <- struct{}{}:
	default:
	}
}

// keepSnoozed brings back what was put off, and sees to reminders, until ctx ends.
func (s *Store) keepSnoozed(ctx context.Context) {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	for {
		if err := s.BringBack(ctx); err != nil && ctx.Err() == nil {
			slog.InfoContext(ctx, "what was put off comes back later", "error", err)
		}
		if err := s.LookForAnswers(ctx); err != nil && ctx.Err() == nil {
			slog.InfoContext(ctx, "answers are looked for later", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.snoozeKick:
		case <-tick.C:
		}
	}
}

// BringBack brings back the messages whose time has come: on top of the folder that they lay in,
// and unread.
func (s *Store) BringBack(ctx context.Context) error {
	const due = "s.until IS NULL OR s.until <= ?"
	now := s.now()
	if err := s.lowerLifted(ctx, now); err != nil {
		return err
	}
	var some bool
	if err := s.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM folders f JOIN messages m ON m.folder = f.id LEFT JOIN snoozes s ON s.message = m.id
		WHERE f.role = 'snoozed' AND (`+due+"))", now.UnixMilli()).Scan(&some); err != nil || !some {
		return problem(err)
	}
	return s.write(ctx, func(t *tx) error {
		t.settling = true
		back, err := snoozed(t, due, now.UnixMilli())
		if err != nil || len(back) == 0 {
			return err
		}
		ms, err := t.moveBack(back)
		if err != nil || len(ms) == 0 {
			return err
		}
		return s.lift(t, ms, now)
	})
}

// liftedFrom is what a message in snoozes would be sorted by had it not come back, as ownDate is.
const liftedFrom = "coalesce((SELECT min(coalesce(h.dated, m.received), m.received) FROM messages m JOIN headers h ON h.message = m.id WHERE m.id = snoozes.message), 0)"

// liftedAhead holds for messages in snoozes that came back by a clock which was ahead of ?1, and is right
// again. Where a message came here later than ?1, it is mostly the clock of now that is behind, whatever the message
// is dated; but where one that came after it came by ?1, the clock was ahead when it came itself.
const liftedAhead = "snoozes.lifted > ?1 AND (coalesce((SELECT m.received FROM messages m WHERE m.id = snoozes.message), 0) <= ?1 OR " + liftedFrom + " <= ?1 AND " +
	"EXISTS (SELECT 1 FROM unique_ids u WHERE u.message > snoozes.message AND u.stored <= ?1 AND u.stored > " + liftedFrom + "))"

// lowerLifted has messages that came back by a clock which was ahead, and is right again, be back since
// now: else they would stay above all mail that comes until then.
func (s *Store) lowerLifted(ctx context.Context, now time.Time) error {
	var some bool
	latest := now.Add(aheadMost).UnixMilli()
	if err := s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM snoozes WHERE "+liftedAhead+")", latest).Scan(&some); err != nil || !some {
		return problem(err)
	}
	return s.write(ctx, func(t *tx) error {
		ids, err := column[mailbox.ID](t.query("UPDATE snoozes SET lifted = max(?2, "+liftedFrom+") WHERE "+liftedAhead+" RETURNING message", latest, now.UnixMilli()))
		if err != nil || len(ids) == 0 {
			return err
		}
		if _, err := t.exec("UPDATE messages SET date = (SELECT lifted FROM snoozes WHERE message = messages.id) WHERE id IN (SELECT value FROM json_each(?1))", idList(ids)); err != nil {
			return err
		}
		t.publish(mailbox.Renewed{}, mailbox.FoldersChanged{})
		return t.edit()
	})
}

// lift makes messages that have come back unread, and the first of their lists.
func (s *Store) lift(t *tx, ms []mailbox.Moved, now time.Time) error {
	to := map[mailbox.ID]mailbox.FolderID{}
	var ids []mailbox.ID
	for _, m := range ms {
		entries := make([]mailbox.Entry, len(m.IDs))
		for i, id := range m.IDs {
			to[id], ids, entries[i] = m.To, append(ids, id), mailbox.Entry{ID: id, Date: time.UnixMilli(now.UnixMilli())}
		}
		list, at := idList(m.IDs), now.UnixMilli()
		if _, err := t.exec(`INSERT INTO snoozes (message, until, folder, lifted) SELECT value, ?2, ?3, ?2 FROM json_each(?1) WHERE true
			ON CONFLICT (message) DO UPDATE SET folder = excluded.folder, lifted = excluded.lifted`, list, at, m.To); err != nil {
			return err
		}
		// What a letter is dated stays to be seen.
		if _, err := t.exec("UPDATE headers SET dated = coalesce(dated, (SELECT date FROM messages WHERE id = message)) WHERE message IN (SELECT value FROM json_each(?))", list); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE messages SET date = ?2, flags = flags & ~?3 WHERE id IN (SELECT value FROM json_each(?1))", list, at, mailbox.Read); err != nil {
			return err
		}
		t.publish(mailbox.Arrived{Folder: m.To, Entries: entries})
	}
	if err := t.edit(); err != nil {
		return err
	}
	t.after = append(t.after, func() {
		s.catalogRows(t.edits, ids, func(r *row) {
			r.folder, r.date, r.flags = int32(to[r.id]), now.UnixMilli(), r.flags&^mailbox.Read
		})
	})
	// Left comes first: it takes them out of the list that they are put off in.
	t.changes = append([]mailbox.Change{mailbox.Left{IDs: ids}}, t.changes...)
	t.publish(mailbox.FoldersChanged{}, mailbox.Returned{IDs: ids})
	return nil
}

// snoozeTimes reads what a row says of being put off: a time that is not negative is when the
// message comes back, a negative one since when it is back.
func snoozeTimes(m *mailbox.Summary, v int64) {
	switch {
	case v > 0:
		m.Snoozed = time.UnixMilli(v)
	case v < 0:
		m.Back = time.UnixMilli(-v)
	}
}
