package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// packed are the octets of a message that is not in pieces, as they lie in the mail file: reading
// them from there and unpacking them are two things, so that one goroutine can do the first and
// others the second.
type packed struct {
	codec  int
	size   int64  // of the octets
	sum    []byte // their SHA-256
	data   []byte
	bodies map[int64]packedPart // with codecApart those that it names
}

// packedPart is a row of bodies.
type packedPart struct {
	codec int
	size  int64
	data  []byte
}

// fetch reads what lies elsewhere in the file. A body that is not there is mailbox.ErrDamaged.
func (p *packed) fetch(ctx context.Context, q querier) (err error) {
	if p.codec != codecApart {
		return nil
	}
	if p.size < 0 || p.size > largeMessage {
		return damaged(fmt.Errorf("a size of %d octets", p.size))
	}
	r, err := readRecipe(p.data, p.size)
	if err != nil {
		return err
	}
	p.bodies = map[int64]packedPart{}
	for i := range r.bodies {
		id := r.bodies[i].id
		if _, there := p.bodies[id]; there || id == 0 {
			continue
		}
		if p.bodies[id], err = bodyOf(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}

// weight is about the memory that they take when they are unpacked, in octets.
func (p *packed) weight() int64 {
	n := p.size + int64(len(p.data))
	for _, b := range p.bodies {
		n += int64(len(b.data)) + b.size
	}
	return n
}

// raw unpacks and checks them. Those that did not come so are mailbox.ErrDamaged.
func (p *packed) raw() ([]byte, error) {
	raw, err := p.unpack()
	if err == nil {
		err = checkSum(raw, p.sum)
	}
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// unpack is raw without the check of the SHA-256.
func (p *packed) unpack() ([]byte, error) {
	return assemble(p.codec, p.size, p.data, func(id int64) ([]byte, error) { return p.bodies[id].unpack() })
}

func (p packedPart) unpack() ([]byte, error) { return unpack(p.codec, p.size, p.data) }

// bodyOf reads what messages have in base64.
func bodyOf(ctx context.Context, q querier, id int64) (p packedPart, err error) {
	err = q.QueryRowContext(ctx, "SELECT codec, size, data FROM bodies WHERE id = ?", id).Scan(&p.codec, &p.size, &p.data)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = noBody(id) // or the message was removed meanwhile
	}
	return p, err
}
