package storage

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// Of a large message there may be a part here, which a session has brought, when another program brings the
// whole of it, or the other way round. They are one message where both have the same message-id
// (or, under the same unique-id, none), sender and subject, and the whole is just as
// long as the server has said. With the same unique-id and a message-id about as long will do where
// it shows its end: many servers count other things than octets. What does not may have been cut,
// and is a longer beginning.

// partial is a message of which only a part is here.
type partial struct {
	id      mailbox.ID
	account account.ID
	uid     string
	begun   bool

	announced, here int64 // octets

	messageID, from, subject string
}

// brokenOff are such messages.
type brokenOff struct {
	announced map[int64][]partial // by the octets that their servers have announced
	named     map[Origin]partial  // those that the messages' origins name
}

// partsOfBrought finds those that may be parts of some messages.
func partsOfBrought(t *tx, list []Brought) (brokenOff, error) {
	sizes, origins := []int64{}, []Origin{}
	for i := range list {
		if m := &list[i]; m.ready != nil {
			sizes = append(sizes, m.ready.size)
			if m.Origin != nil {
				origins = append(origins, *m.Origin)
			}
		}
	}
	out := brokenOff{map[int64][]partial{}, map[Origin]partial{}}
	read := func(note func(p partial), rows *sql.Rows, err error) error {
		return each(rows, err, func(rows *sql.Rows) error {
			var p partial
			var uid sql.RawBytes
			err := rows.Scan(&p.id, &p.account, &uid, &p.begun, &p.announced, &p.here, &p.messageID, &p.from, &p.subject)
			p.uid = string(uid)
			note(p)
			return err
		})
	}
	asked, err := json.Marshal(sizes)
	if err != nil {
		return out, err
	}
	// What is bad here, or perhaps another message, is the server's to mend.
	columns := fmt.Sprintf(`SELECT u.message, u.account, u.uid, u.begun > 0, %s, u.size, h.message_id, h.from_email, h.subject FROM unique_ids u JOIN headers h ON h.message = u.message
		WHERE u.listed < -1 AND -u.listed < %d AND `, listedSize("u"), fetch.Damaged)
	rows, err := t.query(columns+"u.begun > 0 AND u.message IS NOT NULL AND "+listedSize("u")+" IN (SELECT value FROM json_each(?))", string(asked))
	if err := read(func(p partial) { out.announced[p.announced] = append(out.announced[p.announced], p) }, rows, err); err != nil {
		return out, err
	}
	for _, o := range origins { // also those that were cut
		rows, err := t.query(columns+"u.account = ? AND u.uid = ? AND u.replaced = 0", o.Account, []byte(o.UID))
		if err := read(func(p partial) { out.named[o] = p }, rows, err); err != nil {
			return out, err
		}
	}
	return out, nil
}

// near reports whether size octets are about all of what the server has, whose count may be another one: without
// the ends of lines, or of blocks of a disk.
func (p partial) near(size int64) bool {
	const block = 4096
	return p.announced == size || p.begun && size > p.here && size-p.announced <= p.announced/32 && p.announced-size < min(block, p.announced/32)
}

// whole reports whether nothing is missing at the end of a message that is near: it has as many octets as were
// announced, counted in one of the usual ways, or ends as it says itself. One that has more may lack its end too:
// the server may not count the ends of lines.
func (p partial) whole(m *Brought) (whole bool, err error) {
	if m.ready.size == p.announced {
		return true, nil
	}
	err = m.File.Look(func() { whole = fetch.Fits(p.announced, m.Raw) || ends(m.Raw) })
	return whole, err
}

// ends reports whether raw ends with the line that closes it (RFC 2046, section 5.1.1): that of
// the boundary which its header names.
func ends(raw []byte) bool {
	const longest = 70 + 4 // octets of such a line
	last := bytes.TrimRight(raw, " \t\r\n")
	last = last[max(bytes.LastIndexByte(last, '\n')+1, len(last)-longest-1):]
	if len(last) <= 4 || len(last) > longest || !bytes.HasPrefix(last, []byte("--")) || !bytes.HasSuffix(last, []byte("--")) {
		return false
	}
	head := raw
	for _, blank := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(head, []byte(blank)); i >= 0 {
			head = head[:i]
		}
	}
	return bytes.Contains(head, last[2:len(last)-2])
}

