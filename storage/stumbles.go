package storage

import (
	"context"
	"database/sql"

	"popmail/account"
)

// maxStumbles bounds what is remembered for one account.
const maxStumbles = 1000

// Stumbles returns the names of the messages at which sessions lost the line, see
// fetch.Store.
func (s *Store) Stumbles(ctx context.Context, id account.ID) ([]string, error) {
	var names []string
	rows, err := s.r.QueryContext(ctx, "SELECT name FROM stumbles WHERE account = ?", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var name []byte
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, string(name))
		return nil
	})
	if err != nil {
		return nil, problem(err)
	}
	return names, nil
}

// SetStumbles notes the names of all such messages of an account in place of the
// earlier ones.
func (s *Store) SetStumbles(ctx context.Context, id account.ID, names []string) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM stumbles WHERE account = ?", id); err != nil {
			return err
		}
		for _, name := range names[:min(len(names), maxStumbles)] {
			if _, err := t.exec("INSERT OR IGNORE INTO stumbles (account, name) VALUES (?, ?)", id, []byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
}
