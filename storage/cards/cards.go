// Package cards reads and writes files with people: vCards and tables. It is pure: octets in,
// cards out.
package cards

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"popmail/storage/mailbox"
)

// Limits of a file.
const (
	MaxOctets = 64 << 20
	MaxCards  = 50_000
	maxCard   = 64 << 10 // octets of one person, without pictures
	maxTold   = 100      // parts that were left out and are named
)

// Read reads a file with people, which is a table where no vCard stands in it. Errors are
// mailbox.ErrCardsTooBig and mailbox.ErrNoCards.
func Read(data []byte) (f mailbox.CardFile, err error) {
	if len(data) > MaxOctets {
		return f, mailbox.ErrCardsTooBig
	}
	text := decode(data)
	r := reader{file: &f}
	if hasVCard(text) {
		r.vcards(text)
	} else if !strings.Contains(text[:min(len(text), 4096)], "\x00") {
		r.table(text)
	}
	if len(f.Cards) == 0 {
		return f, mailbox.ErrNoCards
	}
	return f, nil
}

// reader collects what is read.
type reader struct{ file *mailbox.CardFile }

// add takes a person, or says why not.
func (r *reader) add(c mailbox.Card, line int) bool {
	switch {
	case len(r.file.Cards) >= MaxCards:
		r.skip(line, mailbox.SkipTooMany)
	case c.Name == "" && len(c.Emails) == 0:
		r.skip(line, mailbox.SkipNobody)
	default:
		r.file.Cards = append(r.file.Cards, c)
		return true
	}
	return false
}

func (r *reader) skip(line int, why mailbox.SkipReason) {
	r.file.Left++
	if len(r.file.Skipped) < maxTold {
		r.file.Skipped = append(r.file.Skipped, mailbox.Skipped{Line: line, Why: why})
	}
}

// decode is a file as text: UTF-8, or UTF-16 with a byte order mark, else what Windows writes.
func decode(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		if out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			return strings.ToValidUTF8(string(out), "\uFFFD")
		}
	}
	if utf8.Valid(data) {
		return string(data)
	}
	if hasVCard(string(data[:min(len(data), 4096)])) {
		return string(data) // each line says its charset, or none
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "\uFFFD")
	}
	return string(out)
}

// hasVCard reports whether a text begins with a vCard, or nearly.
func hasVCard(text string) bool {
	for _, l := range strings.FieldsFunc(text[:min(len(text), 4096)], func(r rune) bool { return r == '\n' || r == '\r' }) {
		if is(l, "BEGIN", "VCARD") {
			return true
		}
	}
	return false
}

// clean is a text without control characters; ends of lines stay where lines is set.
func clean(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\n', r == '\t', r == '\r':
			return ' '
		case r < ' ' || r == 0x7F:
			return -1
		}
		return r
	}, s))
}

// address is an e-mail address, or empty where a text is none.
func address(s string) string {
	s = strings.Trim(clean(s, false), "<>()[]\"',;: ")
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || len(s) > 254 || strings.ContainsAny(s, " \t<>") {
		return ""
	}
	return s
}

// addAddress adds an address that is not there yet.
func addAddress(c *mailbox.Card, email string) {
	if email == "" || len(c.Emails) >= 100 {
		return
	}
	for _, e := range c.Emails {
		if strings.EqualFold(e, email) {
			return
		}
	}
	c.Emails = append(c.Emails, email)
}

// addGroup adds the name of a group. Those that programs make by themselves are left out.
func addGroup(c *mailbox.Card, name string) {
	name = strings.TrimSpace(strings.TrimPrefix(clean(name, false), "* "))
	switch strings.ToLower(name) {
	case "", "mycontacts", "starred", "my contacts", "friends and family contacts", "system group: my contacts":
		return
	}
	for _, g := range c.Groups {
		if strings.EqualFold(g, name) {
			return
		}
	}
	if len(c.Groups) < 100 {
		c.Groups = append(c.Groups, name)
	}
}
