package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/mattn/go-sqlite3"

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
			if w.dir != "" {
				arrivedAt(w.dir, version)
			}
		}
		if err != nil || version == len(steps) {
			return err
		}
		if version == first && version > 0 {
			if err := hasSchema(ctx, c, steps[:version]); err != nil {
				// Another process may have been quicker.
				if now, e := checkVersion(ctx, c, len(steps)); e == nil && now != version {
					continue
				}
				return err
			}
			if w.dir != "" { // else it is a copy itself
				if err := keepEarlier(ctx, w, version, len(steps)); err != nil {
					return err
				}
			}
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
		if step.Version == summedWritings {
			if err := sumWritings(t); err != nil {
				return fmt.Errorf("migration %s: %w", step.Name, err)
			}
		}
		if step.Version >= toldTwice {
			if _, err := t.exec("UPDATE state SET schema = ?", step.Version); err != nil {
				return err
			}
		}
		_, err = t.exec(fmt.Sprintf("PRAGMA user_version=%d", step.Version))
		return err
	})
}

// toldTwice is the first version of the schema that the file says in two places: user_version
// in its head, and state.schema. One of them alone is not believed.
const toldTwice = 26

// summedWritings is the version of the schema from which on what editors keep has checksums.
const summedWritings = 33

// checkVersion returns the version of the schema, if the file is ours and no newer than this
// program. Where the numbers in it cannot be right it is damaged.
func checkVersion(ctx context.Context, c *sql.Conn, newest int) (int, error) {
	var version, app, tables, ours int
	// In one query, for another process may be making the file.
	err := c.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema), (SELECT count(*) FROM sqlite_schema WHERE name IN ('state', 'accounts', 'folders', 'messages', 'octets', 'unique_ids'))`).
		Scan(&version, &app, &tables, &ours)
	switch {
	case err != nil:
		return 0, err
	case version == 0 && tables == 0:
		return 0, nil
	case app != applicationID && ours < 6:
		return 0, ErrForeign
	case app != applicationID:
		return 0, damaged(fmt.Errorf("it has the tables of a mail file, and calls itself %#x", uint32(app)))
	case version == newest && newest >= toldTwice: // nearly always, and then in one more query
		var told int
		if err := c.QueryRowContext(ctx, "SELECT schema FROM state").Scan(&told); err == nil && told == version {
			return version, nil
		}
	}
	told, err := toldVersion(ctx, c)
	now := version
	if err == nil {
		err = c.QueryRowContext(ctx, "SELECT user_version FROM pragma_user_version").Scan(&now)
	}
	switch {
	case err != nil:
		return 0, err
	case now != version: // another process is bringing it up to date
		return checkVersion(ctx, c, newest)
	case version < 1 || told != version && (told != 0 || version >= toldTwice):
		return 0, damaged(fmt.Errorf("it says that it is of version %d, and of version %d", version, told))
	case version > newest:
		return 0, mailbox.ErrNewerStore
	}
	return version, nil
}

// toldVersion is what a file says of its version besides user_version; 0: nothing, as those
// before toldTwice.
func toldVersion(ctx context.Context, c *sql.Conn) (told int, err error) {
	var there bool
	err = c.QueryRowContext(ctx, "SELECT count(*) > 0 FROM pragma_table_info('state') WHERE name = 'schema'").Scan(&there)
	if err == nil && there {
		err = c.QueryRowContext(ctx, "SELECT schema FROM state").Scan(&told)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = damaged(errors.New("it does not say of which version it is"))
	}
	return told, err
}

// hasSchema reports by an error, as of a damaged file, that a file does not have the tables of
// a version, and can so not be brought up to date.
func hasSchema(ctx context.Context, c *sql.Conn, steps []migrations.Step) error {
	const names = `SELECT s.type || ' ' || s.name || ' ' || coalesce((SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(s.name) ORDER BY cid)), '')
		FROM sqlite_schema s WHERE s.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1`
	same, err := asNew(ctx, c, steps, names)
	if err == nil && !same {
		err = damaged(fmt.Errorf("it does not have the tables of version %d", len(steps)))
	}
	return err
}

// sameSchema reports by an error, as of a damaged file, that a file says something else of its
// tables, indexes and triggers than a new one of its version, or of how its indexes of words are made.
func sameSchema(ctx context.Context, c *sql.Conn) error {
	steps, err := migrations.All()
	if err != nil {
		return err
	}
	var version int
	if err := c.QueryRowContext(ctx, "SELECT user_version FROM pragma_user_version").Scan(&version); err != nil {
		return err
	}
	if version < 1 || version > len(steps) {
		return nil // it cannot be opened, or was not made yet
	}
	queries := []string{`SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_stat%' ESCAPE '\' ORDER BY 1`}
	if version == len(steps) { // of the newest it is known which indexes of words there are
		queries = append(queries, `SELECT 'words ' || quote(k) || quote(v) FROM words_config UNION ALL SELECT 'words_files ' || quote(k) || quote(v) FROM words_files_config ORDER BY 1`)
	}
	for _, q := range queries {
		same, err := asNew(ctx, c, steps[:version], q)
		if err != nil {
			return err
		}
		if !same {
			return damaged(errors.New("it does not say of its tables what it should"))
		}
	}
	return nil
}

// notSame adds to an error that SQLite makes of a statement that damage is the reason, where it is:
// the tables of the file are not what they were.
func (s *Store) notSame(ctx context.Context, err error) error {
	se, ok := errors.AsType[sqlite3.Error](err)
	if !ok || se.Code != sqlite3.ErrError || s.w == nil || s.w.conn == nil {
		return err
	}
	return errors.Join(err, sameSchema(ctx, s.w.conn))
}

// asNew reports whether a query finds the same as in a new file that steps have made.
func asNew(ctx context.Context, c *sql.Conn, steps []migrations.Step, query string) (same bool, err error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, step := range steps {
		if _, err := db.ExecContext(ctx, step.SQL); err != nil {
			return false, err
		}
	}
	want, err := column[string](db.QueryContext(ctx, query))
	if err != nil {
		return false, err
	}
	got, err := column[string](c.QueryContext(ctx, query))
	return slices.Equal(got, want), err
}
