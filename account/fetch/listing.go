package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/account/disk"
	"popmail/account/spool"
	"popmail/pop3"
)

// maxUnlisted bounds the messages of a server that has neither LIST nor UIDL and
// only says how many there are.
const maxUnlisted = 100_000

// item is one message on the server in this session.
type item struct {
	number   int    // message-number, valid in this session only (RFC 1939, section 4)
	size     int64  // as listed; 0: not known
	uid      string // unique-id of the server; "": none
	key      string // unique-id in the store; "": known once it is fetched
	odd      bool   // uid does not tell this message from others: its content does
	fetch    bool
	order    order // of fetching
	denied   bool  // it was refused before
	proven   bool  // and nothing but the message itself explains that
	putOff   bool  // it is not asked for in this session
	absurd   bool  // a size was announced that cannot be: it counts as not told
	here     bool  // durably stored
	stored   time.Time
	at       time.Time // when it is taken to have come to the server, at the latest
	doubtful bool      // stored, but perhaps not whole: it is not removed
	replace  bool      // what is stored is not whole
	damaged  bool      // what is stored is bad, or perhaps another message
	// disproved: doubtful for another reason than its size.
	disproved bool
	unclosed  bool        // it came short, and its end is missing
	why       explanation // of a message that came short
	begun     bool        // only the beginning is stored
	less      bool        // it came, perhaps not whole, and is better than what is stored
	begin     bool        // only the beginning is to be fetched
	large     bool        // it is over the limit
	unbegun   bool        // it is over a limit that is less than usual, and comes whole: no unique-id lasts
	wished    bool        // it is asked for alone, see knowWishes
	gaveUp    int64       // octets after which it was given up not long ago: it does not come whole; 0: it may
	moved     bool        // it is here under another unique-id than before, see moved.go
	back      bool        // it was removed before, as its octets tell, see back.go
	shifted   bool        // perhaps another message of its size came in its place
	// head is that of the message that is stored under the unique-id, of which it is
	// not known whether it is still this one; "": it is.
	head string
	file *spool.File // where its octets lie while it waits for a judgment; nil: in memory, or nowhere
}

// listing is what the server holds, in the order of the message-numbers.
type listing struct {
	items    []*item
	byNumber map[int]*item
	spare    []item    // items of a large mailbox are made many at a time
	content  *contents // keys by content; nil while nothing is odd
	known    map[string]Known
	// seen are listed before all items: messages that are here as the last session has left
	// them, none of them due. Nothing more is known of them.
	seen      []pop3.UniqueID
	seenSizes []pop3.Listing // of them
	octets    int64          // of them
	asKnown   bool           // unique-ids and octets together are those of messages that are known, each for one
}

// told is what a server has answered to STAT and UIDL.
type told struct {
	count   int   // messages; -1: not told
	octets  int64 // of them
	stat    error // of STAT, other than a refusal
	withIDs bool  // UIDL was asked for
	ids     []pop3.UniqueID
	uidl    error
}

// ask asks what there is, without unique-ids if withIDs is false.
//
// QUIRK: asked for those of an empty mailbox some servers refuse, or end the listing with no dot.
// Other programs do not ask then.
func (v *connection) ask(ctx context.Context, c client, withIDs bool) (a told) {
	a.withIDs = withIDs
	if a.count, a.octets, a.stat = c.Stat(ctx); refused(a.stat) {
		a.count, a.octets, a.stat = -1, 0, nil
	}
	if a.stat == nil {
		v.count, v.octets = a.count, a.octets
		if withIDs && (a.count != 0 || c.Sent("UIDL")) {
			a.ids, a.uidl = c.UIDL(ctx)
		}
	}
	return a
}

