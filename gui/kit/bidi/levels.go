package bidi

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// maxDepth is how deep directions nest (UAX 9, BD2).
const maxDepth = 125

// Levels are the embedding levels of a text, one for each octet: even ones run from left
// to right, odd ones from right to left (Unicode Bidirectional Algorithm, UAX 9). rtl is
// the direction of the paragraphs, which line feeds part. nil stands for level 0 throughout,
// which is the quick answer for most text.
//
// x/text/unicode/bidi tells the classes of the signs but not the levels, without which
// numbers and quotations inside right-to-left text cannot be put into their order, and its
// algorithm takes time in the square of the length for some text.
//
// A layout asks for the levels of a paragraph's whole text (with U+FFFC for pictures, and
// for elements with a direction of their own U+2066..2069 around their text), breaks lines,
// and puts each line into its order by Line, or by LineLevels and Order where its pieces are
// its own.
func Levels(text string, rtl bool) []uint8 {
	if !rtl && !HasRTL(text) {
		return nil
	}
	out := make([]uint8, len(text))
	start := 0
	for at := 0; at < len(text); {
		p, n := bidi.LookupString(text[at:])
		n = max(n, 1)
		at += n
		if p.Class() == bidi.B && n > 0 || at >= len(text) {
			paragraphLevels(out[start:at], text[start:at], rtl)
			start = at
		}
	}
	return out
}

// paragraph is one paragraph while its levels are worked out.
type paragraph struct {
	text    string
	base    uint8
	offset  []int32 // of each rune
	class   []bidi.Class
	first   []bidi.Class // as looked up
	level   []uint8
	match   []int32 // of an isolate initiator its PDI, and the other way round; -1 for none
	removed []bool  // X9
}

func paragraphLevels(out []uint8, text string, rtl bool) {
	p := &paragraph{text: text}
	if rtl {
		p.base = 1
	}
	n := utf8.RuneCountInString(text)
	p.offset, p.class = make([]int32, 0, n), make([]bidi.Class, 0, n)
	for i := 0; i < len(text); {
		pr, size := bidi.LookupString(text[i:])
		if size == 0 {
			size = 1
		}
		p.offset, p.class = append(p.offset, int32(i)), append(p.class, pr.Class())
		i += size
	}
	p.first = append([]bidi.Class(nil), p.class...)
	p.level, p.removed = make([]uint8, len(p.class)), make([]bool, len(p.class))
	p.matchIsolates()
	p.explicit()
	for _, seq := range p.sequences() {
		p.resolve(seq)
	}
	last := p.base
	for i := range p.class {
		if p.removed[i] {
			p.level[i] = last
		}
		last = p.level[i]
		end := len(text)
		if i+1 < len(p.offset) {
			end = int(p.offset[i+1])
		}
		for k := int(p.offset[i]); k < end; k++ {
			out[k] = last
		}
	}
}

// matchIsolates finds the PDI of each isolate initiator (BD9).
func (p *paragraph) matchIsolates() {
	p.match = make([]int32, len(p.class))
	var open []int32
	for i, c := range p.class {
		p.match[i] = -1
		switch c {
		case bidi.LRI, bidi.RLI, bidi.FSI:
			open = append(open, int32(i))
		case bidi.PDI:
			if k := len(open); k > 0 {
				p.match[i], p.match[open[k-1]] = open[k-1], int32(i)
				open = open[:k-1]
			}
		}
	}
}

// firstStrong is the direction of what an FSI holds (X5c).
func (p *paragraph) firstStrong(i int) bidi.Class {
	end := len(p.first)
	if m := p.match[i]; m >= 0 {
		end = int(m)
	}
	for k := i + 1; k < end; k++ {
		switch p.first[k] {
		case bidi.L:
			return bidi.LRI
		case bidi.R, bidi.AL:
			return bidi.RLI
		case bidi.LRI, bidi.RLI, bidi.FSI:
			if p.match[k] < 0 {
				return bidi.LRI
			}
			k = int(p.match[k])
		}
	}
	return bidi.LRI
}

