package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"popmail/storage/mailbox"
)

// plan puts back all but messages, and finds out which of these are not here.
func (b *restoring) plan(ctx context.Context, t *tx, hurt []mailbox.ID) error {
	if err := t.row("SELECT next_message = 1 FROM state").Scan(&b.fresh); err != nil {
		return err
	}
	if b.fresh = b.fresh && b.pick.All(); b.fresh {
		if _, err := t.exec("UPDATE state SET next_message = (SELECT next_message FROM backup.state)"); err != nil {
			return err
		}
	}
	b.broken = hurt
	for _, step := range []func(*tx) error{b.accounts, b.folders, func(t *tx) error { return b.known(ctx, t) }, b.people, b.counts, b.removed, b.fetched, b.wishes} {
		if err := errors.Join(ctx.Err(), step(t)); err != nil {
			return err
		}
	}
	if err := b.damaged(t, hurt); err != nil {
		return err
	}
	var sum [sha256.Size]byte
	rows, err := t.query("SELECT m.id, o.sha256, n.now, n.now IS NOT NULL AND " + lacksRest("m.id", "n.now") + " FROM backup.messages m LEFT JOIN backup.octets o ON o.message = m.id LEFT JOIN temp.to_message n ON n.old = m.id WHERE " + b.picked("m"))
	return each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var s sql.RawBytes
		var here sql.NullInt64
		var lacks bool
		if err := rows.Scan(&id, &s, &here, &lacks); err != nil {
			return err
		}
		switch {
		case lacks && copy(sum[:], s) == len(sum):
			b.part[sum] = append(b.part[sum], [2]mailbox.ID{id, mailbox.ID(here.Int64)})
		case here.Valid:
			b.r.Here++
			b.here = append(b.here, mailbox.ID(here.Int64))
		case copy(sum[:], s) != len(sum):
			b.r.Missing++
		default:
			b.want[sum] = append(b.want[sum], id)
		}
		return nil
	})
}

// look finds out what is damaged of the messages of a part that are here. With all, everything here
// was looked at.
func (b *restoring) look(ctx context.Context) error {
	if b.pick.All() {
		return nil
	}
	var hurt []mailbox.ID
	for _, id := range b.here {
		err := b.s.pour(ctx, b.s.r, id, io.Discard)
		if errors.Is(err, mailbox.ErrDamaged) {
			err = b.s.pour(ctx, b.s.r, id, io.Discard) // pieces may have been replaced while they were read
		}
		switch {
		case errors.Is(err, mailbox.ErrDamaged):
			hurt = append(hurt, id)
		case errors.Is(err, mailbox.ErrNotFound): // removed meanwhile, or nothing is left of its octets
			there, err := b.s.listed(ctx, id)
			if err != nil {
				return err
			}
			if there {
				hurt = append(hurt, id)
			}
		case err != nil:
			return err
		}
	}
	if len(hurt) == 0 {
		return nil
	}
	return b.s.write(ctx, func(t *tx) error { return b.damaged(t, hurt) })
}

// picked is the condition for rows of messages of the backup that are asked for.
func (b *restoring) picked(m string) string {
	switch {
	case len(b.pick.Messages) > 0:
		return fmt.Sprintf("%s.id IN (SELECT value FROM json_each('%s'))", m, idList(b.pick.Messages))
	case !b.pick.All():
		return fmt.Sprintf("%s.folder IN (SELECT old FROM temp.to_folder)", m)
	}
	return "1"
}
