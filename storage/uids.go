package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"popmail/account"
	"popmail/account/fetch"
)

// Known returns every unique-id that was ever stored for the account.
func (s *Store) Known(ctx context.Context, id account.ID) (map[string]fetch.Known, error) {
	// One text of lines "unique-id stored size listed gone": a unique-id comes out of one line
	// of the server's, so it holds no line feed.
	var text sql.RawBytes
	out := map[string]fetch.Known{}
	rows, err := s.r.QueryContext(ctx, "SELECT group_concat(uid || ' ' || stored || ' ' || size || ' ' || listed || ' ' || gone, char(10)) FROM unique_ids WHERE account = ?", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&text); err != nil || len(text) == 0 {
			return err
		}
		out = make(map[string]fetch.Known, bytes.Count(text, []byte{'\n'})+1)
		for line := range bytes.SplitSeq(text, []byte{'\n'}) {
			g := bytes.LastIndexByte(line, ' ')
			l := bytes.LastIndexByte(line[:max(g, 0)], ' ')
			z := bytes.LastIndexByte(line[:max(l, 0)], ' ')
			t := bytes.LastIndexByte(line[:max(z, 0)], ' ')
			if t < 0 {
				return damaged(fmt.Errorf("a unique-id of account %d cannot be read", id))
			}
			ms, err1 := strconv.ParseInt(string(line[t+1:z]), 10, 64)
			size, err2 := strconv.ParseInt(string(line[z+1:l]), 10, 64)
			listed, err3 := strconv.ParseInt(string(line[l+1:g]), 10, 64)
			if err := errors.Join(err1, err2, err3); err != nil {
				return damaged(err)
			}
			out[string(line[:t])] = fetch.Known{Stored: unixMilli(ms), Size: size, Listed: listed, Gone: line[g+1] != '0'}
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
			err := t.row("UPDATE OR IGNORE unique_ids SET uid = ?, listed = ?, gone = 0, replaced = 0 WHERE account = ? AND uid = ? RETURNING message",
				[]byte(n.To), n.Listed, id, []byte(n.From)).Scan(&message)
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

// vanished holds the unique-ids of an account that the server no longer lists, by
// the octets of their messages. Each stands for one message at most that comes
// again under another unique-id: servers that were moved or restored number anew.
type vanished struct {
	bySum   map[[sha256.Size]byte][]vanishedUID
	foreign int64 // commits of other processes that were known when it was read
}

type vanishedUID struct {
	uid     []byte
	stored  int64
	message sql.NullInt64 // not valid: the person removed it for ever
}

func (v *vanished) find(sum [sha256.Size]byte) *vanishedUID {
	if l := v.bySum[sum]; len(l) > 0 {
		return &l[0]
	}
	return nil
}

func (v *vanished) take(sum [sha256.Size]byte) { v.bySum[sum] = v.bySum[sum][1:] }

// loadVanished returns d.lost, read anew where it is not there or another process
// has committed since.
func (d *delivery) loadVanished(t *tx) (*vanished, error) {
	if _, err := d.s.look(); err != nil {
		return nil, err
	}
	foreign := d.s.watched.foreign.Load()
	if d.lost != nil && d.lost.foreign == foreign {
		return d.lost, nil
	}
	v := &vanished{bySum: map[[sha256.Size]byte][]vanishedUID{}, foreign: foreign}
	var text sql.RawBytes
	var missing [][]byte
	rows, err := t.query("SELECT group_concat(CAST(uid AS TEXT), char(10)) FROM unique_ids WHERE account = ? AND replaced = 0", d.account)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&text); err != nil || text == nil {
			return err
		}
		for uid := range bytes.SplitSeq(text, []byte{'\n'}) {
			if _, ok := d.present[string(uid)]; !ok {
				missing = append(missing, bytes.Clone(uid))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, uid := range missing {
		u := vanishedUID{uid: uid}
		var sum []byte
		err := t.row("SELECT sha256, stored, message FROM unique_ids WHERE account = ? AND uid = ?", d.account, uid).Scan(&sum, &u.stored, &u.message)
		if err != nil {
			return nil, err
		}
		if len(sum) == sha256.Size {
			key := [sha256.Size]byte(sum)
			v.bySum[key] = append(v.bySum[key], u)
		}
	}
	return v, nil
}
