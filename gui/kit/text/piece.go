package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// longest is how many runes of a word are shaped in one piece.
const longest = 64

// piece is the length of the first piece of s, in which it is shaped whatever follows: a
// word, blanks of one kind, one ideograph. A word ends after a hyphen, so that its parts
// are as wide on two lines as on one. Long words are cut between characters.
func piece(s string) int {
	if n, blank := blanks(s); blank {
		return n
	}
	runes := 0
	for i := 0; i < len(s); {
		if runes == longest {
			return cutLong(s)
		}
		runes++
		if c := s[i]; c < 0x80 {
			if c <= ' ' || c == 0x7f {
				return i
			}
			i++
			if c == '-' {
				return withMarks(s, i)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case ideograph(r):
			if i > 0 {
				return i
			}
			return withMarks(s, n)
		case isBlank(r):
			return i
		case r == 0xad || r == 0x200b || r == 0x2010:
			return withMarks(s, i+n)
		}
		i += n
	}
	return len(s)
}

// blanks is how many octets of s are the same blank, at most longest of them.
func blanks(s string) (int, bool) {
	r, n := utf8.DecodeRuneInString(s)
	if !isBlank(r) {
		return 0, false
	}
	i, count := n, 1
	for i < len(s) && count < longest {
		next, _ := utf8.DecodeRuneInString(s[i:])
		if next != r {
			break
		}
		i += n
		count++
	}
	return withMarks(s, i), true
}

func isBlank(r rune) bool {
	return r <= ' ' || r >= 0x7f && r <= 0xa0 || r == 0x1680 || r >= 0x2000 && r <= 0x200a || r >= 0x2028 && r <= 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// ideograph reports whether r stands by itself, as signs of Chinese and Japanese do.
func ideograph(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff && !(r >= 0x3130 && r <= 0x318f) || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xffef || r >= 0x1b000 && r <= 0x1b2ff || r >= 0x20000 && r <= 0x3ffff
}

// withMarks moves i behind the marks that belong to the sign before it.
func withMarks(s string, i int) int {
	for most := i + 64; i < len(s) && i < most && s[i] >= 0x80; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.Is(unicode.M, r) && r != 0x200d {
			break
		}
		i += n
	}
	return i
}

// cutLong is the end of the last character of s that ends within the longest piece.
func cutLong(s string) int {
	end, runes, state := 0, 0, -1
	for rest := s; rest != ""; {
		var c string
		c, _, _, state = uniseg.FirstGraphemeClusterInString(clip(rest, 8*longest), state)
		rest = s[end+len(c):]
		n := utf8.RuneCountInString(c)
		if runes+n > longest {
			break
		}
		runes += n
		end += len(c)
	}
	if end > 0 {
		return end
	}
	for i := range s { // one character of very many marks
		if runes == longest {
			return i
		}
		runes++
	}
	return len(s)
}

// clip is the start of s, at most n octets and whole runes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// pieces are the offsets at which the pieces of s begin, and its length.
func pieces(s string) []int {
	out := make([]int, 1, len(s)/5+2)
	for at := 0; at < len(s); {
		at += piece(s[at:])
		out = append(out, at)
	}
	return out
}
