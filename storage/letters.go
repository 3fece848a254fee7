package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// Letters returns what was written here and is not sent yet: drafts, and what waits, is
// on its way, was refused or has an unknown fate. The oldest is first.
func (s *Store) Letters(ctx context.Context) ([]mailbox.Letter, error) {
	return s.letters(ctx, "l.state <> 'sent'")
}

// Letter returns one letter, also one that was sent. A message that is none is
// mailbox.ErrNotFound.
func (s *Store) Letter(ctx context.Context, id mailbox.ID) (mailbox.Letter, error) {
	ls, err := s.letters(ctx, "l.message = ?", id)
	if err == nil && len(ls) == 0 {
		err = noLetter(id)
	}
	if err != nil {
		return mailbox.Letter{}, err
	}
	return ls[0], nil
}

func noLetter(id mailbox.ID) error { return fmt.Errorf("letter %d: %w", id, mailbox.ErrNotFound) }

func (s *Store) letters(ctx context.Context, where string, args ...any) ([]mailbox.Letter, error) {
	var out []mailbox.Letter
	rows, err := s.r.QueryContext(ctx, `SELECT l.message, l.account, l.state, l.not_before, l.next_try, l.tries, l.problem, l.refusals, l.message_id, l.bcc,
		h.recipients, h.cc, h.subject, m.size
		FROM letters l JOIN messages m ON m.id = l.message JOIN headers h ON h.message = l.message WHERE `+where+" ORDER BY l.message", args...)
	err = each(rows, err, func(rows *sql.Rows) error {
		var l mailbox.Letter
		var before, next sql.NullInt64
		var problem string
		var refusals, bcc, to, cc []byte
		err := rows.Scan(&l.ID, &l.Account, &l.State, &before, &next, &l.Tries, &problem, &refusals, &l.MessageID, &bcc, &to, &cc, &l.Subject, &l.Size)
		if err != nil {
			return err
		}
		l.NotBefore, l.NextTry, l.Problem = timeOf(before), timeOf(next), account.ParseFailure(problem)
		if len(refusals) > 0 {
			err = json.Unmarshal(refusals, &l.Refusals)
		}
		var errs [3]error
		l.To, errs[0] = parsePeople(to)
		l.Cc, errs[1] = parsePeople(cc)
		l.Bcc, errs[2] = parsePeople(bcc)
		out = append(out, l)
		return errors.Join(append(errs[:], err)...)
	})
	return out, problem(err)
}

// timeOf is a time that was stored by milli.
func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}

// Draft returns a letter as its editor keeps it, whatever its state. A message in a folder
// of drafts that no editor of ours has written has no State. Other messages that are no
// letters are mailbox.ErrNotFound.
func (s *Store) Draft(ctx context.Context, id mailbox.ID) (mailbox.Draft, error) {
	d := mailbox.Draft{ID: id}
	var recipients []byte
	var answers, forwards sql.NullInt64
	err := s.r.QueryRowContext(ctx, "SELECT account, state, sender, recipients, writing, answers, forwards, dotted AND state = 'draft' FROM letters WHERE message = ?", id).
		Scan(&d.Account, &d.State, &d.From, &recipients, &d.Writing, &answers, &forwards, &d.MayBeOut)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = s.r.QueryRowContext(ctx, "SELECT f.account FROM messages m JOIN folders f ON f.id = m.folder WHERE m.id = ? AND f.role = 'drafts'", id).Scan(&d.Account)
		if errors.Is(err, sql.ErrNoRows) {
			return d, noLetter(id)
		}
	case err == nil:
		d.Answers, d.Forwards = mailbox.ID(answers.Int64), mailbox.ID(forwards.Int64)
		err = json.Unmarshal(recipients, &d.Recipients)
	}
	if err != nil {
		return d, problem(err)
	}
	// The editor holds all of it: what was written here has its files within the bounds that the
	// window sets.
	d.Raw, err = s.Raw(ctx, id)
	return d, err
}

// OlderDrafts returns what a draft was before, the newest first. Only octets and what the
// editor needs are kept of it.
func (s *Store) OlderDrafts(ctx context.Context, id mailbox.ID) (out []mailbox.Draft, _ error) {
	rows, err := s.r.QueryContext(ctx, "SELECT l.account, v.size, v.codec, v.data, v.writing FROM draft_versions v JOIN letters l ON l.message = v.message WHERE v.message = ? ORDER BY v.id DESC", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		d := mailbox.Draft{ID: id}
		var size int64
		var codec int
		var data []byte
		if err := rows.Scan(&d.Account, &size, &codec, &data, &d.Writing); err != nil {
			return err
		}
		var err error
		d.Raw, err = unpack(codec, size, data)
		out = append(out, d)
		return err
	})
	return out, problem(err)
}

// letterState is the state of a letter in a transaction.
func letterState(t *tx, id mailbox.ID) (state mailbox.LetterState, err error) {
	err = t.row("SELECT state FROM letters WHERE message = ?", id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		err = noLetter(id)
	}
	return state, err
}

// addresses is a list of them as it is stored.
func addresses(list []string) string {
	if list == nil {
		list = []string{}
	}
	b, err := json.Marshal(list)
	if err != nil { // strings can be marshalled
		panic(err)
	}
	return string(b)
}

// nullID is an ID as it is stored; nil for none.
func nullID(id mailbox.ID) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}
