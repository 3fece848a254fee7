package fetch

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"popmail/account"
	"popmail/account/answer"
	"popmail/pop3"
)

// quota notices servers that give only so many messages at a time and refuse all
// others: there is no use in asking for each of them. After some refusals in a row
// one more message is asked for, the last: only where that is refused in the same
// words it is a quota, and not a few messages that the server cannot read. Where no more
// than a few are left they are asked for all the same, but after as many as a quota may be, and
// where the words say that it passes, or tell of a limit. What was refused before is known to be one of those: it
// tells nothing, and comes after the others. While a line gives nothing at all, though, it is rather
// the server that does not work than each of them, see refusedAgain.
type quota struct {
	given  int    // messages that have come over this line
	words  string // of the refusals in a row, without digits
	times  int
	asking bool    // for the last message
	none   bool    // the last message was given, so these refusals are no quota
	items  []*item // that were refused so
	dry    drought
}

// drought is what was refused over a line that has given nothing.
type drought struct {
	items []*item // all of them
	words string  // of the last ones that were refused before
	times int     // in a row
}

// errAskLast ends a transfer to ask for the last message.
var errAskLast = errors.New("several messages in a row were refused")

// quotaWords is the number of refusals in a row with the same words that make a quota.
const quotaWords = 3

// leastQuota is the number of messages that may be a quota: nobody has told of a smaller one.
const leastQuota = 10

// askedEach is the number of messages that are all asked for, whatever was refused before.
const askedEach = 6

// came notes a message.
func (q *quota) came() { *q = quota{given: q.given + 1, none: q.none || q.asking} }

// begin begins another transfer over the same line.
func (q *quota) begin() { *q = quota{given: q.given, none: q.none, dry: q.dry} }

// refused notes a refusal of a message. It returns errAskLast where that is to be done,
// and a *account.Problem where there is a quota. What was refused so is no failure of
// its own.
func (q *quota) refused(v *connection, l *listing, it *item, err error) error {
	e, ok := errors.AsType[*pop3.ServerError](err)
	if !ok || it.denied || it.order != usual {
		q.times = 0
		if ok && it.denied {
			return q.refusedAgain(v, it, e)
		}
		return nil
	}
	words := wordsOf(e, it.uid)
	if words != q.words || q.times == 0 {
		*q = quota{given: q.given, words: words, none: q.none, dry: q.dry}
	}
	if q.given == 0 {
		q.dry.items = append(q.dry.items, it)
	}
	q.items = append(q.items, it)
	if q.times++; q.none || q.times < q.most(v.state.notes, err) {
		return nil
	}
	if !q.asking {
		// Those that were refused before count as well, as long as nothing is given.
		open := func(it *item) bool {
			return it.fetch && (it.order == usual || it.order == later && q.given == 0 && !it.proven && !v.patient())
		}
		if q.given < leastQuota && !passing(err) && !tellsLimit(e) && l.atMost(askedEach, open) {
			return nil
		}
		return errAskLast
	}
	v.rep.Failed = slices.Delete(v.rep.Failed, len(v.rep.Failed)-q.times, len(v.rep.Failed))
	trouble := account.TroubleQuota
	if q.given > 0 {
		v.state.notes.doubt(q.items[:quotaWords])
	} else {
		// It gives nothing now, and why is in its words alone. Should it be that it
		// cannot read these, the others come first the next time.
		trouble = account.TroubleServer
		v.state.dry(q.items, v.now())
	}
	return &account.Problem{Trouble: trouble, Answer: answer.Printable(e.Text), Err: &quotaError{e}}
}

// dryPatience is how long refusals of all there is are taken for a fault of the server that passes. What
// it refuses then, it cannot read.
const dryPatience = 3 * 24 * time.Hour

// refusedAgain notes the refusal of a message that was refused before. It returns a *account.Problem where the
// line has given nothing, and refuses several in the same words: it is told as what it is, none of them has
// a failure or a pause of its own, and all are asked for again. Else each is known to be one that cannot be read.
func (q *quota) refusedAgain(v *connection, it *item, e *pop3.ServerError) error {
	n := v.state.notes
	switch {
	case it.odd || it.proven:
		return nil
	case q.given > 0 || v.patient():
		v.state.proved[nameOf(it)] = true
		return nil
	}
	if words := wordsOf(e, it.uid); words != q.dry.words {
		q.dry.words, q.dry.times = words, 0
	}
	q.dry.items = append(q.dry.items, it)
	if q.dry.times++; q.dry.times < quotaWords {
		return nil
	}
	names := make(map[string]bool, len(q.dry.items))
	for _, it := range q.dry.items {
		names[nameOf(it)] = true
	}
	v.rep.Failed = slices.DeleteFunc(v.rep.Failed, func(f Failure) bool { return names[f.name] })
	v.state.dry(q.dry.items, v.now())
	n.Turn = (n.Turn + quotaWords) % maxDenied
	return &account.Problem{Trouble: account.TroubleServer, Answer: answer.Printable(e.Text), Err: &quotaError{e}}
}

// patient reports whether the server has refused all for dryPatience.
func (v *connection) patient() bool {
	since := v.state.notes.Dry
	return since > 0 && v.now().Sub(time.Unix(since, 0)) >= dryPatience
}

// dry notes what was refused over a line that gave nothing: it is asked for again.
func (t *sessionState) dry(items []*item, now time.Time) {
	for _, it := range items {
		delete(t.refused, nameOf(it))
	}
	t.notes.deny(items)
	if t.notes.Dry <= 0 || t.notes.Dry > now.Unix() {
		t.notes.Dry = now.Unix()
	}
}

// gives notes that the server gives messages.
func (t *sessionState) gives() { t.gave, t.notes.Dry = true, 0 }

// turned begins items elsewhere in each session while nothing is given, so that those which cannot be read do not hide
// others.
func (v *connection) turned(items []*item, when order) []*item {
	if when != later || len(items) == 0 || v.quota.given > 0 {
		return items
	}
	at := v.state.notes.Turn % len(items)
	return slices.Concat(items[at:], items[:at])
}

// prove notes which of the denied messages cannot be read, whatever else is given.
func (n *notes) prove(names map[string]bool) {
	if len(names) == 0 {
		return
	}
	var sure, other [][]byte
	for i, name := range n.Denied {
		if i < n.Proven || names[string(name)] {
			sure = append(sure, name)
		} else {
			other = append(other, name)
		}
	}
	n.Denied, n.Proven = append(sure, other...), len(sure)
}

// forgetDenied forgets the denied messages for which gone holds.
func (n *notes) forgetDenied(gone func(name []byte) bool) {
	sure := slices.DeleteFunc(slices.Clone(n.Denied[:min(max(n.Proven, 0), len(n.Denied))]), gone)
	n.Denied, n.Proven = slices.DeleteFunc(n.Denied, gone), len(sure)
}

// most is the number of refusals in a row after which the last message is asked for. While nothing
// is given it grows with what is denied already: so some sessions find all that a server cannot
// read, and one that gives nothing for some hours is not taken for such a one soon.
func (q *quota) most(n *notes, err error) int {
	if q.given > 0 || passing(err) {
		return quotaWords
	}
	return max(quotaWords, len(n.Denied)/3)
}

// maxDenied bounds the messages that are remembered as refused.
const maxDenied = 20_000

// deny remembers that messages were refused.
func (n *notes) deny(items []*item) {
	before := make(map[string]bool, len(n.Denied))
	for _, name := range n.Denied {
		before[string(name)] = true
	}
	for _, it := range items {
		if name := nameOf(it); len(n.Denied) < maxDenied && !before[name] {
			before[name] = true
			n.Denied = append(n.Denied, []byte(name))
		}
	}
}

// doubt remembers what was refused first once others had come. With a quota such messages are
// given the next time; what is refused twice in a row is denied.
func (n *notes) doubt(items []*item) {
	before := n.Doubted
	n.Doubted = nil
	for _, it := range items {
		name := nameOf(it)
		if slices.ContainsFunc(before, func(d []byte) bool { return string(d) == name }) {
			n.deny([]*item{it})
		}
		n.Doubted = append(n.Doubted, []byte(name))
	}
}

// denied returns a look at whether a message was refused before, and no quota explains it. proven says that nothing but
// the message itself does.
func (n *notes) denied() func(it *item) (denied, proven bool) {
	if len(n.Denied)+len(n.Failed) == 0 {
		return func(*item) (denied, proven bool) { return false, false }
	}
	before := make(map[string]bool, len(n.Denied)) // whether each is proven
	for i, name := range n.Denied {
		before[string(name)] = i < n.Proven
	}
	odd := make(map[string]bool)
	for _, f := range n.Failed {
		if f.Why == account.AsideRefused {
			odd[string(f.UID)] = f.Odd
		}
	}
	return func(it *item) (denied, proven bool) {
		name := nameOf(it)
		sure, was := before[name]
		isOdd, failed := odd[name]
		failed = failed && isOdd == it.odd
		return was || failed, sure || failed
	}
}

// atMost reports whether f holds for at most n items.
func (l *listing) atMost(n int, f func(*item) bool) bool {
	for _, it := range l.items {
		if f(it) {
			if n--; n < 0 {
				return false
			}
		}
	}
	return true
}

// quotaError is the refusal that ends a transfer and leaves the line intact.
type quotaError struct{ error }

func (e *quotaError) Unwrap() error { return e.error }

// limits are words of refusals that are about a number of messages and not about one of them.
var limits = []string{"for now", "right now", "no more", "exceed", "limit", "quota", "maximum", "per session", "per day", "a day", "today", "tomorrow"}

// tellsLimit reports whether a refusal tells of a limit, or that later is better.
func tellsLimit(e *pop3.ServerError) bool {
	text := answer.Fold(e.Text)
	return text.Busy() || text.Has(limits...)
}

// wordsOf returns what a refusal says apart from the message it names, by its number or
// its unique-id.
func wordsOf(e *pop3.ServerError, uid string) string {
	text := strings.ToLower(e.Code + " " + e.Text)
	if uid != "" {
		text = strings.ReplaceAll(text, strings.ToLower(uid), "")
	}
	words := slices.DeleteFunc(strings.Fields(text), func(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) })
	return strings.Join(words, " ")
}
