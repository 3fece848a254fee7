package style

import (
	"github.com/tdewolff/parse/v2/css"
)

// defineText are the properties of letters and lines (CSS Fonts 4, CSS Text 3, Writing Modes 3).
func defineText() {
	define(pFontFamily, "font-family", property{true, func(v *values) setter {
		f, ok := v.fonts()
		if !ok {
			return nil
		}
		return f.set()
	}, func(to, from *Computed) {
		to.Font.Family, to.mono, to.signs = from.Font.Family, from.mono, from.signs
	}})
	define(pFontSize, "font-size", property{true, (*values).fontSize,
		func(to, from *Computed) {
			to.Font.Size, to.keyword, to.absolute = from.Font.Size, from.keyword, from.absolute
		}})
	define(pFontWeight, "font-weight", property{true, (*values).weight, func(to, from *Computed) { to.weight = from.weight }})
	define(pFontStyle, "font-style", property{true, (*values).italics, func(to, from *Computed) { to.Font.Italic = from.Font.Italic }})
	define(pLineHeight, "line-height", property{true, (*values).lineHeight,
		func(to, from *Computed) { to.LineHeight, to.lineFactor = from.LineHeight, from.lineFactor }})
	define(pColor, "color", property{true, func(v *values) setter {
		if _, ok := v.accept("-internal-quirk-inherit"); ok {
			return func(c *computing) { c.Color = c.doc.bodyText }
		}
		k, ok := v.ink()
		if !ok {
			return nil
		}
		return func(c *computing) {
			if k.current {
				k.color = c.parent.Color
			}
			c.Color = k.color
		}
	}, func(to, from *Computed) { to.Color = from.Color }})
	define(pDirection, "direction", word(true, func(c *Computed) *bool { return &c.RTL }, map[string]bool{"ltr": false, "rtl": true}))
	define(pUnicodeBidi, "unicode-bidi", word(false, func(c *Computed) *bool { return &c.Isolate },
		map[string]bool{"normal": false, "embed": true, "isolate": true, "bidi-override": true, "isolate-override": true, "plaintext": true, "-webkit-isolate": true}))
	define(pLetterSpacing, "letter-spacing", spacing(func(c *Computed) *float64 { return &c.Letter }))
	define(pWordSpacing, "word-spacing", spacing(func(c *Computed) *float64 { return &c.Word }))
	define(pVariantCaps, "font-variant", property{true, func(v *values) setter {
		caps := false
		for !v.done() { // the other variants do not change the words' places
			if t := v.next(); t.is("small-caps") || t.is("all-small-caps") {
				caps = true
			}
		}
		return func(c *computing) { c.SmallCaps = caps }
	}, func(to, from *Computed) { to.SmallCaps = from.SmallCaps }})
	define(pTextIndent, "text-indent", size(percents|minus|unitless, func(c *Computed) *Length { return &c.Indent }))
	properties[pTextIndent].inherited = true
	define(pTextAlign, "text-align", word(true, func(c *Computed) *Align { return &c.Align }, aligns))
	align := properties[pTextAlign].read
	properties[pTextAlign].read = func(v *values) setter {
		switch word, _ := v.accept("-internal-center", "match-parent", "-webkit-match-parent"); word {
		case "-internal-center": // centred unless an ancestor says how text is aligned
			return func(c *computing) {
				c.Align = c.parent.Align
				if c.Align == Start {
					c.Align = AlignCenter
				}
			}
		case "":
			return align(v)
		}
		return func(c *computing) { c.Align = c.parent.Align }
	}
	define(pVerticalAlign, "vertical-align", property{false, readVerticalAlign,
		func(to, from *Computed) { to.VAlign, to.Shift = from.VAlign, from.Shift }})
	define(pWhiteSpace, "white-space", word(true, func(c *Computed) *WhiteSpace { return &c.White }, whites))
	define(pOverflowWrap, "overflow-wrap", property{true, func(v *values) setter {
		t, ok := v.accept("normal", "break-word", "anywhere")
		if !ok {
			return nil
		}
		return func(c *computing) { c.wrapWords, c.anywhere = t != "normal", t == "anywhere" }
	}, func(to, from *Computed) { to.wrapWords, to.anywhere = from.wrapWords, from.anywhere }})
	define(pWordBreak, "word-break", property{true, func(v *values) setter {
		t, ok := v.accept("normal", "break-all", "keep-all", "break-word", "auto-phrase")
		if !ok {
			return nil
		}
		return func(c *computing) { c.BreakAll, c.wordBreak = t == "break-all", t == "break-word" }
	}, func(to, from *Computed) { to.BreakAll, to.wordBreak = from.BreakAll, from.wordBreak }})
	define(pTextTransform, "text-transform", word(true, func(c *Computed) *string { return &c.Transform },
		map[string]string{"none": "", "uppercase": "uppercase", "lowercase": "lowercase", "capitalize": "capitalize", "full-width": "", "full-size-kana": ""}))
	define(pDecorationLine, "text-decoration-line", property{false, func(v *values) setter {
		l, ok := v.decoration()
		if !ok {
			return nil
		}
		return func(c *computing) { c.lines = l }
	}, func(to, from *Computed) { to.lines = from.lines }})
	define(pDecorationColor, "text-decoration-color", property{false, inkReader(func(c *Computed) *ink { return &c.lineInk }),
		func(to, from *Computed) { to.lineInk = from.lineInk }})
}

// spacing makes a property of the room between letters or words (CSS Text 3, section 8).
func spacing(field func(*Computed) *float64) property {
	return property{true, func(v *values) setter {
		if _, ok := v.accept("normal"); ok {
			return func(c *computing) { *field(c.Computed) = 0 }
		}
		m, ok := v.measure(minus | unitless)
		if !ok {
			return nil
		}
		return func(c *computing) { *field(c.Computed) = m.pixels(c, c.Font.Size) }
	}, func(to, from *Computed) { *field(to) = *field(from) }}
}

// decoration takes the lines of text-decoration.
func (v *values) decoration() (lines, bool) {
	if _, ok := v.accept("none"); ok {
		return 0, true
	}
	var l lines
	for {
		word, ok := v.accept("underline", "overline", "line-through", "blink")
		if !ok {
			return l, v.i > 0
		}
		l |= map[string]lines{"underline": underline, "overline": overline, "line-through": strike}[word]
	}
}

// readVerticalAlign takes a vertical-align (CSS 2.2, 10.8.1); a length or a percentage of
// the line's height raises.
func readVerticalAlign(v *values) setter {
	words := map[string]VAlign{"baseline": Baseline, "sub": Sub, "super": Super, "top": VTop, "middle": VMiddle, "bottom": VBottom, "text-top": TextTop,
		"text-bottom": TextBottom, "-webkit-baseline-middle": VMiddle}
	if t := v.peek(); t.kind == css.IdentToken {
		v.i++
		a, ok := words[t.low]
		if !ok {
			return nil
		}
		return func(c *computing) { c.VAlign, c.Shift = a, 0 }
	}
	m, ok := v.measure(percents | minus | unitless)
	if !ok {
		return nil
	}
	return func(c *computing) {
		line := c.LineHeight
		if c.lineFactor >= 0 {
			line = c.lineFactor * c.Font.Size
		} else if line == 0 {
			line = c.Font.Size * normalLine
		}
		c.VAlign, c.Shift = Shifted, m.pixels(c, c.Font.Size)+m.pct*line/100
	}
}

// normalLine is how high a normal line is, in em; only percentages of vertical-align need it.
const normalLine = 1.36
