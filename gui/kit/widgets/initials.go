package widgets

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"popmail/assets/plain"
)

// OneLine makes text fit for one line: what ends a line and runs of blanks become
// one space, and what is not to be seen is gone. What joins letters or emoji stays.
func OneLine(s string) string { return plain.Line(s, plain.Shown|plain.Broken) }

// Short is OneLine with most characters at most, and an ellipsis in the place of others.
func Short(s string, most int) string {
	s = OneLine(s)
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}

// Initials are the one or two characters that stand for a person in an Avatar:
// the first ones of the first and of the last word ("Maria Bauer": "MB"), or one
// alone for a single word and for scripts that do not part words by blanks.
func Initials(name string) string {
	name = strings.Trim(OneLine(name), ` "'“”„«»()[]{}<>.,;:·-_*#!?/\|`)
	if name == "" {
		return "?"
	}
	if at := strings.IndexByte(name, '@'); at > 0 && !strings.Contains(name, " ") {
		name = name[:at]
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) })
	var firsts []string
	for _, w := range words {
		if f := firstSign(w); f != "" {
			firsts = append(firsts, f)
		}
	}
	switch {
	case len(firsts) == 0:
		cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(name, -1)
		return cluster
	case len(firsts) == 1 || !casedLetter(firsts[0]):
		return firsts[0]
	}
	last := firsts[len(firsts)-1]
	if !casedLetter(last) && !unicode.IsDigit([]rune(last)[0]) {
		return firsts[0]
	}
	return firsts[0] + last
}

// firstSign is the first character of a word that is a letter, a digit or an
// emoji, in upper case.
func firstSign(word string) string {
	state := -1
	for word != "" {
		var cluster string
		cluster, word, _, state = uniseg.FirstGraphemeClusterInString(word, state)
		for _, r := range cluster {
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.So, r) {
				return strings.ToUpper(cluster)
			}
			break
		}
	}
	return ""
}

// casedLetter reports whether s begins with a letter of a script in which two
// initials are usual.
func casedLetter(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsTitle(r)
	}
	return false
}
