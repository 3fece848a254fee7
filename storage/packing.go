package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"

	"popmail/storage/mailbox"
)

// A step of packing takes about as long whether messages are short or long: what it costs goes
// by their octets, and a little by their number.
const (
	packCount  = 500     // messages of one step
	packOctets = 1 << 20 // of one step, after which no further message is taken
)

// unpacked is a message as it is stored, which is to be packed.
type unpacked struct {
	id    mailbox.ID
	codec int
	size  int64
	sum   []byte
	data  []byte

	// What becomes of it.
	bodies []body
	packs  []packedBody // of bodies
	now    int          // codec
	rest   []byte       // with codecApart without its bodies
}

// packedBody is a body as it is stored.
type packedBody struct {
	sum   [sha256.Size]byte
	codec int
	data  []byte // nil: it was not packed yet
}

// packStep packs a few messages that arrived in a hurry and reports whether there may be more.
// A letter waits until it was sent: until then others may take its place.
func (s *Store) packStep(ctx context.Context) bool {
	out, err := s.packable(ctx, "codec = 0 AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.message = octets.message AND l.state <> 'sent') ORDER BY message")
	if err != nil || len(out) == 0 {
		return false
	}
	return s.step(ctx, func(t *tx) (bool, error) { return true, storeAll(t, out) })
}

// sortStep takes the bodies out of a few messages that were stored before that was done, and
// reports whether there may be more.
func (s *Store) sortStep(ctx context.Context) bool {
	var last mailbox.ID
	if err := s.r.QueryRowContext(ctx, "SELECT unsorted FROM state").Scan(&last); err != nil || last == 0 {
		return false
	}
	out, err := s.packable(ctx, `message <= ? AND codec IN (1, 2) AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.message = octets.message AND l.state <> 'sent')
		ORDER BY message DESC`, last)
	if err != nil {
		return false
	}
	last = 0
	if len(out) > 0 {
		last = out[len(out)-1].id - 1
	}
	return s.step(ctx, func(t *tx) (bool, error) {
		if err := storeAll(t, out); err != nil {
			return false, err
		}
		_, err := t.exec("UPDATE state SET unsorted = ?", last)
		return last > 0, err
	})
}

// errPacksEnough ends the reading of messages for one step.
var errPacksEnough = errors.New("enough for one step")

// packable reads the first of the messages that where and order name, and packs them.
func (s *Store) packable(ctx context.Context, where string, args ...any) (out []*unpacked, err error) {
	octets := int64(0)
	rows, err := s.r.QueryContext(ctx, "SELECT message, codec, size, sha256, data FROM octets WHERE "+where+" LIMIT ?", append(args, packCount)...)
	err = each(rows, err, func(rows *sql.Rows) error {
		m := &unpacked{}
		err := rows.Scan(&m.id, &m.codec, &m.size, &m.sum, &m.data)
		if out, octets = append(out, m), octets+m.size; octets > packOctets && err == nil {
			err = errPacksEnough
		}
		return err
	})
	if errors.Is(err, errPacksEnough) {
		err = nil
	}
	for _, m := range out {
		m.pack()
	}
	return out, err
}

// pack makes ready what becomes of the message. One that is damaged stays as it is.
func (m *unpacked) pack() {
	m.now, m.rest = m.codec, m.data
	if m.codec == codecPlain {
		m.now = codecLoose
	}
	raw, err := unpack(m.codec, m.size, m.data)
	if sum := sha256.Sum256(raw); err != nil || !bytes.Equal(sum[:], m.sum) {
		return
	}
	m.bodies = bodiesOf(raw)
	if len(m.bodies) == 0 {
		if m.codec == codecPlain {
			m.now, m.rest = squeeze(raw)
		}
		return
	}
	codec, rest := without(raw, m.bodies, false)
	back, err := cook(nil, appendRecipe(nil, numbered(m.bodies), m.size, codec, rest), m.size, func(id int64) ([]byte, error) { return m.bodies[id-1].data, nil })
	if err != nil || !bytes.Equal(back, raw) { // it never is
		m.bodies = nil
		return
	}
	m.now, m.rest = codecApart, append([]byte{byte(codec)}, rest...)
	for i := range m.bodies {
		p := packedBody{sum: sha256.Sum256(m.bodies[i].data)}
		p.codec, p.data = squeeze(m.bodies[i].data)
		m.packs = append(m.packs, p)
	}
}

// numbered gives bodies numbers from 1 on.
func numbered(bodies []body) []body {
	for i := range bodies {
		bodies[i].id = int64(i + 1)
	}
	return bodies
}

// storeAll stores what became of messages that are still as they were.
func storeAll(t *tx, list []*unpacked) error {
	for _, m := range list {
		if m.now == m.codec {
			continue
		}
		var is bool
		err := t.row("SELECT count(*) > 0 FROM octets WHERE message = ? AND codec = ? AND sha256 = ?", m.id, m.codec, m.sum).Scan(&is)
		if err != nil {
			return err
		}
		if !is {
			continue
		}
		data := m.rest
		if m.now == codecApart {
			for i := range m.bodies {
				if m.bodies[i].id, err = storeBody(t, m.bodies[i].data, &m.packs[i]); err != nil {
					return err
				}
				if _, err := t.exec("INSERT OR IGNORE INTO message_bodies (message, body) VALUES (?, ?)", m.id, m.bodies[i].id); err != nil {
					return err
				}
			}
			data = appendRecipe(nil, m.bodies, m.size, int(m.rest[0]), m.rest[1:])
		}
		if _, err := t.exec("UPDATE octets SET codec = ?, data = ? WHERE message = ?", m.now, data, m.id); err != nil {
			return err
		}
	}
	return nil
}

func (p *packedBody) pack(body []byte) {
	if p.data == nil {
		p.codec, p.data = squeeze(body)
	}
}

// storeBody returns the number of a body, which is stored where it is not there. What is there
// is looked at before another message relies on it; where it is damaged it is mended.
func storeBody(t *tx, body []byte, p *packedBody) (id int64, err error) {
	var codec int
	var size int64
	var data []byte
	err = t.row("SELECT id, codec, size, data FROM bodies WHERE sha256 = ?", p.sum[:]).Scan(&id, &codec, &size, &data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		p.pack(body)
		r, err := t.exec("INSERT INTO bodies (sha256, codec, size, data) VALUES (?, ?, ?, ?)", p.sum[:], p.codec, len(body), p.data)
		if err != nil {
			return 0, err
		}
		return r.LastInsertId()
	case err != nil:
		return 0, err
	}
	if there, err := unpack(codec, size, data); err == nil && bytes.Equal(there, body) {
		return id, nil
	}
	p.pack(body)
	return id, t.changed("UPDATE bodies SET codec = ?, size = ?, data = ? WHERE id = ?", p.codec, len(body), p.data, id)
}
