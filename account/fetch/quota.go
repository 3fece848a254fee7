package fetch

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"popmail/account"
	"popmail/pop3"
)

// quota notices servers that give only so many messages at a time and refuse all
// others: there is no use in asking for each of them.
type quota struct {
	given bool   // a message has come over this line
	words string // of the refusals in a row, without digits
	times int
}

// quotaWords is the number of refusals in a row with the same words that make a quota.
const quotaWords = 3

// came notes a message.
func (q *quota) came() { q.given, q.words, q.times = true, "", 0 }

// refused notes a refusal of a message, and returns a *account.Problem where it is one
// too many. What was refused so is no failure of its own.
func (q *quota) refused(v *visit, err error) error {
	e, ok := errors.AsType[*pop3.ServerError](err)
	if !ok {
		q.times = 0
		return nil
	}
	words := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, e.Code+" "+e.Text)
	if words != q.words {
		q.words, q.times = words, 0
	}
	if q.times++; q.times < quotaWords || !q.given {
		return nil
	}
	v.rep.Failed = slices.Delete(v.rep.Failed, len(v.rep.Failed)-quotaWords, len(v.rep.Failed))
	return &account.Problem{Trouble: account.TroubleQuota, Answer: printable(e.Text), Err: e}
}
