package backup

import (
	"context"
	"errors"
	"fmt"
	"io"

	"popmail/storage"
	"popmail/storage/inorder"
	"popmail/storage/mailbox"
)

// entry is a message that is to be written.
type entry struct {
	id   mailbox.ID
	key  sum
	size int64
}

// inOneGo is the size up to which the octets of a message are in memory at once.
const inOneGo = 4 << 20

// packer writes the octets of messages, equal ones once: several messages are read, checked and
// packed at once, and are written in the order in which they were added.
type packer struct {
	c     *storage.Copied
	w     *streamWriter
	queue inorder.Queue
	keys  map[sum]bool    // true: it is written; false: it is on its way
	twins map[sum][]entry // with the octets of one on its way: where that is damaged, they may be whole

	damaged []mailbox.ID // of which nothing is written
}

func newPacker(c *storage.Copied, w *streamWriter) *packer {
	return &packer{c: c, w: w, keys: map[sum]bool{}, twins: map[sum][]entry{}}
}

// add takes a message.
func (p *packer) add(ctx context.Context, e entry) error {
	written, there := p.keys[e.key]
	switch {
	case written:
		return ctx.Err()
	case there:
		p.twins[e.key] = append(p.twins[e.key], e)
		return ctx.Err()
	}
	p.keys[e.key] = false
	return p.put(ctx, e)
}

// end writes what was added.
func (p *packer) end() error { return p.queue.Flush() }

// stop has to be called at the end, whatever has happened.
func (p *packer) stop() { p.queue.Stop() }

func (p *packer) put(ctx context.Context, e entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.size > inOneGo {
		if err := p.queue.Flush(); err != nil {
			return err
		}
		return p.done(ctx, e, p.large(ctx, e))
	}
	var b *[]byte
	var err error
	return p.queue.Put(2*e.size, func() {
		b = buffers.Get().(*[]byte)
		*b, err = p.chunks(ctx, (*b)[:0], e)
	}, func() error {
		if err == nil {
			err = p.w.ready(kindOctets, e.key, e.size, *b)
		}
		buffers.Put(b)
		return p.done(ctx, e, err)
	})
}

// done notes what became of a message.
func (p *packer) done(ctx context.Context, e entry, err error) error {
	if err == nil {
		p.keys[e.key] = true
		delete(p.twins, e.key)
	}
	if !errors.Is(err, mailbox.ErrDamaged) {
		return err
	}
	p.damaged = append(p.damaged, e.id)
	if twins := p.twins[e.key]; len(twins) > 0 {
		p.twins[e.key] = twins[1:]
		return p.put(ctx, twins[0])
	}
	delete(p.keys, e.key)
	return nil
}

// chunks appends those of a message to dst.
func (p *packer) chunks(ctx context.Context, dst []byte, e entry) ([]byte, error) {
	raw, frame, err := p.c.Framed(ctx, e.id, e.key)
	if err != nil {
		return dst, err
	}
	if int64(len(raw)) != e.size {
		return dst, fmt.Errorf("message %d: %w", e.id, mailbox.ErrDamaged)
	}
	return appendChunks(dst, raw, frame)
}

// large writes a message that is never in memory at once: it is read twice, the first time to
// check it.
func (p *packer) large(ctx context.Context, e entry) error {
	if err := p.c.Write(ctx, e.id, io.Discard); err != nil {
		return err
	}
	return p.w.record(kindOctets, e.key, e.size, func(w io.Writer) error { return p.c.Write(ctx, e.id, w) })
}
