package storage

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// A letter of which the person wants to be reminded where nobody answers it has a row in
// reminders. An answer takes it away, whichever account it came to, and so does a letter that
// was written to go after the first one.

// unsent holds for a message m in a folder f that is a letter which was not sent, wherever it lies.
const unsent = "(f.role IN ('drafts', 'outbox') OR EXISTS (SELECT 1 FROM letters l WHERE l.message = m.id AND l.state <> 'sent'))"

// lateWait is how long an answer is waited for where a letter went only after the day that was said.
const lateWait = 3 * 24 * time.Hour

const (
	mostReminded = 1000     // reminders that are looked at
	mostAnswers  = 50       // letters of a conversation that may be the answer, the newest
	answerHead   = 64 << 10 // octets of one of them in which its header is looked for
)

// Remind has the person reminded of letters that nobody answers: at a time, or, where that is
// zero, so long after now or, of those that are not sent yet, after they are. Where they were filed
// makes no difference. What was never sent from here, nor lay in Sent, is left out; where that is all
// of them the error is mailbox.ErrNotFound.
func (s *Store) Remind(ctx context.Context, ids []mailbox.ID, at time.Time, after time.Duration) error {
	if len(ids) == 0 {
		return nil
	}
	due, later := int64(0), s.now().Add(after).UnixMilli()
	if !at.IsZero() {
		due, later = at.UnixMilli(), at.UnixMilli()
	}
	err := s.write(ctx, func(t *tx) error {
		err := t.changed(`INSERT INTO reminders (message, wait, due) SELECT m.id, ?2, iif(`+unsent+`, ?3, ?4) FROM messages m JOIN folders f ON f.id = m.folder
			WHERE m.id IN (SELECT value FROM json_each(?1)) AND (f.role IN ('sent', 'drafts', 'outbox') OR EXISTS (SELECT 1 FROM letters WHERE message = m.id) OR EXISTS (SELECT 1 FROM reminders WHERE message = m.id))
			ON CONFLICT (message) DO UPDATE SET wait = excluded.wait, due = excluded.due, told = 0`, idList(ids), after.Milliseconds(), due, later)
		return s.reminded(t, ids, err)
	})
	s.wakeSnoozes()
	return err
}

// reminded publishes that reminders have changed.
func (s *Store) reminded(t *tx, ids []mailbox.ID, err error) error {
	t.publish(mailbox.Marked{IDs: ids}, mailbox.RemindersChanged{})
	return err
}

// Unremind forgets the reminders of letters.
func (s *Store) Unremind(ctx context.Context, ids []mailbox.ID) error {
	return s.write(ctx, func(t *tx) error {
		done, err := column[mailbox.ID](t.query("DELETE FROM reminders WHERE message IN (SELECT value FROM json_each(?)) RETURNING message", idList(ids)))
		if err != nil || len(done) == 0 {
			return err
		}
		return s.reminded(t, done, nil)
	})
}

// RemindersOf are the reminders of some letters, as far as RemindAgain needs them.
func (s *Store) RemindersOf(ctx context.Context, ids []mailbox.ID) (out []mailbox.Reminder, err error) {
	rows, err := s.r.QueryContext(ctx, "SELECT message, wait, due, told FROM reminders WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var r mailbox.Reminder
		var wait, due int64
		err := rows.Scan(&r.ID, &wait, &due, &r.Due)
		if r.After = time.Duration(wait) * time.Millisecond; due > 0 {
			r.At = time.UnixMilli(due)
		}
		out = append(out, r)
		return err
	})
	return out, problem(err)
}

