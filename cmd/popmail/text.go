package main

import (
	"strings"
	"unicode"
)

// Text from servers and messages is printed without control characters, so that
// a message cannot speak to the terminal (move the cursor, change its title).

// line makes s fit for one line of a terminal: no control characters, no line
// breaks, and none of the marks that turn the direction of the rest of the line.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if turns(r) {
			return -1
		}
		return flat(r)
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// field is s for one field of a JSON row: one line without control characters.
func field(s string) string {
	clean := func(r rune) bool { return flat(r) != r }
	if strings.IndexFunc(s, clean) < 0 {
		return s
	}
	return strings.Map(flat, s)
}

// paragraphs keeps line feeds and tabs and drops every other control character.
func paragraphs(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func flat(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
		return ' '
	case unicode.IsControl(r):
		return -1
	}
	return r
}

// turns reports embeddings, overrides and isolates of the bidirectional
// algorithm: with them "exe.gpj" in a file name reads as "jpg.exe".
func turns(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
