package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"popmail/storage/mailbox"
)

// Verify reads everything: the structure of the file, and the octets of every
// message against their checksums. It returns how many messages there are and
// which are damaged; err is mailbox.ErrDamaged where the structure is. What cannot
// be read keeps nothing else from being checked.
func (s *Store) Verify(ctx context.Context) (messages int, damaged []mailbox.ID, err error) {
	err = s.structure(ctx)
	if err != nil && !errors.Is(err, mailbox.ErrDamaged) {
		return 0, nil, err
	}
	check := func(id mailbox.ID, listed bool) error {
		e := s.pour(ctx, s.r, id, io.Discard)
		if errors.Is(e, mailbox.ErrDamaged) {
			e = s.pour(ctx, s.r, id, io.Discard) // pieces may have been replaced while they were read
		}
		if errors.Is(e, mailbox.ErrNotFound) {
			if !listed {
				return nil
			}
			if listed, e = s.listed(ctx, id); e == nil && !listed {
				return nil // removed meanwhile
			} else if e == nil {
				e = mailbox.ErrDamaged
			}
		}
		messages++
		if errors.Is(e, mailbox.ErrDamaged) {
			damaged = append(damaged, id)
			return nil
		}
		return e
	}
	var at mailbox.ID
	for {
		ids, e := s.idsAfter(ctx, at, 1000)
		if errors.Is(e, mailbox.ErrDamaged) {
			break
		}
		if e != nil {
			return messages, damaged, e
		}
		if len(ids) == 0 {
			return messages, damaged, err
		}
		for _, id := range ids {
			if e := check(id, true); e != nil {
				return messages, damaged, e
			}
			at = id
		}
	}
	// The list of messages cannot be read on: what any of the tables has still tells of more.
	rest, listed, e := s.readable(ctx, at)
	if e != nil {
		return messages, damaged, e
	}
	for _, id := range rest {
		_, is := listed[id]
		if e := check(id, is); e != nil {
			return messages, damaged, e
		}
	}
	return messages, damaged, err
}

// readable lists the messages after one of which damaged tables still tell, in the order of
// their numbers, and which of them have a row that lists show. No number is believed that is
// not there.
func (s *Store) readable(ctx context.Context, after mailbox.ID) (ids []mailbox.ID, listed map[mailbox.ID]struct{}, err error) {
	listed = map[mailbox.ID]struct{}{}
	for _, t := range []struct{ table, column string }{{"messages", "id"}, {"headers", "message"}, {"octets", "message"}} {
		some, err := s.readableOf(ctx, t.table, t.column, after)
		if err != nil {
			return nil, nil, err
		}
		if ids = append(ids, some...); t.table != "octets" {
			for _, id := range some {
				listed[id] = struct{}{}
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), listed, nil
}

// readableOf lists the numbers of a table after one, passing over pages that cannot be read: it
// looks farther and farther behind one, and then back for where it ends.
func (s *Store) readableOf(ctx context.Context, table, id string, after mailbox.ID) (ids []mailbox.ID, err error) {
	const most = 1000
	limit := most
	from := func(first mailbox.ID, n int) ([]mailbox.ID, error) {
		list, err := column[mailbox.ID](s.r.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE %[1]s >= ? ORDER BY %[1]s LIMIT ?", id, table), first, n))
		last := first - 1
		for _, id := range list {
			if err == nil && id <= last {
				err = outOfOrder(table)
			}
			last = id
		}
		return list, problem(err)
	}
	for first := after + 1; first > after; {
		list, err := from(first, limit)
		switch {
		case err == nil:
			if len(list) == 0 {
				return ids, nil
			}
			ids = append(ids, list...)
			first, limit = list[len(list)-1]+1, most
		case !errors.Is(err, mailbox.ErrDamaged):
			return nil, err
		case limit > 1:
			limit = max(1, limit/10)
		default:
			bad, good := first, mailbox.ID(0)
			for step := mailbox.ID(1); good == 0; step *= 2 {
				if step > 1<<60 || first > 1<<60 {
					return ids, nil // to the end
				}
				switch _, err := from(first+step, 1); {
				case err == nil:
					good = first + step
				case !errors.Is(err, mailbox.ErrDamaged):
					return nil, err
				default:
					bad = first + step
				}
			}
			for good-bad > 1 {
				middle := bad + (good-bad)/2
				switch _, err := from(middle, 1); {
				case err == nil:
					good = middle
				case !errors.Is(err, mailbox.ErrDamaged):
					return nil, err
				default:
					bad = middle
				}
			}
			first = good
		}
	}
	return ids, nil
}

// structure checks what the file says of its tables, its pages and the indexes; mailbox.ErrDamaged says
// what the first fault is.
func (s *Store) structure(ctx context.Context) error {
	var said string
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		if err := sameSchema(ctx, c); err != nil {
			return err
		}
		// FTS5 keeps in mind of which segments an index consists. A search looks whether that is
		// still so, the check does not, and takes an index for damaged that was merged meanwhile.
		for _, q := range []string{"SELECT count(*) FROM words WHERE words MATCH 'a'", "SELECT count(*) FROM words_files WHERE words_files MATCH 'a'"} {
			var n int
			if err := c.QueryRowContext(ctx, q).Scan(&n); ctx.Err() != nil {
				return err // else the check tells what is wrong
			}
		}
		return c.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said)
	})
	if err != nil {
		return s.unread(problem(err))
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", mailbox.ErrDamaged, strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(said, "*** in database main ***"), "\n", " ")))
	}
	return nil
}

// listed reports whether there is a message of that number.
func (s *Store) listed(ctx context.Context, id mailbox.ID) (there bool, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT count(*) FROM messages WHERE id = ?", id).Scan(&there)
	return there, problem(err)
}

// HasOctets reports whether there is a message with octets of a SHA-256.
func (s *Store) HasOctets(ctx context.Context, sum [32]byte) (there bool, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM octets INDEXED BY octets_sum WHERE substr(sha256, 1, 8) = substr(?1, 1, 8) AND sha256 = ?1)", sum[:]).Scan(&there)
	return there, problem(err)
}
