// Package bidi puts text written from right to left, and what is mixed with it, into the
// order in which it is seen: the Unicode Bidirectional Algorithm (UAX 9). It draws nothing.
package bidi

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// HasRTL reports whether any sign of text runs from right to left or changes directions. It
// is quick for text that holds none.
func HasRTL(text string) bool {
	for i := 0; i < len(text); {
		if text[i] < 0xd6 { // below U+0590 in UTF-8
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r >= 0x590 && r <= 0x8ff || r >= 0x200e && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 ||
			r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff {
			return true
		}
		i += n
	}
	return false
}

// RightToLeft reports whether the first letter of text that has a direction runs from
// right to left (UAX 9, P2 and P3): the direction of a paragraph that says none.
func RightToLeft(text string) bool {
	isolates := 0
	for i := 0; i < len(text); {
		if text[i] < 0x80 {
			if c := text[i] | 0x20; isolates == 0 && c >= 'a' && c <= 'z' {
				return false
			}
			i++
			continue
		}
		p, n := bidi.LookupString(text[i:])
		i += max(n, 1)
		switch p.Class() {
		case bidi.LRI, bidi.RLI, bidi.FSI:
			isolates++
		case bidi.PDI:
			isolates = max(isolates-1, 0)
		case bidi.L, bidi.R, bidi.AL:
			if isolates == 0 {
				return p.Class() != bidi.L
			}
		}
	}
	return false
}

// Strong reports whether any sign of text has a direction by itself (UAX 9, table 4).
func Strong(text string) bool {
	for i := 0; i < len(text); {
		p, n := bidi.LookupString(text[i:])
		switch p.Class() {
		case bidi.L, bidi.R, bidi.AL:
			return true
		}
		i += max(n, 1)
	}
	return false
}

// LineLevels are the levels of the line from start to end of a text whose levels are given:
// blanks at the line's end and tabs have the direction of the paragraph (UAX 9, L1). levels
// may be nil, as Levels returns them; then so is the result, if rtl is false.
func LineLevels(text string, levels []uint8, start, end int, rtl bool) []uint8 {
	if levels == nil && !rtl {
		return nil
	}
	out := make([]uint8, end-start)
	base := uint8(0)
	if rtl {
		base = 1
	}
	if levels != nil {
		copy(out, levels[start:end])
	}
	blanks := start // where the blanks that reach up to i begin
	for i := start; i < end; {
		p, n := bidi.LookupString(text[i:end])
		n = max(n, 1)
		switch p.Class() {
		case bidi.S, bidi.B:
			fill(out[blanks-start:i+n-start], base)
			blanks = i + n
		case bidi.WS, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI, bidi.BN, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF:
		default:
			blanks = i + n
		}
		i += n
	}
	fill(out[blanks-start:], base)
	return out
}

func fill(levels []uint8, to uint8) {
	for i := range levels {
		levels[i] = to
	}
}

// Order tells in which order the pieces of a line stand, from left to right: the indices
// of the given levels, one for each piece (UAX 9, L2). A piece is of one level throughout.
//
//	Order(0, 1, 2, 1) = 0, 3, 2, 1
func Order(levels []uint8) []int {
	out := make([]int, len(levels))
	highest, odd := uint8(0), uint8(255)
	for i, l := range levels {
		out[i] = i
		highest = max(highest, l)
		if l&1 == 1 {
			odd = min(odd, l)
		}
	}
	for l := highest; l >= odd && l > 0; l-- {
		for i := 0; i < len(levels); {
			if levels[i] < l {
				i++
				continue
			}
			end := i
			for end < len(levels) && levels[end] >= l {
				end++
			}
			slices.Reverse(out[i:end])
			i = end
		}
	}
	return out
}

// A Piece is a part of a text in one direction, in octets.
type Piece struct {
	Start, End int
	RTL        bool
}

// Line cuts the line from start to end of a text into pieces of one direction, from
// left to right as they are seen. The blanks at the line's end are part of it.
func Line(text string, levels []uint8, start, end int, rtl bool) []Piece {
	if start >= end {
		return nil
	}
	line := LineLevels(text, levels, start, end, rtl)
	if line == nil {
		return []Piece{{start, end, false}}
	}
	var runs []Piece
	var of []uint8
	for i := 0; i < len(line); {
		k := i
		for k < len(line) && line[k] == line[i] {
			k++
		}
		runs, of = append(runs, Piece{start + i, start + k, line[i]&1 == 1}), append(of, line[i])
		i = k
	}
	out := make([]Piece, len(runs))
	for k, i := range Order(of) {
		out[k] = runs[i]
	}
	return out
}

// Visual is Line for a text that is one line and one paragraph.
func Visual(text string, rtl bool) []Piece {
	return Line(text, Levels(text, rtl), 0, len(text), rtl)
}
