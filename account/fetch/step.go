package fetch

import (
	"bytes"
	"context"
	"errors"

	"popmail/account/disk"
	"popmail/pop3"
)

// Messages whose size proves nothing wait in memory until the server has answered
// something that only this session can have asked for.
//
// QUIRK: a server that does not stuff dots ends a message at its own line of one dot,
// and the rest of it can look like an answer. Each answer is then taken for that to the
// command before, and messages would stand under each other's names. Where the announced
// sizes are right they show it; elsewhere the answer to STAT does. Where it does not come
// as it should, what has waited is dropped and asked for again, each message with a check
// of its own: then one message alone is in doubt.

// The bounds of what waits for one check.
const (
	maxWaiting       = 32
	maxWaitingOctets = 4 << 20
)

// noStatAfter is the number of lines in a row that are lost at STAT before it is no longer
// sent between messages.
const noStatAfter = 2

// errCheck ends a transfer to see whether the answers are still those to the commands.
var errCheck = errors.New("the answers are to be checked")

// waiting is what came since the answers were last known to be those to the commands,
// from the first message on whose size proves nothing.
type waiting struct {
	items    []*item
	list     []heldMessage // without those that came short, which wait longer
	octets   int
	merged   bool  // a message holds a line of one dot: it may be two
	answers  bool  // a message holds what looks like another answer
	twins    bool  // a message came twice in a row
	loneEnds int   // see pop3.Client.LoneEnds; as the first of them came
	sizes    sizes // what was known before
}

// hold counts a message that came, and reports whether it is time for a check.
func (v *connection) hold(it *item, raw []byte, c client) (full bool) {
	w := &v.waiting
	if len(w.items) == 0 {
		w.loneEnds, w.sizes = c.LoneEnds(), v.state.sizes
	}
	w.items = append(w.items, it)
	w.octets += len(raw)
	w.merged = w.merged || c.LoneDots() > 0
	w.answers = w.answers || bytes.HasPrefix(raw, okText) || c.LoneDots() > 0 && holdsAnswer(raw)
	return len(w.items) >= v.state.most() || w.octets >= maxWaitingOctets
}

var okText, errText = []byte("+OK"), []byte("-ERR")

// holdsAnswer reports whether an answer stands behind a line of one dot: a message was
// sent behind another one, after an answer that nobody asked for.
func holdsAnswer(raw []byte) bool {
	for i := bytes.Index(raw, []byte("\n.")); i >= 0; {
		rest := bytes.TrimLeft(raw[i+2:], "\r\n")
		if bytes.HasPrefix(rest, okText) || bytes.HasPrefix(rest, errText) {
			return true
		}
		next := bytes.Index(raw[i+2:], []byte("\n."))
		if next < 0 {
			break
		}
		i += 2 + next
	}
	return false
}

// most is the number of messages that may wait for one check.
func (t *sessionState) most() int {
	if t.notes.Wary > 0 {
		return 1
	}
	return maxWaiting
}

// portion returns the first of items, as many as may wait for one check.
func (t *sessionState) portion(items []pop3.Listing) []pop3.Listing {
	var octets int64
	for i, it := range items {
		if octets += it.Size; i > 0 && octets > maxWaitingOctets || i == t.most() {
			return items[:i]
		}
	}
	return items
}

// sync returns nil where the next answer is that to the next command, a
// *pop3.ProtocolError where it is not, and else why that cannot be told.
func (v *connection) sync(ctx context.Context, c client) error {
	if v.count < 0 || v.state.notes.NoSTAT >= noStatAfter {
		return bySignsOfLife(ctx, c)
	}
	type answer struct {
		messages int
		octets   int64
	}
	before := answer{v.count, v.octets}
	var said [3]answer
	for i := range said {
		n, sum, err := c.Stat(ctx)
		if err != nil {
			return err
		}
		if said[i] = (answer{n, sum}); n < 0 || i > 0 && said[i] == before {
			return outOf("STAT") // the first was a late one
		}
		if said[i] == before && sum > 0 {
			return nil
		} else if said[i] == before {
			// A small number alone may stand in a message as well.
			return bySignsOfLife(ctx, c)
		}
	}
	// QUIRK: servers that work out sizes as they go, or count new mail.
	v.count, v.octets = said[2].messages, said[2].octets
	if said[0] == said[1] && said[1] == said[2] {
		return nil
	}
	return bySignsOfLife(ctx, c)
}

