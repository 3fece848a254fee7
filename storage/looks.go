package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
)

// maxListing bounds what a listing of a server is unpacked to, in octets.
const maxListing = 256 << 20

var errListing = errors.New("the last list of the server cannot be read")

// SetServerLook keeps what a server has told when the person looked at what it holds, in the
// place of the look before. Of messages that are here only the unique-ids and sizes are kept.
// What it writes depends on what is new.
func (s *Store) SetServerLook(ctx context.Context, id account.ID, m account.Maildrop) error {
	listing := packListing(m.Messages)
	expires := -1
	if m.Expires.Said {
		expires = m.Expires.Days
	}
	return s.write(ctx, func(t *tx) error {
		before, err := looks(ctx, t.conn, id)
		if err != nil {
			return err
		}
		for i := range m.Messages {
			o := &m.Messages[i]
			if o.Mark == "" {
				continue
			}
			at := int64(0)
			if !o.Date.IsZero() {
				at = o.Date.UnixMilli()
			}
			was, ok := before[o.UID]
			delete(before, o.UID)
			if ok && was.Seen() == o.Seen() && was.From == o.From && was.Subject == o.Subject && was.Date.Equal(o.Date.Truncate(time.Millisecond)) {
				continue
			}
			if _, err := t.exec("INSERT OR REPLACE INTO server_looks (account, uid, size, mark, sender, subject, dated) VALUES (?, ?, ?, ?, ?, ?, ?)",
				id, []byte(o.UID), o.Size, o.Mark, o.From, o.Subject, at); err != nil {
				return err
			}
		}
		for uid := range before {
			if _, err := t.exec("DELETE FROM server_looks WHERE account = ? AND uid = ?", id, []byte(uid)); err != nil {
				return err
			}
		}
		var kept []byte
		err = t.conn.QueryRowContext(ctx, "SELECT listing FROM server_lists WHERE account = ?", id).Scan(&kept)
		switch {
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		case err == nil && bytes.Equal(kept, listing):
			_, err = t.exec("UPDATE server_lists SET looked = ?, octets = ?, expires = ?, untold = ? WHERE account = ?", m.At.UnixMilli(), m.Octets, expires, m.Untold, id)
		default:
			_, err = t.exec("INSERT OR REPLACE INTO server_lists (account, looked, octets, expires, untold, listing) VALUES (?, ?, ?, ?, ?, ?)",
				id, m.At.UnixMilli(), m.Octets, expires, m.Untold, listing)
		}
		return err
	})
}

// ServerLook returns what the last look has shown of messages that are not here, by unique-id.
func (s *Store) ServerLook(ctx context.Context, id account.ID) (map[string]account.OnServer, error) {
	out, err := looks(ctx, s.r, id)
	return out, problem(err)
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func looks(ctx context.Context, q queryer, id account.ID) (map[string]account.OnServer, error) {
	out := map[string]account.OnServer{}
	rows, err := q.QueryContext(ctx, "SELECT uid, size, mark, sender, subject, dated FROM server_looks WHERE account = ?", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var uid sql.RawBytes
		var o account.OnServer
		var at int64
		err := rows.Scan(&uid, &o.Size, &o.Mark, &o.From, &o.Subject, &at)
		if o.UID = string(uid); at != 0 {
			o.Date = time.UnixMilli(at)
		}
		out[o.UID] = o
		return err
	})
	return out, err
}

