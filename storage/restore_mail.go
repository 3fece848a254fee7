package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"popmail/account"
	"popmail/account/spool"
	"popmail/storage/mailbox"
)

const (
	restoreCount  = 64      // messages of one transaction
	restoreOctets = 8 << 20 // of one transaction, but for one that is larger
)

func (b *restoring) wants(sum [sha256.Size]byte) bool {
	return len(b.want[sum])+len(b.hurt[sum]) > 0 && !b.taken[sum]
}

// put takes the octets of messages; those that are not what they should be are passed over, and so are
// those that it has, for packs may hold a message more than once.
func (b *restoring) put(ctx context.Context) func([sha256.Size]byte, int64, io.Reader) error {
	return func(sum [sha256.Size]byte, size int64, r io.Reader) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !b.wants(sum) {
			return nil
		}
		d := &digest{size: size, sum: sum}
		if size > largeMessage {
			f, err := spool.Create(filepath.Join(b.s.dir, spoolFolder), "restore")
			if err != nil {
				return err
			}
			_, err = io.Copy(f, r)
			if err == nil && (f.Size() != size || f.Sum() != sum) {
				return f.Close()
			}
			if err == nil {
				d.codec, d.octets = codecPiece, f
				b.take(d)
				err = b.flush(ctx)
			}
			return errors.Join(err, f.Close())
		}
		raw, err := io.ReadAll(io.LimitReader(r, size+1))
		if err != nil {
			return err
		}
		if int64(len(raw)) != size || sha256.Sum256(raw) != sum {
			return nil
		}
		d.codec, d.data = pack(raw)
		b.take(d)
		if b.octets += size; len(b.batch) < restoreCount && b.octets < restoreOctets {
			return nil
		}
		return b.flush(ctx)
	}
}

func (b *restoring) take(d *digest) {
	if b.taken == nil {
		b.taken = map[[sha256.Size]byte]bool{}
	}
	b.batch, b.taken[d.sum] = append(b.batch, d), true
}

// flush stores the messages that have come.
func (b *restoring) flush(ctx context.Context) error {
	if len(b.batch) == 0 {
		return nil
	}
	was := *b.r
	err := b.s.write(ctx, func(t *tx) error {
		for _, d := range b.batch {
			for _, id := range b.hurt[d.sum] {
				if err := heal(t, id, d); err != nil {
					return err
				}
				b.r.Healed++
			}
			for _, old := range b.want[d.sum] {
				if err := b.message(t, old, d); err != nil {
					return fmt.Errorf("message %d of the backup: %w", old, err)
				}
			}
		}
		if _, err := t.exec("UPDATE state SET digest = 0, reparsed = 0 WHERE (SELECT digest FROM backup.state) IS NOT digest"); err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{}, mailbox.Renewed{})
		return t.edit()
	})
	if err != nil {
		*b.r = was
		return err
	}
	for _, d := range b.batch {
		delete(b.want, d.sum)
		delete(b.hurt, d.sum)
	}
	b.batch, b.octets = b.batch[:0], 0
	clear(b.taken)
	b.s.giveWay(ctx)
	return nil
}

// heal puts the octets of a message in the place of those that are damaged.
func heal(t *tx, id mailbox.ID, d *digest) error {
	for _, table := range []string{"octets", "pieces"} {
		if _, err := t.exec("DELETE FROM "+table+" WHERE message = ?", id); err != nil {
			return err
		}
	}
	return insertOctets(t, id, d)
}

