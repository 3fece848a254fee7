package storage

import (
	"context"
	"errors"
	"fmt"

	"popmail/storage/mailbox"
)

// Verify reads everything: the structure of the file, and the octets of every
// message against their checksums. It returns how many messages there are and
// which are damaged; err is mailbox.ErrDamaged where the structure is.
func (s *Store) Verify(ctx context.Context) (messages int, damaged []mailbox.ID, err error) {
	var said string
	if err := s.r.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return 0, nil, problem(err)
	}
	if said != "ok" {
		err = fmt.Errorf("%w: %s", mailbox.ErrDamaged, said)
	}
	var at mailbox.ID
	for {
		ids, e := s.idsAfter(ctx, at, 1000)
		if e != nil {
			return messages, damaged, e
		}
		if len(ids) == 0 {
			return messages, damaged, err
		}
		for _, id := range ids {
			_, e := s.Raw(ctx, id)
			switch {
			case e == nil:
				messages++
			case errors.Is(e, mailbox.ErrDamaged):
				messages++
				damaged = append(damaged, id)
			case !errors.Is(e, mailbox.ErrNotFound):
				return messages, damaged, e
			}
			at = id
		}
	}
}
