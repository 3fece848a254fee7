package fetch

import (
	"bytes"
	"context"
	"slices"
	"time"

	"popmail/account/disk"
)

// sizes judges whether messages came whole, by what LIST announced for them
// (RFC 1939, section 5).
//
// QUIRK: the size of a message is defined there as that of its octets, but servers
// count other things: lines that end in LF, dots that are doubled on the way, the
// space on the disk. So a single size says little; that of a server whose sizes
// are right for its other messages says that something is missing.
type sizes struct {
	longer         int        // of the wrong ones: messages that came longer than announced
	right, wrong   int        // messages that came with about the announced size, and with another
	far            int        // of the longer ones: those of which no estimate explains it
	over           []relation // of those that are stored and came shorter
	held           []heldMessage
	octets         int
	inexact        bool // a message came with another size than announced, or that is expected
	exact          int  // messages in a row since, whose size was right to the octet
	recalled, past bool // earlier sessions are counted; they found the sizes right
}

// relation is an announced size and the octets that came.
type relation struct {
	announced, came int64
	key             string // of the message
}

// heldMessage came shorter than it was announced.
type heldMessage struct {
	it    *item
	raw   []byte
	proof proof
}

// maxRecalled bounds the messages of earlier sessions that are counted.
const maxRecalled = 50

// recall counts what earlier sessions have seen. Of a mailbox that has moved, what is here may have
// got its size on the server before: where the server is not known to count in a way of its own, sizes
// that are too high say nothing then of messages that are whole.
func (s *sizes) recall(known map[string]Known, n *notes) {
	if s.recalled {
		return
	}
	s.recalled = true
	right, wrong := 0, 0
	var over []relation
	// The newest tell: servers change.
	for _, key := range newest(known, maxRecalled) {
		k := known[key]
		switch d := k.Listed - k.Size; {
		case k.Rest != Whole: // no more was asked for
		case k.Listed <= 0 || k.marks() != 0 || k.Size <= 0 || d < -2:
		case k.Short:
			wrong++
			over = append(over, relation{k.Listed, k.Size, key})
		case d <= 2:
			right++
		case n.Way || n.Moved == 0:
			over = append(over, relation{k.Listed, k.Size, key})
		}
	}
	if s.past = right >= enough && (right >= len(over) || !estimates(over)); s.past {
		return // what came short is what is to be judged
	}
	if right == 0 {
		s.longer, s.far = s.longer+n.Longer, s.far+n.Far
	}
	if right == 0 || len(over) > right && estimates(over) {
		wrong = len(over)
	}
	s.inexact = wrong > right
	s.right += right
	s.wrong += min(wrong, enough)
	s.over = over
}

// newest returns the keys of the n messages that were stored last, the last one first. It
// does not sort the others, which may be many.
func newest(known map[string]Known, n int) []string {
	type one struct {
		key    string
		stored time.Time
	}
	last := make([]one, 0, n+1)
	for key, k := range known {
		if len(last) == n && !k.Stored.After(last[n-1].stored) {
			continue
		}
		i, _ := slices.BinarySearchFunc(last, k.Stored, func(o one, t time.Time) int { return t.Compare(o.stored) })
		last = slices.Insert(last, i, one{key, k.Stored})
		last = last[:min(len(last), n)]
	}
	keys := make([]string, len(last))
	for i, o := range last {
		keys[i] = o.key
	}
	return keys
}

// noteLonger notes for the next sessions how many messages came longer than they were announced: of what is here that does
// not tell whether the server counted their line ends in another way.
func (s *sizes) noteLonger(n *notes) {
	n.Longer, n.Far = 0, 0
	if s.right == 0 && !s.past {
		n.Longer = min(s.longer, maxRecalled)
		n.Far = min(s.far, n.Longer)
	}
}

// forget leaves out messages that are asked for once more: each counts once.
func (s *sizes) forget(keys map[string]bool) {
	before := len(s.over)
	s.over = slices.DeleteFunc(s.over, func(r relation) bool { return keys[r.key] })
	s.wrong = max(s.wrong-(before-len(s.over)), 0)
}

