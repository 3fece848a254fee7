// Package eml reads the octets of a message into what people see: header
// fields, text, HTML, attachments, and a list of problems. It always returns
// something usable, whatever the octets are.
package eml

import (
	"time"

	"popmail/storage/mailbox"
)

// Header is what the header of a message says (RFC 5322, section 3.6).
type Header struct {
	From, To, Cc, Bcc, ReplyTo []mailbox.Address // Bcc stands in what was written here, and is left in some copies
	Subject                    string
	Date                       time.Time // zero when missing or unusable
	MessageID                  string    // without angle brackets
	InReplyTo                  string
	AlsoReplyTo                []string // what In-Reply-To names besides (RFC 5322, section 3.6.4)
	References                 []string
	Resent                     *Resent             // nil: it was not redirected
	List                       mailbox.MailingList // that it came through; without an Address: none
}

// Resent is by whom a message was redirected the last time, and to whom (RFC 5322, section
// 3.6.6).
type Resent struct {
	From, To  []mailbox.Address
	Date      time.Time // zero when missing or unusable
	MessageID string    // without angle brackets
}

// Message is a message as people see it. Strings are valid UTF-8 without control
// characters (other than line feed and tab in Text and Pages).
type Message struct {
	Header
	Text        string // text/plain parts put together; empty when there are none
	Pages       []Page // what is shown, in order: text/html parts, texts beside them, pictures between texts; none where it is one plain text
	Attachments []Attachment
	Problems    []string // plain sentences, what was wrong with the message
	LeftOut     bool     // there is more in the message than was read, which one of Problems says

	// What calendars, contact cards and a report in it say, and how many events and
	// contacts there are beyond those that are taken in.
	Events                   []Event
	Contacts                 []Contact
	EventsLeft, ContactsLeft int
	Report                   *Report      // nil: it is none
	Piece                    *Piece       // nil: it is no piece of a message that was cut for the way
	Security                 *Security    // nil: it is neither signed nor encrypted
	Unsubscribe              *Unsubscribe // nil: the header names no way
	ListPost                 string       // List-Post (RFC 2369) as it stands, on one line; empty: there is none
	// Messages that this one is made of, or that a digest in it holds, and how many there
	// are beyond those.
	Enclosed     []Enclosed
	EnclosedLeft int
	// Carded: there is no text but what Events, Contacts, Report and Enclosed say.
	Carded bool

	readable string // what Readable returns, where the message was read
	read     bool
}

// Attachment is one part that is not shown as text. Index is its place in
// Message.Attachments, counted from 0, and stays the same for the same octets.
type Attachment struct {
	Index  int
	Name   string // as the sender gave it, decoded; never empty; not safe as a path, see SafeName
	Type   string // media type, lower case, such as "application/pdf"
	Size   int64  // octets after decoding
	Inline bool   // a picture that the HTML shows, of a kind that can be shown there
	CID    string // Content-ID without angle brackets
	Minor  bool   // a technical part, such as a signature or another form of the text, that a person would not call an attachment
}
