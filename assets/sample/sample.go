// Package sample is the mail of a made-up person, Ann, for the demonstration:
// letters of her family, her chess club, a ferry company and others, in many
// scripts, charsets and forms. All of it is built in and nothing is fetched.
//
// Each file in mail/ is one letter in UTF-8: a few fields, an empty line, the
// text, and after a line "=== html" the same as HTML. The fields:
//
//	At       today 14:21 · yesterday 9:05 · 12d 18:30 (days ago)
//	Zone     +0900, the sender's offset from UTC; without it that of now
//	From, To, Cc, Reply-To, Subject   as people write them
//	Charset  of header and text, utf-8 when left out
//	Encoding of the text: 7bit, 8bit, quoted-printable, base64
//	Flowed   yes: long lines are broken softly (RFC 3676)
//	Reply    the file name, without ending, of the letter that is answered
//	Inline   pictures from files/ that the HTML shows by cid:NAME
//	Attach   files from files/, as NAME or as NAME as "the name people see"
//	Forward  the file name, without ending, of a letter to put in whole
//	Header   any other field
//
// Text and calendar files are templates: {{day 6 "2 Jan"}} is the date six days
// after the letter was sent, in the words of package time, and {{friday "2 Jan"}}
// the next Friday.
package sample

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

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

//go:embed mail/*.txt
var letters embed.FS

//go:embed files
var files embed.FS

// Messages returns the mail as it stands at now, oldest first. Dates lie
// relative to now, so that there is always mail of today, of yesterday and of
// earlier times. The same now gives the same octets.
func Messages(now time.Time) []Message {
	all, err := load(now)
	if err == nil {
		var out []Message
		if out, err = build(all); err == nil {
			return out
		}
	}
	panic("sample: " + err.Error()) // the files are built in, and the tests read each of them
}

// load reads all letters, oldest first.
func load(now time.Time) ([]*letter, error) {
	names, err := fs.Glob(letters, "mail/*.txt")
	if err != nil {
		return nil, err
	}
	var all []*letter
	for _, name := range names {
		text, err := letters.ReadFile(name)
		if err != nil {
			return nil, err
		}
		l, err := parse(strings.TrimSuffix(path.Base(name), ".txt"), string(text), now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b *letter) int { return a.date.Compare(b.date) })
	return all, nil
}

// build turns letters, oldest first, into messages.
func build(all []*letter) ([]Message, error) {
	byID := make(map[string]*letter, len(all))
	for _, l := range all {
		byID[l.id] = l
	}
	out := make([]Message, 0, len(all))
	for _, l := range all {
		raw, err := l.message(byID)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.id, err)
		}
		out = append(out, Message{UID: l.uid(), Raw: raw})
	}
	return out, nil
}
