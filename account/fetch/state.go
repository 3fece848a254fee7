package fetch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/pop3"
)

// pauses before a new line, by the number of times in a row that the server said
// that the old line still has the mailbox.
var pauses = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// The bounds of what is risked for messages at which the line is lost.
const (
	maxIdleLines   = 3 // lines in a row that brought no message
	maxSilentLines = 3 // lines on which the server fell silent: each takes Session.Timeout
	maxLines       = 13
)

var errLeftOut = errors.New("the connection was lost at this message before; it is left out for now")

// order is when a message is fetched: one that was refused before, or at which the line was
// lost, comes after the others, so that it never keeps them back.
type order uint8

const (
	usual order = iota
	later
	risky
)

// manner is what a session refrains from.
type manner struct {
	oneByOne bool // no commands sent ahead
	noUIDL   bool
	noCAPA   bool
	noTOP    bool

	noEarlyCAPA bool // none before the log-in
}

// sessionState is what the lines of one session share.
//
// A line can be lost at one message every time: the server crashes over it,
// hangs up or falls silent. The first time this is an error like any other, and
// the message is remembered. A session that knows of such messages fetches all
// others first, goes on over a new line when one is lost, removes what is due,
// and tries those messages last. What then loses the line again is reported as
// failed, and tried by the next session.
type sessionState struct {
	how      manner
	suspects map[string]*suspect // by name
	refused  map[string]bool     // names of messages that were refused in this session
	counted  map[string]bool     // names of messages that this session has set aside
	proved   map[string]bool     // names of messages that were refused again although the server gives others
	gave     bool                // a message has come in this session
	left     []Failure           // messages that are too large, or not asked for yet again
	listed   *listing            // the last one; nil: none
	cleared  bool                // what was due has been removed once
	last     lineEnd
	heads    map[string]carriedHead // what earlier lines have told of headers, by unique-id in the store
	headLost string                 // unique-id in the store of the message at whose header the last line was lost

	lines  int // so far; see the bounds
	silent int
	idle   int

	tops  tops
	parts parts
	sizes sizes // what the server's announcements are worth

	tries attempts // to log in
	way   *wayNote // that the server took before; nil: the first one
	took  *wayNote // that it has taken now, where that is to be noted; without a name: the first one

	notes *notes // nil: not read yet
	knew  bool   // earlier sessions have lost lines

	noUIDL    bool // it is counted in notes.NoUIDL that UIDL was not answered
	onlySmall bool // what is large waits for unique-ids, see connection.withIDs
}

// lineEnd is how far the last line came, and how it ended.
type lineEnd struct {
	listed     bool
	answered   int   // messages
	lost       *item // the message at which it was lost
	ahead      bool  // it was closed before any of the commands sent ahead was answered
	given      bool  // it was given up at a message that is too large
	lostAtCAPA bool
	lostAtTOP  bool
	lostEarly  bool // at CAPA before the log-in
	withIDs    bool // the account has unique-ids, or the server says that it has
	hadIDs     bool // unique-ids of the account are known, and the server has not lost them
	waiting    bool // risky messages wait for another line
	again      bool // a check has failed: the others are fetched over another line
}

// suspect is a message at which a line was lost.
type suspect struct {
	uid    string
	err    error // nil: in an earlier session
	listed bool  // in this session
	tried  bool  // in its last turn
}

func newSessionState(oneByOne bool) *sessionState {
	return &sessionState{how: manner{oneByOne: oneByOne}, suspects: make(map[string]*suspect), refused: make(map[string]bool), counted: make(map[string]bool), proved: make(map[string]bool)}
}

// begin is called before each line.
func (t *sessionState) begin() {
	t.lines++
	t.left, t.last, t.tops.answered = nil, lineEnd{}, 0
}

// inParts notes a server that is known to list a part of the mailbox at a time.
func (t *sessionState) inParts(caps pop3.Capabilities) {
	if caps.Has("X-GOOGLE-RICO") {
		t.parts = surelyMore
	}
}

// noneKnown notes a server that lists nothing of what it listed before, although
// that was not removed: it may list a part at a time, too. A server that wants a
// pause between two log-ins is not asked at once.
func (t *sessionState) noneKnown(l *listing, known map[string]Known, delay time.Duration) {
	if t.parts == surelyMore || delay > 0 || len(l.seen) > 0 || len(l.items) == 0 || l.any(func(it *item) bool { return it.odd || it.here }) {
		return
	}
	for uid, k := range known {
		if !k.Gone && !strings.HasPrefix(uid, contentPrefix) && !strings.HasPrefix(uid, ClaimPrefix) {
			t.parts = perhapsMore
			return
		}
	}
}