// readListing reads the answers to ask. Sizes are asked for only when something is new.
func (v *connection) readListing(ctx context.Context, c client, caps pop3.Capabilities, a told, known map[string]Known) (*listing, error) {
	if a.stat != nil {
		return nil, a.stat
	}
	count, octets, ids, withIDs := a.count, a.octets, a.ids, a.withIDs
	if withIDs {
		var err error
		if withIDs, err = v.withIDs(caps, a, known); err != nil {
			return nil, err
		}
	}
	l := &listing{items: make([]*item, 0, len(ids)), byNumber: make(map[int]*item, len(ids)), known: known}
	l.addIDs(ids, known)
	if count == 0 && len(l.items) == 0 {
		l.asKnown = withIDs && l.adds(max(octets, 0), known)
		return l, nil
	}
	byPlace := l.byPlace()
	if withIDs && !byPlace && count == len(l.items) && !l.any(func(it *item) bool {
		k, ok := known[it.uid]
		return it.odd || it.uid == "" || !ok || k.Short && (k.Rest == Whole || v.s.wants(k)) || k.asked
	}) && l.adds(max(octets, 0), known) {
		l.asKnown, v.state.notes.NoUIDL = true, 0
		return l, nil
	}
	sizes, err := c.List(ctx)
	switch {
	case err == nil:
		for _, s := range sizes {
			if s.Number > 0 {
				l.at(s.Number).size = min(max(0, s.Size), SizeMask)
			}
		}
		l.leaveAbsurd()
	case !refused(err) || (!withIDs && count < 0) || count > max(maxUnlisted, len(l.items)):
		return nil, err
	case count > len(l.items):
		for n := 1; n <= count; n++ {
			l.at(n)
		}
	}
	slices.SortFunc(l.items, func(a, b *item) int { return cmp.Compare(a.number, b.number) })
	if byPlace {
		l.doubt(known)
	}
	// QUIRK: a message that UIDL leaves out has no unique-id.
	unnamed := 0
	for _, it := range l.items {
		if it.uid == "" {
			it.odd = true
			unnamed++
		}
	}
	switch n := v.state.notes; {
	case !withIDs:
	case unnamed <= mostUnnamed+nameless(known):
		if len(ids) > 0 { // an empty mailbox tells nothing
			n.NoUIDL = 0
		}
	case anyUID(known) && !n.lost():
		return nil, v.uidlWrong(true, &pop3.ProtocolError{Command: "UIDL", Reason: fmt.Sprintf("%d of %d messages are not in the listing", unnamed, len(l.items))})
	}
	return l, nil
}

// adds reports whether the octets of all messages (STAT, RFC 1939, section 5) are
// the sum of what was listed for each before.
func (l *listing) adds(octets int64, known map[string]Known) bool {
	if octets <= 0 && len(l.items) > 0 {
		return false // it is not told: LIST tells it
	}
	for _, it := range l.items {
		k := known[it.uid]
		if k.Listed == 0 {
			return false // it is asked for, and known from then on
		}
		octets -= k.Listed
	}
	return octets == 0
}

// addIDs enters the answer of UIDL (RFC 1939, section 7) and marks as odd:
//   - unique-ids that stand for several messages. The RFC allows that for
//     identical copies; some servers do it for others;
//   - numbers with several unique-ids;
//   - unique-ids of messages that the server has confirmed to have removed. Either it
//     has not, or it uses them again although it must not;
//   - unique-ids that look like the store's keys by content.
func (l *listing) addIDs(ids []pop3.UniqueID, known map[string]Known) {
	byUID := make(map[string]*item, len(ids))
	for _, id := range ids {
		if id.Number <= 0 {
			continue
		}
		if it, ok := l.byNumber[id.Number]; ok {
			it.odd = it.odd || it.uid != id.UID
			continue
		}
		it := l.at(id.Number)
		it.uid = id.UID
		it.odd = id.UID == "" || known[id.UID].Gone || strings.HasPrefix(id.UID, contentPrefix)
		if other, ok := byUID[id.UID]; ok {
			it.odd, other.odd = true, true
		}
		byUID[id.UID] = it
	}
}

// byPlace reports whether all unique-ids are the message-numbers.
//
// QUIRK: for some servers they are only that: when an earlier message goes, the
// others move up, and a unique-id stands for another message.
func (l *listing) byPlace() bool {
	return len(l.seen) == 0 && len(l.items) > 0 && !l.any(func(it *item) bool { return it.uid != strconv.Itoa(it.number) })
}

