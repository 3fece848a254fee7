package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"

	"popmail/account/spool"
)

// Before a file of an earlier version is brought up to date it is copied, so that there is a way
// back to the PopMail that it was of. The copy lies beside it, of the last time only, and goes
// after a while. A mark says from and to which version a file is being brought: where that was
// interrupted it is of a version that no PopMail knows, of which a copy is of no use, and the
// one of before stays.
const (
	earlierName = "popmail-version-%d.db"
	earlierMark = "popmail-version-%d.to-%d"  // empty
	earlierAll  = "popmail-version-*"         // what is half done as well
	earlierHalf = "popmail-version-*.part"    // while it is being made
	earlierTime = 14 * 24 * time.Hour         // that it stays
	earlierRoom = 1 << 30                     // octets that stay free beside it
	earlierStep = 8 << 20 / pageSize          // pages, after each of which it can be ended
	earlierWait = 50 * time.Millisecond       // for another process that writes
	earlierOpts = "_journal_mode=OFF&_sync=0" // it is flushed as a whole
)

// roomFor is spool.Room, but in tests.
var roomFor = spool.Room

// keepEarlier copies the file as it is of a version, before it is brought to another, and marks that.
// Where that cannot be done, as on a disk that is nearly full, it is noted, and the file is brought up
// to date all the same: who could not read his mail would not be better off. Where it is on its way
// already nothing is done. An error is that ctx has ended.
func keepEarlier(ctx context.Context, w *writer, version, to int) error {
	for _, m := range marksIn(w.dir) {
		if m.from < version && version < m.to {
			if m.to < to { // by another program than the one that began
				markWay(w.dir, m.from, to)
			}
			return nil
		}
	}
	name := filepath.Join(w.dir, fmt.Sprintf(earlierName, version))
	err := copyEarlier(ctx, w, version, name)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		slog.Warn("the mail file is brought up to date without a copy of it", "error", err)
	} else {
		slog.Info("the mail file was copied before it is brought up to date", "version", version)
		for _, other := range earlierIn(w.dir) {
			if half, _ := filepath.Match(earlierHalf, filepath.Base(other)); other != name && !half {
				_ = os.Remove(other)
			}
		}
	}
	markWay(w.dir, version, to)
	return nil
}

// markWay marks that a file is being brought from one version to another.
func markWay(dir string, from, to int) {
	f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf(earlierMark, from, to)), os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err != nil {
		slog.Warn("it is not noted that the mail file is brought up to date", "error", err)
	}
}

// onTheWay is a mark: a file is being brought from one version to another.
type onTheWay struct {
	path     string
	from, to int
}

// marksIn lists the marks in a folder.
func marksIn(dir string) (out []onTheWay) {
	for _, path := range earlierIn(dir) {
		m := onTheWay{path: path}
		if n, _ := fmt.Sscanf(filepath.Base(path), earlierMark, &m.from, &m.to); n == 2 {
			out = append(out, m)
		}
	}
	return out
}

// arrivedAt removes the marks once a file has come to a version.
func arrivedAt(dir string, version int) {
	for _, m := range marksIn(dir) {
		if m.to <= version {
			_ = os.Remove(m.path)
		}
	}
}

// earlierIn lists the copies in a folder, whole or not.
func earlierIn(dir string) (paths []string) {
	list, _ := os.ReadDir(dir)
	for _, e := range list {
		if is, _ := filepath.Match(earlierAll, e.Name()); is {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths
}

func copyEarlier(ctx context.Context, w *writer, version int, name string) (err error) {
	var size int64
	if err := w.conn.QueryRowContext(ctx, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&size); err != nil {
		return err
	}
	if free, err := roomFor(w.dir); err != nil {
		return err
	} else if free-size < earlierRoom {
		return fmt.Errorf("the disk has %d octets left, and the file has %d", free, size)
	}
	f, err := os.CreateTemp(w.dir, earlierHalf)
	if err != nil {
		return err
	}
	half := f.Name()
	defer func() {
		if err != nil {
			_ = os.Remove(half)
		}
	}()
	if err := errors.Join(f.Close(), copyPages(ctx, w.conn, half)); err != nil {
		return err
	}
	// Another process may have been quicker with the next step.
	if is, err := versionOf(ctx, half); err != nil || is != version {
		return errors.Join(err, fmt.Errorf("the copy is of version %d", is))
	}
	if f, err = os.OpenFile(half, os.O_RDWR, 0o600); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(half, name)
}

// copyPages copies what is committed in a file into the empty file to: of one moment, whatever others
// write meanwhile.
func copyPages(ctx context.Context, from *sql.Conn, to string) (err error) {
	db, err := sql.Open("sqlite3", dsn(to, 0, earlierOpts))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if _, err := from.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		_, e := from.ExecContext(context.Background(), "ROLLBACK")
		err = errors.Join(err, e)
	}()
	var n int
	if err := from.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n); err != nil { // that is the moment
		return err
	}
	return c.Raw(func(dst any) error {
		return from.Raw(func(src any) error {
			b, err := dst.(*sqlite3.SQLiteConn).Backup("main", src.(*sqlite3.SQLiteConn), "main")
			if err != nil {
				return err
			}
			for left := -1; ; left = b.Remaining() {
				done, err := b.Step(earlierStep)
				if err == nil {
					err = ctx.Err()
				}
				if done || err != nil {
					return errors.Join(err, b.Finish())
				}
				if b.Remaining() == left { // somebody writes
					time.Sleep(earlierWait)
				}
			}
		})
	})
}

// versionOf is the user_version that a file says of itself.
func versionOf(ctx context.Context, path string) (version int, err error) {
	db, err := sql.Open("sqlite3", dsn(path, 0, "mode=ro&immutable=1"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// dropEarlier removes copies that have stayed long enough, and what was left half done. For how long is
// reckoned by when the mail file was last used before, and how long it is since this program has it
// open: a clock that is ahead for a moment takes the way back from nobody.
func (s *Store) dropEarlier() {
	used := s.lastUsed.Add(time.Since(s.openedAt))
	for _, path := range earlierIn(s.dir) {
		if st, err := os.Stat(path); err == nil && used.Sub(st.ModTime()) > earlierTime && s.now().Sub(st.ModTime()) > earlierTime {
			_ = os.Remove(path)
		}
	}
}
