package text

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Characters are the offsets between what a reader takes for one character (grapheme
// clusters, UAX 29), from 0 to the text's length: the places where a word that is too long
// may be broken and where the caret stands.
func Characters(text string) []int {
	out := make([]int, 1, len(text)+1)
	for at := 0; at < len(text); {
		at += character(text[at:])
		out = append(out, at)
	}
	return out
}

// character is the length of the first character of text.
func character(text string) int {
	if text[0] < 0x80 && (len(text) == 1 || text[1] < 0x80) && text[0] != '\r' {
		return 1
	}
	c, _, _, _ := uniseg.FirstGraphemeClusterInString(clip(text, longestCharacter), -1)
	return len(c)
}

// longestCharacter is how many octets a character may have until it is cut: letters under a
// heap of marks.
const longestCharacter = 256

// Boundary reports whether an offset lies between two characters of a text.
func Boundary(text string, offset int) bool {
	if offset <= 0 || offset >= len(text) {
		return true
	}
	if text[offset] < 0x80 && text[offset-1] < 0x80 {
		return text[offset] != '\n' || text[offset-1] != '\r'
	}
	start := max(offset-longestCharacter, 0)
	for start > 0 && start < offset && (text[start]&0xc0 == 0x80) {
		start++
	}
	at := start
	for at < offset {
		at += character(text[at:])
	}
	return at == offset
}

// WordAt is the word, the blanks or the sign around an offset, by the rules of Unicode
// (UAX 29): what a double click selects.
func WordAt(text string, offset int) (start, end int) {
	from, to := lineAround(text, offset)
	if from == to {
		return from, to
	}
	rest, state := text[from:to], -1
	for at := from; rest != ""; {
		var w string
		w, rest, state = uniseg.FirstWordInString(rest, state)
		if offset < at+len(w) || rest == "" {
			return at, at + len(w)
		}
		at += len(w)
	}
	return from, to
}

// ParagraphAt is the paragraph around an offset without what ends it: what a triple click
// selects.
func ParagraphAt(text string, offset int) (start, end int) {
	offset = min(max(offset, 0), len(text))
	for start = offset; start > 0 && (text[start-1] < '\n' || text[start-1] > '\r'); start-- {
	}
	for end = offset; end < len(text) && hardBreak(text[end:]) == 0; end++ {
	}
	return start, end
}

// lineAround is the paragraph around an offset, or what of a long one is near it.
func lineAround(text string, offset int) (from, to int) {
	const near = 2048
	from, to = ParagraphAt(text, offset)
	if offset = min(max(offset, from), to); offset-from > near {
		for from = offset - near; from < offset && text[from] != ' ' && !Boundary(text, from); from++ {
		}
	}
	if to-offset > near {
		for to = offset + near; to > offset && !Boundary(text, to); to-- {
		}
	}
	return from, to
}

// trimBlanks is text without the blanks and line ends at its end.
func trimBlanks(text string) string {
	return strings.TrimRight(text, " \t\r\n\v\f\u0085\u2028\u2029\u3000")
}
