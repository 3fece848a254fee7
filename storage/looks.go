package storage

import (
	"context"
	"database/sql"

	"popmail/account"
)

// SetServerLook replaces what was in sight when the person last looked at what the server of an
// account holds.
func (s *Store) SetServerLook(ctx context.Context, id account.ID, seen []account.Seen) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM server_looks WHERE account = ?", id); err != nil {
			return err
		}
		for _, o := range seen {
			if _, err := t.exec("INSERT OR REPLACE INTO server_looks (account, uid, size, mark) VALUES (?, ?, ?, ?)", id, []byte(o.UID), o.Size, o.Mark); err != nil {
				return err
			}
		}
		return nil
	})
}

// ServerLook returns what SetServerLook was given, by unique-id.
func (s *Store) ServerLook(ctx context.Context, id account.ID) (map[string]account.Seen, error) {
	out := map[string]account.Seen{}
	rows, err := s.r.QueryContext(ctx, "SELECT uid, size, mark FROM server_looks WHERE account = ?", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var uid sql.RawBytes
		var o account.Seen
		err := rows.Scan(&uid, &o.Size, &o.Mark)
		o.UID = string(uid)
		out[o.UID] = o
		return err
	})
	return out, problem(err)
}
