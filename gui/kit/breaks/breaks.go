// Package breaks tells where lines of text may end. It measures and draws nothing.
package breaks

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// A Break is a place in a text where a line may end.
type Break struct {
	At   int  // offset of the octet with which the next line begins
	Must bool // the line ends here in any case: after a line feed, U+2028 and their like
	Soft bool // a soft hyphen stands before it, which is seen as a hyphen if the line ends here
}

// Lines are the places where the lines of text may end, in order, without the text's
// end. Blanks belong to the line before. The rules are those of Unicode (UAX 14, by
// rivo/uniseg); between two ASCII signs they are those of browsers, which break after a
// hyphen and a question mark and before an opening bracket that follows a sign, but never
// after a slash; and after blanks whatever stands beside them. Chromium breaks at the same
// places but inside Thai, Lao, Khmer and Burmese, whose words only a dictionary tells: there
// lines end between syllables.
//
// What a line can be made of must be asked in one piece, across the borders of elements: a
// paragraph's text with U+FFFC for each picture and inline block, on both sides of which
// lines may end unless a word joiner stands there. To break at more places
// (words longer than the line, word-break: break-all) use text.Characters; to break at fewer
// (nowrap), ignore some.
//
//	Lines("to be-or not\n") = 3, 6, 10, none at 13, which is the end
func Lines(text string) []Break {
	var out []Break
	for at := 0; at < len(text); {
		c := text[at]
		switch {
		case c == '\r' || c == '\n' || c == '\v' || c == '\f':
			at++
			if c == '\r' && at < len(text) && text[at] == '\n' {
				at++
			}
			if at < len(text) {
				out = append(out, Break{At: at, Must: true})
			}
		case c == ' ' || c == '\t':
			for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
				at++
			}
			if at < len(text) && (text[at] < '\n' || text[at] > '\r') {
				out = append(out, Break{At: at})
			}
		default:
			end, ascii := wordEnd(text, at)
			if ascii {
				out = asciiBreaks(out, text, at, end)
			} else {
				out = unicodeBreaks(out, text, at, end)
			}
			at = end
		}
	}
	return out
}

// wordEnd is where what stands between blanks ends, and whether it is ASCII.
func wordEnd(text string, at int) (end int, ascii bool) {
	ascii = true
	for at < len(text) {
		c := text[at]
		if c <= ' ' && (c == ' ' || c >= '\t' && c <= '\r') {
			break
		}
		ascii = ascii && c < 0x80
		at++
	}
	return at, ascii
}

func asciiBreaks(out []Break, text string, at, end int) []Break {
	for i := at + 1; i < end; i++ {
		if asciiBreak(text, i, at) {
			out = append(out, Break{At: i})
		}
	}
	return out
}

// asciiBreak is what browsers do between the ASCII signs before and at i; start is where
// the word begins.
func asciiBreak(text string, i, start int) bool {
	a, b := text[i-1], text[i]
	if isAlnum(a) || a < '!' {
		return false
	}
	switch b {
	case '!', ')', ',', '.', '/', ':', ';', '?', ']', '}':
		return false
	}
	switch a {
	case '-':
		if b >= '0' && b <= '9' { // a sign, not a hyphen
			return i-2 >= start && isAlnum(text[i-2])
		}
		return b != '$'
	case '?':
		return b != '"' && b != '\''
	case '$', '\'', '(', '/', '<', '@', '[', '^', '_', '`', '{':
		return false
	}
	return b == '(' || b == '<' || b == '[' || b == '{'
}

func isAlnum(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

func unicodeBreaks(out []Break, text string, start, end int) []Break {
	rest, state, at := text[start:end], -1, start
	for rest != "" {
		var seg string
		seg, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		for i := at + 1; i < at+len(seg); i++ { // browsers break where Unicode does not
			if text[i-1] < 0x80 && text[i] < 0x80 && asciiBreak(text, i, start) || besideObject(text[start:end], i-start) ||
				text[i] >= 0xe0 && text[i] <= 0xe1 && syllable(text[start:end], i-start) {
				out = append(out, Break{At: i})
			}
		}
		at += len(seg)
		last, _ := utf8.DecodeLastRuneInString(seg)
		must := last == 0x85 || last == 0x2028 || last == 0x2029
		switch {
		case at == len(text):
		case must:
			out = append(out, Break{At: at, Must: true})
		case at == end: // blanks follow
		case last < 0x80 && text[at] < 0x80 && !asciiBreak(text, at, start):
		default:
			out = append(out, Break{At: at, Soft: last == 0xad})
		}
	}
	return out
}

// object stands for a picture or an inline block.
const object = "\ufffc"

// besideObject reports whether an object ends or begins at i, and nothing that glues lines
// together stands on the other side.
func besideObject(s string, i int) bool {
	if strings.HasPrefix(s[i:], object) {
		r, _ := utf8.DecodeLastRuneInString(s[:i])
		return !glues(r)
	}
	if strings.HasSuffix(s[:i], object) {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return !glues(r)
	}
	return false
}

// glues reports whether no line ends between r and an object: a word joiner. A no-break space
// is none (CSS Text 3, 5.1).
func glues(r rune) bool { return r == 0x2060 || r == 0x202f || r == 0xfeff }
