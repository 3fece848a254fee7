package style

import (
	"encoding/binary"
	"image/color"
	"math/bits"
)

// initialStyle is every property's initial value.
var initialStyle = func() *Computed {
	c := &Computed{
		Color: color.NRGBA{A: 255}, LineColor: color.NRGBA{A: 255}, Font: Font{Size: mediumSize}, Opacity: 1, ListType: "disc",
		Shrink: 1, Background: Background{RepeatX: true, RepeatY: true, Position: [2]Length{{Kind: Percent}, {Kind: Percent}}},
	}
	for i := range 4 {
		c.Margin[i], c.Padding[i], c.Radius[i] = Length{Kind: Px}, Length{Kind: Px}, Length{Kind: Px}
		c.Border[i] = Edge{Width: 3, Style: "none"}
		c.edgeInk[i] = ink{current: true}
	}
	c.Indent = Length{Kind: Px}
	c.lineInk = ink{current: true}
	c.weight, c.keyword, c.lineFactor = 400, 3, -1
	return c
}()

// inheritedFrom is the style of a child of which nothing is said (CSS Cascade 4, 7.1).
func inheritedFrom(p *Computed) *Computed {
	c := *initialStyle
	c.Color, c.Font, c.LineHeight, c.Letter, c.Indent = p.Color, p.Font, p.LineHeight, p.Letter, p.Indent
	c.Word, c.SmallCaps = p.Word, p.SmallCaps
	c.Align, c.White, c.BreakWords, c.BreakAll, c.Transform = p.Align, p.White, p.BreakWords, p.BreakAll, p.Transform
	c.Underline, c.Strike, c.Overline, c.LineColor = p.Underline, p.Strike, p.Overline, p.LineColor
	c.RTL, c.Hidden, c.ListType, c.ListInside = p.RTL, p.Hidden, p.ListType, p.ListInside
	c.Collapse, c.Spacing, c.CaptionBottom, c.Link = p.Collapse, p.Spacing, p.CaptionBottom, p.Link
	c.weight, c.keyword, c.absolute, c.mono, c.signs, c.lineFactor = p.weight, p.keyword, p.absolute, p.mono, p.signs, p.lineFactor
	c.wrapWords, c.anywhere, c.Anywhere, c.wordBreak, c.custom = p.wrapWords, p.anywhere, p.Anywhere, p.wordBreak, p.custom
	return &c
}

// text is the style of the text within an element.
func (d *document) textStyle(p *Computed) *Computed {
	if p.text == nil {
		p.text = inheritedFrom(p)
		for i := range p.text.Border {
			p.text.Border[i] = Edge{Style: "none", Color: p.Color}
		}
	}
	return p.text
}

// winners are the declarations that win for one element, by property.
type winners struct {
	of  [propCount]*decl
	ua  [propCount]*decl // those of the browser's sheet, for revert
	set [(propCount + 63) / 64]uint64
}

func (w *winners) clear() {
	for i, word := range w.set {
		for ; word != 0; word &= word - 1 {
			p := i*64 + bits.TrailingZeros64(word)
			w.of[p], w.ua[p] = nil, nil
		}
		w.set[i] = 0
	}
}

func (w *winners) add(decls []decl) {
	for i := range decls {
		p := decls[i].prop
		w.of[p] = &decls[i]
		w.set[p/64] |= 1 << (p % 64)
	}
}

// keep remembers the winners so far as those of the browser's sheet.
func (w *winners) keep() {
	for i, word := range w.set {
		for ; word != 0; word &= word - 1 {
			p := i*64 + bits.TrailingZeros64(word)
			w.ua[p] = w.of[p]
		}
	}
}

// each calls f for the winner of each property in their order.
func (w *winners) each(f func(*decl)) {
	for i, word := range w.set {
		for ; word != 0; word &= word - 1 {
			f(w.of[i*64+bits.TrailingZeros64(word)])
		}
	}
}

// key tells styles apart: the same key under the same parent is the same style.
func (w *winners) key(buf []byte, parent *Computed, extra string) []byte {
	buf = binary.LittleEndian.AppendUint32(buf[:0], parent.serial)
	w.each(func(d *decl) { buf = binary.LittleEndian.AppendUint32(buf, d.serial) })
	return append(buf, extra...)
}

// apply computes the winners' values onto the style.
func (c *computing) apply(w *winners) {
	sized := false
	fit := func() {
		if !sized {
			sized = true
			c.pitch()
		}
	}
	w.each(func(d *decl) {
		if d.prop > pFontSize {
			fit() // lengths in em need the final size
		}
		c.one(w, d, true)
	})
	fit()
}

