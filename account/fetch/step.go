package fetch

import (
	"context"
	"errors"

	"popmail/pop3"
)

// Messages whose size proves nothing wait in memory until the server has answered
// something that only this session can have asked for.
//
// QUIRK: a server that does not stuff dots ends a message at its own line of one dot,
// and the rest of it can look like an answer. Each answer is then taken for that to the
// command before, and messages would stand under each other's names. Where the announced
// sizes are right they show it; elsewhere the answer to STAT does.

// The bounds of what waits. What is lost with the line is asked for again.
const (
	maxWaiting       = 32
	maxWaitingOctets = 4 << 20
)

// portion returns the first of items, as many as may wait for one check.
func portion(items []pop3.Listing) []pop3.Listing {
	var octets int64
	for i, it := range items {
		if octets += it.Size; i > 0 && octets > maxWaitingOctets || i == maxWaiting {
			return items[:i]
		}
	}
	return items
}

// errCheck ends a transfer to see whether the answers are still those to the commands.
var errCheck = errors.New("the answers are to be checked")

// waiting is what came since the answers were last known to be those to the commands,
// from the first message on whose size proves nothing.
type waiting struct {
	list   []heldMessage // without those that came short, which wait longer
	count  int           // with them
	octets int
	merged bool // a message holds a line of one dot: it may be two
}

// note counts a message and reports whether it is time for a check.
func (w *waiting) note(octets, loneDots int) (full bool) {
	w.count++
	w.octets += octets
	w.merged = w.merged || loneDots > 0
	return w.count >= maxWaiting || w.octets >= maxWaitingOctets
}

// sync returns nil where the next answer is that to the next command, a
// *pop3.ProtocolError where it is not, and else why the line is of no more use.
func (v *connection) sync(ctx context.Context, c client) error {
	if v.count < 0 { // it does not answer STAT: the second answer cannot be a late first
		for range 2 {
			if err := c.Noop(ctx); err != nil && !refused(err) {
				return err
			}
		}
		return nil
	}
	count, octets, err := c.Stat(ctx)
	if err != nil && !refused(err) {
		return err
	}
	if err != nil || (octets > 0) != (v.octets > 0) || octets == 0 && count != v.count {
		return &pop3.ProtocolError{Command: "STAT", Reason: "this is the answer to another command"}
	}
	return nil
}

// check decides on what has waited, and hands it over: as it is where the answers are
// in step, as perhaps not whole where they are not. What came before the line was lost
// is dropped, and asked for again. The error is that of the line.
func (d *delivery) check(ctx, g context.Context, c client) error {
	v, w := d.v, d.v.waiting
	if w.count == 0 {
		return nil
	}
	v.waiting = waiting{}
	err := v.sync(ctx, c)
	if err == nil {
		v.last = nil
	} else if !as[*pop3.ProtocolError](err) || as[*pop3.PipelineError](err) {
		return err
	}
	proof := inStep
	if err != nil || w.merged {
		proof = outOfStep
	}
	v.state.sizes.proved(proof)
	for _, h := range w.list {
		h.it.disprove(proof)
		if d.add(g, h.it, h.raw); d.err != nil {
			break
		}
	}
	return err
}

// proof is what is known of a message but for its size.
type proof uint8

const (
	unproved  proof = iota
	inStep          // it is the answer to the command
	outOfStep       // it is perhaps another message or a part of one
)

// disprove makes a message that is out of step a doubtful one.
func (it *item) disprove(p proof) {
	if p == outOfStep {
		it.doubtful, it.disproved = true, true
	}
}

// listed is the announced size as the store is to remember it, in octets.
func (it *item) listed() int64 {
	if it.disproved {
		return disproved
	}
	return it.size
}
