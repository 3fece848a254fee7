package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/answer"
	"popmail/pop3"
)

// A message that could not be brought in keeps a note, and is asked for less and less
// often: by the first sessions each time, then after an hour, two, four…, once a day at
// last. A person can have it asked for at once, or leave it where it is.
const (
	eagerTries = 6 // sessions in a row that ask for it
	firstRest  = time.Hour
	longRest   = 24 * time.Hour
)

// maxFailed bounds the messages that are remembered as not brought in.
const maxFailed = 1000

// errPutOff is the reason for which a message is not asked for in this session.
var errPutOff = errors.New("it could not be brought in before")

// failedNote is an account.Aside as it is noted. Its UID is what nameOf says: where the
// unique-id does not tell a message from others it is known by its place and size, as long as
// both are the same. Such a one is never left for good: another may come to be there.
type failedNote struct {
	UID    []byte
	Odd    bool `json:",omitempty"`
	Why    account.AsideReason
	Answer string `json:",omitempty"`
	Size   int64  `json:",omitempty"`
	Times  int
	At     int64 // Unix seconds
	Next   int64 `json:",omitempty"`
	Left   bool  `json:",omitempty"`
	Alone  bool  `json:",omitempty"` // nothing else came when it was refused the last time: it may be the server
}

func (n *notes) failed(uid string) *failedNote {
	for i := range n.Failed {
		if string(n.Failed[i].UID) == uid {
			return &n.Failed[i]
		}
	}
	return nil
}

// putOff leaves for later what could not be brought in before, and for good what the person
// leaves on the server.
func (t *sessionState) putOff(l *listing, now time.Time) {
	t.listed = l
	if len(t.notes.Failed) == 0 {
		return
	}
	for _, it := range l.items {
		if !it.fetch || it.here {
			continue
		}
		switch n := t.notes.failed(nameOf(it)); {
		case n == nil || n.Odd != it.odd:
		case n.Left && !it.odd:
			it.fetch, it.putOff = false, true
		case now.Unix() < n.Next && n.Next-now.Unix() <= int64(longRest/time.Second):
			it.fetch, it.putOff = false, true
			t.left = append(t.left, Failure{name: nameOf(it), UID: it.uid, Err: fmt.Errorf("%w (%d times, the last time %s); PopMail asks for it again at %s",
				errPutOff, n.Times, time.Unix(n.At, 0).Format(time.DateTime), time.Unix(n.Next, 0).Format(time.DateTime))})
		}
	}
}

// noteFailed notes what could not be brought in, and forgets what came or is gone.
func (t *sessionState) noteFailed(failed []Failure, now time.Time) {
	if t.notes == nil || t.listed == nil || len(t.notes.Failed)+len(failed) == 0 {
		return
	}
	there := make(map[string]*item, len(t.notes.Failed)+len(failed))
	for _, n := range t.notes.Failed {
		there[string(n.UID)] = nil
	}
	for _, f := range failed {
		there[f.name] = nil
	}
	for _, it := range t.listed.items {
		if _, asked := there[nameOf(it)]; asked {
			there[nameOf(it)] = it
		}
	}
	t.notes.Failed = slices.DeleteFunc(t.notes.Failed, func(n failedNote) bool {
		it := there[string(n.UID)]
		return it == nil && t.parts == notMore || it != nil && (it.here || it.odd != n.Odd)
	})
	if t.gave {
		t.notes.wake()
	}
	for _, f := range failed {
		it := there[f.name]
		if it == nil || it.here || errors.Is(f.Err, errPutOff) || as[*account.NoRoomError](f.Err) { // nothing is wrong with that one
			continue
		}
		n := t.notes.failed(f.name)
		if n == nil {
			if len(t.notes.Failed) >= maxFailed {
				continue
			}
			t.notes.Failed = append(t.notes.Failed, failedNote{UID: []byte(f.name), Odd: it.odd})
			n = &t.notes.Failed[len(t.notes.Failed)-1]
		}
		n.Size = it.size
		n.Why, n.Answer = whyFailed(f.Err)
		n.Alone = !t.gave && n.Why == account.AsideRefused
		if key := "failed " + f.name; t.counted[key] || n.Why == account.AsideLarge && n.Times > 0 {
			continue // once in a Run; and those that are too large have a pause of their own
		} else if t.counted != nil {
			t.counted[key] = true
		}
		n.Times++
		n.At, n.Next = now.Unix(), 0
		if n.Times >= eagerTries {
			rest := longRest
			if n.Times-eagerTries < 5 {
				rest = min(firstRest<<(n.Times-eagerTries), longRest)
			}
			n.Next = now.Add(rest).Unix()
		}
	}
}

// wake ends the pauses of what was refused while the server gave nothing at all.
func (n *notes) wake() {
	for i := range n.Failed {
		if f := &n.Failed[i]; f.Alone {
			f.Next = 0
		}
	}
}

// whyFailed reads why a message did not come.
func whyFailed(err error) (why account.AsideReason, said string) {
	if e, ok := errors.AsType[*pop3.ServerError](err); ok {
		return account.AsideRefused, answer.Printable(e.Text)
	}
	_, large := tooLarge(err)
	switch {
	case large, errors.Is(err, errTooLarge):
		return account.AsideLarge, ""
	case errors.Is(err, errShort), errors.Is(err, errEmpty):
		return account.AsideShort, ""
	case isSilent(err):
		return account.AsideSilent, ""
	case isCut(err), errors.Is(err, errLeftOut):
		return account.AsideCut, ""
	}
	return account.AsideOther, ""
}

// AsidesOf reads the messages that could not be brought in out of what Store.Notes returns.
func AsidesOf(text []byte) (list []account.Aside) {
	var n notes
	if !bytes.Contains(text, []byte(`"Failed"`)) || json.Unmarshal(text, &n) != nil {
		return nil
	}
	for _, f := range n.Failed {
		a := account.Aside{UID: string(f.UID), Nameless: f.Odd, Why: f.Why, Answer: answer.Printable(f.Answer), Size: f.Size, Times: f.Times, Last: time.Unix(f.At, 0), Left: f.Left}
		if f.Next > 0 {
			a.Next = time.Unix(f.Next, 0)
		}
		list = append(list, a)
	}
	return list
}

// WithAside changes the note of one message: it is left on the server, or asked for by the
// next session. The store keeps what it returns. A message that has no note stays without.
func WithAside(text []byte, uid string, left bool) ([]byte, error) {
	n := &notes{}
	if json.Unmarshal(text, n) != nil {
		n = &notes{}
	}
	f := n.failed(uid)
	if f == nil {
		return text, nil
	}
	f.Left, f.Next = left && !f.Odd, 0
	return n.text()
}

// meanwhile takes over what others have noted since the session has read its notes: what a
// person has decided or said, pauses, and what the mailbox holds.
func (n *notes) meanwhile(text []byte) {
	var now notes
	if bytes.Equal(text, n.before) || len(text) > 0 && json.Unmarshal(text, &now) != nil {
		return
	}
	n.Pause, n.Quota, n.Held = now.Pause, now.Quota, now.Held
	for _, f := range now.Failed {
		if mine := n.failed(string(f.UID)); mine != nil {
			mine.Left = f.Left
			if f.Next == 0 {
				mine.Next = 0
			}
		}
	}
}
