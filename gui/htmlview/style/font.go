package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// mediumSize is the size of letters that a page begins with, in CSS pixels.
const mediumSize = 16

// sizes are the sizes from xx-small to xxx-large (CSS Fonts 4, 2.5.1) for letters in
// proportion and, because browsers begin with 13 px there, of fixed pitch.
var (
	sizes     = [8]float64{9, 10, 13, 16, 18, 24, 32, 48}
	monoSizes = [8]float64{9, 9, 10, 13, 16, 20, 26, 39}
	sizeNames = map[string]int{"xx-small": 0, "x-small": 1, "small": 2, "medium": 3, "large": 4, "x-large": 5, "xx-large": 6, "xxx-large": 7, "-webkit-xxx-large": 7}
)

const (
	noKeyword = -1
	monoScale = 13.0 / 16
	// smallest is what a relative size does not go below, as in browsers.
	smallest = 6
	maxFont  = 1000
)

// families are the names that mean another family than Sans: CONTRACT.md, render.
var families = map[string]Family{
	"serif": Serif, "times": Serif, "times new roman": Serif, "georgia": Serif, "garamond": Serif, "cambria": Serif, "palatino": Serif,
	"palatino linotype": Serif, "book antiqua": Serif, "merriweather": Serif, "playfair display": Serif, "noto serif": Serif, "ui-serif": Serif,
	"monospace": Mono, "courier": Mono, "courier new": Mono, "consolas": Mono, "menlo": Mono, "monaco": Mono, "lucida console": Mono,
	"ui-monospace": Mono, "dejavu sans mono": Mono,
}

// sans are names that mean Sans, and so end a list of families as those above do.
var sans = set("sans-serif", "ui-sans-serif", "system-ui", "-apple-system", "blinkmacsystemfont", "arial", "arial black", "helvetica", "helvetica neue",
	"verdana", "tahoma", "geneva", "segoe ui", "roboto", "calibri", "candara", "trebuchet ms", "lucida sans", "lucida grande", "open sans", "lato", "noto sans", "inter",
	"aptos", "century gothic", "franklin gothic medium", "gill sans", "impact", "comic sans ms", "cursive", "fantasy")

