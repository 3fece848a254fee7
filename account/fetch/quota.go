package fetch

import (
	"errors"
	"slices"
	"strings"
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
// tells nothing, and comes after the others.
type quota struct {
	given  int    // messages that have come over this line
	words  string // of the refusals in a row, without digits
	times  int
	asking bool    // for the last message
	none   bool    // the last message was given, so these refusals are no quota
	items  []*item // that were refused so
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
func (q *quota) begin() { *q = quota{given: q.given, none: q.none} }

// refused notes a refusal of a message. It returns errAskLast where that is to be done,
// and a *account.Problem where there is a quota. What was refused so is no failure of
// its own.
func (q *quota) refused(v *connection, l *listing, it *item, err error) error {
	e, ok := errors.AsType[*pop3.ServerError](err)
	if !ok || it.denied || it.order != usual {
		q.times = 0
		return nil
	}
	words := wordsOf(e, it.uid)
	if words != q.words || q.times == 0 {
		*q = quota{given: q.given, words: words, none: q.none}
	}
	q.items = append(q.items, it)
	if q.times++; q.none || q.times < q.most(v.state.notes, err) {
		return nil
	}
	if !q.asking {
		if q.given < leastQuota && !passing(err) && !tellsLimit(e) && l.atMost(askedEach, func(it *item) bool { return it.fetch && it.order == usual }) {
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
		for _, it := range q.items {
			delete(v.state.refused, nameOf(it))
		}
		v.state.notes.deny(q.items)
	}
	return &account.Problem{Trouble: trouble, Answer: answer.Printable(e.Text), Err: &quotaError{e}}
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

// denied returns a look at whether a message was refused before, and no quota explains it.
func (n *notes) denied() func(it *item) bool {
	if len(n.Denied)+len(n.Failed) == 0 {
		return func(*item) bool { return false }
	}
	before := make(map[string]bool, len(n.Denied))
	for _, name := range n.Denied {
		before[string(name)] = true
	}
	odd := make(map[string]bool)
	for _, f := range n.Failed {
		if f.Why == account.AsideRefused {
			odd[string(f.UID)] = f.Odd
		}
	}
	return func(it *item) bool {
		name := nameOf(it)
		was, failed := odd[name]
		return before[name] || failed && was == it.odd
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