// always reports whether the server's sizes are never right, in a way of their own.
func (s *sizes) always() bool { return s.never(s.over) }

// never is always with the messages in over that came shorter. A server of which
// some messages come longer announces anything; of one that estimates sizes some may be
// right by chance.
func (s *sizes) never(over []relation) bool {
	wrong := s.longer + len(over)
	switch {
	case s.past:
		return false
	case s.nothing(over), s.right == 0 && alike(over) != nil:
		return true
	}
	return wrong >= enough && wrong > s.right && estimates(over)
}

// nothing is never where no size was right and it does not take estimates to explain that.
func (s *sizes) nothing(over []relation) bool {
	return !s.past && s.right == 0 && (systematic(over) || constant(over) != nil || s.longer > 0 && s.longer+len(over) >= enough)
}

// explained returns what tells of one of over, or of one more of which nothing has shown, how the server's own
// way of counting explains that it came short, so that it may be whole. What explains the others
// does not explain one that lacks more than they do, and what takes estimates to explain it not one that is
// odd: it may have no name under which it is asked for a second time.
func (s *sizes) explained(over []relation) func(r relation, odd bool) explanation {
	if !s.never(over) {
		return func(relation, bool) explanation { return unexplained }
	}
	nothing, system := s.nothing(over), s.right == 0 && systematic(over)
	var always, about func(r relation) bool
	if s.right == 0 {
		always, about = constant(over), alike(over)
	}
	// Of the others that came short or longer most tell of estimates.
	near := few(notNear(over)-1+s.far, len(over)-1+s.longer)
	anything := nothing && !system && always == nil && !near
	same := len(over) >= enough && !slices.ContainsFunc(over, func(r relation) bool { return r.announced != over[0].announced })
	return func(r relation, odd bool) explanation {
		switch {
		case odd && !nothing:
			return unexplained
		case nothing && always != nil && always(r):
			return counted
		case nothing && same:
			return meaningless
		case system, anything, about != nil && about(r), mayEstimate(r.announced, r.came):
			return guessed
		}
		return unexplained
	}
}

// explains is explained for one message, whether it is counted in s already or not.
func (s *sizes) explains(r relation, odd bool) explanation {
	over := s.over
	if !slices.Contains(over, r) {
		over = slices.DeleteFunc(slices.Clone(over), func(o relation) bool { return o.key == r.key })
		over = append(over, r)
	}
	return s.explained(over)(r, odd)
}

// doubts reports whether what is stored of a message is perhaps not whole. way says that the server
// is known to count in a way of its own. An estimate alone never ends a doubt: the message has to come with the same
// octets once more.
func (s *sizes) doubts(it *item, k Known, way bool) bool {
	return k.Short && (k.marks() != 0 || !way || !s.explains(relation{k.Listed, k.Size, it.key}, it.odd).sure())
}

// believe notes that messages which came short are whole, once the server's way of counting
// explains it: they are removed like others, and everybody is to know that.
func (v *connection) believe(ctx context.Context, l *listing, known map[string]Known) error {
	var names []Renaming
	for _, it := range l.items {
		k, ok := known[it.key]
		if !ok || !k.Short || k.Rest != Whole || k.Gone || !it.here || it.fetch || it.doubtful || v.state.sizes.doubts(it, k, v.state.notes.Way) {
			continue
		}
		names = append(names, Renaming{From: it.key, To: it.key, Whole: true})
		k.Short = false
		known[it.key] = k
	}
	return disk.Problem(v.s.Store.Rename(ctx, v.a.ID, names))
}

