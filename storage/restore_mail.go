package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/storage/mailbox"
)

const (
	restoreCount  = 64      // messages of one transaction
	restoreOctets = 8 << 20 // of one transaction, but for one that is larger
)

func (b *restoring) wants(sum [sha256.Size]byte) bool {
	return len(b.want[sum])+len(b.hurt[sum])+len(b.part[sum]) > 0 && !b.taken[sum]
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
			if err == nil && len(b.hurt[sum]) > 0 {
				var raw []byte
				if raw, err = f.Octets(); err == nil {
					err = f.Look(func() { d.made(raw) })
				}
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
		if len(b.hurt[sum]) > 0 {
			d.made(raw)
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
		b.made = map[mailbox.ID]bool{}
		for _, d := range b.batch {
			// First, for a beginning may be damaged as well.
			for _, ids := range b.part[d.sum] {
				if err := b.complete(t, ids[0], ids[1], d); err != nil {
					return fmt.Errorf("the rest of message %d: %w", ids[1], err)
				}
			}
			for _, id := range b.hurt[d.sum] {
				if b.made[id] {
					continue
				}
				if err := errors.Join(heal(t, id, d), b.healed(t, id)); err != nil {
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
		if err := b.readAnew(t); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE state SET digest = 0, reparsed = 0 WHERE (SELECT digest FROM backup.state) IS NOT digest"); err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{}, mailbox.RemovalsChanged{}, mailbox.Renewed{})
		return t.edit()
	})
	if err != nil {
		*b.r = was
		return err
	}
	for _, d := range b.batch {
		delete(b.want, d.sum)
		delete(b.hurt, d.sum)
		delete(b.part, d.sum)
	}
	for sum, ids := range b.hurt { // it is not damaged any more, so nothing is to be asked for again
		b.hurt[sum] = slices.DeleteFunc(ids, func(id mailbox.ID) bool { return b.made[id] })
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

// healed notes that a message is not damaged any more. It is whole where the backup says so, or it
// was before it was damaged.
func (b *restoring) healed(t *tx, id mailbox.ID) error {
	_, err := t.exec(`UPDATE main.unique_ids SET listed = o.listed FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account
		WHERE o.listed >= 0 AND o.begun = 0 AND o.sha256 = unique_ids.sha256 AND unique_ids.message = ?1 AND unique_ids.account = a.now AND unique_ids.uid = o.uid
		AND unique_ids.begun = 0 AND unique_ids.listed < -1 AND (-unique_ids.listed & ?2) <> 0 AND (-unique_ids.listed & ?3) = 0`, id, fetch.Damaged, fetch.Shifted)
	return errors.Join(err, healed(t, "message = ?", id))
}

// complete puts the whole of a message in the place of the part of it that is here, unless a session
// has brought it, or the person has removed it, since the plan was made.
func (b *restoring) complete(t *tx, old, now mailbox.ID, d *digest) error {
	var lacks bool
	if err := t.row("SELECT "+lacksRest("?1", "?2"), old, now).Scan(&lacks); err != nil {
		return err
	}
	if !lacks {
		b.r.Here++
		return nil
	}
	b.r.Messages++
	b.made[now] = true
	if err := heal(t, now, d); err != nil {
		return err
	}
	// It stays on its server as if it had come whole just now.
	if _, err := t.exec(`UPDATE main.unique_ids SET size = ?3, sha256 = ?4, listed = o.listed, begun = 0, stored = ?5 FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account
		WHERE o.message = ?1 AND o.listed >= 0 AND unique_ids.message = ?2 AND unique_ids.account = a.now AND unique_ids.uid = o.uid`, old, now, d.size, d.sum[:], b.s.now().UnixMilli()); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE main.unique_ids SET size = ?3, sha256 = ?4, listed = -listed, begun = 0, stored = ?5
		WHERE message = ?2 AND begun > 0 AND (listed = -?3 OR EXISTS (SELECT 1 FROM temp.begun WHERE old = ?1 AND now = ?2))`, old, now, d.size, d.sum[:], b.s.now().UnixMilli()); err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE main.messages SET size = m.size, attachments = m.attachments FROM backup.messages m WHERE m.id = ?1 AND messages.id = ?2",
		"UPDATE main.headers SET snippet = h.snippet FROM backup.headers h WHERE h.message = ?1 AND headers.message = ?2",
	} {
		if _, err := t.exec(q, old, now); err != nil {
			return err
		}
	}
	if len(b.hurt[d.sum]) > 0 { // all was made of the octets already
		return errors.Join(refresh(t, now, d), awaitRules(t, now))
	}
	return errors.Join(renewParts(t, now, nil), renewWords(t, now, d), awaitRules(t, now))
}

// message puts one message back, with all that the backup says of it, so that it says so whenever
// this ends.
func (b *restoring) message(t *tx, old mailbox.ID, d *digest) error {
	now := old
	// A session may have brought it in since the plan was made.
	switch err := t.row(`SELECT u.message FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account JOIN main.unique_ids u ON u.account = a.now AND u.uid = o.uid
		JOIN backup.headers h ON h.message = o.message JOIN main.headers g ON g.message = u.message WHERE o.message = ? AND `+sameMail+" LIMIT 1", old).Scan(&now); {
	case err == nil:
		b.late = true
		if _, err := t.exec("INSERT INTO temp.to_message (old, now) VALUES (?, ?); INSERT INTO temp.late (old) VALUES (?)", old, now, old); err != nil {
			return err
		}
		return b.complete(t, old, now, d)
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
	// the server because they were removed; what the person wants to stay there stays.
	err := b.row(t, "INSERT", "unique_ids", map[string]string{"message": id, "account": nowOf("account", "account")},
		`b.message = ? ON CONFLICT (account, uid) DO UPDATE SET message = excluded.message, goes = iif(unique_ids.goes < 0, unique_ids.goes, excluded.goes), deleted = excluded.deleted, begun = excluded.begun,
		size = excluded.size, sha256 = excluded.sha256, listed = excluded.listed
		WHERE unique_ids.message IS NULL AND (unique_ids.sha256 = excluded.sha256 OR (unique_ids.begun > 0 OR excluded.begun > 0) AND `+listedSize("unique_ids")+` = `+listedSize("excluded")+` AND `+listedSize("excluded")+` > 1)`, old)
	if err != nil {
		return err
	}
	if err := carried(t, "o.old = ?", old); err != nil {
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
