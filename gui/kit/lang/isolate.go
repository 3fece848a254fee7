package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// In a sentence that is written from right to left, signs at the ends of what is filled in would go to the other side of it:
// the slash before a path, the sign before a phone number, the bracket behind a name. What is written from left to right and
// has such signs stands apart (UAX 9, 2.4).

const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// leftwards are the languages that are written from right to left.
var leftwards = map[string]bool{"ar": true}

// apart is s, set apart where that matters in a language.
func apart(code, s string) string {
	if !leftwards[code] || !pulls(s) || strings.ContainsAny(s, "\n"+firstStrongIsolate) {
		return s
	}
	return firstStrongIsolate + s + popIsolate
}

// pulls reports whether s is written from left to right and has a sign at an end.
func pulls(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if word(first) && word(last) {
		return false
	}
	letters := false
	for _, r := range s {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) {
			return false // of both kinds, as a list of names: it goes with the sentence
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters || first == '+' && len(s) > 1
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }
