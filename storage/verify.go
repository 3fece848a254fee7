package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	// The list of messages cannot be read on: each number that was ever given is
	// looked at by itself.
	var last mailbox.ID
	if e := s.r.QueryRowContext(ctx, "SELECT next_message - 1 FROM state").Scan(&last); e != nil {
		return messages, damaged, problem(e)
	}
	for id := at + 1; id <= last; id++ {
		if e := check(id, false); e != nil {
			return messages, damaged, e
		}
	}
	return messages, damaged, err
}

// structure checks the pages of the file and the indexes; mailbox.ErrDamaged says
// what the first fault is.
func (s *Store) structure(ctx context.Context) error {
	var said string
	if err := s.r.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return problem(err)
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
