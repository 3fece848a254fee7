package textin

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"popmail/storage/eml"
)

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF})
}

// fromUTF16 is data as UTF-8 where it is UTF-16.
func fromUTF16(data []byte) []byte {
	if isUTF16(data) {
		if u, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			return u
		}
	}
	return data
}

// plain is the text of a file as package eml reads it where it is the text of a message: it
// finds out about the charset, and makes text of pages and of rich text.
func plain(data []byte, typ string) string {
	raw := append([]byte("MIME-Version: 1.0\r\nContent-Type: "+typ+"\r\nContent-Transfer-Encoding: binary\r\n\r\n"), fromUTF16(data)...)
	ctx := context.Background() // with which there is no error
	h, err := eml.Open(ctx, raw)
	if err != nil {
		return ""
	}
	m, err := h.Digest(ctx)
	if err != nil {
		return ""
	}
	return m.Text
}

// silent are the properties of calendars and cards that say nothing to people.
var silent = map[string]bool{"BEGIN": true, "END": true, "VERSION": true, "PRODID": true, "UID": true, "DTSTAMP": true, "PHOTO": true, "LOGO": true, "SOUND": true,
	"KEY": true, "ATTACH": true, "REV": true, "SEQUENCE": true, "CREATED": true, "LAST-MODIFIED": true, "CALSCALE": true, "METHOD": true, "RRULE": true, "TZID": true,
	"TZOFFSETFROM": true, "TZOFFSETTO": true, "TZNAME": true, "TRANSP": true, "CLASS": true, "ACTION": true, "TRIGGER": true}

var unescape = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)

// card writes the values of a calendar (RFC 5545) or of cards (RFC 6350), each on a line.
func card(w *writer, text string) {
	for l := range eml.ContentLines(text) {
		if w.full() {
			return
		}
		if silent[l.Name] || strings.HasPrefix(l.Name, "X-") {
			continue
		}
		value := l.Value
		if l.CN != "" { // of organizers and guests
			value = l.CN + " " + value
		}
		if value = strings.TrimSpace(strings.ReplaceAll(unescape.Replace(value), ";", " ")); value != "" {
			w.line()
			w.add(value)
		}
	}
}

// readLetter writes a message that is attached as a file: its subject, who wrote it to whom, what it
// says, and the names of its attachments, with the text of those that hold any.
func (r *Reader) readLetter(w *writer, data []byte) error {
	ctx := context.Background() // with which there is no error
	h, err := eml.Open(ctx, data)
	if err != nil {
		return ErrUnreadable
	}
	m, err := h.Digest(ctx)
	if err != nil || len(m.From) == 0 && m.Subject == "" {
		return ErrUnreadable // no letter, whatever it is called
	}
	w.add(m.Subject)
	for _, a := range slices.Concat(m.From, m.To, m.Cc) {
		w.line()
		w.add(a.String())
	}
	w.line()
	w.add(m.Text)
	w.letters++
	defer func() { w.letters-- }()
	lost := false
	for i := range m.Attachments {
		if w.full() {
			break
		}
		a := &m.Attachments[i]
		w.line()
		w.add(a.Name)
		kind := formatOf(a.Type, a.Name)
		if !kind.holdsText() || a.Minor || i >= maxEntries || w.letters > maxLetters || w.unpacked+a.Size > maxUnpack {
			continue
		}
		w.unpacked += a.Size
		file, _, err := h.Data(ctx, i)
		lost = lost || errors.Is(r.entry(w, file, a.Name, kind, err), ErrLost)
	}
	if lost {
		return ErrLost
	}
	return nil // a letter is read, whatever is attached to it
}