// Marks of Known.Listed, beside the announced size: what else than its size speaks against a
// message. No way of counting explains them.
const (
	// Disproved: it is perhaps not whole.
	Disproved = int64(1) << 60
	// Damaged: it is bad here. It is asked for again from any server, and not removed from there
	// until it has come.
	Damaged = Disproved << 1
	// Shifted: it is perhaps another message. It is asked for again like a damaged one.
	Shifted = Disproved << 2
	// Unclosed: it came short, and its end is missing. It is asked for again a few times.
	Unclosed = Disproved >> 1

	// SizeMask takes the marks off: what is left is the announced size in octets, 0 where it is not known.
	SizeMask = Unclosed - 1
)

// marked is a size with a mark, as Known.Listed holds both.
func marked(mark, size int64) int64 { return mark | min(max(size, 0), SizeMask) }

// size is the announced one, in octets; 0: not known.
func (k Known) size() int64 { return k.Listed & SizeMask }

// marks are those of Listed; 0: there is none.
func (k Known) marks() int64 { return k.Listed &^ SizeMask }

// relisted is what to remember of a message that is announced with another size now.
func (k Known) relisted(size int64) int64 {
	if size <= 0 {
		return k.Listed
	}
	return marked(k.marks(), size)
}

// trusted reports whether a size that is not reached says that something is missing.
func (s *sizes) trusted() bool { return s.past || s.right > s.wrong && !s.always() }

// sureAfter is the number of messages in a row after which sizes that are right prove
// something again.
const sureAfter = 256

// unsure reports whether a size that is right may be so by chance.
func (s *sizes) unsure() bool { return s.inexact && s.exact < sureAfter }

// proves reports whether a message is proved by its size.
func (s *sizes) proves(announced int64, raw []byte) bool {
	if !exact(announced, raw) {
		s.inexact, s.exact = true, 0
		return false
	}
	s.exact++
	return !s.unsure()
}

// cameShort reports whether less than announced has come, by every way of counting.
func cameShort(announced int64, raw []byte) bool {
	return announced > int64(len(raw)) && !Fits(announced, raw)
}

// Fits reports whether a server may have announced raw with this size, in octets: exactly, without
// what it adds on the way, or with line ends of one octet.
func Fits(announced int64, raw []byte) bool {
	n, a := len(raw), int(announced)
	near := func(size int) bool { return a >= size-2 && a <= size+2 } // a line end more or less
	if n == 0 || near(n) {
		return n > 0 || a == 0
	}
	crlf, lf := bytes.Count(raw, []byte("\r\n")), bytes.Count(raw, []byte("\n"))
	dots := bytes.Count(raw, []byte("\n."))
	if bytes.HasPrefix(raw, []byte(".")) {
		dots++
	}
	return near(n+dots) || near(n-crlf) || near(n+lf-crlf)
}

// exact reports whether a size is that of the octets, or, as Dovecot counts, without the
// line end that was added to them.
func exact(announced int64, raw []byte) bool {
	n := int64(len(raw))
	return announced > 0 && (announced == n || announced+2 == n)
}

// verdict is what becomes of a message that came short.
type verdict uint8

const (
	aside    verdict = iota // neither stored nor removed
	doubtful                // stored, and not removed
	whole                   // taken as it came
)

// weigh says what becomes of a message that has come. One that came short is kept
// until the others have told what the server's sizes are worth, as long as there
// is room; waits reports that. One of which the size is not known is what it looks
// like: nothing is no message, and of a head alone the rest may be missing.
func (s *sizes) weigh(it *item, raw []byte) (v verdict, waits bool) {
	switch {
	case it.size <= 0 && headOnly(raw):
		return aside, false
	case it.size <= 0:
		return whole, false
	case cameShort(it.size, raw) && s.octets+len(raw) <= maxHeld:
		s.octets += len(raw)
		s.held = append(s.held, heldMessage{it: it, raw: raw})
		return 0, true
	case cameShort(it.size, raw):
		it.why = s.explains(relation{it.size, int64(len(raw)), it.key}, it.odd)
		if v = s.verdict(it, raw, s.wrong, it.why != unexplained); v != aside {
			s.overshot(it, raw)
		}
		return v, false
	case Fits(it.size, raw):
		s.right++
	default:
		s.wrong++
		if int64(len(raw)) > it.size {
			s.longer++
			if !mayEstimate(int64(len(raw)), it.size) {
				s.far++
			}
		}
	}
	return whole, false
}

