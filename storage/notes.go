package storage

import (
	"context"
	"database/sql"
	"errors"

	"popmail/account"
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

// SetNotes replaces what the sessions of an account have noted.
func (s *Store) SetNotes(ctx context.Context, id account.ID, notes []byte) error {
	return s.write(ctx, func(t *tx) error {
		if len(notes) == 0 {
			_, err := t.exec("DELETE FROM session_notes WHERE account = ?", id)
			return err
		}
		_, err := t.exec("INSERT INTO session_notes (account, notes) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET notes = excluded.notes", id, notes)
		return err
	})
}