// recall reads what earlier sessions have noted.
func (t *sessionState) recall(ctx context.Context, s Store, id account.ID) error {
	if t.notes != nil {
		return nil
	}
	n, err := readNotes(ctx, s, id)
	if err != nil {
		return err
	}
	t.notes = n
	n.NoSTAT = max(n.NoSTAT-1, 0) // it is tried again now and then
	n.NoTop = max(n.NoTop-1, 0)
	for _, name := range n.Stumbles {
		t.suspects[string(name)] = &suspect{}
	}
	t.knew = len(n.Stumbles) > 0
	return nil
}

// note writes down for the next sessions what this one has learnt.
func (t *sessionState) note(ctx context.Context, s Store, id account.ID) error {
	if t.notes == nil {
		return nil
	}
	t.notes.Stumbles = nil
	for _, name := range slices.Sorted(maps.Keys(t.suspects)) {
		t.notes.Stumbles = append(t.notes.Stumbles, []byte(name))
	}
	return t.notes.write(ctx, s, id)
}

// nameOf tells messages apart over several lines and sessions. Without a
// unique-id of its own a message has its place and size.
func nameOf(it *item) string {
	if it.odd {
		return fmt.Sprintf("#%d/%d", it.number, it.size)
	}
	return it.uid
}

// sort decides when each message is fetched, and drops those that were refused
// in this session. It forgets suspects that are no longer there.
func (t *sessionState) sort(l *listing) {
	t.last.listed = true
	there := make(map[string]bool)
	denied := t.notes.denied()
	for _, it := range l.items {
		if it.putOff {
			there[nameOf(it)] = true
		}
		if !it.fetch {
			continue
		}
		name := nameOf(it)
		r := t.suspects[name]
		was, proven := denied(it)
		switch {
		case t.refused[name]:
			it.fetch = false
		case r != nil:
			there[name] = true
			r.uid, r.listed = it.uid, true
			it.order, it.fetch = risky, !r.tried
		case was:
			if it.denied, it.proven = true, proven; !it.odd { // those come first in any case
				it.order = later
			}
		}
	}
	maps.DeleteFunc(t.suspects, func(name string, _ *suspect) bool { return !there[name] })
}

// expiry is what a server says about removing mail by itself.
//
// QUIRK: Gmail says that it removes what was received, to everybody; what it does is a
// setting of the mailbox.
func expiry(caps pop3.Capabilities) account.Expiry {
	days, ok := caps.Expire()
	if caps.Has("X-GOOGLE-RICO") || !ok {
		return account.Expiry{}
	}
	return account.Expiry{Said: true, Days: days}
}

// settle forgets the suspects that came well, and the messages set aside that came
// whole or are gone.
func (t *sessionState) settle(l *listing) {
	t.sizes.noteLonger(t.notes)
	if n := t.notes; len(n.Asides)+len(n.Denied)+len(n.Doubted) > 0 {
		open := make(map[string]bool)
		for _, it := range l.items {
			if !it.here || it.doubtful {
				open[nameOf(it)] = true
			}
		}
		t.notes.Asides = slices.DeleteFunc(t.notes.Asides, func(a asideNote) bool { return !open[string(a.Name)] })
		gone := func(name []byte) bool { return !open[string(name)] }
		n.prove(t.proved)
		n.forgetDenied(gone)
		n.Doubted = slices.DeleteFunc(n.Doubted, gone)
		if len(n.Denied) == 0 {
			n.Dry, n.Turn = 0, 0
		}
	}
	if len(t.suspects) == 0 {
		return
	}
	for _, it := range l.items {
		if it.here && !(it.odd && it.disproved) { // else it cannot be told from others without being asked for
			delete(t.suspects, nameOf(it))
		}
	}
}

// refuse notes a message that is not to be asked for again in this session.
func (t *sessionState) refuse(it *item) {
	t.refused[nameOf(it)] = true
	delete(t.suspects, nameOf(it))
}

