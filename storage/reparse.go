package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"popmail/storage/mailbox"
)

const reparseCount = 50 // messages in one transaction

// reparseIfOld rebuilds everything that is read out of the octets (rows, index) where
// it comes from another version of the program. It may be stopped, and goes on where
// it was at the next start; so it does after an error. Until it is done, state.digest
// is the negative version.
func (s *Store) reparseIfOld(ctx context.Context) error {
	var version int
	var at mailbox.ID
	err := s.r.QueryRowContext(ctx, "SELECT digest, reparsed FROM state").Scan(&version, &at)
	if err != nil || version == digestVersion {
		return err
	}
	if version != -digestVersion {
		at = 0
	}
	slog.InfoContext(ctx, "the mail is read anew", "from", version, "to", digestVersion)
	for {
		ids, err := s.idsAfter(ctx, at, reparseCount)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		digests := make(map[mailbox.ID]*digest, len(ids))
		for _, id := range ids {
			raw, f, err := s.lay(ctx, s.r, id)
			if err == nil {
				err = f.Look(func() { digests[id] = readDigest(raw) })
				err = errors.Join(err, f.Close())
			}
			switch {
			case err == nil:
			case !errors.Is(err, mailbox.ErrNotFound) && !errors.Is(err, mailbox.ErrDamaged):
				return err
			}
		}
		at = ids[len(ids)-1]
		err = s.write(ctx, func(t *tx) error {
			for _, id := range ids {
				d := digests[id]
				if d == nil {
					continue
				}
				if err := refresh(t, id, d); err != nil && !errors.Is(err, mailbox.ErrNotFound) { // removed meanwhile
					return err
				}
			}
			_, err := t.exec("UPDATE state SET digest = ?, reparsed = ?", -digestVersion, at)
			return errors.Join(err, t.edit())
		})
		if err != nil {
			return err
		}
		s.giveWay(ctx)
		s.boundWaiting(ctx)
	}
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.Renewed{}, mailbox.FoldersChanged{})
		_, err := t.exec("UPDATE state SET digest = ?, reparsed = 0", digestVersion)
		return err
	})
}

// idsAfter returns the next messages by id. Where the file is damaged they may come in another
// order, and again and again: that is mailbox.ErrDamaged.
func (s *Store) idsAfter(ctx context.Context, after mailbox.ID, n int) ([]mailbox.ID, error) {
	ids, err := idsAfter(ctx, s.r, after, n)
	return ids, s.unread(err)
}

func idsAfter(ctx context.Context, q querier, after mailbox.ID, n int) ([]mailbox.ID, error) {
	ids, err := column[mailbox.ID](q.QueryContext(ctx, "SELECT id FROM messages WHERE id > ? ORDER BY id LIMIT ?", after, n))
	for _, id := range ids {
		if id <= after {
			return nil, errors.Join(problem(err), outOfOrder("messages"))
		}
		after = id
	}
	return ids, problem(err)
}

func outOfOrder(table string) error {
	return damaged(fmt.Errorf("the rows of %s are out of order", table))
}

// refresh replaces the caches of one message.
func refresh(t *tx, id mailbox.ID, d *digest) error {
	if err := refreshRow(t, id, d); err != nil {
		return err
	}
	if err := renewParts(t, id, d.parts); err != nil {
		return err
	}
	return renewWords(t, id, d)
}

// renewParts replaces what is noted of the attachments of one message. The texts of those that it has no
// more go in the same transaction: nothing is found by them, and they do not outlive it.
func renewParts(t *tx, id mailbox.ID, parts []part) error {
	if _, err := t.exec("DELETE FROM parts WHERE message = ?", id); err != nil {
		return err
	}
	if err := insertParts(t, id, parts); err != nil {
		return err
	}
	return dropFiles(t, id, true)
}

// lifted is what the message ?1 is sorted by since it came back after it was put off; NULL: by its
// date.
const lifted = "(SELECT z.lifted FROM snoozes z WHERE z.message = ?1 AND z.lifted > 0)"

// refreshRow replaces what a list shows of one message.
func refreshRow(t *tx, id mailbox.ID, d *digest) error {
	// Where the octets hold no date, the one that was given on arrival stays.
	var date any
	if !d.Date.IsZero() {
		date = d.Date.UnixMilli()
	}
	if err := t.changed("UPDATE messages SET attachments = ?2, size = coalesce((SELECT o.size FROM octets o WHERE o.message = ?1), size), date = coalesce("+lifted+", min(coalesce(?3, date), received)) WHERE id = ?1", id, d.Attachments, date); err != nil {
		return err
	}
	if _, err := t.exec("INSERT OR IGNORE INTO unthreaded VALUES (?)", id); err != nil { // it may name others now
		return err
	}
	_, err := t.exec(`INSERT INTO headers (message, uid, message_id, from_name, from_email, recipients, subject, snippet, dated, cc, in_reply_to, refs, list)
		VALUES (?1, x'', ?2, ?3, ?4, ?5, ?6, ?7, (SELECT ?8 FROM messages WHERE id = ?1 AND date <> ?8), ?9, ?10, ?11, ?12)
		ON CONFLICT (message) DO UPDATE SET message_id = excluded.message_id, from_name = excluded.from_name, from_email = excluded.from_email,
		recipients = excluded.recipients, subject = excluded.subject, snippet = excluded.snippet, dated = iif(`+lifted+` IS NULL, excluded.dated, coalesce(excluded.dated, dated)),
		cc = excluded.cc, in_reply_to = excluded.in_reply_to, refs = excluded.refs, list = excluded.list`,
		id, d.MessageID, d.sender().Name, d.sender().Email, formatPeople(d.To), d.Subject, d.Snippet, date, formatPeople(d.Cc), d.inReplyTo(), strings.Join(d.References, " "), formatList(d.List))
	return err
}

// sameRow reports whether the row of a message is that of d.
func sameRow(row func(query string, args ...any) *sql.Row, id mailbox.ID, d *digest) (same bool, err error) {
	var date any
	if !d.Date.IsZero() {
		date = d.Date.UnixMilli()
	}
	err = row(`SELECT count(*) > 0 FROM messages m JOIN headers h ON h.message = m.id WHERE m.id = ?1 AND m.attachments = ?2 AND m.date = coalesce(`+lifted+`, min(coalesce(?3, m.date), m.received))
		AND h.dated IS iif(`+lifted+` IS NULL, iif(m.received < ?3, ?3, NULL), coalesce(?3, h.dated)) AND h.message_id = ?4 AND h.in_reply_to = ?5 AND h.refs = ?6 AND h.from_name = ?7 AND h.from_email = ?8 AND h.recipients = ?9 AND h.cc = ?10
		AND h.subject = ?11 AND h.snippet = ?12 AND h.list = ?13`,
		id, d.Attachments, date, d.MessageID, d.inReplyTo(), strings.Join(d.References, " "), d.sender().Name, d.sender().Email, formatPeople(d.To), formatPeople(d.Cc), d.Subject, d.Snippet, formatList(d.List)).Scan(&same)
	return same, err
}
