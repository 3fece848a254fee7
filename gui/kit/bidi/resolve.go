package bidi

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// resolve works out the levels of one isolating run sequence (UAX 9, W1 to I2).
func (p *paragraph) resolve(s sequence) {
	p.weak(s)
	p.brackets(s)
	p.neutral(s)
	for _, i := range s.at {
		switch c := p.class[i]; {
		case s.level&1 == 0 && c == bidi.R, s.level&1 == 1 && (c == bidi.L || c == bidi.EN || c == bidi.AN):
			p.level[i]++
		case s.level&1 == 0 && (c == bidi.AN || c == bidi.EN):
			p.level[i] += 2
		}
	}
}

// weak is W1 to W7.
func (p *paragraph) weak(s sequence) {
	c := p.class
	before := s.sos // W1
	for _, i := range s.at {
		if c[i] == bidi.NSM {
			switch before {
			case bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
				c[i] = bidi.ON
			default:
				c[i] = before
			}
		}
		before = c[i]
	}
	strong := s.sos // W2, W3
	for _, i := range s.at {
		switch c[i] {
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.AL:
			strong, c[i] = bidi.AL, bidi.R
		case bidi.EN:
			if strong == bidi.AL {
				c[i] = bidi.AN
			}
		}
	}
	for k, i := range s.at { // W4
		if k == 0 || k+1 == len(s.at) {
			continue
		}
		a, b := c[s.at[k-1]], c[s.at[k+1]]
		if a == b && (a == bidi.EN && (c[i] == bidi.ES || c[i] == bidi.CS) || a == bidi.AN && c[i] == bidi.CS) {
			c[i] = a
		}
	}
	for k := 0; k < len(s.at); { // W5, W6
		if c[s.at[k]] != bidi.ET {
			if x := c[s.at[k]]; x == bidi.ES || x == bidi.CS {
				c[s.at[k]] = bidi.ON
			}
			k++
			continue
		}
		end := k
		for end < len(s.at) && c[s.at[end]] == bidi.ET {
			end++
		}
		to := bidi.ON
		if k > 0 && c[s.at[k-1]] == bidi.EN || end < len(s.at) && c[s.at[end]] == bidi.EN {
			to = bidi.EN
		}
		for ; k < end; k++ {
			c[s.at[k]] = to
		}
	}
	strong = s.sos // W7
	for _, i := range s.at {
		switch c[i] {
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
	}
}

// direction is the strong type that a class counts as for brackets and neutrals; ON for none.
func direction(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN, bidi.AL:
		return bidi.R
	}
	return bidi.ON
}

// brackets is N0: a pair of brackets takes one direction.
func (p *paragraph) brackets(s sequence) {
	closes := p.pairs(s)
	if len(closes) == 0 {
		return
	}
	embedding := bidi.L
	if s.level&1 == 1 {
		embedding = bidi.R
	}
	// left and right count the strong signs before each place.
	left, right := make([]int32, len(s.at)+1), make([]int32, len(s.at)+1)
	for k, i := range s.at {
		left[k+1], right[k+1] = left[k], right[k]
		switch direction(p.class[i]) {
		case bidi.L:
			left[k+1]++
		case bidi.R:
			right[k+1]++
		}
	}
	context := s.sos
	for k, i := range s.at {
		if end, ok := closes[int32(k)]; ok {
			l, r := left[end]-left[k+1] > 0, right[end]-right[k+1] > 0
			to := bidi.ON
			switch {
			case l && embedding == bidi.L, r && embedding == bidi.R:
				to = embedding
			case l || r:
				to = embedding
				if opposite := opposite(embedding); context == opposite {
					to = opposite
				}
			}
			if to != bidi.ON {
				for _, at := range []int32{int32(k), end} {
					p.class[s.at[at]] = to
					for m := at + 1; int(m) < len(s.at) && p.first[s.at[m]] == bidi.NSM; m++ {
						p.class[s.at[m]] = to
					}
				}
			}
		}
		if d := direction(p.class[i]); d != bidi.ON {
			context = d
		}
	}
}

func opposite(c bidi.Class) bidi.Class {
	if c == bidi.L {
		return bidi.R
	}
	return bidi.L
}

// pairs are the places of the opening brackets of a sequence with those that close them
// (BD16).
func (p *paragraph) pairs(s sequence) map[int32]int32 {
	type opened struct {
		closing rune
		at      int32
	}
	var stack []opened
	var out map[int32]int32
	for k, i := range s.at {
		if p.class[i] != bidi.ON {
			continue
		}
		text := p.text[p.offset[i]:]
		r, n := utf8.DecodeRuneInString(text)
		if r < 0x28 {
			continue
		}
		pr, _ := bidi.LookupString(text)
		if !pr.IsBracket() {
			continue
		}
		if pr.IsOpeningBracket() {
			if len(stack) == 63 {
				return out
			}
			stack = append(stack, opened{closing(r, text[:n]), int32(k)})
			continue
		}
		for j := len(stack) - 1; j >= 0; j-- {
			if stack[j].closing == sameBracket(r) {
				if out == nil {
					out = map[int32]int32{}
				}
				out[stack[j].at] = int32(k)
				stack = stack[:j]
				break
			}
		}
	}
	return out
}

// closing is the bracket that closes an opening one, which bidi tells by turning it round.
func closing(r rune, text string) rune {
	switch r {
	case '(':
		return ')'
	case '[':
		return ']'
	case '{':
		return '}'
	}
	other, _ := utf8.DecodeRuneInString(bidi.ReverseString(text))
	return sameBracket(other)
}

// sameBracket makes one of brackets that are canonically the same.
func sameBracket(r rune) rune {
	if r == 0x232a {
		return 0x3009
	}
	return r
}

// neutral is N1 and N2.
func (p *paragraph) neutral(s sequence) {
	embedding := bidi.L
	if s.level&1 == 1 {
		embedding = bidi.R
	}
	before := s.sos
	for k := 0; k < len(s.at); {
		if d := direction(p.class[s.at[k]]); d != bidi.ON {
			before = d
			k++
			continue
		}
		end := k
		for end < len(s.at) && direction(p.class[s.at[end]]) == bidi.ON {
			end++
		}
		after := s.eos
		if end < len(s.at) {
			after = direction(p.class[s.at[end]])
		}
		to := embedding
		if before == after {
			to = before
		}
		for ; k < end; k++ {
			p.class[s.at[k]] = to
		}
	}
}
