package style

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/image/colornames"
)

// An ink is a color as it is written: one of its own, or that of the element's text.
type ink struct {
	color   color.NRGBA
	current bool
}

// of is the color for an element.
func (k ink) of(c *Computed) color.NRGBA {
	if k.current {
		return c.Color
	}
	return k.color
}

// system are the system colors (CSS Color 4, 6.2) as browsers have them by default.
var system = map[string]color.NRGBA{
	"canvas": {255, 255, 255, 255}, "canvastext": {0, 0, 0, 255}, "linktext": {0, 0, 238, 255}, "visitedtext": {85, 26, 139, 255},
	"activetext": {255, 0, 0, 255}, "buttonface": {239, 239, 239, 255}, "buttontext": {0, 0, 0, 255}, "buttonborder": {0, 0, 0, 255},
	"field": {255, 255, 255, 255}, "fieldtext": {0, 0, 0, 255}, "highlight": {181, 213, 255, 255}, "highlighttext": {0, 0, 0, 255},
	"mark": {255, 255, 0, 255}, "marktext": {0, 0, 0, 255}, "graytext": {128, 128, 128, 255}, "accentcolor": {0, 117, 255, 255}, "accentcolortext": {255, 255, 255, 255},
	"window": {255, 255, 255, 255}, "windowtext": {0, 0, 0, 255}, "infotext": {0, 0, 0, 255}, "infobackground": {255, 255, 255, 255},
	"menu": {255, 255, 255, 255}, "menutext": {0, 0, 0, 255}, "threedface": {192, 192, 192, 255}, "background": {255, 255, 255, 255},
	"captiontext": {0, 0, 0, 255}, "inactiveborder": {192, 192, 192, 255}, "-webkit-link": {0, 0, 238, 255}, "-webkit-text": {0, 0, 0, 255},
	"rebeccapurple": {102, 51, 153, 255},
}

// namedColor is a color by its name in lower case.
func namedColor(name string) (color.NRGBA, bool) {
	if c, ok := colornames.Map[name]; ok {
		return color.NRGBA(c), true
	}
	if name == "transparent" {
		return color.NRGBA{}, true
	}
	c, ok := system[name]
	return c, ok
}

// hexColor reads 3, 4, 6 or 8 hexadecimal digits (CSS Color 4, 5.2).
func hexColor(s string) (color.NRGBA, bool) {
	n := len(s)
	if n != 3 && n != 4 && n != 6 && n != 8 {
		return color.NRGBA{}, false
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return color.NRGBA{}, false
	}
	if n <= 4 {
		var wide uint64
		for i := n - 1; i >= 0; i-- {
			wide = wide<<8 | (v>>(4*i)&15)*17
		}
		v = wide
	}
	if n == 3 || n == 6 {
		v = v<<8 | 255
	}
	return color.NRGBA{uint8(v >> 24), uint8(v >> 16), uint8(v >> 8), uint8(v)}, true
}

// ink takes a color where one is next (CSS Color 4).
func (v *values) ink() (ink, bool) {
	t, at := v.peek(), v.i
	switch t.kind {
	case css.HashToken:
		c, ok := hexColor(t.text)
		if ok {
			v.i++
		}
		return ink{color: c}, ok
	case css.IdentToken:
		if t.low == "currentcolor" {
			v.i++
			return ink{current: true}, true
		}
		c, ok := namedColor(t.low)
		if !ok && v.quirks && (len(t.text) == 3 || len(t.text) == 6) {
			c, ok = hexColor(t.text)
		}
		if ok {
			v.i++
		}
		return ink{color: c}, ok
	case css.NumberToken, css.DimensionToken:
		// Quirks Mode, 3.2: digits that begin a color without its #.
		if !v.quirks {
			return ink{}, false
		}
		if t.num < 0 || t.num != math.Trunc(t.num) || t.kind == css.NumberToken && strings.ContainsAny(t.text, ".eE+") {
			return ink{}, false
		}
		s := t.text
		if t.kind == css.DimensionToken {
			s = strconv.FormatFloat(t.num, 'f', -1, 64) + t.text
		}
		s = strings.Repeat("0", max(0, 6-len(s))) + s
		if c, ok := hexColor(s); ok && len(s) == 6 {
			v.i++
			return ink{color: c}, true
		}
	case css.FunctionToken:
		c, ok := v.colorFunction(0)
		if ok {
			return c, true
		}
		v.i = at
	}
	return ink{}, false
}

// colorFunction takes rgb(), hsl(), hwb(), color-mix() and their kind, old and new syntax.
func (v *values) colorFunction(depth int) (ink, bool) {
	name := v.peek().low
	switch name {
	case "rgb", "rgba", "hsl", "hsla", "hwb":
	case "light-dark":
		in := v.arguments()
		c, ok := in.ink()
		return c, ok
	default:
		return ink{}, false
	}
	in := v.arguments()
	var parts [4]float64
	var pct [4]bool
	n := 0
	for n < 4 && !in.done() {
		if n > 0 && !in.comma() && n == 3 && !in.slash() {
			return ink{}, false
		}
		t := in.peek()
		switch {
		case t.is("none"):
			in.i++
		case t.kind == css.PercentageToken:
			in.i++
			parts[n], pct[n] = t.num, true
		case t.kind == css.DimensionToken && n == 0:
			in.i++
			switch t.low {
			case "deg":
				parts[n] = t.num
			case "rad":
				parts[n] = t.num * 180 / math.Pi
			case "grad":
				parts[n] = t.num * 0.9
			case "turn":
				parts[n] = t.num * 360
			default:
				return ink{}, false
			}
		default:
			f, ok := in.number()
			if !ok {
				return ink{}, false
			}
			parts[n] = f
		}
		n++
	}
	if n < 3 || !in.done() {
		return ink{}, false
	}
	alpha := 1.0
	if n == 4 {
		alpha = parts[3]
		if pct[3] {
			alpha /= 100
		}
	}
	var rgb [3]float64
	switch name[0] {
	case 'r':
		for i := range rgb {
			rgb[i] = parts[i]
			if pct[i] {
				rgb[i] *= 2.55
			}
		}
	case 'h':
		rgb = hue(parts[0], parts[1]/100, parts[2]/100, name == "hwb")
	}
	return ink{color: color.NRGBA{octet(rgb[0]), octet(rgb[1]), octet(rgb[2]), octet(alpha * 255)}}, true
}

// hue is a color of hsl() or hwb() in red, green and blue (CSS Color 4, 7.1 and 8.1).
func hue(h, a, b float64, hwb bool) [3]float64 {
	a, b = max(0, min(1, a)), max(0, min(1, b))
	h = math.Mod(math.Mod(h, 360)+360, 360)
	s, l := a, b
	if hwb {
		if a+b >= 1 {
			g := a / (a + b) * 255
			return [3]float64{g, g, g}
		}
		s, l = 1, 0.5
	}
	var out [3]float64
	for i, n := range [3]float64{0, 8, 4} {
		k := math.Mod(n+h/30, 12)
		out[i] = l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1))
		if hwb {
			out[i] = out[i]*(1-a-b) + a
		}
		out[i] *= 255
	}
	return out
}

func octet(v float64) uint8 { return uint8(math.Round(max(0, min(255, v)))) }
