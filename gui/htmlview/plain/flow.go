package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Many programs break the lines of plain text at some 72 characters. Where the pane is too
// narrow for such lines, each would be followed by a line of one or two words. Then lines
// that were broken only because they were full are joined again.

const (
	fullLeast  = 60  // the longest line of a text, in characters: shorter ones are verses, addresses, …
	fullMost   = 100 // longer ones are not broken by a program
	fullLevels = 8   // of quotation that are told apart
)

// letterWide is how wide letters are at the median, as a part of their size.
const letterWide = 0.5

// fullLines finds at which length lines of each level of quotation were broken; 0 where
// they were not, or fit into room letters. It is nil where that is so at all levels.
func fullLines(text string, room int) []int {
	full := make([]int, fullLevels)
	for s := range strings.SplitSeq(text, "\n") {
		depth, s := unquote(strings.TrimRight(s, "\r "))
		if depth < fullLevels && prose(s) {
			full[depth] = max(full[depth], utf8.RuneCountInString(s))
		}
	}
	some := false
	for i, n := range full {
		if n < fullLeast || n > fullMost || n+2*i <= room {
			full[i] = 0
		}
		some = some || full[i] > 0
	}
	if !some {
		return nil
	}
	return full
}

// prose reports whether a line may be part of a paragraph of running text with blanks
// between its words: Chinese and Japanese have none, and letters of twice the width.
func prose(s string) bool {
	return s != "" && s[0] != ' ' && !strings.Contains(s, "   ") && strings.IndexFunc(s, unspaced) < 0
}

func unspaced(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// goesOn reports whether next is the rest of line: whether that ended only because the
// first word of next had no room in full characters.
func goesOn(line, next string, full int) bool {
	if full == 0 || !prose(line) || !prose(next) {
		return false
	}
	word, _, _ := strings.Cut(next, " ")
	if len(line) > 4*fullMost || utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= full || strings.Contains(word, "://") {
		return false
	}
	r, n := utf8.DecodeRuneInString(next)
	switch {
	case unicode.IsDigit(r): // "2." and "3)" begin an item of a list
		rest := strings.TrimLeftFunc(next, unicode.IsDigit)
		return !strings.HasPrefix(rest, ".") && !strings.HasPrefix(rest, ")")
	case unicode.IsLetter(r):
		return !strings.HasPrefix(next[n:], ")") // "b) …"
	}
	return strings.ContainsRune("\"'(“„‘«¿¡", r)
}

// join joins the lines of a paragraph that belong together.
func join(lines []string, full int) []string {
	out := make([]string, 0, len(lines))
	for i, s := range lines {
		// What was the last line decides, not what it was joined to.
		if i > 0 && goesOn(lines[i-1], s, full) {
			out[len(out)-1] += " " + s
		} else {
			out = append(out, s)
		}
	}
	return out
}
