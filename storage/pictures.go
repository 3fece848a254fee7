package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"strings"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Pictures returns the pictures of a message that were fetched from the internet, by their
// address in it; nil octets: it was asked for and could not be had.
func (s *Store) Pictures(ctx context.Context, id mailbox.ID) (map[string][]byte, error) {
	out := make(map[string][]byte)
	rows, err := s.r.QueryContext(ctx, "SELECT url, octets FROM message_pictures LEFT JOIN pictures ON id = picture WHERE message = ?", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var url string
		var octets []byte
		err := rows.Scan(&url, &octets)
		out[url] = octets
		return err
	})
	return out, problem(err)
}

// KeepPictures keeps pictures of a message, see Pictures. They go with it. One that came
// is never replaced by one that could not be had.
func (s *Store) KeepPictures(ctx context.Context, id mailbox.ID, pictures map[string][]byte) error {
	return s.write(ctx, func(t *tx) error {
		var there bool
		if err := t.row("SELECT EXISTS (SELECT 1 FROM messages WHERE id = ?)", id).Scan(&there); err != nil || !there {
			return err
		}
		for url, octets := range pictures {
			var picture sql.NullInt64
			var has bool
			if err := t.row("SELECT EXISTS (SELECT 1 FROM message_pictures WHERE message = ? AND url = ? AND picture IS NOT NULL)", id, url).Scan(&has); err != nil {
				return err
			}
			if has { // another one would be nobody's
				continue
			}
			if len(octets) > 0 {
				sum := sha256.Sum256(octets)
				if err := t.row("INSERT INTO pictures (sha256, octets) VALUES (?, ?) ON CONFLICT (sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING id", sum[:], octets).Scan(&picture); err != nil {
					return err
				}
			}
			if _, err := t.exec("INSERT INTO message_pictures (message, url, picture) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET picture = coalesce(picture, excluded.picture)", id, url, picture); err != nil {
				return err
			}
		}
		return nil
	})
}

// PictureSender reports whether pictures of a sender are always fetched: not as long as the sender
// is blocked.
func (s *Store) PictureSender(ctx context.Context, address string) (always bool, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM picture_senders WHERE address IN (SELECT value FROM json_each(?1)))
		AND NOT EXISTS (SELECT 1 FROM senders WHERE NOT trusted AND address IN (SELECT value FROM json_each(?1)))`, textList(query.AddressForms(address))).Scan(&always)
	return always, problem(err)
}

// PictureSenders lists the addresses whose pictures are always fetched.
func (s *Store) PictureSenders(ctx context.Context) (addresses []string, err error) {
	rows, err := s.r.QueryContext(ctx, "SELECT address FROM picture_senders ORDER BY address")
	err = each(rows, err, func(rows *sql.Rows) error {
		var a string
		err := rows.Scan(&a)
		addresses = append(addresses, a)
		return err
	})
	return addresses, problem(err)
}

// SetPictureSender says whether pictures of a sender are always fetched. An empty address
// is nobody's.
func (s *Store) SetPictureSender(ctx context.Context, address string, always bool) error {
	key := senderKey(address)
	if key == "" {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		if !always {
			_, err := t.exec("DELETE FROM picture_senders WHERE address IN (SELECT value FROM json_each(?))", textList(query.AddressForms(address)))
			return err
		}
		_, err := t.exec("INSERT INTO picture_senders (address, since) VALUES (?, ?) ON CONFLICT DO NOTHING", key, time.Now().UnixMilli())
		return err
	})
}

// senderKey is an address as it is compared: that of one mailbox, whatever the case.
func senderKey(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
