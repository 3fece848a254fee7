// Package bidi puts lines that hold text written from right to left into the order
// in which they are seen, since Fyne does not.
package bidi

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Piece is a part of a line that is drawn in one go, in bytes of the line.
type Piece struct {
	Start, End int
	RTL        bool
}

// RightToLeft reports whether a paragraph runs from right to left: whether its
// first strong character does (UAX 9, rules P2 and P3).
func RightToLeft(text string) bool {
	for i := 0; i < len(text); {
		if text[i] < 0x80 {
			if c := text[i] | 0x20; c >= 'a' && c <= 'z' {
				return false
			}
			i++
			continue
		}
		p, n := bidi.LookupString(text[i:])
		if n == 0 {
			return false
		}
		switch p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
		i += n
	}
	return false
}

// HasRTL reports whether any character runs from right to left. It is quick for
// text that holds none.
func HasRTL(text string) bool {
	for i := 0; i < len(text); {
		if text[i] < 0xd6 { // below U+0590 in UTF-8
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff {
			return true
		}
		i += n
	}
	return false
}

// Visual cuts a line into pieces of one direction, from left to right as they
// are to be seen. rtl is the direction of the paragraph.
//
// Fyne shapes what it is given well but places runs of different direction or
// font in the order of the text, so it is only given pieces in which that order
// is right.
func Visual(text string, rtl bool) []Piece {
	if text == "" {
		return nil
	}
	if !rtl && !HasRTL(text) {
		return []Piece{{0, len(text), false}}
	}
	// A mark in front decides the direction, as the package lets the first strong
	// character of the text decide.
	mark := "\u200e"
	if rtl {
		mark = "\u200f"
	}
	var p bidi.Paragraph
	if _, err := p.SetString(mark + text); err != nil {
		return []Piece{{0, len(text), false}}
	}
	order, err := p.Order()
	if err != nil || order.NumRuns() == 0 {
		return []Piece{{0, len(text), false}}
	}
	var runs []Piece // in the order of the text
	at := -len(mark)
	for i := range order.NumRuns() {
		run := order.Run(i)
		end := min(at+len(run.String()), len(text))
		if start := max(at, 0); end > start {
			runs = append(runs, Piece{start, end, run.Direction() == bidi.RightToLeft})
		}
		at = end
	}
	if at < len(text) { // the package left something out: do not lose it
		runs = append(runs, Piece{max(at, 0), len(text), rtl})
	}
	var out []Piece
	if rtl {
		for i := len(runs) - 1; i >= 0; i-- {
			out = appendRun(out, text, runs[i])
		}
		return out
	}
	for i := 0; i < len(runs); {
		if !runs[i].RTL {
			out = append(out, runs[i])
			i++
			continue
		}
		// Numbers between right-to-left runs belong to them (UAX 9, rule L2).
		j := i
		for j+2 < len(runs) && runs[j+2].RTL && isNumber(text[runs[j+1].Start:runs[j+1].End]) {
			j += 2
		}
		for k := j; k >= i; k-- {
			out = appendRun(out, text, runs[k])
		}
		i = j + 1
	}
	return out
}

// appendRun appends a run, cut where letters give way to signs that another font
// may draw.
func appendRun(out []Piece, text string, run Piece) []Piece {
	if !run.RTL {
		return append(out, run)
	}
	var parts []Piece
	known, letters, start := false, false, run.Start
	for i, r := range text[run.Start:run.End] {
		i += run.Start
		if r == ' ' || unicode.Is(unicode.M, r) || r == 0x200c || r == 0x200d {
			continue
		}
		is := r >= 0x590 && r < 0x2000 || r >= 0xfb1d
		if known && is != letters {
			parts = append(parts, Piece{start, i, true})
			start = i
		}
		known, letters = true, is
	}
	parts = append(parts, Piece{start, run.End, true})
	for i := len(parts) - 1; i >= 0; i-- {
		out = append(out, parts[i])
	}
	return out
}

func isNumber(s string) bool {
	for _, r := range s {
		if !unicode.IsDigit(r) && r != '.' && r != ',' && r != ':' && r != '/' && r != '-' && r != '+' && r != ' ' && r != '%' {
			return false
		}
	}
	return true
}

// Shown is what is handed to Fyne to draw a piece. Signs without direction of
// their own that stand in a right-to-left piece are turned round here, because
// Fyne would take them for left-to-right text.
func Shown(text string, rtl bool) string {
	if !rtl || HasRTL(text) {
		return text
	}
	r := []rune(bidi.ReverseString(text))
	for i := range r {
		if m, ok := mirrored[r[i]]; ok {
			r[i] = m
		}
	}
	return string(r)
}

// mirrored are the signs other than brackets, which bidi.ReverseString knows, that
// look the other way in right-to-left text and are met in mail (UAX 9, rule L4).
var mirrored = map[rune]rune{'<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹', '≤': '≥', '≥': '≤'}
