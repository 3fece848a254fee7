package fetch

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"popmail/pop3"
)

// heading is the header of a message.
type heading struct {
	raw  []byte
	mark string
}

// The headers that are asked for in one look at a mailbox, those of the last messages
// first: with commands sent ahead and without. Report.Untold says how many are left.
const (
	headsAhead    = 3000
	headsOneByOne = 500
)

// The headers after which Only.Sight is asked again what is in sight. With commands sent ahead these
// are asked for together, first few and each time twice as many: only when all of them have come is it
// sure whose they are, and what is not sure is lost with the line.
const (
	firstAhead    = 25
	sightAhead    = 200
	sightOneByOne = 10
)

// The bounds of the headers in memory, in octets: of one, whose end tells nothing that a row
// shows, and of all of them. Messages beyond have none.
const (
	headOctets  = 64 << 10
	headsOctets = 32 << 20
)

// The bounds of what servers cost that answer TOP with all of a message: the octets of messages
// whose headers are asked for together as long as none has shown that they do not, the size of one
// that shows it by a short answer, and that and the number of those that show that they do.
const (
	mostUnproved = 1 << 20
	shortAnswer  = 8 << 10
	largeAnswer  = 64 << 10
	wholeAnswers = 2
)

// wholes counts the answers to TOP that were all of a large message.
type wholes struct {
	left   int  // until no more headers are asked for
	proved bool // one was not
}

// came notes an answer of so many octets, and reports whether there is to be no other one.
func (w *wholes) came(it *item, octets int64) (enough bool) {
	switch {
	case w.proved:
	case it.size >= shortAnswer && octets < it.size/2:
		w.proved = true
	case it.size >= largeAnswer:
		w.left--
	}
	return w.left <= 0
}

// bounded is the beginning of ask whose messages are few octets, or one message.
func (w *wholes) bounded(l *listing, ask []int) []int {
	var octets int64
	for i, n := range ask {
		if octets += l.byNumber[n].size; i > 0 && octets > mostUnproved && !w.proved {
			return ask[:i]
		}
	}
	return ask
}

var errEnough = errors.New("there are headers enough")

// headerOf is the header of a message, within its bound. QUIRK: servers that answer TOP with
// all of a message.
func headerOf(raw []byte) []byte {
	end := 0
	for line := range bytes.Lines(raw) {
		if end+len(line) > headOctets {
			break
		}
		if end += len(line); len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
	}
	return raw[:end]
}

// sureAhead are the headers after which a server that falls silent is taken to have answered
// what it was asked, though commands were sent ahead: it has answered more than were ever on
// their way together.
const sureAhead = 600

// firstTold is how many headers are there when Only.Tell is called for the first time with
// any; each further time there are four times as many, so that telling costs little.
const firstTold = 25

// list tells what there is.
func (v *connection) list(ctx context.Context, c client, l *listing) error {
	most := headsOneByOne
	if v.ahead {
		most = headsAhead
	}
	doubtful := make(map[int]bool)          // answers to commands sent ahead, some of which are not there yet
	unsure := l.byPlace() || l.likePlaces() // another look may take one message for another
	told := v.told(l, unsure)
	heads, asked := v.state.carry(l, unsure)
	open := v.toTell(l, told, asked)
	rows := func() {
		v.rows(l, heads)
		for i, it := range l.items {
			v.rep.Rows[i].Told, v.rep.Rows[i].Asked = told[it.number], asked[it.number]
			v.rep.Rows[i].Unsure = doubtful[it.number]
		}
		if v.rep.Untold = len(open); unsure {
			v.rep.Untold = 0
		}
	}
	tell := func() {
		if v.s.Only.Tell != nil {
			rows()
			v.s.Only.Tell(v.rep.Rows, v.rep.Octets)
		}
	}
	tell()
	next, kept, answers := firstTold, 0, 0
	for _, h := range heads {
		kept += len(h.raw)
	}
	if kept > headsOctets {
		most = 0
	}
	for next <= len(heads) {
		next *= 4
	}
	enough := false
	whole := wholes{left: wholeAnswers}
	if v.state.notes.NoTop > 0 { // as was seen before
		whole.left = 1
	}
	for step := firstAhead; most > 0 && !enough; step = min(2*step, sightAhead) {
		var ask []int
		var seen int
		if ask, seen, open = v.nextHeads(l, open, most, step); len(ask) == 0 {
			break
		}
		if few := whole.bounded(l, ask); len(few) < len(ask) {
			back := make([]*item, 0, len(ask)-len(few)+len(open))
			for _, n := range ask[len(few):] {
				back = append(back, l.byNumber[n])
			}
			open = append(back, open...)
			ask, seen = few, min(seen, len(few))
		}
		most -= len(ask)
		first := answers
		err := c.TopEach(ctx, ask, 0, func(n int, raw []byte, err error) error {
			if enough { // what was asked for ahead is read all the same
				return nil
			}
			if asked[n] = err == nil || refused(err); asked[n] {
				answers++
				doubtful[n] = v.ahead
			}
			if err == nil {
				h := heading{slices.Clone(headerOf(raw)), HeadOf(raw)}
				heads[n] = h
				all := whole.came(l.byNumber[n], c.TopOctets())
				if all {
					v.state.notes.NoTop = noTopFor // it gives no less
				}
				if kept += len(h.raw); kept > headsOctets || all {
					if enough = true; !v.ahead {
						return errEnough
					}
				}
			}
			switch {
			case len(heads) == next && !v.ahead:
				next *= 4
				tell()
			case seen > 0 && answers-first == seen: // somebody looks at them
				tell()
			}
			if refused(err) || err == nil {
				return nil
			}
			return err
		})
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			for n, answered := range doubtful {
				if answered {
					delete(heads, n)
					delete(asked, n)
				}
			}
			clear(doubtful)
			v.lostHead(ctx, l, unsure, heads, asked, ask[min(answers-first, len(ask)-1)], answers, err)
			open = v.toTell(l, told, asked)
			rows()
			return err
		}
		clear(doubtful) // as many answers as there were commands
		if v.ahead && len(heads) >= next {
			for next <= len(heads) {
				next *= 4
			}
			tell()
		}
	}
	if enough {
		open = v.toTell(l, told, asked)
	}
	rows()
	_ = c.Quit(ctx) // nothing to confirm
	return nil
}

