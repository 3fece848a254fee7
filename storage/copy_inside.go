package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	Name     string // of one of the person's own, with those that it lies in: "Work/Plans"
	Messages int
	id       mailbox.FolderID // of one of the person's own
}

// Pick picks this folder for Restore.
func (f InsideFolder) Pick() Pick {
	if f.Role == mailbox.Own {
		return Pick{Folders: []mailbox.FolderID{f.id}}
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
	// Files of older versions do not have these columns.
	columns := map[string]string{"parent": "0", "kept": "NULL"}
	for name := range columns {
		var there bool
		if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pragma_table_info('folders') WHERE name = ?)", name).Scan(&there); err != nil {
			return in, err
		}
		if there {
			columns[name] = "f." + name
		}
	}
	var list []mailbox.Folder
	rows, err := db.QueryContext(ctx, fmt.Sprintf(insideFolders, columns["parent"], "", "", columns["kept"]))
	err = each(rows, err, func(rows *sql.Rows) error {
		f, err := scanFolder(rows)
		list = append(list, f)
		return err
	})
	if err != nil {
		return in, err
	}
	rows, err = db.QueryContext(ctx, `SELECT f.role, CASE f.role WHEN 'own' THEN f.id ELSE 0 END AS own, count(*)
		FROM messages m JOIN folders f ON f.id = m.folder GROUP BY f.role, own ORDER BY f.role = 'own', min(f.id)`)
	err = each(rows, err, func(rows *sql.Rows) error {
		var f InsideFolder
		if err := rows.Scan(&f.Role, &f.id, &f.Messages); err != nil {
			return err
		}
		if f.id != 0 {
			f.Name = pathOf(list, f.id)
		}
		in.Folders = append(in.Folders, f)
		return nil
	})
	return in, err
}
