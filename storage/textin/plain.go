package textin

import (
	"bytes"
	"context"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"popmail/storage/eml"
)

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF})
}

// plain is the text of a file as package eml reads it where it is the text of a message: it
// finds out about the charset, and makes text of pages and of rich text.
func plain(data []byte, typ string) string {
	if isUTF16(data) {
		if u, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			data = u
		}
	}
	raw := append([]byte("MIME-Version: 1.0\r\nContent-Type: "+typ+"\r\nContent-Transfer-Encoding: binary\r\n\r\n"), data...)
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
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text) // RFC 5545, section 3.1
	for l := range strings.SplitSeq(text, "\n") {
		head, value, ok := strings.Cut(l, ":")
		if !ok || w.full() {
			continue
		}
		name, _, _ := strings.Cut(head, ";")
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			name = name[i+1:]
		}
		if name = strings.ToUpper(name); silent[name] || strings.HasPrefix(name, "X-") {
			continue
		}
		if _, cn, ok := strings.Cut(head, "CN="); ok { // of organizers and guests
			cn, _, _ = strings.Cut(cn, ";")
			value = strings.Trim(cn, `"`) + " " + value
		}
		if value = strings.TrimSpace(strings.ReplaceAll(unescape.Replace(value), ";", " ")); value != "" {
			w.line()
			w.add(value)
		}
	}
}
