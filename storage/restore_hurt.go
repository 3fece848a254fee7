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

// made reads all that is made of octets: what was made of damaged ones says something else, or
// nothing.
func (d *digest) made(raw []byte) {
	m := readDigest(raw)
	d.Row, d.words, d.parts = m.Row, m.words, m.parts
}

// readAnew has lists and searches know what the messages of the batch that were healed say.
func (b *restoring) readAnew(t *tx) error {
	for _, d := range b.batch {
		for _, id := range b.hurt[d.sum] {
			if b.made[id] {
				continue
			}
			if err := refresh(t, id, d); err != nil && !errors.Is(err, mailbox.ErrNotFound) {
				return fmt.Errorf("message %d: %w", id, err)
			}
		}
	}
	return nil
}

// A twin is a message of the backup, and one here of which everything but the octets is that of it.
// Where the octets of the latter are damaged, or the checksum that is kept of them, it is the same.
const twins = `SELECT x.id, y.id FROM
	(SELECT m.id, a.now AS owner, m.size, m.received, h.message_id, h.from_email, h.subject, row_number() OVER (PARTITION BY a.now, m.size, h.message_id, h.from_email, h.subject ORDER BY m.id) AS n
		FROM backup.messages m JOIN backup.octets o ON o.message = m.id JOIN backup.headers h ON h.message = m.id LEFT JOIN temp.to_account a ON a.old = m.account
		WHERE m.id NOT IN (SELECT old FROM temp.to_message) AND %[1]s) x
	JOIN (SELECT m.id, m.account AS owner, m.size, m.received, h.message_id, h.from_email, h.subject, row_number() OVER (PARTITION BY m.account, m.size, h.message_id, h.from_email, h.subject ORDER BY m.id) AS n
		FROM main.messages m LEFT JOIN main.headers h ON h.message = m.id WHERE %[2]s AND m.id NOT IN (SELECT now FROM temp.to_message)) y
	ON y.owner IS x.owner AND y.size = x.size AND (y.id = x.id AND y.received = x.received
		OR y.message_id = x.message_id AND y.from_email = x.from_email AND y.subject = x.subject AND (x.message_id <> '' OR y.received = x.received) AND y.n = x.n)
	ORDER BY y.id <> x.id, x.id, y.id`

// twinned finds messages of the backup that are here damaged and are not known by their octets, for the
// checksum itself may be what was damaged.
func (b *restoring) twinned(ctx context.Context, t *tx) error {
	here := "m.id IN (SELECT value FROM json_each('" + idList(b.broken) + "'))"
	if !b.pick.All() {
		here = "m.size IN (SELECT m.size FROM backup.messages m WHERE " + b.picked("m") + " AND m.id NOT IN (SELECT old FROM temp.to_message))"
	} else if len(b.broken) == 0 {
		return nil
	}
	var pairs [][2]mailbox.ID
	rows, err := t.query(fmt.Sprintf(twins, b.picked("m"), here))
	err = each(rows, err, func(rows *sql.Rows) error {
		var p [2]mailbox.ID
		err := rows.Scan(&p[0], &p[1])
		pairs = append(pairs, p)
		return err
	})
	if err != nil {
		return err
	}
	olds, nows := map[mailbox.ID]bool{}, map[mailbox.ID]bool{}
	for _, p := range pairs {
		if olds[p[0]] || nows[p[1]] {
			continue
		}
		if !b.pick.All() {
			switch err := b.s.pour(ctx, b.s.r, p[1], io.Discard); {
			case err == nil: // another one, which only looks like it
				continue
			case !errors.Is(err, mailbox.ErrDamaged) && !errors.Is(err, mailbox.ErrNotFound):
				return err
			}
		}
		olds[p[0]], nows[p[1]] = true, true
		if _, err := t.exec("INSERT INTO temp.to_message (old, now) VALUES (?, ?)", p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

// damaged notes which octets messages lack here: those of their checksum, or where the backup has
// none of it, those that it has of the message.
func (b *restoring) damaged(t *tx, hurt []mailbox.ID) error {
	var sum [sha256.Size]byte
	for _, id := range hurt {
		var s []byte
		err := t.row("SELECT sha256 FROM octets WHERE message = ?", id).Scan(&s)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		has := false
		if err == nil {
			if err := t.row("SELECT EXISTS (SELECT 1 FROM backup.octets WHERE substr(sha256, 1, 8) = substr(?1, 1, 8) AND sha256 = ?1)", s).Scan(&has); err != nil {
				return err
			}
		}
		if !has {
			var is []byte
			switch err := t.row(`SELECT b.sha256 FROM backup.octets b JOIN backup.messages o ON o.id = b.message JOIN temp.to_message m ON m.old = b.message JOIN main.messages y ON y.id = m.now
				WHERE m.now = ? AND (o.size = y.size OR ?)`, id, s == nil).Scan(&is); {
			case err == nil:
				s = is
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		if copy(sum[:], s) == len(sum) {
			b.hurt[sum] = append(b.hurt[sum], id)
		}
	}
	return nil
}
