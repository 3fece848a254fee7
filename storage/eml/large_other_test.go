package eml_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/storage/eml"
)

// What is read for want of a text, and both forms of a letter, cost a bounded time,
// however they are made.
func TestOtherPartsInTime(t *testing.T) {
	head := "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
	var words strings.Builder
	for i := 0; words.Len() < 1<<19; i++ {
		fmt.Fprintf(&words, "%x ", i)
	}
	for name, raw := range map[string]string{
		"groups of rich text": head + "Content-Type: text/rtf\n\n{\\rtf1" + strings.Repeat("{", 1<<20),
		"soft line ends":      head + "Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY;ENCODING=QUOTED-PRINTABLE:" + strings.Repeat("a=\n", 1<<18),
		"folds":               head + "Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:" + strings.Repeat("\n ", 1<<19),
		"people":              head + "Content-Type: text/calendar\n\nBEGIN:VEVENT\n" + strings.Repeat("ATTENDEE:x\nCOMMENT:y\n", 1<<15) + "END:VEVENT\n",
		"words": head + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + words.String() +
			"\n--b\nContent-Type: text/html\n\n" + strings.ReplaceAll(words.String(), " ", " x") + "\n--b--\n",
		"dots":     "From: a@example.org\nTo: a@b " + strings.Repeat(" .", 1<<19) + "\n\nx\n",
		"brackets": "From: a@example.org\nTo: " + strings.Repeat("<", 1<<19) + "a@b>\n\nx\n",
		"names":    "From: a@example.org\nTo: " + strings.Repeat("A b, ", 1<<17) + " x <a@b>\n\nx\n",
		"blanks":   strings.Repeat("\n", 1<<20),
		"CRs":      strings.Repeat("From: a\r", 1<<17) + "\n",
	} {
		start := time.Now()
		eml.Read([]byte(raw))
		eml.Digest([]byte(raw))
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: %s for %d octets", name, d, len(raw))
		}
	}
}
