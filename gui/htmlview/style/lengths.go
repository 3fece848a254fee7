package style

import (
	"math"

	"github.com/tdewolff/parse/v2/css"
)

// A measure is a length as it is written: a sum of its units, as calc() can make one
// (CSS Values 4, 6 and 10).
type measure struct {
	px, pct, em, rem, vw, vh float64
	auto                     bool // auto, none, normal
	percent                  bool // has a percentage
	quirky                   bool // a default margin that quirks mode drops at the edges of cells
}

const (
	exEm           = 0.536 // Noto Sans' x-height and the width of its 0, in em
	chEm           = 0.572
	viewportHeight = 800 // what vh stands for: the pane grows with the page
)

// units are the units of length: what one is in measure's terms.
var units = map[string]measure{
	"px": {px: 1}, "pt": {px: 4. / 3}, "pc": {px: 16}, "in": {px: 96}, "cm": {px: 96 / 2.54}, "mm": {px: 96 / 25.4}, "q": {px: 96 / 101.6},
	"em": {em: 1}, "ex": {em: exEm}, "ch": {em: chEm}, "rem": {rem: 1}, "__qem": {em: 1, quirky: true},
	"vw": {vw: 1}, "vh": {vh: 1}, "vmin": {vw: 1}, "vmax": {vh: 1}, "vi": {vw: 1}, "vb": {vh: 1},
	"svw": {vw: 1}, "svh": {vh: 1}, "lvw": {vw: 1}, "lvh": {vh: 1}, "dvw": {vw: 1}, "dvh": {vh: 1},
}

func (m measure) times(f float64) measure {
	return measure{px: m.px * f, pct: m.pct * f, em: m.em * f, rem: m.rem * f, vw: m.vw * f, vh: m.vh * f, percent: m.percent, quirky: m.quirky}
}

func (m measure) plus(o measure) measure {
	return measure{px: m.px + o.px, pct: m.pct + o.pct, em: m.em + o.em, rem: m.rem + o.rem, vw: m.vw + o.vw, vh: m.vh + o.vh,
		percent: m.percent || o.percent}
}

// pixels are the parts of a measure that are no percentage, for a size of letters.
func (m measure) pixels(c *computing, font float64) float64 {
	v := m.px + m.em*font + m.rem*c.doc.rootSize + m.vw*c.doc.media.Width/100 + m.vh*viewportHeight/100
	return max(-largest, min(largest, v))
}

// length is the computed value for the element's own size of letters.
func (m measure) length(c *computing) Length {
	if m.auto {
		return Length{}
	}
	px := m.pixels(c, c.Font.Size)
	if m.percent {
		return Length{Kind: Percent, V: m.pct, Plus: px}
	}
	return Length{Kind: Px, V: px}
}

// negative reports whether a plain length or percentage is below zero; sums are clamped later.
func (m measure) negative() bool {
	return m.px < 0 || m.pct < 0 || m.em < 0 || m.rem < 0 || m.vw < 0 || m.vh < 0
}

// Which lengths a property takes.
const (
	percents = 1 << iota // percentages
	autos                // auto
	nones                // none
	minus                // below zero
	unitless             // in quirks mode
	fits                 // min-content, max-content, fit-content: as auto
)

// measure takes a length where one is next.
func (v *values) measure(takes int) (measure, bool) {
	t, at := v.peek(), v.i
	var m measure
	switch t.kind {
	case css.IdentToken:
		ok := t.low == "auto" && takes&autos != 0 || t.low == "none" && takes&nones != 0
		switch t.low {
		case "min-content", "max-content", "fit-content", "-webkit-fit-content", "-webkit-fill-available", "-webkit-max-content", "-webkit-min-content", "stretch":
			ok = takes&fits != 0
		}
		if ok {
			v.i++
		}
		return measure{auto: true}, ok
	case css.NumberToken:
		if t.num != 0 && (takes&unitless == 0 || !v.quirks) {
			return m, false
		}
		m.px = t.num
		v.i++
	case css.PercentageToken:
		if takes&percents == 0 {
			return m, false
		}
		m = measure{pct: t.num, percent: true}
		v.i++
	case css.DimensionToken:
		unit, ok := units[t.low]
		if !ok {
			return m, false
		}
		m = unit.times(t.num)
		v.i++
	case css.FunctionToken:
		switch t.low {
		case "fit-content":
			v.arguments()
			return measure{auto: true}, takes&fits != 0
		case "calc", "-webkit-calc", "min", "max", "clamp":
		default:
			return m, false
		}
		got, ok := v.calc(0)
		if !ok || got.number || got.m.percent && takes&percents == 0 {
			v.i = at
			return m, false
		}
		return got.m, true
	default:
		return m, false
	}
	if takes&minus == 0 && m.negative() {
		v.i = at
		return m, false
	}
	return m, true
}