// likePlaces reports whether all unique-ids are the message-numbers in a disguise, such as
// msg-1, msg-2; single ones of other servers may look like that by chance.
func (l *listing) likePlaces() bool {
	if len(l.items) == 0 || len(l.seen) > 0 {
		return false
	}
	const digits = "0123456789"
	number := func(s string, n int) bool { return strings.TrimLeft(s, "0") == strconv.Itoa(n) }
	first := l.items[0]
	for at := 0; at < len(first.uid); {
		run := len(first.uid[at:]) - len(strings.TrimLeft(first.uid[at:], digits))
		if run == 0 {
			at++
			continue
		}
		before, after := first.uid[:at], first.uid[at+run:]
		if number(first.uid[at:at+run], first.number) && !l.any(func(it *item) bool {
			rest, ok := strings.CutPrefix(it.uid, before)
			middle, ends := strings.CutSuffix(rest, after)
			return !ok || !ends || !number(middle, it.number)
		}) {
			return true
		}
		at += run
	}
	return false
}

// doubt marks as odd the messages whose places may hold others by now. These are all that
// are known where a size has changed or is not told, one was removed, or they have moved
// before: then places say nothing any more, whatever the sizes. Else they are those that
// unsure returns. The items are in order.
func (l *listing) doubt(known map[string]Known) {
	moved := false
	for uid, k := range known {
		n, err := strconv.Atoi(uid)
		moved = moved || err == nil && n > len(l.items) && !k.Gone || strings.HasPrefix(uid, contentPrefix)
	}
	isKnown := func(it *item) bool { return has(known, it.uid) && !it.odd }
	for _, it := range l.items {
		k := known[it.uid]
		moved = moved || k.Gone || isKnown(it) && (it.size <= 0 || !k.announced(it.size))
	}
	perhaps := l.unsure(known)
	for _, it := range l.items {
		it.odd = it.odd || isKnown(it) && (moved || perhaps[it])
	}
}

// unsure returns, where unique-ids are places, those messages that may be others by now
// although no size shows it. They are those of one size at the end of each row of known ones:
// of them some may have gone, and what stands behind the row have come, without a trace. The
// items are in order.
func (l *listing) unsure(known map[string]Known) map[*item]bool {
	out := make(map[*item]bool)
	isKnown := func(it *item) bool { return has(known, it.uid) && !it.odd }
	size := func(it *item) int64 {
		if it.size > 0 {
			return it.size
		}
		return known[it.uid].size()
	}
	var end *item // of the row
	same := 0     // that have its size, with it
	for i, it := range slices.Backward(l.items) {
		switch {
		case !isKnown(it):
			end = nil
			continue
		case end == nil:
			end, same = it, 0
		}
		if size(it) != size(end) {
			same = -1
		} else if same >= 0 {
			same++
		}
		// The last of all messages is in its place where the one before it shows that none has gone.
		alone := same == 1 && i == len(l.items)-1 && (i == 0 || isKnown(l.items[i-1]) && size(l.items[i-1]) != size(it))
		if same > 0 && !alone {
			out[it] = true
		}
	}
	return out
}

// announced reports whether a message was announced with size, as far as is known. The
// size that Dovecot lists lacks the line end that it adds to a message without one.
func (k Known) announced(size int64) bool {
	if s := k.size(); s > 0 {
		return s == size
	}
	if k.marks() != 0 { // what is here may have any size
		return true
	}
	return k.Size == 0 || k.Size == size || k.Size == size+2
}

// at returns the item of a number, new if need be.
func (l *listing) at(n int) *item {
	it, ok := l.byNumber[n]
	if !ok {
		if len(l.spare) == 0 {
			l.spare = make([]item, max(64, cap(l.items)-len(l.items)))
		}
		it, l.spare = &l.spare[0], l.spare[1:]
		it.number = n
		l.byNumber[n] = it
		l.items = append(l.items, it)
	}
	return it
}

// asNew reports whether nothing was known of the mailbox, and it holds messages.
func (l *listing) asNew() bool { return len(l.seen) == 0 && len(l.known) == 0 && len(l.items) > 0 }

func (l *listing) any(f func(*item) bool) bool { return slices.ContainsFunc(l.items, f) }

func (l *listing) knownCount() int {
	n := len(l.seen)
	for _, it := range l.items {
		if it.here {
			n++
		}
	}
	return n
}

