package eml

import (
	"strings"
	"unicode/utf8"
)

// textByte is 0 for ASCII that stays in texts, 1 for what does not, and 2 for
// what is not ASCII.
var textByte = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = 2
		case c < ' ' && c != '\n' && c != '\t', c == 0x7F:
			t[c] = 1
		}
	}
	return t
}()

// appendClean appends text in UTF-8 to dst as people may see it: lines end with
// LF; other control characters, byte order marks and bidi overrides are gone;
// what is not UTF-8 is U+FFFD.
func appendClean(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && textByte[b[j]] == 0 {
			j++
		}
		dst = append(dst, b[i:j]...)
		if j == len(b) {
			break
		}
		i = j
		switch c := b[i]; {
		case c == '\r':
			for i++; i < len(b) && b[i] == '\r'; i++ {
			}
			if i == len(b) || b[i] != '\n' {
				dst = append(dst, '\n')
			}
		case c == '\f' || c == '\v':
			dst = append(dst, '\n')
			i++
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRune(b[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				dst = append(dst, "\uFFFD"...)
			case r >= 0x80 && r <= 0x9F:
				// QUIRK: text of windows-1252 that was taken for Latin-1 on its way
				// into UTF-8. There are no C1 controls in mail.
				if s := windows1252.table[r]; !unwanted(first(s)) && s != "\uFFFD" {
					dst = append(dst, s...)
				}
			case !unwanted(r):
				dst = append(dst, b[i:i+n]...)
			}
			i += n
		}
	}
	return dst
}

// unwanted reports characters that never reach people: C1 controls, byte order
// marks, line separators, non-characters, and those that turn the direction of
// what follows by force.
func unwanted(r rune) bool {
	switch {
	case r >= 0x80 && r <= 0x9F, r == 0xFEFF, r == 0x202D, r == 0x202E, r == 0xFFFE, r == 0xFFFF,
		r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE007F && r != 0xE0020:
		return true
	}
	return false
}

// cleanText is appendClean for strings.
func cleanText(s string) string {
	for i := 0; i < len(s); i++ {
		if textByte[s[i]] != 0 {
			return string(appendClean(make([]byte, 0, len(s)), []byte(s)))
		}
	}
	return s
}

// maxLine is the length in octets of a one-line text such as a subject.
const maxLine = 4000

// cleanLine makes one line of s: runs of blanks are one space, and neither
// control characters nor characters that turn the direction are left.
func cleanLine(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7F || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			plain = false
			break
		}
	}
	if !plain {
		var b strings.Builder
		b.Grow(len(s))
		space := false
		for _, r := range s {
			switch {
			case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == 0xA0 || r == 0x2028 || r == 0x2029:
				space = b.Len() > 0
				continue
			case r < ' ' || r == 0x7F || unwanted(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
				continue
			}
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
		s = b.String()
	}
	if len(s) > maxLine {
		s = cutString(s, maxLine-3) + "…"
	}
	return s
}

// cutString returns at most n octets of s, whole characters only.
func cutString(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
