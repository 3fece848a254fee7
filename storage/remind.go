package storage

import (
	"bytes"
	"context"
	"database/sql"
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

const (
	mostReminded = 1000     // reminders that are looked at
	mostAnswers  = 50       // letters of a conversation that may be the answer, the newest
	answerHead   = 64 << 10 // octets of one of them in which its header is looked for
)

// Remind has the person reminded of letters that nobody answers: at a time, or, where that is
// zero, so long after now or, of those that are not sent yet, after they are.
func (s *Store) Remind(ctx context.Context, ids []mailbox.ID, at time.Time, after time.Duration) error {
	if len(ids) == 0 {
		return nil
	}
	due, later := int64(0), s.now().Add(after).UnixMilli()
	if !at.IsZero() {
		due, later = at.UnixMilli(), at.UnixMilli()
	}
	err := s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO reminders (message, wait, due) SELECT m.id, ?2, iif(f.role = 'sent', ?4, ?3) FROM messages m JOIN folders f ON f.id = m.folder
			WHERE m.id IN (SELECT value FROM json_each(?1)) AND f.role IN ('sent', 'drafts', 'outbox')
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
		JOIN headers h ON h.message = r.message JOIN folders f ON f.id = m.folder WHERE f.role NOT IN ('trash', 'junk', 'drafts', 'outbox') ORDER BY r.message LIMIT ?`, mostReminded)
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
	for _, w := range list {
		done, err := s.answered(ctx, w.id, w.messageID, w.people, w.sent)
		switch {
		case err != nil:
			return problem(err)
		case done:
			answered = append(answered, w.id)
		case w.due == 0:
			begun = append(begun, w.id)
		case w.due <= now && !w.told:
			due = append(due, w.id)
		}
	}
	if len(answered)+len(begun)+len(due) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
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
	accounts, err := column[string](s.r.QueryContext(ctx, "SELECT email FROM accounts"))
	if err != nil {
		return false, err
	}
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
		if !isAmong(accounts, c.from) {
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
