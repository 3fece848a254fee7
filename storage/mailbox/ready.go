package mailbox

import "time"

// Readiness is what is here of the mail for a time without internet.
type Readiness struct {
	Messages int
	Room     int64 // octets of the mail file
	Free     int64 // octets that the disk has left; -1: not known

	Waiting []Waiting // messages of which only the beginning is here, the largest first; a few

	Senders       int   // whose pictures are always shown
	Pictures      int   // of the internet that are kept of their messages
	PictureOctets int64 // of these

	Due int // messages that the next check removes from their servers
	// Removes is when the first of the others is removed, at the check after it; zero: none is.
	Removes time.Time
}

// Waiting is a message of which only the beginning is here.
type Waiting struct {
	ID      ID
	From    Address
	Subject string
	Octets  int64 // that have not come
}

// Trip is a journey in a calendar that is attached to a message.
type Trip struct {
	ID       ID
	Subject  string // of the message
	Title    string // of the event
	Location string
	Start    time.Time
	Floating bool // the hour of Start counts wherever one is
	AllDay   bool // it has no hour: Start is the beginning of its day, wherever one is
}
