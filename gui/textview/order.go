package textview

import (
	"unicode"

	xbidi "golang.org/x/text/unicode/bidi"

	"popmail/gui/kit/bidi"
)

// visual cuts a line into pieces as they are seen from left to right.
//
// QUIRK: Fyne shapes what it is given well but places runs of different direction or font
// in the order of the text, so it is only given pieces in which that order is right.
func visual(text string, rtl bool) (out []bidi.Piece) {
	for _, p := range bidi.Visual(text, rtl) {
		out = appendRun(out, text, p)
	}
	return out
}

// appendRun appends a run, cut where letters give way to signs that another font
// may draw.
func appendRun(out []bidi.Piece, text string, run bidi.Piece) []bidi.Piece {
	if !run.RTL {
		return append(out, run)
	}
	var parts []bidi.Piece
	known, letters, start := false, false, run.Start
	for i, r := range text[run.Start:run.End] {
		i += run.Start
		if r == ' ' || unicode.Is(unicode.M, r) || r == 0x200c || r == 0x200d {
			continue
		}
		is := r >= 0x590 && r < 0x2000 || r >= 0xfb1d
		if known && is != letters {
			parts = append(parts, bidi.Piece{Start: start, End: i, RTL: true})
			start = i
		}
		known, letters = true, is
	}
	parts = append(parts, bidi.Piece{Start: start, End: run.End, RTL: true})
	for i := len(parts) - 1; i >= 0; i-- {
		out = append(out, parts[i])
	}
	return out
}

// shown is what is handed to Fyne to draw a piece. Signs without direction of
// their own that stand in a right-to-left piece are turned round here, because
// Fyne would take them for left-to-right text.
func shown(text string, rtl bool) string {
	if !rtl || bidi.HasRTL(text) {
		return text
	}
	r := []rune(xbidi.ReverseString(text))
	for i := range r {
		if m, ok := mirrored[r[i]]; ok {
			r[i] = m
		}
	}
	return string(r)
}

// mirrored are the signs other than brackets, which xbidi.ReverseString knows, that
// look the other way in right-to-left text and are met in mail (UAX 9, rule L4).
var mirrored = map[rune]rune{'<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹', '≤': '≥', '≥': '≤'}