// proved notes what a check has shown of the messages that waited for it.
func (s *sizes) proved(p proof) {
	for i := range s.held {
		if s.held[i].proof == unproved {
			s.held[i].proof = p
		}
	}
}

// judge returns the messages that waited, with what becomes of each.
func (s *sizes) judge() ([]heldMessage, []verdict) {
	held := s.held
	filled := 0
	over := slices.Clone(s.over)
	for _, h := range held {
		if !headless(h.raw) {
			filled++
			if !headOnly(h.raw) {
				over = append(over, relation{h.it.size, int64(len(h.raw)), h.it.key})
			}
		}
	}
	explained := s.explained(over)
	verdicts := make([]verdict, len(held))
	for i, h := range held {
		h.it.why = explained(relation{h.it.size, int64(len(h.raw)), h.it.key}, h.it.odd)
		verdicts[i] = s.verdict(h.it, h.raw, s.wrong+max(filled-1, 0), h.it.why != unexplained)
	}
	for i, h := range held {
		if verdicts[i] != aside {
			s.overshot(h.it, h.raw)
		}
	}
	s.held, s.octets = nil, 0
	return held, verdicts
}

// verdict judges one message that came short, by the number of others whose size
// was wrong. always: the server's sizes are never right, and that explains this one.
func (s *sizes) verdict(it *item, raw []byte, others int, always bool) verdict {
	switch {
	case headless(raw), // there is no message without a header
		s.right > others && !always,          // the sizes are worth something
		s.right+others == 0 && headOnly(raw): // there is nothing to tell by
		return aside
	case always && !headOnly(raw):
		return whole
	case it.odd: // it has no name under which the whole could take its place
		return aside
	}
	return doubtful
}

// overshot counts a message that is taken although it came short.
func (s *sizes) overshot(it *item, raw []byte) {
	s.wrong++
	s.over = append(s.over, relation{it.size, int64(len(raw)), it.key})
}

// enough is the number of messages from which a server's own way of counting shows.
const enough = 3

// systematic reports whether a server counts in a way of its own: it announces
// the same for all messages, or always so much more, or so many times as much, or
// whole blocks.
// Messages that were cut somewhere show nothing of the kind.
func systematic(list []relation) bool {
	if len(list) < enough {
		return false
	}
	for _, block := range []int64{512, 1000, 1024, 4096} {
		if !slices.ContainsFunc(list, func(r relation) bool { return r.announced%block != 0 || r.announced-r.came >= block }) {
			return true // the space on the disk
		}
	}
	spread := func(f func(relation) float64) (low, high float64) { return spread(list, f) }
	if low, high := spread(func(r relation) float64 { return float64(r.announced) }); low == high {
		return true
	}
	if low, high := spread(func(r relation) float64 { return float64(r.announced - r.came) }); high-low <= slack {
		return true
	}
	low, high := spread(relation.times)
	return high <= low*1.01
}

// spread returns the least and the greatest f of list, which is not empty.
func spread(list []relation, f func(relation) float64) (low, high float64) {
	low, high = f(list[0]), f(list[0])
	for _, r := range list {
		low, high = min(low, f(r)), max(high, f(r))
	}
	return low, high
}

// headOnly reports whether a message ends with or within its header.
func headOnly(raw []byte) bool {
	for {
		_, rest, more := bytes.Cut(raw, []byte("\n"))
		if !more {
			return true
		}
		if body, ok := bytes.CutPrefix(bytes.TrimPrefix(rest, []byte("\r")), []byte("\n")); ok {
			return headless(body)
		}
		raw = rest
	}
}

// headless reports whether nothing of a message has come, not even of its header.
func headless(raw []byte) bool { return len(bytes.TrimSpace(raw)) == 0 }