// A term is a length or a plain number within calc().
type term struct {
	m      measure
	number bool // only m.px counts, and has no unit
}

// deepest is how deep functions may nest in a value.
const deepest = 16

// calc takes a math function, which is next (CSS Values 4, 10).
func (v *values) calc(depth int) (term, bool) {
	if depth > deepest {
		return term{}, false
	}
	name := v.peek().low
	in := v.arguments()
	first, ok := in.sum(depth)
	if !ok {
		return term{}, false
	}
	if name == "calc" || name == "-webkit-calc" || name == "" || name == "(" {
		return first, in.done()
	}
	all := []term{first}
	for in.comma() {
		next, ok := in.sum(depth)
		if !ok || next.number != first.number {
			return term{}, false
		}
		all = append(all, next)
	}
	if !in.done() {
		return term{}, false
	}
	pick := func(a, b term, larger bool) term {
		if (v.roughly(b.m) > v.roughly(a.m)) == larger {
			return b
		}
		return a
	}
	switch {
	case name == "clamp" && len(all) == 3:
		return pick(all[0], pick(all[1], all[2], false), true), true
	case name == "min" || name == "max":
		best := all[0]
		for _, t := range all[1:] {
			best = pick(best, t, name == "max")
		}
		return best, true
	}
	return term{}, false
}

// roughly is how long a measure is in a pane of the page's width and in medium letters.
func (v *values) roughly(m measure) float64 {
	return m.px + (m.em+m.rem)*mediumSize + (m.pct+m.vw)*v.width/100 + m.vh*viewportHeight/100
}

// sum takes terms with + and - between them.
func (v *values) sum(depth int) (term, bool) {
	left, ok := v.product(depth)
	for ok {
		t, sign := v.peek(), 1.0
		switch {
		case t.delim("+"):
			v.i++
		case t.delim("-"):
			v.i++
			sign = -1
		default:
			return left, true
		}
		var right term
		right, ok = v.product(depth)
		if !ok || right.number != left.number {
			return term{}, false
		}
		left.m = left.m.plus(right.m.times(sign))
	}
	return term{}, false
}

// product takes factors with * and / between them.
func (v *values) product(depth int) (term, bool) {
	left, ok := v.factor(depth)
	for ok {
		t := v.peek()
		if !t.delim("*") && !t.delim("/") {
			return left, true
		}
		v.i++
		var right term
		right, ok = v.factor(depth)
		switch {
		case !ok || !left.number && !right.number:
			return term{}, false
		case t.delim("/"):
			if !right.number || right.m.px == 0 {
				return term{}, false
			}
			left.m = left.m.times(1 / right.m.px)
		case right.number:
			left.m = left.m.times(right.m.px)
		default:
			left = term{m: right.m.times(left.m.px)}
		}
		if math.IsInf(left.m.px, 0) || left.m.px != left.m.px {
			return term{}, false
		}
	}
	return term{}, false
}

func (v *values) factor(depth int) (term, bool) {
	t := v.peek()
	switch t.kind {
	case css.NumberToken:
		v.i++
		return term{m: measure{px: t.num}, number: true}, true
	case css.LeftParenthesisToken:
		return v.calc(depth + 1)
	case css.FunctionToken:
		switch t.low {
		case "calc", "-webkit-calc", "min", "max", "clamp":
			return v.calc(depth + 1)
		}
		return term{}, false
	}
	m, ok := v.measure(percents | minus)
	return term{m: m}, ok
}

// number takes a plain number, or calc() that makes one.
func (v *values) number() (float64, bool) {
	switch t := v.peek(); t.kind {
	case css.NumberToken:
		v.i++
		return t.num, true
	case css.FunctionToken:
		at := v.i
		if got, ok := v.calc(0); ok && got.number {
			return got.m.px, true
		}
		v.i = at
	}
	return 0, false
}
