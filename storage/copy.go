package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"popmail/account/thread"
	"popmail/storage/mailbox"
)

// Copied is the state of a mail file at one moment: a copy of it without the octets of its
// messages, and the way to these.
type Copied struct {
	Messages int   // whose octets are there
	Octets   int64 // of all of them, as received
	s        *Store
	conns    chan *sql.Conn // which see the same state
}

// copyReaders are connections that read for a copy at once.
const copyReaders = 4

// uncopied are the tables that a copy is without: octets and what can be made of them again.
var uncopied = []string{"octets", "pieces", "bodies", "message_bodies", "unindexed", "parts", "file_texts", "message_files", "unread_files", "threads", "thread_names", "unthreaded", "thread_mutes"}

// Copy makes the file path, which must not be there: all that the mail file holds but the
// octets of messages, which fn may read while it lasts. Those who write are not held up
// meanwhile; what they write is not in the copy.
func (s *Store) Copy(ctx context.Context, path string, fn func(c *Copied) error) (err error) {
	defer func() { err = problem(err) }()
	db, err := sql.Open("sqlite3", dsn(s.path, 30*time.Second, "_query_only=1&_cache_size=-8192"+s.readMode))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c := &Copied{s: s, conns: make(chan *sql.Conn, copyReaders)}
	var all []*sql.Conn
	for range min(copyReaders, thread.Processors()) {
		r, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		all = append(all, r)
		c.conns <- r
	}
	if err := s.copyTo(ctx, path, all); err != nil {
		return err
	}
	if err := all[0].QueryRowContext(ctx, "SELECT count(*), coalesce(sum(size), 0) FROM octets").Scan(&c.Messages, &c.Octets); err != nil {
		return err
	}
	return fn(c)
}

// copyTo makes the copy; readers see the same state of the file from then on.
func (s *Store) copyTo(ctx context.Context, path string, readers []*sql.Conn) (err error) {
	w, err := openBare(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.closeBare()) }()
	if _, err := w.conn.ExecContext(ctx, "ATTACH ? AS mail", strings.SplitN(dsn(s.path, 0, ""), "?", 2)[0]+"?cache=private"+s.readMode); err != nil {
		return err
	}
	begin := func(*tx) error {
		for _, r := range readers {
			if err := touch(ctx, r, "main"); err != nil {
				return err
			}
		}
		return touch(ctx, w.conn, "mail")
	}
	if s.unwritable != nil { // nobody writes
		err = begin(nil)
	} else {
		err = s.write(ctx, begin) // all begin between two commits
	}
	if err != nil {
		return err
	}
	if err := copyTables(ctx, w.conn); err != nil {
		return err
	}
	_, err = w.conn.ExecContext(ctx, "COMMIT; DETACH mail")
	return err
}

// touch begins a transaction of c, which from then on sees the state that a file has now.
func touch(ctx context.Context, c *sql.Conn, file string) error {
	if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	var n int
	return c.QueryRowContext(ctx, "SELECT count(*) FROM "+file+".state").Scan(&n)
}

// reader lends a connection.
func (c *Copied) reader() (r *sql.Conn, back func()) {
	r = <-c.conns
	return r, func() { c.conns <- r }
}