// RemindAgain makes the reminders of letters again what they were, see RemindersOf. Of what the person
// was told they are not told once more.
func (s *Store) RemindAgain(ctx context.Context, ids []mailbox.ID, was []mailbox.Reminder) error {
	err := s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM reminders WHERE message IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
			return err
		}
		for _, r := range was {
			due := int64(0)
			if !r.At.IsZero() {
				due = r.At.UnixMilli()
			}
			if _, err := t.exec("INSERT OR REPLACE INTO reminders (message, wait, due, told) SELECT id, ?, ?, ? FROM messages WHERE id = ?", r.After.Milliseconds(), due, r.Due, r.ID); err != nil {
				return err
			}
		}
		return s.reminded(t, ids, nil)
	})
	s.wakeSnoozes()
	return err
}

// remindLate begins anew to wait for an answer to a letter that is sent now, where the day that was said
// is past: it was written to go before.
func remindLate(t *tx, id mailbox.ID, now time.Time) error {
	err := t.changed("UPDATE reminders SET due = ?3, told = 0 WHERE message = ?1 AND due > 0 AND due <= ?2", id, now.UnixMilli(), now.Add(lateWait).UnixMilli())
	if errors.Is(err, mailbox.ErrNotFound) {
		return nil
	}
	t.publish(mailbox.RemindersChanged{})
	return err
}

// Reminders returns the letters of which the person wants to be reminded, those that nobody has
// answered in time first. What lies in Trash is not among them.
func (s *Store) Reminders(ctx context.Context) (out []mailbox.Reminder, err error) {
	rows, err := s.r.QueryContext(ctx, `SELECT r.message, r.wait, r.due, r.told, h.recipients, h.subject, coalesce(h.dated, m.date) FROM reminders r
		JOIN messages m ON m.id = r.message JOIN headers h ON h.message = r.message JOIN folders f ON f.id = m.folder
		WHERE f.role NOT IN ('trash', 'junk') ORDER BY r.told DESC, r.due, r.message LIMIT ?`, mostReminded)
	err = each(rows, err, func(rows *sql.Rows) error {
		var r mailbox.Reminder
		var wait, due, sent int64
		var to []byte
		err := rows.Scan(&r.ID, &wait, &due, &r.Due, &to, &r.Subject, &sent)
		if err != nil {
			return err
		}
		r.After, r.Sent = time.Duration(wait)*time.Millisecond, time.UnixMilli(sent)
		if due > 0 {
			r.At = time.UnixMilli(due)
		}
		r.To, err = parsePeople(to)
		out = append(out, r)
		return err
	})
	return out, problem(err)
}

// LookForAnswers forgets the reminders of letters that were answered, and has the person reminded
// of those whose time has come, also where they were filed meanwhile.
func (s *Store) LookForAnswers(ctx context.Context) error {
	type waiting struct {
		id        mailbox.ID
		messageID string
		people    []string
		sent      int64
		due       int64
		told      bool
	}
	now := s.now().UnixMilli()
	var list []waiting
	rows, err := s.r.QueryContext(ctx, `SELECT r.message, h.message_id, h.recipients, h.cc, m.date, r.due, r.told FROM reminders r JOIN messages m ON m.id = r.message
		JOIN headers h ON h.message = r.message JOIN folders f ON f.id = m.folder WHERE f.role NOT IN ('trash', 'junk') AND NOT `+unsent+` ORDER BY r.message LIMIT ?`, mostReminded)
	err = each(rows, err, func(rows *sql.Rows) error {
		var w waiting
		var to, cc string
		err := rows.Scan(&w.id, &w.messageID, &to, &cc, &w.sent, &w.due, &w.told)
		if err == nil {
			w.people, err = peopleOf(to, cc)
		}
		list = append(list, w)
		return err
	})
	if err != nil {
		return problem(err)
	}
	var answered, begun, due []mailbox.ID
	var failed error
	for _, w := range list {
		done, err := s.answered(ctx, w.id, w.messageID, w.people, w.sent)
		switch {
		case err != nil && ctx.Err() != nil:
			return problem(err)
		case err != nil: // the others do not wait for it
			failed = cmp.Or(failed, err)
		case done:
			answered = append(answered, w.id)
		case w.due == 0:
			begun = append(begun, w.id)
		case w.due <= now && !w.told:
			due = append(due, w.id)
		}
	}
	if len(answered)+len(begun)+len(due) == 0 {
		return problem(failed)
	}
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM reminders WHERE message IN (SELECT value FROM json_each(?))", idList(answered)); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE reminders SET due = ? + wait WHERE message IN (SELECT value FROM json_each(?)) AND due = 0", now, idList(begun)); err != nil {
			return err
		}
		told, err := column[mailbox.ID](t.query("UPDATE reminders SET told = 1 WHERE message IN (SELECT value FROM json_each(?)) AND told = 0 AND due <= ? RETURNING message", idList(due), now))
		if err == nil && len(told) > 0 {
			t.publish(mailbox.Returned{IDs: told})
		}
		return s.reminded(t, slices.Concat(answered, begun, due), err)
	})
	return errors.Join(err, problem(failed))
}