// message puts one message back, with all that the backup says of it, so that it says so whenever
// this ends.
func (b *restoring) message(t *tx, old mailbox.ID, d *digest) error {
	now := old
	// A session may have brought it in since the plan was made.
	switch err := t.row(`SELECT u.message FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account JOIN main.unique_ids u ON u.account = a.now AND u.uid = o.uid
		WHERE o.message = ? AND u.sha256 = o.sha256 AND u.message IS NOT NULL LIMIT 1`, old).Scan(&now); {
	case err == nil:
		b.r.Here++
		b.late = true
		_, err := t.exec("INSERT INTO temp.to_message (old, now) VALUES (?, ?); INSERT INTO temp.late (old) VALUES (?)", old, now, old)
		return err
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	b.r.Messages++
	if !b.fresh {
		if err := t.row("UPDATE state SET next_message = next_message + 1 RETURNING next_message - 1").Scan(&now); err != nil {
			return err
		}
	}
	if _, err := t.exec("INSERT INTO temp.to_message (old, now) VALUES (?, ?)", old, now); err != nil {
		return err
	}
	id := fmt.Sprint(now)
	if err := b.row(t, "INSERT", "messages", map[string]string{"id": id, "account": nowOf("account", "account"), "folder": nowOf("folder", "folder")}, "b.id = ?", old); err != nil {
		return err
	}
	if err := insertOctets(t, now, d); err != nil {
		return err
	}
	if err := putWords(t, now, d); err != nil {
		return err
	}
	of := map[string]string{"message": id}
	if err := b.row(t, "INSERT", "headers", of, "b.message = ?", old); err != nil {
		return err
	}
	// What was removed here for ever since, and is put back, is not one of those that go from
	// the server because they were removed.
	err := b.row(t, "INSERT", "unique_ids", map[string]string{"message": id, "account": nowOf("account", "account")},
		`b.message = ? ON CONFLICT (account, uid) DO UPDATE SET message = excluded.message, goes = excluded.goes, deleted = excluded.deleted, begun = excluded.begun
		WHERE unique_ids.message IS NULL AND unique_ids.sha256 = excluded.sha256`, old)
	if err != nil {
		return err
	}
	for _, step := range []func(t *tx, old, now mailbox.ID) error{b.pictures, b.waits, b.letter} {
		if err := step(t, old, now); err != nil {
			return err
		}
	}
	return nil
}

// waits puts back where a message lay before, until when it is put off, when the person is to be
// reminded of it, and, where that is counted here, what the junk filter has learned of it.
func (b *restoring) waits(t *tx, old, now mailbox.ID) error {
	id := fmt.Sprint(now)
	of := map[string]string{"message": id, "folder": nowOf("folder", "folder")}
	err := errors.Join(
		b.row(t, "INSERT OR IGNORE", "whence", of, "b.message = ? AND "+of["folder"]+" IS NOT NULL AND EXISTS (SELECT 1 FROM main.messages n JOIN main.folders g ON g.id = n.folder WHERE n.id = "+id+" AND g.role IN ('trash', 'junk'))", old),
		b.row(t, "INSERT OR IGNORE", "snoozes", of, "b.message = ?", old),
		b.row(t, "INSERT OR IGNORE", "reminders", map[string]string{"message": id}, "b.message = ?", old))
	if err == nil && b.counted {
		err = b.row(t, "INSERT OR IGNORE", "junk_letters", map[string]string{"message": id}, "b.message = ?", old)
	}
	return err
}

// pictures puts back the pictures of a message.
func (b *restoring) pictures(t *tx, old, now mailbox.ID) error {
	if _, err := t.exec("INSERT OR IGNORE INTO main.pictures (sha256, octets) SELECT p.sha256, p.octets FROM backup.message_pictures m JOIN backup.pictures p ON p.id = m.picture WHERE m.message = ?", old); err != nil {
		return err
	}
	_, err := t.exec(`INSERT OR IGNORE INTO main.message_pictures (message, url, picture) SELECT ?, m.url, (SELECT q.id FROM main.pictures q WHERE q.sha256 = p.sha256)
		FROM backup.message_pictures m LEFT JOIN backup.pictures p ON p.id = m.picture WHERE m.message = ?`, now, old)
	return err
}

// letter makes a letter again of a message that was one. Nobody knows whether what waited
// was sent since: it asks.
func (b *restoring) letter(t *tx, old, now mailbox.ID) error {
	asks := account.FailureOf(&account.Problem{Trouble: account.TroubleRescued}).String()
	const open = "b.state NOT IN ('draft', 'sent')"
	err := b.row(t, "INSERT", "letters", map[string]string{
		"message": fmt.Sprint(now), "account": nowOf("account", "account"), "answers": "NULL", "forwards": "NULL", "dotted": "2 * (b.dotted <> 0)", "not_before": "NULL", "next_try": "NULL",
		"state": fmt.Sprintf("iif(%s, '%s', b.state)", open, mailbox.LetterUnknown), "problem": fmt.Sprintf("iif(%s, ?2, b.problem)", open),
	}, "b.message = ?1 AND EXISTS (SELECT 1 FROM temp.to_account WHERE old = b.account AND live = 1)", old, asks)
	if err != nil {
		return err
	}
	return b.row(t, "INSERT", "draft_versions", map[string]string{"id": "NULL", "message": fmt.Sprint(now)}, "b.message = ? AND EXISTS (SELECT 1 FROM main.letters WHERE message = "+fmt.Sprint(now)+") ORDER BY b.id", old)
}
