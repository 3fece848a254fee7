package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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
	// One text of lines "unique-id stored size listed rest gone": a unique-id comes out of one line
	// of the server's, so it holds no line feed.
	var text sql.RawBytes
	out := map[string]fetch.Known{}
	rows, err := s.r.QueryContext(ctx, "SELECT group_concat(uid || ' ' || stored || ' ' || size || ' ' || listed || ' ' || CASE WHEN begun > 0 AND message IS NULL THEN ?2 ELSE begun END || ' ' || gone, char(10)) FROM unique_ids WHERE account = ?1", id, fetch.Unwanted)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&text); err != nil || len(text) == 0 {
			return err
		}
		out = make(map[string]fetch.Known, bytes.Count(text, []byte{'\n'})+1)
		for line := range bytes.SplitSeq(text, []byte{'\n'}) {
			g := bytes.LastIndexByte(line, ' ')
			r := bytes.LastIndexByte(line[:max(g, 0)], ' ')
			l := bytes.LastIndexByte(line[:max(r, 0)], ' ')
			z := bytes.LastIndexByte(line[:max(l, 0)], ' ')
			t := bytes.LastIndexByte(line[:max(z, 0)], ' ')
			if t < 0 {
				return damaged(fmt.Errorf("a unique-id of account %d cannot be read", id))
			}
			ms, err1 := strconv.ParseInt(string(line[t+1:z]), 10, 64)
			size, err2 := strconv.ParseInt(string(line[z+1:l]), 10, 64)
			listed, err3 := strconv.ParseInt(string(line[l+1:r]), 10, 64)
			if err := errors.Join(err1, err2, err3); err != nil {
				return damaged(err)
			}
			out[string(line[:t])] = fetch.Known{Stored: time.UnixMilli(ms), Size: size, Listed: max(listed, -listed), Short: listed < 0, Gone: line[g+1] == '1', Away: line[g+1] == '2', Rest: fetch.Rest(line[r+1] - '0')}
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
			err := t.row("UPDATE OR IGNORE unique_ids SET uid = ?1, listed = CASE WHEN ?5 THEN -max(?2, abs(listed), 1) WHEN ?2 = 0 THEN listed WHEN listed < 0 THEN -?2 ELSE ?2 END, gone = 0, replaced = 0 WHERE account = ?3 AND uid = ?4 RETURNING message",
				[]byte(n.To), n.Listed, id, []byte(n.From), n.Short).Scan(&message)
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
}

func (v vanished) find(sum [sha256.Size]byte) *vanishedUID {
	if l := v[sum]; len(l) > 0 {
		return &l[0]
	}
	return nil
}

func (v vanished) take(sum [sha256.Size]byte) { v[sum] = v[sum][1:] }

// loadVanished looks for the octets of a batch among what is known of the account,
// in one statement and by the index of checksums: it does not matter how much is
// known.
func (d *delivery) loadVanished(t *tx, batch []*job) (vanished, error) {
	sums := make([]string, len(batch))
	for i, j := range batch {
		sums[i] = hex.EncodeToString(j.digest.sum[:])
	}
	list, err := json.Marshal(sums)
	if err != nil {
		return nil, err
	}
	v := vanished{}
	rows, err := t.query(`SELECT u.uid, u.sha256, u.stored, u.message FROM (SELECT DISTINCT value FROM json_each(?2)) j
		CROSS JOIN unique_ids u INDEXED BY unique_ids_sum ON u.sha256 = unhex(j.value) WHERE u.account = ?1 AND u.replaced = 0`, d.account, string(list))
	err = each(rows, err, func(rows *sql.Rows) error {
		var u vanishedUID
		var sum []byte
		if err := rows.Scan(&u.uid, &sum, &u.stored, &u.message); err != nil {
			return err
		}
		if _, listed := d.present[string(u.uid)]; !listed && len(sum) == sha256.Size {
			key := [sha256.Size]byte(sum)
			v[key] = append(v[key], u)
		}
		return nil
	})
	return v, err
}
