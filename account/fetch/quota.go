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
// words it is a quota, and not a few messages that the server cannot read.
type quota struct {
	given  bool   // a message has come over this line
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

// came notes a message.
func (q *quota) came() { *q = quota{given: true, none: q.none || q.asking} }

// refused notes a refusal of a message. It returns errAskLast where that is to be done,
// and a *account.Problem where there is a quota. What was refused so is no failure of
// its own.
func (q *quota) refused(v *connection, it *item, err error) error {
	e, ok := errors.AsType[*pop3.ServerError](err)
	if !ok {
		q.times = 0
		return nil
	}
	words := wordsOf(e, it.uid)
	if words != q.words {
		*q = quota{given: q.given, words: words, none: q.none}
	}
	q.items = append(q.items, it)
	if q.times++; q.none || q.times < quotaWords {
		return nil
	}
	if !q.asking {
		return errAskLast
	}
	v.rep.Failed = slices.Delete(v.rep.Failed, len(v.rep.Failed)-q.times, len(v.rep.Failed))
	trouble := account.TroubleQuota
	if !q.given {
		// It gives nothing now, and why is in its words alone. Should it be that it
		// cannot read these, the others come first the next time.
		trouble = account.TroubleServer
		for _, it := range q.items {
			delete(v.state.refused, nameOf(it))
			v.state.blame(it, err, false)
		}
	}
	return &account.Problem{Trouble: trouble, Answer: answer.Printable(e.Text), Err: &quotaError{e}}
}

// quotaError is the refusal that ends a transfer and leaves the line intact.
type quotaError struct{ error }

func (e *quotaError) Unwrap() error { return e.error }

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
