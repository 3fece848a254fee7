package mailbox

import (
	"errors"
	"time"

	"popmail/account"
)

// LetterState is how far a letter, a message that is written here, has come on its way out.
type LetterState string

// The states. A letter that is Unknown may have been sent: the line was lost after its
// last dot. It is never sent again by itself.
const (
	LetterDraft   LetterState = "draft"
	LetterQueued  LetterState = "queued"
	LetterSending LetterState = "sending"
	LetterSent    LetterState = "sent"
	LetterRefused LetterState = "refused"
	LetterUnknown LetterState = "unknown"
)

// Errors about letters, to be tested with errors.Is.
var (
	ErrSending    = errors.New("it is being sent right now")
	ErrSent       = errors.New("it was sent already")
	ErrNotWaiting = errors.New("it does not wait to be sent")
	ErrNobody     = errors.New("it has no one to go to")
	ErrNotDraft   = errors.New("it is not a draft any more")
)

// Letter is one row of what was written here and is not in Sent yet.
type Letter struct {
	ID        ID
	Account   account.ID
	State     LetterState
	NotBefore time.Time         // it is held until then, so that it can be called back; zero: not held
	NextTry   time.Time         // after a try that has failed; zero: as soon as there is a connection
	Tries     int               // that have reached the server since it was queued
	Problem   account.Failure   // of the last try
	Refusals  []account.Refusal // of the last try
	MessageID string            // without angle brackets
	To        []Address
	Cc        []Address
	Bcc       []Address
	Subject   string
	Size      int64 // octets
}

// Due is when the letter may go: the later one of NotBefore and NextTry.
func (l *Letter) Due() time.Time {
	if l.NextTry.After(l.NotBefore) {
		return l.NextTry
	}
	return l.NotBefore
}

// Reminder is a letter of which the person wants to be reminded unless it is answered.
type Reminder struct {
	ID      ID
	At      time.Time     // when; zero: it is not sent yet
	After   time.Duration // so long after it is sent; 0: At was said
	Due     bool          // the time has come
	To      []Address
	Subject string
	Sent    time.Time
}

// PutOff are messages that come back at one time.
type PutOff struct {
	Until time.Time
	IDs   []ID
}

// Draft is a letter as its editor keeps it.
type Draft struct {
	ID         ID // 0: a new one
	Account    account.ID
	Raw        []byte   // the message (RFC 5322) with its Bcc, CRLF line ends
	Writing    []byte   // what the editor needs to go on; the store does not read it
	Answers    ID       // the message that is marked as answered when this one is sent; 0: none
	Forwards   ID       // the message that is marked as forwarded; 0: none
	From       string   // address of the envelope
	Recipients []string // addresses of the envelope: all of To, Cc and Bcc, each once
	// State is that of the letter, as it was read; empty: no editor of ours has written the message. It stays
	// as it is then, and what becomes of it is another draft.
	State LetterState
	// MayBeOut says that the letter may have arrived as it is here. Changed, it is another one, with a
	// Message-ID of its own: servers drop what comes twice under one.
	MayBeOut bool
}
