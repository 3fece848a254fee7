package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"popmail/storage/mailbox"
)

// writer is the one connection that writes. sem is held by who uses it; those
// who wait get it in the order in which they came.
type writer struct {
	dir  string
	busy time.Duration // how long to wait for other processes
	db   *sql.DB
	conn *sql.Conn
	sem  chan struct{}

	waiting atomic.Int32 // who wants the writer's turn
}

// tx is a transaction that writes.
type tx struct {
	conn    *sql.Conn
	now     func() time.Time
	changes []mailbox.Change // published after the commit
	edits   int64            // the state after this transaction, where edit was called
	after   []func()         // run after the commit, before the changes are published
	behind  []func()         // run after that, without the writer's turn: what may fail alone
	words   int64            // octets of words that were stored and are not in the index
	unread  int64            // octets of messages that were stored and are to be read for their words

	forget   bool               // it changes messages and does not say how to the catalog, see forgetCatalog
	settling bool               // messages are moved by the program, which teaches nothing
	undoing  bool               // a move is taken back, and what it taught as well
	taught   map[mailbox.ID]int // with undoing: what was taught of messages before, see mailbox.Moved
}

// write runs fn in a transaction. Where fn or the commit fails, nothing of it is
// left, and nothing is published.
func (s *Store) write(ctx context.Context, fn func(t *tx) error) error {
	if s.unwritable != nil {
		return s.unwritable
	}
	t := &tx{conn: s.w.conn, now: s.now}
	if err := s.inTurn(ctx, t, fn); err != nil {
		return err
	}
	for _, f := range t.behind {
		f()
	}
	return nil
}

// inTurn is write but for what comes behind it.
func (s *Store) inTurn(ctx context.Context, t *tx, fn func(t *tx) error) error {
	s.w.waiting.Add(1)
	select {
	case s.w.sem <- struct{}{}:
		s.w.waiting.Add(-1)
	case <-ctx.Done():
		s.w.waiting.Add(-1)
		return ctx.Err()
	}
	defer func() { <-s.w.sem }()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.w.run(ctx, t, fn); err != nil {
		return problem(err)
	}
	if t.words+t.unread > 0 {
		s.indexing.octets.Add(t.words)
		s.indexing.unread.Add(t.unread)
		s.wakeIndex()
	}
	if t.forget {
		s.forgetCatalog(t.edits)
	}
	for _, f := range t.after {
		f()
	}
	if len(t.changes) > 0 {
		s.signed.Do(func() { sign(s.dir) })
	}
	for _, c := range t.changes {
		s.changes.Publish(c)
	}
	s.wake()
	return nil
}

// run is a transaction of who has the writer's turn.
func (w *writer) run(ctx context.Context, t *tx, fn func(t *tx) error) error {
	if err := w.begin(ctx, t); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			// After some errors SQLite has rolled back by itself; then this fails,
			// and rightly so.
			_, _ = t.exec("ROLLBACK")
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if _, err := t.exec("COMMIT"); err != nil {
		return err
	}
	done = true
	return nil
}

// exec and the others run without a context: a statement of a transaction that
// writes is short, and a context would cost a goroutine for each.
func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	return t.conn.ExecContext(context.Background(), query, args...)
}

func (t *tx) row(query string, args ...any) *sql.Row {
	return t.conn.QueryRowContext(context.Background(), query, args...)
}

func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	return t.conn.QueryContext(context.Background(), query, args...)
}

// changed is exec for statements that must meet a row.
func (t *tx) changed(query string, args ...any) error {
	r, err := t.exec(query, args...)
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		err = mailbox.ErrNotFound
	}
	return err
}

// edit notes that the transaction does more than add messages.
func (t *tx) edit() error {
	if t.edits > 0 {
		return nil
	}
	if err := t.row("UPDATE state SET edits = edits + 1 RETURNING edits").Scan(&t.edits); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	return nil
}

func (t *tx) publish(c ...mailbox.Change) { t.changes = append(t.changes, c...) }

// each calls fn for every row.
func each(rows *sql.Rows, err error, fn func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := fn(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// column is each for rows of one value.
func column[T any](rows *sql.Rows, err error) (values []T, _ error) {
	err = each(rows, err, func(rows *sql.Rows) error {
		var v T
		err := rows.Scan(&v)
		values = append(values, v)
		return err
	})
	return values, err
}
