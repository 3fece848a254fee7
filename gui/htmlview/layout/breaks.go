package layout

import (
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// An opportunity says before which octets of a text a line may end: one bit each.
type opportunity []uint64

func (o opportunity) at(i int) bool { return i>>6 < len(o) && o[i>>6]>>(i&63)&1 != 0 }

func (o opportunity) set(i int) { o[i>>6] |= 1 << (i & 63) }

// opportunities finds where a line may end. Between two signs of ASCII it is as in
// browsers, which do not break paths and numbers as UAX #14 would; elsewhere it is as in
// UAX #14.
func opportunities(s string) opportunity {
	o := make(opportunity, len(s)/64+1)
	for i := 0; i < len(s); {
		if blankAt(s[i]) {
			i++
			if i < len(s) && !blankAt(s[i]) {
				o.set(i)
			}
			continue
		}
		j, ascii := i, true
		for j < len(s) && !blankAt(s[j]) {
			ascii = ascii && s[j] < utf8.RuneSelf
			j++
		}
		if ascii {
			for k := i + 1; k < j; k++ {
				if breaksASCII(s, i, k) {
					o.set(k)
				}
			}
		} else {
			breaksUnicode(o, s, i, j)
		}
		i = j
	}
	return o
}

func blankAt(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// breaksASCII reports whether a line may end before s[k], of a word that begins at i:
// before an opening bracket after other punctuation, after a hyphen or a question mark.
func breaksASCII(s string, i, k int) bool {
	a, b := s[k-1], s[k]
	if a == '-' && b >= '0' && b <= '9' {
		return k-2 >= i && alnum(s[k-2])
	}
	switch a {
	case '-':
		switch b {
		case '!', '$', ')', ',', '.', '/', ':', ';', '?', ']', '}':
			return false
		}
		return true
	case '?':
		switch b {
		case '!', '"', '\'', ')', ',', '.', '/', ':', ';', '?', ']', '}':
			return false
		}
		return true
	case '!', '"', '#', '%', '&', ')', '*', '+', ',', '.', ':', ';', '=', '>', '\\', ']', '|', '}', '~':
		return b == '(' || b == '<' || b == '[' || b == '{'
	}
	return false
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// breaksUnicode marks where a line may end within s[i:j], which holds no white space.
func breaksUnicode(o opportunity, s string, i, j int) {
	state := -1
	rest, at := s[i:j], i
	for len(rest) > 0 {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		at += len(segment)
		if at >= j {
			break
		}
		if s[at-1] < utf8.RuneSelf && s[at] < utf8.RuneSelf {
			continue
		}
		o.set(at)
	}
	for k := i + 1; k < j; k++ {
		if s[k-1] < utf8.RuneSelf && s[k] < utf8.RuneSelf {
			if breaksASCII(s, i, k) {
				o.set(k)
			}
			continue
		}
		// Atomic boxes: a line may end on either side but beside a glue.
		if k+3 <= j && s[k:k+3] == object && !glueBefore(s[i:k]) || k-3 >= i && s[k-3:k] == object && !glueAfter(s[k:j]) {
			o.set(k)
		}
	}
}

func glueBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return glue(r)
}

func glueAfter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return glue(r)
}

// glue reports whether no line ends beside r: no-break space, word joiner and the like.
func glue(r rune) bool { return r == '\u00A0' || r == '\u2060' || r == '\u202F' || r == '\uFEFF' }
