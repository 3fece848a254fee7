package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// announced is what the column listed holds of a message: the octets that the
// server announced, with a minus sign where fewer have come; -1 where it announced
// nothing.
func announced(m fetch.Incoming) int64 {
	if m.Short {
		return -max(m.Listed, 1)
	}
	return m.Listed
}

// Known returns every unique-id that was ever stored for the account.
func (s *Store) Known(ctx context.Context, id account.ID) (map[string]fetch.Known, error) {
	s.wakeIndex() // a session begins, which will wait for the network
	// Six texts, which is much quicker than row by row. A unique-id comes out of one line of
	// the server's, so it holds no line feed.
	var uids, stored, sizes, announced, rest, gone sql.RawBytes
	out := map[string]fetch.Known{}
	rows, err := s.r.QueryContext(ctx, `SELECT group_concat(uid, char(10)), group_concat(stored, ' '), group_concat(size, ' '), group_concat(listed, ' '),
		group_concat(CASE WHEN begun > 0 AND message IS NULL THEN ?2 ELSE begun END, ' '), group_concat(gone, ' ') FROM unique_ids WHERE account = ?1`, id, fetch.Unwanted)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&uids, &stored, &sizes, &announced, &rest, &gone); err != nil || len(stored) == 0 {
			return err
		}
		stored, sizes, announced := numbers[int64](stored), numbers[int64](sizes), numbers[int64](announced)
		rest, gone := numbers[int64](rest), numbers[int64](gone)
		names := string(uids) // which the unique-ids are parts of
		if n := strings.Count(names, "\n") + 1; n != len(stored) || n != len(sizes) || n != len(announced) || n != len(rest) || n != len(gone) {
			return damaged(fmt.Errorf("a unique-id of account %d cannot be read", id))
		}
		out = make(map[string]fetch.Known, len(stored))
		i := 0
		for uid := range strings.SplitSeq(names, "\n") {
			listed := announced[i]
			out[uid] = fetch.Known{Stored: time.UnixMilli(stored[i]), Size: sizes[i], Listed: max(listed, -listed), Short: listed < 0, Gone: gone[i] == 1, Away: gone[i] == 2, Rest: fetch.Rest(rest[i])}
			i++
		}
		return nil
	})
	if err != nil {
		return nil, problem(err)
	}
	return out, nil
}

// Removed notes that the server has confirmed the removal of uids.
func (s *Store) Removed(ctx context.Context, id account.ID, uids []string) error {
	if len(uids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, uid := range uids {
			if _, err := t.exec("UPDATE unique_ids SET gone = 1 WHERE account = ? AND uid = ?", id, []byte(uid)); err != nil {
				return err
			}
		}
		t.publish(mailbox.RemovalsChanged{})
		return nil
	})
}

// Heads returns the digests of headers by unique-id, see fetch.Store.
func (s *Store) Heads(ctx context.Context, id account.ID) (map[string]string, error) {
	out := map[string]string{}
	var uid, head sql.RawBytes
	rows, err := s.r.QueryContext(ctx, "SELECT uid, head FROM unique_ids WHERE account = ? AND head <> x''", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		err := rows.Scan(&uid, &head)
		out[string(uid)] = string(head)
		return err
	})
	return out, problem(err)
}

// Rename gives unique-ids other names, see fetch.Store.
func (s *Store) Rename(ctx context.Context, id account.ID, names []fetch.Renaming) error {
	if len(names) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, n := range names {
			var message sql.NullInt64
			err := t.row("UPDATE OR IGNORE unique_ids SET uid = ?1, listed = CASE WHEN ?5 THEN -max(?2, abs(listed), 1) WHEN ?6 AND begun = 0 THEN abs(listed) WHEN ?2 = 0 THEN listed WHEN listed < 0 THEN -?2 ELSE ?2 END, gone = 0, replaced = 0 WHERE account = ?3 AND uid = ?4 RETURNING message",
				[]byte(n.To), n.Listed, id, []byte(n.From), n.Short, n.Whole).Scan(&message)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err == nil && message.Valid {
				_, err = t.exec("UPDATE headers SET uid = ? WHERE message = ?", []byte(n.To), message.Int64)
			}
			if err != nil {
				return err
			}
		}
		if err := renameListed(t, id, names); err != nil {
			return err
		}
		if slices.ContainsFunc(names, func(n fetch.Renaming) bool { return n.Short || n.Whole }) {
			t.publish(mailbox.RemovalsChanged{})
		}
		// Another process's delivery must read anew what has vanished.
		return t.edit()
	})
}