// bySignsOfLife is sync where STAT cannot be used: behind a late "+OK" comes what belongs
// to it, which is no answer to the second command.
func bySignsOfLife(ctx context.Context, c client) error {
	for range 2 {
		if err := c.Noop(ctx); refused(err) {
			return outOf("NOOP")
		} else if err != nil {
			return err
		}
	}
	return nil
}

func outOf(command string) error {
	return &pop3.ProtocolError{Command: command, Reason: "this is the answer to another command"}
}

// check decides on what has waited: it is handed over, or dropped to be asked for again.
// lost is why the line is of no more use, nil where it is. The error is that of the
// line.
func (d *delivery) check(ctx, g context.Context, c client, lost error) error {
	v, w := d.v, d.v.waiting
	if v.shifts(lost) {
		v.shifted()
	}
	switch {
	case len(w.items) == 0 && lost == nil:
		return d.checkAlike(ctx, c)
	case len(w.items) == 0:
		return lost
	}
	v.waiting = waiting{}
	notes, err := v.state.notes, lost
	if err == nil {
		err = v.sync(ctx, c)
	}
	single, odd := len(w.items) == 1, as[*pop3.ProtocolError](err)
	cut := err == nil && v.cut(len(w.items), c.LoneEnds()-w.loneEnds)
	if err == nil {
		v.last = nil
	}
	d.blameless = odd || err != nil && lost == nil
	proof := outOfStep
	if v.shifts(err) {
		v.shifted()
	}
	switch {
	case err == nil && !cut && !w.answers && (single || !w.merged && !w.twins):
		proof, v.alike = inStep, nil
		notes.Wary = max(notes.Wary-len(w.items), 0)
		if notes.NoSTAT < noStatAfter {
			notes.NoSTAT = 0
		}
	case ctx.Err() != nil || as[*pop3.PipelineError](err):
		v.drop(w, false)
		return err
	case single && err == nil:
		v.shifted()
	case single && odd && !w.twins:
		v.state.last.again = true
		v.state.blame(w.items[0], err, true)
	case single && lost == nil && notes.NoSTAT > noStatAfter:
		// It bears no check at all: what came is better than nothing.
		v.state.last.again = true
	default:
		if single && lost == nil {
			notes.NoSTAT++
		}
		if err == nil && w.twins {
			v.twins.ask()
		} else if err == nil {
			v.shifted() // and is in step again, by a message that took in another one
		}
		notes.Wary = maxWaiting
		v.state.last.again = d.blameless
		v.drop(w, err == nil)
		return err
	}
	v.state.sizes.proved(proof)
	for _, h := range w.list {
		h.it.disprove(proof)
		if d.addHeld(g, h); d.err != nil {
			break
		}
	}
	w.release()
	return err
}

// addHeld hands over a message that has waited.
func (d *delivery) addHeld(g context.Context, h heldMessage) {
	if err := h.it.file.Look(func() { d.add(g, h.it, h.raw) }); err != nil && d.err == nil {
		d.err = disk.Problem(err)
	}
	h.it.release()
}

// release gives free what the messages lie in that waited.
func (w *waiting) release() {
	for _, h := range w.list {
		h.it.release()
	}
}

// cut reports whether lines of one dot came after some of the messages that waited.
//
// QUIRK: servers that send the end of each message more than once.
func (v *connection) cut(messages, loneEnds int) bool {
	if messages > 1 && loneEnds%messages == 0 {
		v.state.notes.Ends = loneEnds / messages
	}
	return loneEnds != messages*v.state.notes.Ends
}

// drop forgets what has waited; again says that it is asked for again over this line.
func (v *connection) drop(w waiting, again bool) {
	for _, it := range w.items {
		it.release()
	}
	v.state.sizes, v.last = w.sizes, nil
	for _, it := range w.items {
		it.fetch = again && !v.state.refused[nameOf(it)]
	}
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

// listed is the announced size as the store is to remember it, in octets, with a mark.
func (it *item) listed() int64 {
	mark := int64(0)
	if it.disproved {
		mark |= Disproved
	}
	if it.unclosed {
		mark |= Unclosed
	}
	return marked(mark, it.size)
}
