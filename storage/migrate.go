package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"popmail/storage/mailbox"
	"popmail/storage/migrations"
)

// ErrForeign says that the mail file does not say that it is one: it is another program's, or
// damaged where it says so.
var ErrForeign = errors.New("the file " + FileName + " in this folder is not one of PopMail's")

// migrate brings the schema up to date, each step in a transaction of its own
// with the version that it leads to. Another process may be doing the same.
func migrate(ctx context.Context, w *writer) error {
	c := w.conn
	steps, err := migrations.All()
	if err != nil {
		return err
	}
	for first := -1; ; {
		t := &tx{conn: c}
		// Read first: a file that is up to date needs no lock.
		version, err := checkVersion(ctx, c, len(steps))
		if first < 0 {
			first = version
		}
		if err == nil && version == len(steps) && first > 0 && first < version {
			slog.Info("the mail file was brought up to date", "from", first, "to", version)
		}
		if err != nil || version == len(steps) {
			return err
		}
		if err := take(ctx, w, t, steps, steps[version].Rebuilds); err != nil {
			return err
		}
	}
}

// take makes the next step. Whether it rebuilds tables has to be known before the
// transaction; where another process has been quicker and the next step is of the
// other kind, nothing is done.
func take(ctx context.Context, w *writer, t *tx, steps []migrations.Step, rebuilds bool) (err error) {
	if rebuilds {
		if _, err := t.exec("PRAGMA foreign_keys=OFF"); err != nil {
			return err
		}
		defer func() {
			_, e := t.exec("PRAGMA foreign_keys=ON")
			err = errors.Join(err, e)
		}()
	}
	return w.run(ctx, t, func(t *tx) error {
		version, err := checkVersion(ctx, t.conn, len(steps))
		if err != nil || version == len(steps) || steps[version].Rebuilds != rebuilds {
			return err
		}
		step := steps[version]
		if _, err := t.exec(step.SQL); err != nil {
			return fmt.Errorf("migration %s: %w", step.Name, err)
		}
		if rebuilds {
			var table string
			switch err := t.row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1").Scan(&table); {
			case err == nil:
				return fmt.Errorf("migration %s: the table %s refers to what is not there", step.Name, table)
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		if step.Version == 1 {
			if _, err := t.exec("UPDATE state SET digest = ?", digestVersion); err != nil {
				return err
			}
		}
		_, err = t.exec(fmt.Sprintf("PRAGMA user_version=%d", step.Version))
		return err
	})
}

// checkVersion returns the version of the schema, if the file is ours and no
// newer than this program.
func checkVersion(ctx context.Context, c *sql.Conn, newest int) (int, error) {
	var version, app, tables int
	// In one query, for another process may be making the file.
	err := c.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&version, &app, &tables)
	switch {
	case err != nil:
		return 0, err
	case version == 0 && tables == 0:
		return 0, nil
	case app != applicationID:
		return 0, ErrForeign
	case version > newest:
		return 0, mailbox.ErrNewerStore
	}
	return version, nil
}
