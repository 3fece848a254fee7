package style

import (
	"github.com/tdewolff/parse/v2/css"
)

// mediaList reports whether a list of media queries fits (Media Queries 4); an empty one
// does.
func (d *document) mediaList(toks []token) bool {
	v := newValues(toks, false, d.media.Width)
	if v.done() {
		return true
	}
	for {
		start := v.i
		for !v.done() && v.peek().kind != css.CommaToken {
			v.skip()
		}
		one := &values{toks: v.toks[start:v.i], width: v.width}
		if d.mediaQuery(one) {
			return true
		}
		if !v.comma() {
			return false
		}
	}
}

// mediaQuery reports whether one query fits; one that is malformed never does.
func (d *document) mediaQuery(v *values) bool {
	negate := false
	fits := true
	if t := v.peek(); t.kind == css.IdentToken {
		if t.low == "not" && v.i+1 < len(v.toks) && v.toks[v.i+1].kind == css.IdentToken {
			v.i++
			negate = true
		} else if t.low == "only" {
			v.i++
		}
		if t = v.peek(); t.kind == css.IdentToken && t.low != "not" {
			v.i++
			fits = t.low == "all" || t.low == "screen"
			if v.done() {
				return fits != negate
			}
			if _, ok := v.accept("and"); !ok {
				return false
			}
		}
	}
	got, ok := d.condition(v, 0)
	return ok && v.done() && (fits && got) != negate
}

// condition reads features with not, and, or between them.
func (d *document) condition(v *values, depth int) (got, ok bool) {
	if depth > deepest {
		return false, false
	}
	if _, not := v.accept("not"); not {
		got, ok = d.mediaTerm(v, depth)
		return !got, ok
	}
	got, ok = d.mediaTerm(v, depth)
	for ok && !v.done() {
		word, joined := v.accept("and", "or")
		if !joined {
			return false, false
		}
		negated := false
		if _, not := v.accept("not"); not {
			negated = true
		}
		var next bool
		next, ok = d.mediaTerm(v, depth)
		next = next != negated
		if word == "and" {
			got = got && next
		} else {
			got = got || next
		}
	}
	return got, ok
}

// mediaTerm reads what stands in one pair of parentheses.
func (d *document) mediaTerm(v *values, depth int) (got, ok bool) {
	if v.peek().kind != css.LeftParenthesisToken {
		return false, false
	}
	in := v.arguments()
	if t := in.peek(); t.kind == css.LeftParenthesisToken || t.is("not") {
		got, ok = d.condition(in, depth+1)
		return got, ok && in.done()
	}
	return d.feature(in), true
}

// feature reports whether a media feature has the value that is asked for, in the form
// name: value, name, or with < and > (Media Queries 4, 2.4).
func (d *document) feature(in *values) bool {
	t := in.peek()
	if t.kind == css.IdentToken {
		in.i++
		if in.done() {
			have, ok := d.amount(t.low)
			return ok && have != 0 || t.low == "color" || t.low == "prefers-color-scheme"
		}
		if in.peek().kind == css.ColonToken {
			in.i++
			return d.plainFeature(t.low, in)
		}
		have, known := d.amount(t.low)
		op := in.comparison()
		want, ok := d.mediaValue(in)
		return known && ok && in.done() && compare(have, op, want)
	}
	low, ok := d.mediaValue(in)
	if !ok {
		return false
	}
	op := in.comparison()
	name := in.next()
	have, known := d.amount(name.low)
	if !known || !compare(low, op, have) {
		return false
	}
	if in.done() {
		return true
	}
	op = in.comparison()
	high, ok := d.mediaValue(in)
	return ok && in.done() && compare(have, op, high)
}

// plainFeature answers name: value.
func (d *document) plainFeature(name string, in *values) bool {
	if len(name) > 4 && (name[:4] == "min-" || name[:4] == "max-") {
		have, known := d.amount(name[4:])
		want, ok := d.mediaValue(in)
		if !known || !ok || !in.done() {
			return false
		}
		if name[:4] == "min-" {
			return have >= want
		}
		return have <= want
	}
	if len(name) > 12 && name[:12] == "-webkit-min-" {
		return d.plainFeature("min-"+name[12:], in)
	}
	if len(name) > 12 && name[:12] == "-webkit-max-" {
		return d.plainFeature("max-"+name[12:], in)
	}
	if have, known := d.amount(name); known {
		want, ok := d.mediaValue(in)
		return ok && in.done() && have == want
	}
	answer := map[string]string{"orientation": "portrait", "hover": "hover", "any-hover": "hover", "pointer": "fine", "any-pointer": "fine",
		"prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference", "scripting": "none", "update": "fast",
		"prefers-color-scheme": "light", "display-mode": "browser", "forced-colors": "none", "inverted-colors": "none"}[name]
	if name == "prefers-color-scheme" && d.media.Dark {
		answer = "dark"
	}
	if name == "orientation" && d.media.Width > viewportHeight {
		answer = "landscape"
	}
	return answer != "" && in.next().is(answer) && in.done()
}

// amount is the value of a feature that is a length or a number.
func (d *document) amount(name string) (float64, bool) {
	switch name {
	case "width", "device-width":
		return d.media.Width, true
	case "height", "device-height":
		return viewportHeight, true
	case "aspect-ratio", "device-aspect-ratio":
		return d.media.Width / viewportHeight, true
	case "device-pixel-ratio", "-webkit-device-pixel-ratio", "resolution":
		return 1, true
	case "color":
		return 8, true
	case "monochrome", "color-index", "grid":
		return 0, true
	}
	return 0, false
}

// mediaValue takes a length in pixels, a ratio, a resolution or a number.
func (d *document) mediaValue(in *values) (float64, bool) {
	t := in.peek()
	switch t.kind {
	case css.NumberToken:
		in.i++
		if in.slash() {
			below, ok := in.number()
			return t.num / max(below, 1e-6), ok
		}
		return t.num, true
	case css.DimensionToken:
		switch t.low {
		case "dppx", "x":
			in.i++
			return t.num, true
		case "dpi":
			in.i++
			return t.num / 96, true
		case "dpcm":
			in.i++
			return t.num * 2.54 / 96, true
		}
	}
	m, ok := in.measure(minus)
	return m.px + (m.em+m.rem)*mediumSize + m.vw*d.media.Width/100 + m.vh*viewportHeight/100, ok && !m.auto
}

// comparison takes <, >, <=, >= or =.
func (v *values) comparison() string {
	var op string
	for v.peek().kind == css.DelimToken && len(op) < 2 {
		op += v.next().text
	}
	return op
}

func compare(a float64, op string, b float64) bool {
	switch op {
	case "<":
		return a < b
	case ">":
		return a > b
	case "<=":
		return a <= b
	case ">=":
		return a >= b
	case "=":
		return a == b
	}
	return false
}
