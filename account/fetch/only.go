package fetch

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"popmail/account"
	"popmail/account/disk"
	"popmail/pop3"
)

// Only narrows a session down to what the person asks for. What is due is removed all the
// same, but with List.
type Only struct {
	// List: nothing is received and nothing removed; Report.Rows tells more of what there is.
	List bool
	// Heads, with List, are the unique-ids of known messages whose header is wanted as well.
	Heads []string
	// Tell, with List, is handed what is known as soon as the server has listed what it holds,
	// and a few times while the headers come, also when those have come that Sight returned;
	// nil: nobody waits for that.
	Tell func(rows []Row, octets int64)
	// Told, with List, are the unique-ids of messages whose headers earlier looks have brought,
	// with the sizes that they had. Those are not asked for again, unless the unique-id may
	// stand for another message now.
	Told map[string]int64
	// Sight, with List, returns the unique-ids of the messages that the person has in sight,
	// whose headers are asked for before those of the last ones. It is called a few times while
	// they come; nil: nobody looks.
	Sight func() []string
	// SightOnly, with Sight: no other headers are asked for.
	SightOnly bool
	// Get are the unique-ids of messages that are received, also those that were set aside
	// or were too large, and those of which only a part is here. No others are.
	Get []string
	// Drop are messages that are not here and are removed all the same, as the person has seen
	// them. A message that its unique-id does not tell from others is not, nor one that is here
	// in part, nor one that is not what was seen.
	Drop []account.Seen
}

// Row is one message that the server listed.
type Row struct {
	Key  string // unique-id in the store; "": its content will tell
	UID  string // unique-id of the server; "": none
	Size int64  // as listed; 0: not known
	Here bool   // stored, or it was
	Part bool   // stored, but perhaps not whole
	Odd  bool   // its unique-id does not tell it from others
	Head []byte // its header; nil: the server did not give it, or it was not asked for
	Mark string // of Head, see account.Seen
	Told bool   // its header is not asked for: it is one of Only.Told
	// Asked: the server was asked for its header, and Head is nil where it has refused.
	Asked bool
	// Unsure: Head was asked for together with others, ahead of their answers, and not all of
	// those have come yet. QUIRK: of a server that loses such commands it may be the header of
	// another message, so it is not to be kept.
	Unsure bool
}

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

// errAmbiguous is a reason for which a message is not removed unseen, beside account.ErrOther.
var errAmbiguous = errors.New("the server’s name for the message may stand for another one")

func set(uids []string) map[string]bool {
	m := make(map[string]bool, len(uids))
	for _, uid := range uids {
		m[uid] = uid != ""
	}
	return m
}

// narrow leaves out what the person does not ask for.
func (v *connection) narrow(l *listing) {
	if v.s.Only == nil {
		return
	}
	v.rows(l, nil)
	get := set(v.s.Only.Get)
	for i, it := range l.items {
		if !get[it.uid] && !get[it.key] || v.state.refused[nameOf(it)] {
			it.fetch, it.replace = false, false
		} else if it.here && it.doubtful && !it.odd {
			it.fetch, it.replace = true, true
			v.rep.Rows[i].Part = false // what comes will tell
		}
	}
}

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
	for step := firstAhead; most > 0 && !enough; step = min(2*step, sightAhead) {
		var ask []int
		var seen int
		if ask, seen, open = v.nextHeads(l, open, most, step); len(ask) == 0 {
			break
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
				if kept += len(h.raw); kept > headsOctets {
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
		if k := l.known[it.key]; it.size == 0 && k.Listed < disproved {
			it.size = k.Listed // which was not asked for anew
		}
		head := heads[it.number]
		v.rep.Rows = append(v.rep.Rows, Row{Key: it.key, UID: it.uid, Size: it.size, Here: it.here, Part: it.doubtful, Odd: it.odd && !it.here, Head: head.raw, Mark: head.mark})
	}
}

// dropped returns the numbers of the messages of Only.Drop that are still what the person has
// seen: of their size, and with their header, which is asked for anew (TOP, RFC 1939, section
// 7). Where unique-ids are only the places of messages, or look like that, the header alone
// tells; of one that has changed its size, and gives no header, a part may be here.
func (v *connection) dropped(ctx context.Context, c client, l *listing) (numbers []int, err error) {
	if v.s.Only == nil || len(v.s.Only.Drop) == 0 {
		return nil, nil
	}
	drop := make(map[string]account.Seen, len(v.s.Only.Drop))
	for _, seen := range v.s.Only.Drop {
		drop[seen.UID] = seen
	}
	byPlace, likePlaces := l.byPlace(), l.likePlaces()
	fail := func(it *item, err error) {
		v.rep.Failed = slices.DeleteFunc(v.rep.Failed, func(f Failure) bool { return f.UID == it.uid })
		v.rep.Failed = append(v.rep.Failed, Failure{name: nameOf(it), UID: it.uid, Err: err})
	}
	var compare []int
	for _, it := range slices.Backward(l.items) {
		seen, named := drop[it.uid]
		switch {
		case it.here || !named || it.uid == "":
		case it.odd || it.head != "":
			fail(it, errAmbiguous)
		case seen.Size > 0 && it.size > 0 && seen.Size != it.size:
			fail(it, account.ErrOther)
		case seen.Mark != "" && !v.how.noTOP && !v.state.tops.skip[nameOf(it)]:
			compare = append(compare, it.number)
		case seen.Mark != "" || byPlace || likePlaces && seen != (account.Seen{UID: it.uid}):
			fail(it, errAmbiguous)
		default:
			numbers = append(numbers, it.number)
		}
	}
	told := make(map[int]string, len(compare))
	answers := 0
	err = c.TopEach(ctx, compare, 0, func(n int, raw []byte, err error) error {
		v.state.tops.came(err)
		answers++
		if err == nil {
			told[n] = HeadOf(raw)
		} else if !refused(err) {
			return err
		}
		return nil
	})
	if err != nil {
		v.lostTOP(ctx, l.byNumber[compare[min(answers, len(compare)-1)]], err)
		return nil, err
	}
	for _, n := range compare {
		switch it := l.byNumber[n]; told[n] {
		case "":
			fail(it, errAmbiguous)
		case drop[it.uid].Mark:
			numbers = append(numbers, n)
		default:
			fail(it, account.ErrOther)
		}
	}
	return numbers, nil
}

// markAway notes which known messages the server no longer lists, where it lists all.
func (v *connection) markAway(ctx context.Context, l *listing, known map[string]Known) error {
	if v.state.parts != notMore || l.any(func(it *item) bool { return it.odd }) {
		return nil
	}
	listed := func(it *item) bool {
		k, ok := known[it.key]
		return ok && !k.Gone
	}
	var away, back []string
	here := 0
	for _, it := range l.items {
		if listed(it) {
			if here++; known[it.key].Away {
				back = append(back, it.key)
			}
		}
	}
	there := len(back)
	for _, k := range known {
		if !k.Gone && !k.Away {
			there++
		}
	}
	if there > here {
		keys := make(map[string]bool, here)
		for _, it := range l.items {
			keys[it.key] = listed(it)
		}
		for key, k := range known {
			if !k.Gone && !k.Away && !keys[key] {
				away = append(away, key)
			}
		}
	}
	return disk.Problem(v.s.Store.Listed(ctx, v.a.ID, away, back))
}