func set(names ...string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

// lettering is what a list of families comes to: the first decides whose name is known. A
// font of signs is meant only where it is the first.
type lettering struct {
	family Family
	mono   bool // it is the generic monospace alone
	signs  map[rune]rune
}

// fonts takes a list of families.
func (v *values) fonts() (f lettering, ok bool) {
	decided := false
	for n := 0; ; n++ {
		var name string
		quoted := v.peek().kind == css.StringToken
		if quoted {
			name = v.next().text
		} else {
			var words []string
			for v.peek().kind == css.IdentToken {
				words = append(words, v.next().text)
			}
			if len(words) == 0 {
				return f, false
			}
			name = strings.Join(words, " ")
		}
		name = strings.ToLower(strings.TrimSpace(name))
		f.mono = n == 0 && name == "monospace" && !quoted
		if n == 0 {
			f.signs = signs()[name]
			decided = f.signs != nil
		}
		if family, ok := families[name]; !decided && (ok || sans[name]) {
			f.family, decided = family, true
		}
		if !v.comma() {
			return f, true
		}
	}
}

// fontSize takes a font-size.
func (v *values) fontSize() setter {
	if t := v.peek(); t.kind == css.IdentToken {
		v.i++
		if k, ok := sizeNames[t.low]; ok {
			return sizeKeyword(k)
		}
		switch t.low {
		case "smaller":
			return relativeSize(1 / 1.2)
		case "larger":
			return relativeSize(1.2)
		}
		return nil
	}
	m, ok := v.measure(percents | unitless)
	if !ok {
		return nil
	}
	relative := m.percent || m.em != 0
	return func(c *computing) {
		p := c.parent.Font.Size
		size := m.pixels(c, p) + m.pct*p/100
		c.setSize(size, noKeyword, !relative || c.parent.absolute)
	}
}

func sizeKeyword(k int) setter {
	return func(c *computing) { c.setSize(sizes[k], k, false) }
}

func relativeSize(f float64) setter {
	return func(c *computing) { c.setSize(c.parent.Font.Size*f, noKeyword, c.parent.absolute) }
}

// setSize sets the size of letters; absolute ones keep their size in monospace.
func (c *computing) setSize(size float64, keyword int, absolute bool) {
	if !absolute && size > 0 {
		size = max(size, smallest)
	}
	c.Font.Size = max(0, min(maxFont, size))
	c.keyword, c.absolute = int8(keyword), absolute
}

// pitch adapts a size that no length gave to letters of fixed pitch, which begin at 13 px.
func (c *computing) pitch() {
	switch {
	case c.absolute:
	case c.keyword >= 0 && c.mono:
		c.Font.Size = monoSizes[c.keyword]
	case c.keyword >= 0:
		c.Font.Size = sizes[c.keyword]
	case c.mono && !c.parent.mono:
		c.Font.Size *= monoScale
	case c.parent.mono && !c.mono:
		c.Font.Size /= monoScale
	}
}

// weight takes a font-weight: 1 to 1000.
func (v *values) weight() setter {
	if f, ok := v.number(); ok {
		if f < 1 || f > 1000 {
			return nil
		}
		return func(c *computing) { c.weight = int16(f) }
	}
	word, _ := v.accept("normal", "bold", "bolder", "lighter")
	switch word {
	case "normal":
		return func(c *computing) { c.weight = 400 }
	case "bold":
		return func(c *computing) { c.weight = 700 }
	case "bolder": // CSS Fonts 4, 2.2.1
		return func(c *computing) {
			switch w := c.parent.weight; {
			case w < 350:
				c.weight = 400
			case w < 550:
				c.weight = 700
			default:
				c.weight = max(w, 900)
			}
		}
	case "lighter":
		return func(c *computing) {
			switch w := c.parent.weight; {
			case w < 550:
				c.weight = min(w, 100)
			case w < 750:
				c.weight = 400
			default:
				c.weight = 700
			}
		}
	}
	return nil
}

// italics takes a font-style.
func (v *values) italics() setter {
	word, ok := v.accept("normal", "italic", "oblique")
	if !ok {
		return nil
	}
	if word == "oblique" && v.peek().kind == css.DimensionToken {
		v.i++
	}
	return func(c *computing) { c.Font.Italic = word != "normal" }
}

// zeroLine stands for a line-height of 0, which is not normal.
const zeroLine = 1e-6

// lineHeight takes a line-height.
func (v *values) lineHeight() setter {
	if _, ok := v.accept("normal"); ok {
		return func(c *computing) { c.LineHeight, c.lineFactor = 0, -1 }
	}
	if f, ok := v.number(); ok {
		if f < 0 {
			return nil
		}
		return func(c *computing) { c.lineFactor = f }
	}
	m, ok := v.measure(percents)
	if !ok {
		return nil
	}
	return func(c *computing) {
		px := m.pixels(c, c.Font.Size) + m.pct*c.Font.Size/100
		c.LineHeight, c.lineFactor = max(px, zeroLine), -1
	}
}

// font takes the shorthand (CSS Fonts 4, 2.7): style, variant, weight and stretch in any
// order, then the size, the height of lines and the families.
func fontShorthand(v *values) []setter {
	if t := v.peek(); t.kind == css.IdentToken && len(v.toks) == 1 {
		switch t.low {
		case "caption", "icon", "menu", "message-box", "small-caption", "status-bar":
			v.i++
			return []setter{nil, nil, func(c *computing) { c.setSize(mediumSize, noKeyword, true) }, nil, nil, nil}
		}
	}
	set := make([]setter, 6) // style, weight, size, line-height, family, variant
	for n := 0; n < 4; n++ {
		if _, ok := v.accept("small-caps"); ok {
			set[5] = func(c *computing) { c.SmallCaps = true }
			continue
		}
		if _, ok := v.accept("normal", "condensed", "expanded", "semi-condensed", "semi-expanded", "extra-condensed", "extra-expanded", "ultra-condensed", "ultra-expanded"); ok {
			continue
		}
		if s := v.italics(); s != nil {
			set[0] = s
			continue
		}
		at := v.i
		// A number here is a weight only before the size.
		if t := v.peek(); t.kind == css.NumberToken && t.num >= 1 && v.i+1 < len(v.toks) && !v.toks[v.i+1].delim("/") || t.kind == css.IdentToken {
			if s := v.weight(); s != nil && !v.done() && v.peek().kind != css.StringToken {
				set[1] = s
				continue
			}
		}
		v.i = at
		break
	}
	if set[2] = v.fontSize(); set[2] == nil {
		return nil
	}
	if v.slash() {
		if set[3] = v.lineHeight(); set[3] == nil {
			return nil
		}
	}
	f, ok := v.fonts()
	if !ok {
		return nil
	}
	set[4] = f.set()
	return set
}

func (f lettering) set() setter {
	return func(c *computing) { c.Font.Family, c.mono, c.signs = f.family, f.mono, f.signs }
}
