package plain

import (
	"context"
	"image/color"
	"sync"

	"popmail/gui/htmlview/style"
)

const (
	mediumSize = 16
	// fixedScale is how large letters of fixed pitch are beside others: they look larger.
	fixedScale = 0.875
	// maxBars is how many levels of quotation have a bar of their own.
	maxBars = 8
	barWide = 2
)

// base is the style of an element of which nothing is said.
var base = sync.OnceValue(func() *style.Computed {
	p := style.Parse(context.Background(), "<!DOCTYPE html><body style='margin:0'><div>a</div>", style.Media{Width: mediumSize})
	return p.Body.Children[0].Style
})

// hidden is the style of what is folded away.
var hidden = sync.OnceValue(func() *style.Computed {
	c := *base()
	c.Display = style.None
	return &c
})

// A manner is what text has in common that has one style.
type manner struct {
	fixed, muted, rtl bool
	rule              bool // a line across the pane, cut off where that is narrower
}

// styles are those of one text, each made once.
type styles struct {
	o      Options
	block  *style.Computed // that holds others
	texts  map[manner]*pair
	quotes map[quoteKey]*style.Computed
	link   map[linkKey]*pair
	wides  map[wideKey]*pair
}

// A pair is the style of an element and that of the text in it.
type pair struct{ element, text *style.Computed }

type quoteKey struct {
	level int
	rtl   bool
}

func newStyles(o Options) *styles {
	s := &styles{o: o, texts: map[manner]*pair{}, quotes: map[quoteKey]*style.Computed{}, link: map[linkKey]*pair{}}
	c := *base()
	c.Color, c.LineColor, c.Font.Size = o.Ink.Text, o.Ink.Text, o.Size
	s.block = &c
	return s
}

// edge is a margin or padding.
func edge(v float64) style.Length { return style.Length{Kind: style.Px, V: v} }

// body is the style of a part's body; the first and the last have a margin above and below.
func (s *styles) body(first, last bool) *style.Computed {
	c := *s.block
	m := s.o.Margin
	c.Padding[style.Left], c.Padding[style.Right] = edge(m), edge(m)
	if first {
		c.Padding[style.Top] = edge(m)
	}
	if last {
		c.Padding[style.Bottom] = edge(m)
	}
	return &c
}

// text is the style of a block of lines.
func (s *styles) text(k manner) *pair {
	if p := s.texts[k]; p != nil {
		return p
	}
	c := *s.block
	c.White, c.BreakWords, c.RTL, c.Isolate = style.PreWrap, true, k.rtl, true
	c.LineHeight = s.o.Line * s.o.Size
	if k.fixed {
		c.LineHeight = 0 // lines that are drawn meet
		c.White, c.BreakWords = style.Pre, false
		c.Font.Family, c.Font.Size = style.Mono, s.o.Size*fixedScale
	}
	if k.rule {
		c.White, c.BreakWords, c.Clip = style.Pre, false, true
	}
	if k.muted {
		c.Color, c.LineColor = s.o.Ink.Muted, s.o.Ink.Muted
	}
	p := &pair{&c, inline(&c)}
	s.texts[k] = p
	return p
}

// inline is the style of text in c.
func inline(c *style.Computed) *style.Computed {
	t := *c
	t.Display, t.Isolate = style.Inline, false
	return &t
}

// quote is the style of a level of quotation: a bar where its lines begin.
func (s *styles) quote(level int, rtl bool) *style.Computed {
	k := quoteKey{min(level, 3), rtl}
	if c := s.quotes[k]; c != nil {
		return c
	}
	c := *s.block
	side := style.Left
	if rtl {
		side = style.Right
	}
	c.RTL = rtl
	c.Border[side] = style.Edge{Width: barWide, Style: "solid", Color: s.o.Ink.Bar}
	// Deeper levels need less: there are bars enough to see that they are.
	c.Padding[side] = edge([]float64{10, 10, 8, 6}[k.level])
	s.quotes[k] = &c
	return &c
}

type linkKey struct {
	target string
	look   manner
}

// linkTo is the style of a link in a block of lines.
func (s *styles) linkTo(target string, k manner) *pair {
	if p := s.link[linkKey{target, k}]; p != nil {
		return p
	}
	p := s.colored(s.text(k).text, s.o.Ink.Link, target)
	p.element.Underline, p.text.Underline = true, true
	if len(s.link) < 1000 {
		s.link[linkKey{target, k}] = p
	}
	return p
}

func (s *styles) colored(t *style.Computed, ink color.NRGBA, target string) *pair {
	c := *t
	c.Color, c.LineColor, c.Link = ink, ink, target
	return &pair{&c, inline(&c)}
}

// tablet is the style of the words in the place of a quotation: on a ground of their own.
func (s *styles) tablet(t *style.Computed, target string) *pair {
	p := s.colored(t, s.o.Ink.Muted, target)
	c := p.element
	c.Display = style.InlineBlock
	c.Background.Color = s.o.Ink.Ground
	for side := range c.Radius {
		c.Radius[side] = edge(tabletRadius)
	}
	c.Padding[style.Left], c.Padding[style.Right] = edge(tabletSide), edge(tabletSide)
	c.Padding[style.Top], c.Padding[style.Bottom] = edge(tabletTop), edge(tabletTop)
	return p
}

// What is around the words in the place of a quotation, CSS pixels.
const (
	tabletRadius = 6
	tabletSide   = 12
	tabletTop    = 3
)