// identify decides for each message whether it is here or must be fetched.
func (v *connection) identify(ctx context.Context, c client, l *listing, known map[string]Known) error {
	t := v.state
	var odd []*item
	var perhaps []*item // to be asked for again
	again := make(map[string]bool)
	// The newest came first, and are noted first.
	for _, it := range slices.Backward(l.items) {
		if it.odd {
			it.fetch = true
			odd = append(odd, it)
			continue
		}
		it.key = it.uid
		k, ok := known[it.uid]
		it.here, it.fetch, it.stored = ok, !ok, k.Stored
		if k.Rest != Whole {
			v.knowBegun(it, k)
		} else if t.sizes.doubts(it, k, t.notes.Way) {
			it.doubtful = true
			it.damaged = k.marks() >= Damaged
			switch {
			case t.counted[nameOf(it)]:
			case it.size > v.s.maxMessage(): // by itself it would come up to there, each time
			case it.damaged:
				it.replace = t.notes.due(nameOf(it), v.now())
			case it.size <= 0 || v.s.dear(it.size):
			case t.sizes.trusted():
				it.replace = t.notes.due(nameOf(it), v.now())
			case k.marks() == 0 || k.marks() == Unclosed:
				perhaps = append(perhaps, it)
			}
			if it.fetch = it.replace; it.fetch {
				again[it.key] = true
			}
		}
	}
	for _, it := range v.probes(perhaps) {
		it.replace, it.fetch, again[it.key] = true, true, true
	}
	slices.Reverse(odd)
	t.sizes.forget(again)
	if len(odd) == 0 {
		return nil
	}
	heads, err := v.s.Store.Heads(ctx, v.a.ID)
	if err != nil {
		return disk.Problem(err)
	}
	if odd, err = v.takeBack(ctx, c, l, odd, heads); err != nil {
		return err
	}
	for _, it := range l.items {
		delete(heads, it.key) // it is known without
	}
	l.content = newContents(known, heads)
	if err = l.content.recognise(ctx, v, c, odd, heads); err == nil {
		err = l.content.recogniseKept(ctx, v, l, c, odd, heads)
	}
	for _, it := range odd {
		it.doubtful = it.here && (t.sizes.doubts(it, known[it.key], t.notes.Way) || known[it.key].Rest != Whole)
	}
	return err
}

// part is what is fetched together, in this order.
type part uint8

const (
	oddOnes part = iota
	newOnes
	beginnings
	rests  // of beginnings, and what is large and cannot come otherwise than whole
	wishes // each alone
)

// part says with which others a message is fetched.
func (it *item) part() part {
	switch {
	case it.odd:
		return oddOnes
	case it.wished:
		return wishes
	case it.begin:
		return beginnings
	case it.begun || it.large:
		return rests
	}
	return newOnes
}

// toFetch returns what is to be fetched together in a turn, the newest first: servers number
// messages as they come.
func (l *listing) toFetch(what part, when order) (out []*item) {
	for _, it := range slices.Backward(l.items) {
		if it.fetch && it.order == when && it.part() == what {
			out = append(out, it)
		}
	}
	return out
}

// toAsk is how items are asked for.
func toAsk(items []*item) []pop3.Listing {
	out := make([]pop3.Listing, len(items))
	for i, it := range items {
		out[i] = pop3.Listing{Number: it.number, Size: it.size}
	}
	return out
}

// date says of each message when it came at the latest, as seen at now: before what stands
// behind it in the listing did. So messages without a date of their own are in order,
// although the newest come first.
func (l *listing) date(now time.Time) {
	for _, it := range slices.Backward(l.items) {
		if it.here && !it.stored.IsZero() && it.stored.Before(now) {
			now = it.stored
		}
		it.at = now
		now = now.Add(-time.Millisecond)
	}
}

// present returns the keys that the server is known to list. While odd messages
// are fetched, every key by content may still turn out to be listed.
func (l *listing) present(odd bool) []string {
	out := make([]string, 0, len(l.seen)+len(l.items))
	for _, id := range l.seen {
		out = append(out, id.UID)
	}
	for _, it := range l.items {
		if it.key != "" {
			out = append(out, it.key)
		}
	}
	if odd {
		out = append(out, l.content.keys()...)
		slices.Sort(out)
		out = slices.Compact(out)
	}
	return out
}

func has[K comparable, V any](m map[K]V, key K) bool { _, ok := m[key]; return ok }

// refused reports whether the server answered with -ERR; the session can go on.
func refused(err error) bool {
	_, ok := errors.AsType[*pop3.ServerError](err)
	return ok
}
