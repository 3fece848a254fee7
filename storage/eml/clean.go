package eml

import (
	"bytes"

	"popmail/assets/plain"
)

// appendClean appends text in UTF-8 to dst as plain.Text has it. What sets a piece of a
// paragraph apart stays: who shows it takes it apart with plain.Embedded.
func appendClean(dst, b []byte) []byte { return appendWithout(dst, b, plain.Hidden) }

func appendWithout(dst, b []byte, out plain.Kind) []byte {
	for {
		// QUIRK: text of windows-1252 that was taken for Latin-1 on its way into UTF-8.
		// There are no C1 controls in mail.
		i := c1(b)
		dst = plain.AppendText(dst, b[:i], out)
		if i == len(b) {
			return dst
		}
		if s := windows1252.table[b[i+1]]; s != "\uFFFD" {
			dst = plain.AppendText(dst, []byte(s), out)
		}
		b = b[i+2:]
	}
}

// c1 is where the first C1 control in b begins; len(b): there is none.
func c1(b []byte) int {
	for at := 0; ; at++ {
		i := bytes.IndexByte(b[at:], 0xC2)
		if i < 0 || at+i+1 == len(b) {
			return len(b)
		}
		if at += i; b[at+1] >= 0x80 && b[at+1] <= 0x9F {
			return at
		}
	}
}

// cleanText is text for fields and the like, without what turns or sets apart its letters.
func cleanText(s string) string {
	return string(appendWithout(make([]byte, 0, len(s)), []byte(s), plain.Forced))
}

// maxLine is the length in octets of a one-line text such as a subject.
const maxLine = 4000

// cleanLine makes one line of s, of at most maxLine octets.
func cleanLine(s string) string {
	if s = plain.Line(s, plain.Forced); len(s) > maxLine {
		s = plain.Cut(s, maxLine-len("…")) + "…"
	}
	return s
}
