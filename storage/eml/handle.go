package eml

import (
	"cmp"
	"context"
	"sync"
)

// Handle is a message that was taken apart once. It keeps the octets it was opened
// with, which must not change. Its methods may be called from any goroutine.
type Handle struct {
	mu  sync.Mutex
	raw []byte
	r   *reading // nil: to be taken apart anew
	// look runs what reads raw.
	look func(func()) error
}

// Open takes a message apart: its parts, the texts in them and the list of
// attachments. How much work, memory and depth that may take depends on the length
// of raw alone; what lies beyond is left out and told in Message.Problems. The
// only error is the context's.
func Open(ctx context.Context, raw []byte) (*Handle, error) {
	return OpenWithin(ctx, raw, func(fn func()) error { fn(); return nil })
}

// OpenWithin is Open for octets that lie in a file that is shown as memory: all that reads raw
// runs within look, whose errors are those of the disk and may come from every method. What
// the methods return holds nothing of raw.
func OpenWithin(ctx context.Context, raw []byte, look func(func()) error) (*Handle, error) {
	h := &Handle{raw: raw, look: look}
	err := h.do(ctx, func(*reading) {})
	return h, err
}

// read returns the reading, with a fresh budget; h.mu is held.
func (h *Handle) read(ctx context.Context) (*reading, error) {
	if h.r != nil {
		h.r.bud.refill(ctx)
		return h.r, ctx.Err()
	}
	bud := newBudget(ctx, len(h.raw))
	r := analyse(bud, h.raw)
	r.readTexts()
	if bud.halted != nil {
		return nil, bud.halted
	}
	h.r = r
	return r, nil
}

// readTexts reads texts and list. They come out of one budget, so that an attachment has the
// same index whoever asks.
func (r *reading) readTexts() {
	for _, b := range r.blocks {
		for _, i := range append(b.plain[:len(b.plain):len(b.plain)], b.html...) {
			if !isHTML(r.t.parts[i].media) {
				r.text(i)
			}
		}
	}
	r.attachments()
}

// do runs fn on the reading. What a cancelled context has cut short is forgotten.
func (h *Handle) do(ctx context.Context, fn func(r *reading)) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	done := false
	var err error
	lost := h.look(func() {
		var r *reading
		if r, err = h.read(ctx); err != nil {
			return
		}
		if fn(r); r.bud.halted != nil {
			err = r.bud.halted
		}
		done = err == nil
	})
	if !done {
		h.r = nil
	}
	return cmp.Or(lost, err)
}

// Message is what people see of the message. The only error is the context's.
func (h *Handle) Message(ctx context.Context) (m *Message, err error) {
	err = h.do(ctx, func(r *reading) { m = r.message() })
	return m, err
}

// Digest is what the store needs of the message. The only error is the context's.
func (h *Handle) Digest(ctx context.Context) (d *Digested, err error) {
	err = h.do(ctx, func(r *reading) { d = r.digest() })
	return d, err
}

// Data returns the decoded octets of Message.Attachments[index]. The error is
// ErrNoPart where there is none, or the context's.
func (h *Handle) Data(ctx context.Context, index int) (data []byte, a Attachment, err error) {
	found := false
	err = h.do(ctx, func(r *reading) {
		if as := r.attachments(); index >= 0 && index < len(as) {
			a, found = as[index], true
			data = r.data(&r.items[index], a.Size)
		}
	})
	switch {
	case err != nil:
		return nil, Attachment{}, err
	case !found:
		return nil, Attachment{}, ErrNoPart
	}
	return data, a, nil
}

// data decodes an attachment of size octets.
func (r *reading) data(it *item, size int64) []byte {
	if it.inText {
		return it.data
	}
	p := &r.t.parts[it.part]
	return Place{Encoding: r.packedAs(p)}.Decode(r.t.body(p), size)
}