// lostHead notes that the line was lost at the header of message n, after answers to others.
// Another line goes on with those behind it; one that has answered nothing does without
// headers. QUIRK: servers that hang up at TOP, of single messages or of all; and such that
// lose commands which were sent ahead: the answers to those that were sent together, and have not
// all come, may be to others; they were forgotten, however the line was lost.
func (v *connection) lostHead(ctx context.Context, l *listing, unsure bool, heads map[int]heading, asked map[int]bool, n, answers int, err error) {
	t, key := v.state, l.byNumber[n].key
	astray := v.ahead && !isCut(err) && answers <= sureAhead && ctx.Err() == nil
	switch {
	case ctx.Err() != nil:
	case astray || v.ahead && as[*pop3.PipelineError](err): // another line asks one by one, for this message too
		t.last.ahead = true
	case !unsure && (answers > 0 || key != "" && key == t.headLost):
		asked[n] = true
		t.last.again = v.rep.LoginDelay == 0
	default:
		t.last.lostAtTOP = true
	}
	t.headLost = key
	if !unsure {
		t.keepHeads(l, heads, asked)
	}
}

// carriedHead is what an earlier line of the same session has brought about a header.
type carriedHead struct {
	heading
	size int64
	told bool // the server has given it
}

// keepHeads keeps what is known of headers for another line.
func (t *sessionState) keepHeads(l *listing, heads map[int]heading, asked map[int]bool) {
	t.heads = make(map[string]carriedHead, len(asked))
	for _, it := range l.items {
		if asked[it.number] && it.key != "" && !it.odd && it.head == "" {
			h, told := heads[it.number]
			t.heads[it.key] = carriedHead{h, it.size, told}
		}
	}
}

// carry returns what earlier lines of the session have brought: headers, and what was asked
// for, both by the numbers of messages in this line.
func (t *sessionState) carry(l *listing, unsure bool) (heads map[int]heading, asked map[int]bool) {
	heads, asked = make(map[int]heading), make(map[int]bool)
	if unsure || len(t.heads) == 0 {
		return heads, asked
	}
	for _, it := range l.items {
		h, ok := t.heads[it.key]
		if !ok || it.key == "" || it.odd || it.head != "" || h.size != it.size {
			continue
		}
		if asked[it.number] = true; h.told {
			heads[it.number] = h.heading
		}
	}
	return heads, asked
}

// told are the numbers of the messages whose headers earlier looks have brought.
func (v *connection) told(l *listing, unsure bool) map[int]bool {
	out := make(map[int]bool)
	if len(v.s.Only.Told) == 0 || unsure {
		return out
	}
	for _, it := range l.items {
		size, ok := v.s.Only.Told[it.key]
		out[it.number] = ok && it.key != "" && size == it.size && !it.odd && it.head == ""
	}
	return out
}

// toTell are the messages whose headers are wanted and were not asked for yet, the last ones first.
func (v *connection) toTell(l *listing, told, asked map[int]bool) (open []*item) {
	if v.how.noTOP {
		return nil
	}
	wanted := set(v.s.Only.Heads)
	for _, it := range slices.Backward(l.items) {
		if (!it.here || wanted[it.key]) && !told[it.number] && !asked[it.number] {
			open = append(open, it)
		}
	}
	return open
}

// nextHeads takes from open, and returns the numbers of, the messages whose headers are asked
// for next, at most most; with commands sent ahead at most ahead. The first seen of them are in sight.
func (v *connection) nextHeads(l *listing, open []*item, most, ahead int) (ask []int, seen int, left []*item) {
	if v.ahead {
		most = min(most, ahead)
	}
	if v.s.Only.Sight == nil {
		most = min(most, len(open))
		for _, it := range open[:most] {
			ask = append(ask, it.number)
		}
		return ask, 0, open[most:]
	}
	if !v.ahead {
		most = min(most, sightOneByOne)
	}
	sight := set(v.s.Only.Sight())
	var rest []*item
	for _, it := range open {
		if len(ask) < most && (sight[it.key] || sight[it.uid]) {
			ask = append(ask, it.number)
		} else {
			rest = append(rest, it)
		}
	}
	if seen = len(ask); v.s.Only.SightOnly {
		return ask, seen, rest
	}
	for len(ask) < most && len(rest) > 0 {
		ask, rest = append(ask, rest[0].number), rest[1:]
	}
	return ask, seen, rest
}

// rows fills Report.Rows.
func (v *connection) rows(l *listing, heads map[int]heading) {
	v.rep.Rows, v.rep.Octets = nil, max(v.octets, 0)
	for _, it := range l.items {
		if it.size == 0 && !it.absurd {
			it.size = l.known[it.key].size() // which was not asked for anew
		}
		head := heads[it.number]
		v.rep.Rows = append(v.rep.Rows, Row{Key: it.key, UID: it.uid, Size: it.size, Here: it.here, Part: it.doubtful, Odd: it.odd && !it.here, Head: head.raw, Mark: head.mark})
	}
}
