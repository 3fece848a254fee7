package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// Notes returns what the sessions of an account have noted; nil where there is
// nothing. See fetch.Store.
func (s *Store) Notes(ctx context.Context, id account.ID) (notes []byte, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT notes FROM session_notes WHERE account = ?", id).Scan(&notes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return notes, problem(err)
}

// setPause puts the pause that a server has asked for into the notes of the sessions. The
// zero one leaves what is there; one that is over takes it out, but for what was learned.
func setPause(t *tx, id account.ID, p account.Pause, now time.Time) error {
	if p == (account.Pause{}) {
		return nil
	}
	if p.Ends(now).IsZero() {
		p = account.Pause{Learned: p.Learned}
	}
	before, err := notesOf(t, id)
	if err != nil {
		return err
	}
	if fetch.PauseOf(before) == p {
		return nil
	}
	after, err := fetch.WithPause(before, p)
	if err != nil {
		return err
	}
	return setNotes(t, id, after)
}

// SetQuota notes how many octets the mailbox of an account may hold on its server, as the person
// has said; 0: nobody knows.
func (s *Store) SetQuota(ctx context.Context, id account.ID, octets int64) error {
	if octets != 0 && (octets < account.LeastQuota || octets > account.MostQuota) {
		return fmt.Errorf("a mailbox of %d octets", octets)
	}
	return s.write(ctx, func(t *tx) error {
		var there bool
		if err := t.row("SELECT count(*) FROM accounts WHERE id = ? AND removed = 0", id).Scan(&there); err != nil {
			return err
		}
		if !there {
			return fmt.Errorf("account %d: %w", id, mailbox.ErrNotFound)
		}
		t.publish(mailbox.AccountsChanged{})
		return setMailbox(t, id, func(quota, held *int64) { *quota = octets })
	})
}

// setMailbox changes what is noted of the mailbox on the server.
func setMailbox(t *tx, id account.ID, change func(quota, held *int64)) error {
	before, err := notesOf(t, id)
	if err != nil {
		return err
	}
	quota, held := fetch.MailboxOf(before)
	was, had := quota, held
	if change(&quota, &held); quota == was && held == had {
		return nil
	}
	after, err := fetch.WithMailbox(before, quota, held)
	if err != nil {
		return err
	}
	return setNotes(t, id, after)
}

// SetNotes replaces what the sessions of an account have noted.
func (s *Store) SetNotes(ctx context.Context, id account.ID, notes []byte) error {
	return s.write(ctx, func(t *tx) error { return setNotes(t, id, notes) })
}

// Asides returns the messages that could not be received, by account.
func (s *Store) Asides(ctx context.Context) (map[account.ID][]account.Aside, error) {
	out := make(map[account.ID][]account.Aside)
	rows, err := s.r.QueryContext(ctx, "SELECT account, notes FROM session_notes")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id account.ID
		var notes []byte
		err := rows.Scan(&id, &notes)
		if list := fetch.AsidesOf(notes); len(list) > 0 {
			out[id] = list
		}
		return err
	})
	return out, problem(err)
}

// ChangeAside leaves such a message on the server for good, or has the next session ask for
// it, whatever the time.
func (s *Store) ChangeAside(ctx context.Context, id account.ID, uid string, left bool) error {
	return s.write(ctx, func(t *tx) error {
		before, err := notesOf(t, id)
		if err != nil {
			return err
		}
		after, err := fetch.WithAside(before, uid, left)
		if err != nil {
			return err
		}
		return setNotes(t, id, after)
	})
}

func notesOf(t *tx, id account.ID) (notes []byte, err error) {
	err = t.row("SELECT notes FROM session_notes WHERE account = ?", id).Scan(&notes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return notes, err
}

func setNotes(t *tx, id account.ID, notes []byte) error {
	if len(notes) == 0 {
		_, err := t.exec("DELETE FROM session_notes WHERE account = ?", id)
		return err
	}
	_, err := t.exec("INSERT INTO session_notes (account, notes) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET notes = excluded.notes", id, notes)
	return err
}