// explicit works out the levels of embeddings, overrides and isolates (X1 to X8).
func (p *paragraph) explicit() {
	type status struct {
		level    uint8
		override bidi.Class
		isolate  bool
	}
	const neutral = bidi.ON
	stack := []status{{p.base, neutral, false}}
	overIsolates, overEmbeddings, isolates := 0, 0, 0
	next := func(odd bool) uint8 {
		l := stack[len(stack)-1].level
		if odd {
			return (l + 1) | 1
		}
		return (l + 2) &^ 1
	}
	for i, c := range p.class {
		top := stack[len(stack)-1]
		if c == bidi.FSI {
			c = p.firstStrong(i)
		}
		switch c {
		case bidi.RLE, bidi.LRE, bidi.RLO, bidi.LRO:
			p.removed[i] = true
			odd := c == bidi.RLE || c == bidi.RLO
			if l := next(odd); l <= maxDepth && overIsolates == 0 && overEmbeddings == 0 {
				s := status{l, neutral, false}
				switch c {
				case bidi.RLO:
					s.override = bidi.R
				case bidi.LRO:
					s.override = bidi.L
				}
				stack = append(stack, s)
			} else if overIsolates == 0 {
				overEmbeddings++
			}
		case bidi.RLI, bidi.LRI:
			p.level[i] = top.level
			if top.override != neutral {
				p.class[i] = top.override
			}
			if l := next(c == bidi.RLI); l <= maxDepth && overIsolates == 0 && overEmbeddings == 0 {
				isolates++
				stack = append(stack, status{l, neutral, true})
			} else {
				overIsolates++
			}
		case bidi.PDI:
			switch {
			case overIsolates > 0:
				overIsolates--
			case isolates > 0:
				overEmbeddings = 0
				for !stack[len(stack)-1].isolate {
					stack = stack[:len(stack)-1]
				}
				stack = stack[:len(stack)-1]
				isolates--
			}
			top = stack[len(stack)-1]
			p.level[i] = top.level
			if top.override != neutral {
				p.class[i] = top.override
			}
		case bidi.PDF:
			p.removed[i] = true
			switch {
			case overIsolates > 0:
			case overEmbeddings > 0:
				overEmbeddings--
			case !top.isolate && len(stack) > 1:
				stack = stack[:len(stack)-1]
			}
		case bidi.B:
			p.level[i] = p.base
		case bidi.BN:
			p.removed[i] = true
		default:
			p.level[i] = top.level
			if top.override != neutral {
				p.class[i] = top.override
			}
		}
	}
}

// sequence is an isolating run sequence (BD13): its runes, and what stands before and after.
type sequence struct {
	at       []int32
	sos, eos bidi.Class
	level    uint8
}

func (p *paragraph) sequences() []sequence {
	type run struct{ at []int32 }
	var runs []run
	runOf := make([]int32, len(p.class))
	last := -1
	for i := range p.class {
		if p.removed[i] {
			continue
		}
		if last < 0 || p.level[i] != p.level[last] {
			runs = append(runs, run{})
		}
		r := &runs[len(runs)-1]
		r.at = append(r.at, int32(i))
		runOf[i] = int32(len(runs) - 1)
		last = i
	}
	isInitiator := func(i int32) bool {
		c := p.first[i]
		return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI
	}
	dir := func(a, b uint8) bidi.Class {
		if max(a, b)&1 == 1 {
			return bidi.R
		}
		return bidi.L
	}
	var out []sequence
	for k, r := range runs {
		if f := r.at[0]; p.first[f] == bidi.PDI && p.match[f] >= 0 {
			continue // it goes on from its initiator's run
		}
		s := sequence{level: p.level[r.at[0]]}
		before, after := p.base, p.base
		if k > 0 {
			before = p.level[runs[k-1].at[0]]
		}
		at := k
		for {
			s.at = append(s.at, runs[at].at...)
			end := s.at[len(s.at)-1]
			if !isInitiator(end) {
				if at+1 < len(runs) {
					after = p.level[runs[at+1].at[0]]
				}
				break
			}
			if p.match[end] < 0 {
				break
			}
			at = int(runOf[p.match[end]])
		}
		s.sos, s.eos = dir(s.level, before), dir(s.level, after)
		out = append(out, s)
	}
	return out
}