// complete puts a message in the place of the part of it that is here; 0: there is none. owner is the account of a folder.
// Several accounts may have received it: it is first the one that its unique-id names, then one of
// the account of its folder, and never one of another account than its unique-id is of.
func (parts brokenOff) complete(t *tx, b *batch, m *Brought, owner func(mailbox.FolderID) (account.ID, error)) (mailbox.ID, error) {
	d := m.ready
	list := slices.Clone(parts.announced[d.size])
	var own account.ID
	if m.Origin != nil {
		own = m.Origin.Account
		if p, ok := parts.named[*m.Origin]; ok {
			list = append(list, p)
		}
	} else if len(list) > 1 {
		var err error
		if own, err = owner(m.Folder); err != nil {
			return 0, err
		}
	}
	named := func(p partial) bool { return m.Origin != nil && *m.Origin == Origin{p.account, p.uid} }
	rank := func(p partial) int {
		switch {
		case named(p):
			return 0
		case p.account == own:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(list, func(a, b partial) int { return rank(a) - rank(b) })
	for _, p := range list {
		if m.Origin != nil && p.account != own || p.messageID != d.MessageID || p.from != d.sender().Email || p.subject != d.Subject {
			continue
		}
		if p.messageID == "" && !named(p) || p.announced != d.size && (p.messageID == "" || !p.near(d.size)) {
			continue
		}
		whole, err := p.whole(m)
		if err != nil {
			return 0, err
		}
		r, err := t.exec("UPDATE unique_ids SET size = ?1, sha256 = ?2, listed = iif(?8, ?7, listed), stored = iif(?8, ?3, stored), begun = iif(?8, 0, begun) WHERE account = ?4 AND uid = ?5 AND message = ?6 AND listed < -1 AND "+listedSize("unique_ids")+" = ?7",
			d.size, d.sum[:], b.now.UnixMilli(), p.account, []byte(p.uid), p.id, p.announced, whole)
		if err != nil {
			return 0, err
		}
		if n, err := r.RowsAffected(); err != nil {
			return 0, err
		} else if n == 0 { // another one of the batch was it
			continue
		}
		return p.id, b.renew(t, p.id, d, p.begun && whole)
	}
	return 0, nil
}

// broughtWhole finds the message that was brought from another program, and is the whole of one of
// which a session brings the beginning; 0: there is none.
func broughtWhole(t *tx, id account.ID, j *job) (whole mailbox.ID, size int64, sum [sha256.Size]byte, err error) {
	d := j.digest
	size, sum = d.size, d.sum
	if d.MessageID == "" || d.Date.IsZero() || j.in.Listed <= 0 {
		return 0, size, sum, nil
	}
	var s []byte
	err = t.row(`SELECT m.id, o.sha256 FROM messages m JOIN headers h ON h.message = m.id JOIN octets o ON o.message = m.id
		WHERE m.date = ?2 AND o.size = ?3 AND h.message_id = ?4 AND h.from_email = ?5 AND h.subject = ?6 AND coalesce(m.account, ?1) = ?1
		AND NOT EXISTS (SELECT 1 FROM unique_ids u WHERE u.message = m.id) AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.message = m.id) ORDER BY m.id LIMIT 1`,
		id, d.Date.UnixMilli(), j.in.Listed, d.MessageID, d.sender().Email, d.Subject).Scan(&whole, &s)
	if errors.Is(err, sql.ErrNoRows) || err == nil && len(s) != sha256.Size {
		return 0, size, sum, nil
	}
	if err != nil {
		return 0, size, sum, err
	}
	return whole, j.in.Listed, [sha256.Size]byte(s), nil
}
