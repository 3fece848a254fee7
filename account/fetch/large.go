package fetch

import (
	"errors"
	"fmt"
	"math"
	"time"

	"popmail/account"
	"popmail/pop3"
)

// maxLarge bounds the messages that are remembered as too large.
const maxLarge = 1000

// errTooLarge is the reason for which a message is left on the server unread.
var errTooLarge = errors.New("the message is larger than PopMail takes; it is left on the server")

// large is what the notes say of a message that went on beyond the limit.
type large struct {
	Name   []byte
	Listed int64 // as announced then
	Limit  int64 // octets after which it was given up
	At     int64 // Unix seconds
}

// absurd reports whether no message has the announced size: numbers that stand for -1, or for what a counter cannot hold, and what
// no disk holds.
func absurd(size int64) bool {
	return size == math.MaxInt32 || size == math.MaxUint32 || size >= account.AnySize
}

// leaveAbsurd makes of sizes that cannot be ones that are not told: such messages come like those of a server without
// sizes, up to the limit of what comes by itself. Neither can be the same size of many that are all too large to come.
func (l *listing) leaveAbsurd() {
	same := make(map[int64]int)
	for _, it := range l.items {
		if it.size > account.AskAbove {
			same[it.size]++
		}
	}
	if len(same) == 0 {
		return
	}
	for _, it := range l.items {
		if n := same[it.size]; absurd(it.size) || n >= enough && 2*n >= len(l.items) {
			it.size, it.absurd = 0, true
		}
	}
}

func (s *Session) maxMessage() int64 {
	if s.MaxMessage > 0 {
		return s.MaxMessage
	}
	return account.AskAbove
}

// tooLarge returns the limit that err says was passed by a message.
func tooLarge(err error) (limit int64, ok bool) {
	e, ok := errors.AsType[*pop3.LimitError](err)
	if !ok || e.What != "message" {
		return 0, false
	}
	return e.Limit, true
}

// largeName is the name by which a message is remembered as too large. Without a
// unique-id its place changes, and where its announced size is beyond the limit
// that is enough.
func largeName(it *item, limit int64) string {
	if it.odd && it.size > limit {
		return fmt.Sprintf("/%d", it.size)
	}
	return nameOf(it)
}

// noteLarge remembers a message that was given up.
func (t *sessionState) noteLarge(it *item, limit int64, now time.Time) {
	l := large{[]byte(largeName(it, limit)), it.size, limit, now.Unix()}
	for i := range t.notes.Large {
		if string(t.notes.Large[i].Name) == string(l.Name) {
			t.notes.Large[i] = l
			return
		}
	}
	if len(t.notes.Large) < maxLarge {
		t.notes.Large = append(t.notes.Large, l)
	}
}

// leaveLarge drops the messages that went on beyond the limit not long ago, and
// forgets those that are no longer there.
func (t *sessionState) leaveLarge(l *listing, limit int64, now time.Time) {
	if len(t.notes.Large) == 0 {
		return
	}
	known := make(map[string]large)
	for _, n := range t.notes.Large {
		known[string(n.Name)] = n
	}
	t.notes.Large = t.notes.Large[:0]
	for _, it := range l.items {
		n, ok := known[largeName(it, limit)]
		if !ok || it.here && !it.begun && !it.replace {
			continue
		}
		t.notes.Large = append(t.notes.Large, n)
		since := now.Sub(time.Unix(n.At, 0))
		upTo := limit
		if it.wished {
			upTo = it.size // it has gone on beyond what is announced
		}
		if it.fetch && upTo <= n.Limit && since >= 0 && since < largePause && (it.size == 0 || n.Listed == 0 || it.size == n.Listed) {
			if it.gaveUp = n.Limit; !it.begin || t.refused[nameOf(it)] {
				t.leave(it)
			}
		}
	}
}

// leave leaves a message on the server that was given up before.
func (t *sessionState) leave(it *item) {
	it.fetch = false
	t.left = append(t.left, Failure{name: nameOf(it), UID: it.uid, Err: fmt.Errorf("%w (it has more than %d MB)", errTooLarge, it.gaveUp/1e6)})
}

// skipped returns the messages that are left on the server because they are too large.
func (t *sessionState) skipped() []Failure { return t.left }