// loseLine notes at which message the line was lost: the first that is not
// answered. octets have come since the first was asked for.
func (t *sessionState) loseLine(l *listing, items []pop3.Listing, err error, octets int64, now time.Time) {
	for _, i := range items {
		it := l.byNumber[i.Number]
		if it == nil || !it.fetch {
			continue
		}
		if limit, ok := tooLarge(err); ok {
			t.refuse(it)
			t.noteLarge(it, limit, now)
			t.last.given = true
			return
		}
		t.last.lost = it
		if t.last.ahead = !t.how.oneByOne && len(items) > 1 && t.last.answered == 0 && octets < 64 && isCut(err); t.last.ahead {
			return // it is rather the commands sent ahead
		}
		t.blame(it, err, it.order == risky)
		if t.idle++; t.last.answered > 0 {
			t.idle = 0
		}
		if lineTrouble(err) == account.TroubleSilent {
			t.silent++
		}
		return
	}
}

// blame notes a message at which a line was lost; tried says that it is not asked for
// again in this session.
func (t *sessionState) blame(it *item, err error, tried bool) {
	name := nameOf(it)
	if t.suspects[name] == nil {
		t.suspects[name] = &suspect{}
	}
	r := t.suspects[name]
	r.uid, r.err, r.listed, r.tried = it.uid, err, true, tried
}

func isCut(err error) bool { return err != nil && lineTrouble(err) == account.TroubleCut }

func isSilent(err error) bool {
	return err != nil && (lineTrouble(err) == account.TroubleSilent || account.TroubleOf(err) == account.TroubleSilent)
}

// again reports whether another line may do better after one that ended with
// err, and decides what that one refrains from.
func (t *sessionState) again(rep *Report, err error) bool {
	if t.lines >= maxLines {
		return false
	}
	if t.tries.again {
		t.tries.again = false
		return true
	}
	if (as[*pop3.PipelineError](err) || t.last.ahead) && !t.how.oneByOne {
		// It cannot take commands sent ahead, though it says so. What it refused
		// was perhaps another message.
		t.how.oneByOne = true
		clear(t.refused)
		rep.Failed = nil
		if t.last.lost != nil && !t.knew {
			delete(t.suspects, nameOf(t.last.lost))
		}
		return true
	}
	switch {
	case t.last.again && err != nil:
		if isSilent(err) {
			t.silent++
		}
		return t.silent < maxSilentLines
	case t.last.given:
		return true // the others are fetched over another line, and this one is told of
	case t.last.lost != nil:
		if t.lines == 1 && !t.knew {
			return false // it may have been lost anywhere; the next session will know more
		}
		t.how.oneByOne = t.how.oneByOne || t.last.answered == 0
		return (err != nil || t.untried()) && t.idle < maxIdleLines && t.silent < maxSilentLines
	case err == nil:
		return t.last.waiting
	case t.last.lostEarly && !t.how.noEarlyCAPA && (isCut(err) || isSilent(err) || as[*pop3.ProtocolError](err)):
		// QUIRK: servers that hang up or choke at CAPA before the log-in.
		t.how.noEarlyCAPA = true
		return true
	case t.last.lostAtTOP && !t.how.noTOP:
		// QUIRK: servers that hang up at TOP, or say nothing.
		t.how.noTOP = true
		return true
	case t.last.lostAtCAPA && (isCut(err) || isSilent(err)) && !t.how.noCAPA:
		// QUIRK: servers that hang up at commands they do not know, or say nothing.
		t.how.noCAPA, t.how.oneByOne = true, true
		return true
	case t.how.noUIDL:
		return false
	}
	// QUIRK: the same with UIDL, and servers whose unique-ids are all empty or
	// whose listing is none at all.
	e, _ := errors.AsType[*pop3.ProtocolError](err)
	t.how.noUIDL = (e != nil && e.Command == "UIDL" && !t.last.hadIDs) || (as[*uidlError](err) && isCut(err) && !t.last.withIDs)
	return t.how.noUIDL
}

// untried reports whether risky messages are left for another line.
func (t *sessionState) untried() bool {
	for _, r := range t.suspects {
		if r.listed && !r.tried {
			return true
		}
	}
	return false
}

// leftOut returns the messages at which lines were lost and that did not come.
// failed says that the session as a whole has failed.
func (t *sessionState) leftOut(failed bool) (list []Failure) {
	for _, name := range slices.Sorted(maps.Keys(t.suspects)) {
		r := t.suspects[name]
		switch {
		case !r.listed || (failed && !r.tried):
		case r.err == nil:
			list = append(list, Failure{name: name, UID: r.uid, Err: errLeftOut})
		default:
			list = append(list, Failure{name: name, UID: r.uid, Err: r.err})
		}
	}
	return list
}