// vanished holds, for the messages of one batch, unique-ids of the account that
// the server no longer lists, by the octets of their messages. Each stands for one
// message at most that comes again under another unique-id: servers that were
// moved or restored number anew.
type vanished map[[sha256.Size]byte][]vanishedUID

type vanishedUID struct {
	uid     []byte
	stored  int64
	message sql.NullInt64 // not valid: the person removed it for ever
	damaged bool          // what is here of it
}

func (v vanished) find(sum [sha256.Size]byte) *vanishedUID {
	if l := v[sum]; len(l) > 0 {
		return &l[0]
	}
	return nil
}

func (v vanished) take(sum [sha256.Size]byte) { v[sum] = v[sum][1:] }

// sumsOf lists the checksums of a batch, for json_each.
func sumsOf(batch []*job) (string, error) {
	sums := make([]string, len(batch))
	for i, j := range batch {
		sums[i] = hex.EncodeToString(j.digest.sum[:])
	}
	list, err := json.Marshal(sums)
	return string(list), err
}

// brought holds, for the messages of one batch, those of the account or of nobody that are here
// without a unique-id, as they were brought in from another program, by their octets. Each
// stands for one message that comes from the server.
type brought map[[sha256.Size]byte][]mailbox.ID

// take returns the message with octets of a checksum, and forgets it; 0: there is none.
func (b brought) take(sum [sha256.Size]byte) (id mailbox.ID) {
	if l := b[sum]; len(l) > 0 {
		id, b[sum] = l[0], l[1:]
	}
	return id
}

func (d *delivery) loadBrought(t *tx, sums string) (brought, error) {
	b := brought{}
	rows, err := t.query(`SELECT o.message, o.sha256 FROM (SELECT DISTINCT unhex(value) AS sum FROM json_each(?2)) j
		CROSS JOIN octets o INDEXED BY octets_sum ON substr(o.sha256, 1, 8) = substr(j.sum, 1, 8) AND o.sha256 = j.sum JOIN messages m ON m.id = o.message
		WHERE coalesce(m.account, ?1) = ?1 AND NOT EXISTS (SELECT 1 FROM unique_ids u WHERE u.message = o.message) AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.message = o.message)
		ORDER BY o.message`, d.account, sums)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var sum []byte
		err := rows.Scan(&id, &sum)
		if len(sum) == sha256.Size {
			b[[sha256.Size]byte(sum)] = append(b[[sha256.Size]byte(sum)], id)
		}
		return err
	})
	return b, err
}

// loadVanished looks for the octets of a batch among what is known of the account,
// in one statement and by the index of checksums: it does not matter how much is
// known.
func (d *delivery) loadVanished(t *tx, sums string) (vanished, error) {
	v := vanished{}
	rows, err := t.query(`SELECT u.uid, u.sha256, u.stored, u.message, u.listed < -1 AND (-u.listed & ?3) <> 0 FROM (SELECT DISTINCT value FROM json_each(?2)) j
		CROSS JOIN unique_ids u INDEXED BY unique_ids_sum ON u.sha256 = unhex(j.value) WHERE u.account = ?1 AND u.replaced = 0`, d.account, sums, fetch.Damaged)
	err = each(rows, err, func(rows *sql.Rows) error {
		var u vanishedUID
		var sum []byte
		if err := rows.Scan(&u.uid, &sum, &u.stored, &u.message, &u.damaged); err != nil {
			return err
		}
		if len(sum) == sha256.Size && !d.present.has(string(u.uid)) {
			key := [sha256.Size]byte(sum)
			v[key] = append(v[key], u)
		}
		return nil
	})
	return v, err
}