// one computes one winner.
func (c *computing) one(w *winners, d *decl, revertible bool) {
	p := &properties[d.prop]
	set, wide := d.set, d.wide
	if d.later != nil {
		set, wide = c.resolve(d)
	}
	switch {
	case wide == revert && revertible && w.ua[d.prop] != nil:
		c.one(w, w.ua[d.prop], false)
	case wide == inherit || (wide == unset || wide == revert) && p.inherited:
		p.copy(c.Computed, c.parent)
	case wide != noWide:
		p.copy(c.Computed, initialStyle)
	case set != nil:
		set(c)
	}
}

// resolve reads a value with var(); one that turns out to be none is unset
// (CSS Variables 1, 3.1).
func (c *computing) resolve(d *decl) (setter, wide) {
	toks, ok := c.custom.substitute(d.later.toks, nil, 0, &c.doc.variableSteps)
	if !ok {
		return nil, unset
	}
	var got []decl
	c.doc.read(&got, d.later.name, toks)
	for _, one := range got {
		if one.prop == d.prop {
			return one.set, one.wide
		}
	}
	return nil, unset
}

// finish brings the computed values that depend on others into their form
// (CSS 2.2, 8.5.1 and 9.7; CSS Text Decoration 3, 2).
func (c *computing) finish(root bool) {
	c.Font.Bold = c.weight >= 600
	if c.lineFactor >= 0 {
		c.LineHeight = max(c.lineFactor*c.Font.Size, zeroLine)
	}
	c.BreakWords, c.Anywhere = c.wrapWords || c.wordBreak, c.anywhere || c.wordBreak
	c.Background.Color = c.backInk.of(c.Computed)
	if g := c.Background.Gradient; g != nil {
		mine := *g
		mine.Under = c.Background.Color
		c.Background.Gradient = &mine
	}
	if c.gradient.A > c.Background.Color.A && c.Background.Image == "" {
		c.Background.Color = c.gradient
	}
	for i := range c.Border {
		e := &c.Border[i]
		e.Color = c.edgeInk[i].of(c.Computed)
		if e.Style == "none" {
			e.Width = 0
		}
	}
	if c.scrolls {
		c.unroll()
	}
	if c.outOfFlow {
		c.Float, c.Covers = NoFloat, c.covers()
		c.Absolute = c.Offset[Top].Kind != Auto || c.Offset[Bottom].Kind != Auto
	}
	if c.cut || c.unseen() {
		c.Display = None
	}
	inFlex := c.parent.Display == Flex || c.parent.Display == InlineFlex
	if inFlex {
		c.Float, c.Clear = NoFloat, NoClear
	}
	if root || c.Float != NoFloat || c.outOfFlow || inFlex {
		c.Display = blockLevel(c.Display)
	}
	if (c.Display == Table || c.Display == InlineTable) && c.Align >= HTMLLeft {
		c.Align = Start
	}
	if c.Display == InlineBlock || c.Display == InlineTable || c.Display == InlineFlex || c.Float != NoFloat || c.outOfFlow {
		c.Underline, c.Strike, c.Overline = false, false, false
	}
	if c.lines != 0 {
		c.Underline = c.Underline || c.lines&underline != 0
		c.Strike = c.Strike || c.lines&strike != 0
		c.Overline = c.Overline || c.lines&overline != 0
		c.LineColor = c.lineInk.of(c.Computed)
	}
}

// covers reports whether a box out of the flow is stretched over the one around it.
func (c *computing) covers() bool {
	edge := func(side int) bool { return c.Offset[side].Kind == Px && c.Offset[side].V == 0 }
	whole := func(l Length) bool { return l.Kind == Percent && l.V >= 100 }
	return edge(Top) && edge(Left) && (edge(Right) || whole(c.Width)) && (edge(Bottom) || whole(c.Height))
}

// leastScrolled is the height above which a box is one to scroll in, not one to hide with.
const leastScrolled = 40

// unroll lets a box that scrolls be as high as what is in it: a part of a page does not
// scroll here, and nothing in it may be out of reach. What is wider than it is seen beside it:
// the page as a whole is moved sideways then. A box too small for that hides what is in it.
func (c *computing) unroll() {
	small := func(l Length) bool { return l.Kind == Px && l.V < leastScrolled }
	if !small(c.Width) && !small(c.Height) && !small(c.MaxWidth) && !small(c.MaxHeight) {
		c.Clip, c.Unrolled = false, true
	}
	if c.MaxHeight.Kind == Px && c.MaxHeight.V >= leastScrolled {
		c.MaxHeight = Length{}
	}
	if c.Height.Kind == Px && c.Height.V >= leastScrolled {
		if c.MinHeight.Kind != Px || c.MinHeight.V < c.Height.V {
			c.MinHeight = c.Height
		}
		c.Height = Length{}
	}
}

// blockLevel is the display of a box that something has made block-level.
func blockLevel(d Display) Display {
	switch d {
	case None, Block, ListItem, Table, Flex:
		return d
	case InlineTable:
		return Table
	case InlineFlex:
		return Flex
	}
	return Block
}
