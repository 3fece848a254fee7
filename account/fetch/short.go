package fetch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/disk"
)

// maxHeld bounds the messages that wait for a judgment, in octets. What does not
// fit is judged by what is known when it comes.
const maxHeld = 32 << 20

// errShort is the reason for which a message is set aside: it is neither stored
// nor removed, and the next session asks for it again.
var errShort = errors.New("the server sent less of this message than it announced")

// errEmpty is the reason where the server has announced no size.
var errEmpty = errors.New("the server sent nothing, or only the beginning, of this message")

// patientAsides is the number of sessions in a row after which a message that
// comes short with the same octets each time is stored as it is, so that it can be
// read. It is never removed from the server.
const patientAsides = 3

// asideNote is what the notes say of a message that was set aside, or came once more and was still not known to be whole.
type asideNote struct {
	Name  []byte
	Sum   []byte    // begin of the SHA-256 of what came
	Times int       // in a row with these octets
	Tries int       `json:",omitempty"` // whatever came; less than Times: they were not counted yet
	Sizes []int64   `json:",omitempty"` // different ones that were announced for these octets, at most sizesToShow
	At    time.Time `json:",omitzero"`  // the last time
}

// maxAsides bounds the messages that are remembered as set aside.
const maxAsides = 1000

// setAside notes that a message came short once more, and returns how often in a
// row it came so.
func (n *notes) setAside(name string, raw []byte, announced int64, now time.Time) int {
	sum := sha256.Sum256(raw)
	for i := range n.Asides {
		a := &n.Asides[i]
		if string(a.Name) != name {
			continue
		}
		a.Tries = a.tries() + 1
		if string(a.Sum) != string(sum[:8]) {
			a.Sum, a.Times, a.Sizes = sum[:8], 0, nil
		}
		if len(a.Sizes) < sizesToShow && !slices.Contains(a.Sizes, announced) {
			a.Sizes = append(a.Sizes, announced)
		}
		a.Times++
		a.At = now
		return a.Times
	}
	if len(n.Asides) < maxAsides {
		n.Asides = append(n.Asides, asideNote{Name: []byte(name), Sum: sum[:8], Times: 1, Tries: 1, Sizes: []int64{announced}, At: now})
	}
	return 1
}

// tries is how often the message came so far.
func (a *asideNote) tries() int { return max(a.Tries, a.Times) }

// asides returns how often in a row a message was set aside as it is now.
func (n *notes) asides(name string) int {
	for _, a := range n.Asides {
		if string(a.Name) == name {
			return a.Times
		}
	}
	return 0
}

// asidePause is the time after which a message that came short so often is asked for
// again.
const asidePause = 24 * time.Hour

// maxAsideDoublings bounds asidePause, which doubles with each time that the message comes, with whatever octets.
const maxAsideDoublings = 5

// due reports whether a message that came short is to be asked for again at now: in the next sessions, and
// then after a day, two, four, and so on up to 32.
func (n *notes) due(name string, now time.Time) bool {
	for _, a := range n.Asides {
		if string(a.Name) == name {
			since, tries := now.Sub(a.At), a.tries()
			// What is noted with a clock that was ahead is not waited for.
			return tries < patientAsides || since < 0 || since >= asidePause<<min(tries-patientAsides, maxAsideDoublings)
		}
	}
	return true
}

// The bounds of what one session asks for again of what came short, where the server's sizes are right or its way of
// counting is known.
const (
	mostAgain       = 200
	mostAgainOctets = 64 << 20 // but for one message
)

// probes returns those of items, which came short, that are asked for again in this session: few while
// the server's way of counting is not known, first those that were asked for least often. One that comes with the same octets
// is not doubted any more (see sameAgain); each of the others takes a note, which has it wait. Where there is no room for
// notes only few come, others each time.
func (v *connection) probes(items []*item) (ask []*item) {
	n := v.state.notes
	left := enough
	if n.Way || v.state.sizes.trusted() {
		left = mostAgain
	}
	tries := make(map[string]int, len(n.Asides))
	for i := range n.Asides {
		tries[string(n.Asides[i].Name)] = n.Asides[i].tries()
	}
	items = slices.DeleteFunc(items, func(it *item) bool { return !n.due(nameOf(it), v.now()) })
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(tries[nameOf(a)], tries[nameOf(b)]) })
	room := max(maxAsides-len(n.Asides), 0)
	if room == 0 {
		room = enough
		unnoted := 0
		for unnoted < len(items) && tries[nameOf(items[unnoted])] == 0 {
			unnoted++
		}
		if unnoted > 0 {
			from := int(uint64(v.now().Unix()/60) % uint64(unnoted))
			items = slices.Concat(items[from:unnoted], items[:from], items[unnoted:])
		}
	}
	var octets int64
	for _, it := range items {
		first := tries[nameOf(it)] == 0
		if len(ask) == left || first && room == 0 || len(ask) > 0 && octets+it.size > mostAgainOctets {
			continue
		}
		if first {
			room--
		}
		octets += it.size
		ask = append(ask, it)
	}
	return ask
}

// dear reports whether a message is not transferred a second time by itself: where the line costs something only small ones
// come.
func (s *Session) dear(size int64) bool {
	return s.wholeUpTo() < account.UsualWhole && size > s.wholeUpTo()
}

