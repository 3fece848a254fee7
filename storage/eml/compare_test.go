package eml_test

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html/charset"

	"popmail/storage/eml"
)

// TestAgainstStandardLibrary compares subject, sender and date of the list corpus
// with what net/mail and mime make of them, where they make something of them.
// What differs has to be one of the kinds that are justified here.
func TestAgainstStandardLibrary(t *testing.T) {
	words := mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
		return charset.NewReaderLabel(label, r)
	}}
	parser := mail.AddressParser{WordDecoder: &words}
	compared := map[string]int{}
	eachFile(t, corpora(t, "list"), func(path string, raw []byte) {
		std, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			return
		}
		m := eml.Read(raw)
		if s, err := words.DecodeHeader(std.Header.Get("Subject")); err == nil && ascii(std.Header.Get("Subject")) {
			compared["subject"]++
			// Runs of blanks are one in ours.
			if got, want := m.Subject, strings.Join(strings.Fields(s), " "); got != want {
				t.Errorf("%s: subject %q, net/mail has %q", path, got, want)
			}
		}
		if as, err := parser.ParseList(std.Header.Get("From")); err == nil && len(as) > 0 {
			compared["from"]++
			got := m.From
			if len(got) != len(as) {
				t.Errorf("%s: from %v, net/mail has %v", path, got, as)
				return
			}
			for i, a := range as {
				// net/mail takes the quotation marks off a local part, and leaves
				// encoded words in one as they are.
				if !strings.Contains(a.Address, "=?") && strings.ReplaceAll(got[i].Email, `"`, "") != strings.ReplaceAll(a.Address, `"`, "") {
					t.Errorf("%s: from %q, net/mail has %q", path, got[i].Email, a.Address)
				}
				name := strings.Trim(strings.Join(strings.Fields(a.Name), " "), `'" `)
				if strings.Contains(name, "=?") || !ascii(std.Header.Get("From")) {
					continue // an encoded word inside quotation marks, which ours decodes; octets that are not ASCII
				}
				if got[i].Name != name {
					t.Errorf("%s: name %q, net/mail has %q", path, got[i].Name, name)
				}
			}
		}
		if d, err := std.Header.Date(); err == nil && d.Year() >= 1900 && d.Year() <= 2100 {
			compared["date"]++
			if !m.Date.Equal(d) {
				v := std.Header.Get("Date")
				zone := v[strings.LastIndexByte(v, ':')+1:]
				// Names of zones, which net/mail takes for UTC, and "GMT+1", of which it
				// takes the hour twice.
				if !strings.ContainsFunc(zone, unicode.IsLetter) {
					t.Errorf("%s: date %v, net/mail has %v (%s)", path, m.Date, d, v)
				}
			}
		}
	})
	t.Log(compared)
	for _, k := range []string{"subject", "from", "date"} {
		if compared[k] < 4000 {
			t.Errorf("only %d of %s compared", compared[k], k)
		}
	}
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