func copyTables(ctx context.Context, c *sql.Conn) error {
	tables, err := column[string](c.QueryContext(ctx, "SELECT name FROM mail.sqlite_schema WHERE type = 'table' AND name <> 'words' AND name NOT LIKE 'words\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"))
	if err != nil {
		return err
	}
	// What triggers would do has been done.
	var do, again []string
	triggers, err := c.QueryContext(ctx, "SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'")
	err = each(triggers, err, func(rows *sql.Rows) error {
		var name, text string
		err := rows.Scan(&name, &text)
		do, again = append(do, "DROP TRIGGER main."+name), append(again, text)
		return err
	})
	if err != nil {
		return err
	}
	do = append(do, "DELETE FROM main.state")
	for _, table := range tables {
		if !slices.Contains(uncopied, table) {
			do = append(do, fmt.Sprintf("INSERT INTO main.%s SELECT * FROM mail.%[1]s", table))
		}
	}
	do = append(do, fmt.Sprintf("INSERT INTO main.octets (message, codec, size, sha256, data) SELECT message, %d, size, sha256, x'' FROM mail.octets", codecLoose),
		"DELETE FROM main.sqlite_sequence", "INSERT INTO main.sqlite_sequence SELECT * FROM mail.sqlite_sequence")
	for _, q := range append(do, again...) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// openBare opens a mail file, which is made where it is missing, brings it up to date, and
// does no more: no other process knows of it.
func openBare(ctx context.Context, path string) (w *writer, err error) {
	db, err := sql.Open("sqlite3", dsn(path, time.Second, "_synchronous=OFF&_cache_size=-16384"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	w = &writer{db: db, sem: make(chan struct{}, 1)}
	if w.conn, err = db.Conn(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if _, err = w.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA page_size=%d; PRAGMA journal_mode=MEMORY", pageSize)); err == nil {
		err = migrate(ctx, w)
	}
	if err == nil {
		_, err = w.conn.ExecContext(ctx, "PRAGMA foreign_keys=OFF")
	}
	if err != nil {
		return nil, errors.Join(err, w.closeBare())
	}
	return w, nil
}

func (w *writer) closeBare() error { return errors.Join(w.conn.Close(), w.db.Close()) }

// Each calls fn for each message of the state, in the order of their numbers, with its
// number, the SHA-256 of its octets, and how many these are.
func (c *Copied) Each(ctx context.Context, fn func(id mailbox.ID, sum [32]byte, size int64) error) error {
	type entry struct {
		id   mailbox.ID
		sum  [32]byte
		size int64
	}
	for at := mailbox.ID(0); ; {
		var list []entry
		r, back := c.reader()
		rows, err := r.QueryContext(ctx, "SELECT message, sha256, size FROM octets WHERE message > ? ORDER BY message LIMIT 2000", at)
		err = each(rows, err, func(rows *sql.Rows) error {
			var e entry
			var sum sql.RawBytes
			err := rows.Scan(&e.id, &sum, &e.size)
			copy(e.sum[:], sum)
			list = append(list, e)
			return err
		})
		back()
		if err != nil || len(list) == 0 {
			return problem(err)
		}
		for _, e := range list {
			if e.id <= at {
				return outOfOrder("octets")
			}
			if err := fn(e.id, e.sum, e.size); err != nil {
				return err
			}
			at = e.id
		}
	}
}

// Write writes the octets of a message into w. Those that are not what came are
// mailbox.ErrDamaged; then some of them may have been written.
func (c *Copied) Write(ctx context.Context, id mailbox.ID, w io.Writer) error {
	r, back := c.reader()
	defer back()
	return c.s.pour(ctx, r, id, w)
}

// Framed returns the octets of a message with a SHA-256, which are checked by it, and the Zstandard
// frame that holds them where they are stored in one; else frame is nil. Those that are not what
// came are mailbox.ErrDamaged. Several goroutines may ask at once.
func (c *Copied) Framed(ctx context.Context, id mailbox.ID, sum [sha256.Size]byte) (raw, frame []byte, err error) {
	r, back := c.reader()
	defer back()
	o, err := c.s.framedOctets(ctx, r, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !bytes.Equal(o.sum, sum[:]) {
		err = damaged(errors.New("it is not what the list says"))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("message %d: %w", id, c.s.unread(problem(err)))
	}
	return o.raw, o.frame, nil
}

// EachCopied calls fn for each message of a file that Copy has made, with its number and the
// SHA-256 of its octets.
func EachCopied(ctx context.Context, path string, fn func(id mailbox.ID, sum [32]byte) error) (err error) {
	db, err := sql.Open("sqlite3", dsn(path, time.Second, "_query_only=1"))
	if err != nil {
		return err
	}
	defer func() { err = problem(errors.Join(err, db.Close())) }()
	rows, err := db.QueryContext(ctx, "SELECT message, sha256 FROM octets ORDER BY message")
	return each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var sum [32]byte
		var b sql.RawBytes
		if err := rows.Scan(&id, &b); err != nil {
			return err
		}
		copy(sum[:], b)
		return fn(id, sum)
	})
}

// Dir is the data folder.
func (s *Store) Dir() string { return s.dir }

// Receiving reports whether messages are being received here.
func (s *Store) Receiving() bool { return s.deliveries.Load() > 0 }
