package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"popmail/storage/mailbox"
)

// Inside tells what is in a file that Copy has made.
type Inside struct {
	Messages int
	Accounts int // that were not removed
	Folders  []InsideFolder
}

// InsideFolder is one of the person's own folders, or all those with a role together.
type InsideFolder struct {
	Role     mailbox.Role
	Name     string // of one of the person's own
	Messages int
}

// Pick picks this folder for Restore.
func (f InsideFolder) Pick() Pick {
	if f.Role == mailbox.Own {
		return Pick{Folder: f.Name}
	}
	return Pick{Folder: string(f.Role)}
}

// LookInside reads what is in a file that Copy has made, of this version or an older one.
// Folders without a message are left out.
func LookInside(ctx context.Context, path string) (in Inside, err error) {
	db, err := sql.Open("sqlite3", dsn(path, time.Second, "_query_only=1"))
	if err != nil {
		return in, err
	}
	defer func() { err = problem(errors.Join(err, db.Close())) }()
	if err := db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM octets), (SELECT count(*) FROM accounts WHERE removed = 0)").Scan(&in.Messages, &in.Accounts); err != nil {
		return in, err
	}
	rows, err := db.QueryContext(ctx, `SELECT f.role, CASE f.role WHEN 'own' THEN f.name ELSE '' END AS own, count(*), min(f.id)
		FROM messages m JOIN folders f ON f.id = m.folder GROUP BY f.role, own ORDER BY f.role = 'own', min(f.id)`)
	return in, each(rows, err, func(rows *sql.Rows) error {
		var f InsideFolder
		var at int64
		if err := rows.Scan(&f.Role, &f.Name, &f.Messages, &at); err != nil {
			return err
		}
		in.Folders = append(in.Folders, f)
		return nil
	})
}