// answered reports whether somebody has answered a letter, or the person has sent another after
// it. people: whom it went to; sent: when.
func (s *Store) answered(ctx context.Context, id mailbox.ID, messageID string, people []string, sent int64) (bool, error) {
	type candidate struct {
		id         mailbox.ID
		from, refs string
	}
	var own bool
	if err := s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM letters WHERE answers = ? AND state = 'sent')", id).Scan(&own); own || err != nil {
		return own, err
	}
	var sender string
	if err := s.r.QueryRowContext(ctx, "SELECT from_email FROM headers WHERE message = ?", id).Scan(&sender); err != nil {
		return false, err
	}
	// Others are all but who has sent it: those whose account is here as well answer like anybody.
	// isAmong compares as SQLite cannot: foreign letters in small and in capital, hosts in both their forms.
	isAmong := func(list []string, email string) bool {
		key := query.AddressKey(email)
		return slices.ContainsFunc(list, func(e string) bool { return query.AddressKey(e) == key })
	}
	var list []candidate // of others
	rows, err := s.r.QueryContext(ctx, `SELECT m.id, h.from_email, h.in_reply_to || ' ' || h.refs FROM threads t JOIN threads a ON a.thread = t.thread AND a.message <> t.message
		JOIN messages m ON m.id = a.message JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder
		WHERE t.message = ?1 AND m.received >= ?2 AND f.role NOT IN ('sent', 'drafts', 'outbox', 'junk')
		ORDER BY m.id DESC`, id, sent)
	err = each(rows, err, func(rows *sql.Rows) error {
		if len(list) == mostAnswers {
			return nil
		}
		var c candidate
		if err := rows.Scan(&c.id, &c.from, &c.refs); err != nil {
			return err
		}
		if !isAmong([]string{sender}, c.from) {
			list = append(list, c)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, c := range list {
		names := messageID != "" && slices.Contains(strings.Fields(c.refs), messageID)
		if !names && !isAmong(people, c.from) {
			continue
		}
		if automatic, err := s.automatic(ctx, c.id); !automatic || err != nil {
			return err == nil, err
		}
	}
	return false, nil
}

// automatic reports whether a program has answered: by Auto-Submitted (RFC 3834, section 5), by
// what programs without it write, or as a report (RFC 6522). A header that cannot be read is a
// person's.
func (s *Store) automatic(ctx context.Context, id mailbox.ID) (bool, error) {
	raw, err := s.Beginning(ctx, id, answerHead)
	if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return answersItself(raw), nil
}

// answersItself is automatic for the octets with which a message begins.
func answersItself(raw []byte) bool {
	if end := bytes.Index(raw, []byte("\r\n\r\n")); end >= 0 {
		raw = raw[:end+4]
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return false
	}
	word := func(name string) string {
		v, _, _ := strings.Cut(m.Header.Get(name), ";")
		return strings.ToLower(strings.TrimSpace(v))
	}
	kind, _, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	auto := word("Auto-Submitted")
	return auto != "" && auto != "no" || kind == "multipart/report" || word("Precedence") == "auto_reply" || word("X-Autoreply") == "yes"
}