// LastMaildrop returns what the server of an account held when the person looked last, with
// what is known here by now; At is zero: nobody has looked.
func (s *Store) LastMaildrop(ctx context.Context, id account.ID) (m account.Maildrop, err error) {
	var at int64
	var expires int
	var listing []byte
	err = s.r.QueryRowContext(ctx, "SELECT looked, octets, expires, untold, listing FROM server_lists WHERE account = ?", id).Scan(&at, &m.Octets, &expires, &m.Untold, &listing)
	if errors.Is(err, sql.ErrNoRows) {
		return account.Maildrop{}, nil
	}
	if err != nil {
		return m, problem(err)
	}
	list, err := unpackListing(listing)
	if err != nil {
		return account.Maildrop{}, damaged(err)
	}
	held, err := s.Holdings(ctx, id)
	if err != nil {
		return m, err
	}
	seen, err := s.ServerLook(ctx, id)
	if err != nil {
		return m, err
	}
	m.At = time.UnixMilli(at)
	if expires >= 0 {
		m.Expires = account.Expiry{Said: true, Days: expires}
	}
	for i, l := range list {
		o := held[l.UID]
		if l.Nameless {
			o = account.OnServer{}
		}
		if o.Gone { // since
			m.Octets = max(m.Octets-l.Size, 0)
			continue
		}
		o.UID, o.Size, o.Nameless, o.Place = l.UID, l.Size, l.Nameless, i+1
		if o.Part = o.Part || l.Part && o.ID != 0; o.Part && !o.Goes.Never() {
			o.Goes = account.Goes{}
		}
		if was, ok := seen[l.UID]; ok && !l.Nameless {
			if o.Mark = was.Mark; o.ID == 0 {
				o.From, o.Subject, o.Date = was.From, was.Subject, was.Date
			}
		}
		m.Messages = append(m.Messages, o)
	}
	return m, nil
}

// renameListed gives the messages of the last look at a server, which are known by their places there as well, their other names.
func renameListed(t *tx, id account.ID, names []fetch.Renaming) error {
	to := make(map[string]string)
	for _, n := range names {
		if n.From != n.To && !strings.HasPrefix(n.From, fetch.ClaimPrefix) {
			to[n.From] = n.To
		}
	}
	if len(to) == 0 {
		return nil
	}
	var listing []byte
	err := t.row("SELECT listing FROM server_lists WHERE account = ?", id).Scan(&listing)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := unpackListing(listing)
	if err != nil {
		return nil // the next look replaces it
	}
	changed := false
	for i := range list {
		if name, ok := to[list[i].UID]; ok && !list[i].Nameless {
			list[i].UID, changed = name, true
		}
	}
	if !changed {
		return nil
	}
	_, err = t.exec("UPDATE server_lists SET listing = ? WHERE account = ?", packListing(list), id)
	return err
}

// The marks of a message in a listing.
const (
	listedNameless = 1 << iota
	listedPart
)

// packListing packs unique-ids and sizes, in order.
func packListing(list []account.OnServer) []byte {
	raw := binary.AppendUvarint(nil, uint64(len(list)))
	for i := range list {
		o := &list[i]
		var marks uint64
		if o.Nameless {
			marks |= listedNameless
		}
		if o.Part {
			marks |= listedPart
		}
		raw = binary.AppendUvarint(raw, marks)
		raw = binary.AppendUvarint(raw, uint64(max(o.Size, 0)))
		raw = binary.AppendUvarint(raw, uint64(len(o.UID)))
		raw = append(raw, o.UID...)
	}
	codec, data := squeeze(raw)
	head := binary.AppendUvarint([]byte{byte(codec)}, uint64(len(raw)))
	return append(head, data...)
}

// unpackListing is the reverse of packListing.
func unpackListing(data []byte) ([]account.OnServer, error) {
	if len(data) == 0 {
		return nil, errListing
	}
	codec := int(data[0])
	size, n := binary.Uvarint(data[1:])
	if n <= 0 || size > maxListing || codec != codecZstd && codec != codecLoose {
		return nil, errListing
	}
	raw, err := unpack(codec, int64(size), data[1+n:])
	if err != nil {
		return nil, err
	}
	number := func() uint64 {
		v, n := binary.Uvarint(raw)
		if n <= 0 {
			raw, err = nil, errListing
			return 0
		}
		raw = raw[n:]
		return v
	}
	count := number()
	if count > uint64(len(raw))/3 { // three octets at least for each
		return nil, errListing
	}
	out := make([]account.OnServer, 0, count)
	for range count {
		marks, size, length := number(), number(), number()
		if err != nil || length > uint64(len(raw)) {
			return nil, errListing
		}
		out = append(out, account.OnServer{UID: string(raw[:length]), Size: int64(size), Nameless: marks&listedNameless != 0, Part: marks&listedPart != 0})
		raw = raw[length:]
	}
	return out, nil
}
