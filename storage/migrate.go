package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/storage/mailbox"
	"popmail/storage/migrations"
)

// migrate brings the schema up to date, each step in a transaction of its own
// with the version that it leads to. Another process may be doing the same.
func migrate(ctx context.Context, w *writer) error {
	c := w.conn
	steps, err := migrations.All()
	if err != nil {
		return err
	}
	for {
		t := &tx{conn: c}
		// Read first: a file that is up to date needs no lock.
		version, err := checkVersion(ctx, c, len(steps))
		if err != nil || version == len(steps) {
			return err
		}
		err = w.run(ctx, t, func(t *tx) error {
			version, err := checkVersion(ctx, c, len(steps))
			if err != nil || version == len(steps) {
				return err
			}
			step := steps[version]
			if _, err := t.exec(step.SQL); err != nil {
				return fmt.Errorf("migration %s: %w", step.Name, err)
			}
			if step.Version == 1 {
				if _, err := t.exec("UPDATE state SET digest = ?", digestVersion); err != nil {
					return err
				}
			}
			_, err = t.exec(fmt.Sprintf("PRAGMA user_version=%d", step.Version))
			return err
		})
		if err != nil {
			return err
		}
	}
}

// checkVersion returns the version of the schema, if the file is ours and no
// newer than this program.
func checkVersion(ctx context.Context, c *sql.Conn, newest int) (int, error) {
	var version, app, tables int
	for _, q := range []struct {
		query string
		dst   *int
	}{
		{"PRAGMA user_version", &version},
		{"PRAGMA application_id", &app},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if err := c.QueryRowContext(ctx, q.query).Scan(q.dst); err != nil {
			return 0, err
		}
	}
	switch {
	case version == 0 && tables == 0:
		return 0, nil
	case app != applicationID:
		return 0, errors.New("the file " + FileName + " in this folder is not one of PopMail's")
	case version > newest:
		return 0, mailbox.ErrNewerStore
	}
	return version, nil
}
