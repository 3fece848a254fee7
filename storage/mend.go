package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/storage/mailbox"
)

// Faults are counts of what does not fit the octets of the messages, and can be made anew.
type Faults struct {
	Folders int // whose counts are wrong
	Rows    int // messages whose row in a list cannot be read
	Words   int // messages that a search does not find
	Ghosts  int // messages that a search finds and that are not there
}

// Any reports whether there are some.
func (f Faults) Any() bool { return f != Faults{} }

const (
	wrongCounts = `SELECT f.id FROM folders f LEFT JOIN (SELECT folder, count(*) AS n, sum((flags & 1) = 0) AS u FROM messages GROUP BY folder) m ON m.folder = f.id
		WHERE f.total <> coalesce(m.n, 0) OR f.unread <> coalesce(m.u, 0)`
	badRows = `SELECT m.id FROM messages m LEFT JOIN headers h ON h.message = m.id WHERE h.message IS NULL
		OR NOT json_valid(h.recipients) OR NOT json_valid(h.cc)`
	noIndex = `SELECT id FROM messages WHERE id NOT IN (SELECT id FROM words_docsize) AND id NOT IN (SELECT message FROM unindexed)`
	ghosts  = `SELECT id FROM words_docsize WHERE id NOT IN (SELECT id FROM messages)`
)

// Faults looks for what Mend can make anew.
func (s *Store) Faults(ctx context.Context) (f Faults, err error) {
	err = s.snapshot(ctx, func(c *sql.Conn) error {
		for query, n := range map[string]*int{wrongCounts: &f.Folders, badRows: &f.Rows, noIndex: &f.Words, ghosts: &f.Ghosts} {
			if err := c.QueryRowContext(ctx, "SELECT count(*) FROM ("+query+")").Scan(n); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

// Mend makes anew what can be: the indexes of the file, the counts of folders, and all that
// is read out of octets, rows of lists and words. Damaged messages count as not whole, so
// that the next session asks their servers for them. It returns the faults that there were;
// mailbox.ErrDamaged says that the file is damaged in a way that only a rescue helps.
func (s *Store) Mend(ctx context.Context) (f Faults, err error) {
	if s.unwritable != nil {
		return f, s.unwritable
	}
	if f, err = s.Faults(ctx); err != nil {
		return f, err
	}
	if err = s.structure(ctx); errors.Is(err, mailbox.ErrDamaged) {
		err = s.alone(ctx, func(c *sql.Conn) error { _, err := c.ExecContext(ctx, "REINDEX"); return err })
		if err == nil {
			err = s.write(ctx, emptyIndex)
		}
		if err == nil {
			err = s.structure(ctx)
		}
	}
	if err != nil {
		return f, err
	}
	_, hurt, err := s.Verify(ctx)
	if err != nil {
		return f, err
	}
	err = s.write(ctx, func(t *tx) error {
		lost, err := column[mailbox.ID](t.query(ghosts))
		if err != nil {
			return err
		}
		for _, q := range []string{
			"UPDATE folders SET total = (SELECT count(*) FROM messages WHERE folder = folders.id), unread = (SELECT count(*) FROM messages WHERE folder = folders.id AND flags & 1 = 0) WHERE id IN (" + wrongCounts + ")",
			"DELETE FROM words WHERE rowid IN (SELECT value FROM json_each('" + idList(lost) + "'))",
			"INSERT OR IGNORE INTO unindexed (message, words) SELECT id, x'' FROM (" + noIndex + ")",
			"UPDATE state SET digest = 0, reparsed = 0",
		} {
			if _, err := t.exec(q); err != nil {
				return err
			}
		}
		t.publish(mailbox.FoldersChanged{}, mailbox.Renewed{})
		return errors.Join(askAgain(t, hurt), t.edit())
	})
	if err == nil {
		err = s.reparseIfOld(ctx)
	}
	s.wakeIndex()
	return f, problem(err)
}

// emptyIndex has all words read anew.
func emptyIndex(t *tx) error {
	_, err := t.exec("INSERT INTO words (words) VALUES ('delete-all'); INSERT OR IGNORE INTO unindexed (message, words) SELECT id, x'' FROM messages")
	return errors.Join(err, t.edit())
}

// mendRows makes rows anew that cannot be read: with one of them no list can be shown.
func (s *Store) mendRows(ctx context.Context) error {
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, badRows))
	if err != nil {
		return err
	}
	for _, id := range ids {
		raw, f, err := s.lay(ctx, s.r, id)
		if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
			raw, err = nil, nil
		}
		if err != nil {
			return err
		}
		var d *digest
		if f == nil {
			d = readDigest(raw)
		} else if err := errors.Join(f.Look(func() { d = readDigest(raw) }), f.Close()); err != nil {
			return err
		}
		err = s.write(ctx, func(t *tx) error { return errors.Join(refreshRow(t, id, d), t.edit()) })
		if err != nil && !errors.Is(err, mailbox.ErrNotFound) { // removed meanwhile
			return fmt.Errorf("message %d: %w", id, err)
		}
	}
	return nil
}
