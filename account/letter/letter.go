// Package letter makes messages: from what a person has written to the octets that are
// sent (RFC 5322, RFC 2045), whom a reply goes to, what people type for addresses, and what
// is worth a question before a letter goes. It does no input or output.
package letter

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"time"
)

// Errors of Compose, to be tested with errors.Is.
var (
	// ErrAddress says that an address cannot be written into a header.
	ErrAddress = errors.New("this is not an e-mail address")
	// ErrSender says that there is no address that the letter comes from.
	ErrSender = errors.New("the letter has no sender")
)

// Person is somebody who writes or gets a letter.
type Person struct {
	Name  string // may be empty
	Email string // as people write it: its domain may be international
}

// String is "Name <email>", or the email alone.
func (p Person) String() string {
	if p.Name == "" || p.Name == p.Email {
		return p.Email
	}
	return p.Name + " <" + p.Email + ">"
}

// Letter is what a person writes.
type Letter struct {
	From        Person
	To, Cc, Bcc []Person
	Subject     string
	Text        string // own words, signature included; lines end with \n
	Signature   string // that Text was given; empty: none. The person may have changed it there
	Quote       *Quote // nil: nothing is quoted
	Plain       bool   // no HTML, also where the quote has some
	Attachments []Attachment
	Photos      Photos // how attached photos go
	// Resent is a message that is redirected: it goes on as it came. Of the rest only From,
	// To, MessageID and Date count then. nil: the letter is one of the person's own.
	Resent []byte `json:"-"`

	MessageID  string    // without angle brackets; empty: none yet, see NewMessageID
	InReplyTo  string    // without angle brackets; may be empty
	References []string  // without angle brackets, the nearest last
	Date       time.Time // zero: no Date field, as in a draft that was never sent
}

// Quote is the message that a letter answers or passes on, below the own words.
type Quote struct {
	Line     string    // says whose words follow; several lines for one that is passed on
	Forward  bool      // passed on as it is, without marks before its lines
	Text     string    // lines end with \n
	HTML     string    // as it looked: a sanitized fragment; empty: only Text
	Pictures []Picture `json:"-"` // of HTML
}

// Picture is what a fragment refers to as "cid:" and its CID.
type Picture struct {
	CID  string // letters, digits, ".", "-", "_" and "@" only
	Name string // of its file; empty: none
	Type string
	Data []byte
}

// Attachment is a file that goes with a letter.
type Attachment struct {
	Name string // of a file, without folders
	Type string // media type; what is none counts as octets
	Data []byte
	// Whole is the file that this one goes in the place of, as when a photo goes smaller;
	// nil: it goes as it is. Keep and Reopen see to it that the person gets it back.
	Whole *Attachment `json:",omitempty"`
}

// Photos says how the photos that are attached to a letter go.
type Photos string

// The ways.
const (
	PhotosWhole   Photos = ""        // as they are
	PhotosSmaller Photos = "smaller" // smaller, and without notes of the camera
	PhotosBare    Photos = "bare"    // without notes of the camera
)

// Everyone is all who get the letter, each address once, in the order of the fields.
func (l *Letter) Everyone() []Person {
	var out []Person
	seen := map[string]bool{}
	for _, list := range [][]Person{l.To, l.Cc, l.Bcc} {
		for _, p := range list {
			if k := key(p.Email); !seen[k] {
				seen[k] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// Alike reports whether two letters say the same to the same people; who they come from,
// with which signature, does not count.
func (l *Letter) Alike(o *Letter) bool {
	own := func(l *Letter) string {
		text, _ := cut(l.Text, l.Signature)
		return strings.TrimSpace(text)
	}
	return l.Subject == o.Subject && own(l) == own(o) && l.Quote == o.Quote &&
		slices.Equal(l.To, o.To) && slices.Equal(l.Cc, o.Cc) && slices.Equal(l.Bcc, o.Bcc) &&
		slices.EqualFunc(l.Attachments, o.Attachments, func(a, b Attachment) bool {
			return a.Name == b.Name && a.Type == b.Type && bytes.Equal(a.Data, b.Data)
		})
}
