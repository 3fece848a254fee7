package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"popmail/storage/index"
	"popmail/storage/mailbox"
)

const reparseCount = 50 // messages in one transaction

// Reparse rebuilds everything that is read out of the octets (rows,
// index) for all messages. It may be stopped, and goes on where it was when it is
// called again. progress, if not nil, hears how many of how many are done.
func (s *Store) Reparse(ctx context.Context, progress func(done, total int)) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE state SET digest = 0, reparsed = CASE WHEN digest = 0 THEN reparsed ELSE 0 END")
		return err
	})
	if err != nil {
		return err
	}
	return s.reparse(ctx, progress)
}

// reparseIfOld rebuilds the caches where they come from another version of the
// program, or where a rebuild was interrupted.
func (s *Store) reparseIfOld(ctx context.Context) {
	var version int
	if err := s.r.QueryRowContext(ctx, "SELECT digest FROM state").Scan(&version); err != nil || version == digestVersion {
		return
	}
	// An error leaves the rest for the next start.
	_ = s.reparse(ctx, nil)
}

func (s *Store) reparse(ctx context.Context, progress func(done, total int)) error {
	var at mailbox.ID
	var done, total int
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		return errors.Join(
			c.QueryRowContext(ctx, "SELECT reparsed FROM state").Scan(&at),
			c.QueryRowContext(ctx, "SELECT count(*) FROM messages").Scan(&total),
			c.QueryRowContext(ctx, "SELECT count(*) FROM messages WHERE id <= (SELECT reparsed FROM state)").Scan(&done),
		)
	})
	if err != nil {
		return err
	}
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
			raw, err := s.Raw(ctx, id)
			switch {
			case err == nil:
				digests[id] = readDigest(raw)
			case !errors.Is(err, mailbox.ErrNotFound) && !errors.Is(err, mailbox.ErrDamaged):
				return err
			}
		}
		at = ids[len(ids)-1]
		err = s.write(ctx, func(t *tx) error {
			var there []mailbox.ID
			for _, id := range ids {
				d := digests[id]
				if d == nil {
					continue
				}
				switch err := refresh(t, id, d); {
				case err == nil:
					there = append(there, id)
				case !errors.Is(err, mailbox.ErrNotFound): // removed meanwhile
					return err
				}
			}
			if err := t.edit(); err != nil {
				return err
			}
			if _, err := t.exec("UPDATE state SET reparsed = ?", at); err != nil {
				return err
			}
			// The index last, see index.Write.
			for _, id := range there {
				if err := index.Remove(t.exec, id); err != nil {
					return err
				}
				if err := index.Write(t.exec, id, &digests[id].words); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.giveWay(ctx)
		done += len(ids)
		if progress != nil {
			progress(min(done, total), total)
		}
	}
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.Renewed{}, mailbox.FoldersChanged{})
		_, err := t.exec("UPDATE state SET digest = ?, reparsed = 0", digestVersion)
		return err
	})
}

// idsAfter returns the next messages by id.
func (s *Store) idsAfter(ctx context.Context, after mailbox.ID, n int) ([]mailbox.ID, error) {
	var ids []mailbox.ID
	rows, err := s.r.QueryContext(ctx, "SELECT id FROM messages WHERE id > ? ORDER BY id LIMIT ?", after, n)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, problem(err)
}

// refresh replaces the caches of one message, but for its words.
func refresh(t *tx, id mailbox.ID, d *digest) error {
	// Where the octets hold no date, the one that was given on arrival stays.
	var date any
	if !d.Date.IsZero() {
		date = d.Date.UnixMilli()
	}
	if err := t.changed("UPDATE messages SET attachments = ?1, date = min(coalesce(?2, date), received) WHERE id = ?3", d.AttachmentCount(), date, id); err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO headers (message, uid, message_id, from_name, from_email, recipients, subject, snippet, dated, cc, in_reply_to, refs)
		VALUES (?1, x'', ?2, ?3, ?4, ?5, ?6, ?7, (SELECT ?8 FROM messages WHERE id = ?1 AND received < ?8), ?9, ?10, ?11)
		ON CONFLICT (message) DO UPDATE SET message_id = excluded.message_id, from_name = excluded.from_name, from_email = excluded.from_email,
		recipients = excluded.recipients, subject = excluded.subject, snippet = excluded.snippet, dated = excluded.dated,
		cc = excluded.cc, in_reply_to = excluded.in_reply_to, refs = excluded.refs`,
		id, d.MessageID, d.sender().Name, d.sender().Email, formatPeople(d.To), d.Subject, d.Snippet, date, formatPeople(d.Cc), d.InReplyTo, strings.Join(d.References, " ")); err != nil {
		return err
	}
	return nil
}