// setAside leaves a message that came short on the server, and reports whether it
// does: after several sessions the person gets what there is.
func (v *connection) setAside(it *item, raw []byte) bool {
	v.countAside(it, raw)
	if v.state.notes.asides(nameOf(it)) >= patientAsides && !headless(raw) {
		return false
	}
	v.state.refuse(it)
	v.fail(it, leftShort(it, raw))
	return true
}

// leftShort says why what came of a message is not taken.
func leftShort(it *item, raw []byte) error {
	if it.size <= 0 {
		return fmt.Errorf("%w; it is left on the server and asked for again", errEmpty)
	}
	return fmt.Errorf("%w: %d octets instead of %d; it is left on the server and asked for again", errShort, len(raw), it.size)
}

// better reports whether what came of a message, perhaps not whole, takes the place of the part of it that
// is here, k. Of a beginning the rest is waited for a few times where much of it is missing.
func (v *connection) better(it *item, raw []byte, k Known) bool {
	more := int64(len(raw)) > k.Size && !headless(raw)
	switch {
	case it.damaged:
		return int64(len(raw)) >= k.Size
	case it.begun:
		return more && (v.state.notes.asides(nameOf(it)) >= patientAsides || !it.disproved && mayEstimate(it.size, int64(len(raw))))
	}
	return more && !it.disproved
}

// twice is the verdict on a message that came short from a server whose sizes seem never
// to be right: it is whole only where it came with the same octets in two
// sessions. Else all of them may have been cut alike. Where the way of counting is known that is asked of each one which
// only an estimate explains.
//
// One whose size is another one each time, while its octets are the same, is whole as well. A multipart
// without its end never is, unless it lacks what all others lack.
func (v *connection) twice(ctx context.Context, l *listing, it *item, raw []byte, verdict verdict) verdict {
	if v.reannounced(it, raw) {
		return whole
	}
	if !cameShort(it.size, raw) {
		return verdict
	}
	if verdict == aside && it.begun && !it.odd && !headOnly(raw) && mayEstimate(it.size, int64(len(raw))) {
		it.unclosed = unclosed(raw)
		return doubtful // it is more than what is here
	}
	if verdict != aside && it.why != counted && unclosed(raw) {
		if it.odd && unnamedParts(raw, it.size) {
			v.countAside(it, raw)
			return aside // it has no name under which the whole could take its place
		}
		it.unclosed = true
		return doubtful
	}
	s := &v.state.sizes
	sure := v.state.notes.Way || it.odd || s.longer > 0 && s.right == 0 && it.why == meaningless
	if verdict != whole || sure && it.why.sure() {
		return verdict
	}
	if it.odd && unnamedParts(raw, it.size) { // made anew it would be one more message each time
		before := v.state.counted[nameOf(it)]
		if v.countAside(it, raw); !before && v.state.notes.asides(nameOf(it)) > 1 {
			return whole
		}
		return aside
	}
	if v.sameAgain(ctx, l, it, raw) {
		v.state.notes.Way = v.state.notes.Way || !it.odd
		return whole
	}
	return doubtful
}

// unnamedParts reports whether a message is a multipart, which some servers make anew each time, and no header names its delivery.
func unnamedParts(raw []byte, size int64) bool {
	return headKey(raw, size) == "" && boundaries.Match(headerOf(raw))
}

// sameAgain reports whether an earlier session has stored a message that came short with the very octets that have come
// now. What the store cannot tell it does not.
func (v *connection) sameAgain(ctx context.Context, l *listing, it *item, raw []byte) bool {
	if it.odd {
		key := l.content.shortAgain(raw)
		return key != "" && !v.state.counted[key]
	}
	if !it.replace || it.begun || v.state.counted[it.key] {
		return false // nothing is here, or only the beginning, or it was stored in this Run
	}
	same, err := v.s.Store.Holds(ctx, v.a.ID, it.key, raw)
	return err == nil && same
}

// countAside notes, once in a Run, that a message did not come whole.
func (v *connection) countAside(it *item, raw []byte) {
	if name := nameOf(it); !v.state.counted[name] {
		v.state.counted[name] = true
		v.state.notes.setAside(name, raw, it.size, v.now())
	}
}

// judgeShort decides what becomes of the messages that came shorter than they
// were announced, and stores those that are taken.
func (v *connection) judgeShort(ctx context.Context, l *listing) error {
	held := v.state.sizes.held
	defer func() {
		for _, h := range held {
			h.it.release()
		}
	}()
	taken := map[bool][]heldMessage{} // by odd
	err := looking(held, func() {
		_, verdicts := v.state.sizes.judge()
		for i, h := range held {
			verdicts[i] = v.twice(ctx, l, h.it, h.raw, verdicts[i])
			if verdicts[i] == aside && v.setAside(h.it, h.raw) {
				continue
			}
			h.it.doubtful = verdicts[i] != whole
			h.it.disprove(h.proof)
			taken[h.it.odd] = append(taken[h.it.odd], h)
		}
	})
	if err != nil {
		v.state.sizes.held, v.state.sizes.octets = nil, 0
		return disk.Problem(err)
	}
	for _, odd := range []bool{true, false} {
		if len(taken[odd]) == 0 {
			continue
		}
		err := v.deliver(ctx, l, odd, func(d *delivery, g context.Context) error {
			for _, h := range taken[odd] {
				if d.addHeld(g, h); d.err != nil {
					break
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
