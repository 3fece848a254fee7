package layout

import (
	"image/color"
	"strings"

	"popmail/gui/htmlview/style"
)

// brokenSize is the side of the sign for a picture that is not here, in CSS pixels.
const brokenSize = 16

// signGap is the room between that sign and the words, in CSS pixels.
const signGap = 6

// leastAlt is the least size of letters that stand for a picture in a box of its size.
const leastAlt = 11

// The ground and the edge of the box of a picture that is not here. They let through what
// is behind, so that they are quiet on light and dark pages.
var (
	waitingFill = color.NRGBA{0x80, 0x80, 0x80, 0x24}
	waitingEdge = color.NRGBA{0x80, 0x80, 0x80, 0x60}
)

// picture makes the box of an img. A picture that is not here becomes what browsers make
// of one that cannot be loaded (HTML, 15.4.2 Images): the text that stands for it in the
// line, or in a box of the size that the page gives it.
func (e *engine) picture(b *box) *box {
	b.ref = b.node.Attr("src")
	e.order++
	b.order = e.order
	if e.pics != nil && b.ref != "" {
		if w, h, ok := e.pics.Size(b.ref); ok {
			b.kind, b.here, b.natural = kReplaced, true, [2]float64{max(0, sane(w)), max(0, sane(h))}
			return b
		}
	}
	alt, has := b.node.Attrs["alt"]
	if !has {
		alt = b.node.Attrs["title"]
	}
	return e.missing(b, alt, has, false)
}

// missing makes the box of what stands for a picture, or for a thing of another kind, which
// always has the size that the page gives it.
func (e *engine) missing(b *box, alt string, has, media bool) *box {
	st := *b.st
	if e.quirks() {
		if st.Width.Kind != style.Auto && st.Height.Kind == style.Auto {
			st.Height = st.Width
		} else if st.Height.Kind != style.Auto && st.Width.Kind == style.Auto {
			st.Width = st.Height
		}
	}
	waits := false
	if w, ok := e.pics.(Waiting); ok && b.ref != "" {
		waits = w.Waits(b.ref)
	}
	ratio := st.Ratio
	if ratio == 0 {
		ratio = givenRatio(b.node)
	}
	if ratio > 0 && st.Width.Kind == style.Auto && st.Height.Kind == style.Px {
		st.Width = style.Length{Kind: style.Px, V: st.Height.V * ratio}
	}
	sized := st.Width.Kind != style.Auto && (st.Height.Kind != style.Auto || ratio > 0) && (e.quirks() || waits || media || b.node.Attrs["alt"] == "")
	if sized || st.Display != style.Inline {
		b.ratio = ratio
	}
	small := st.Width.Kind == style.Px && st.Width.V < brokenSize+2 || st.Height.Kind == style.Px && st.Height.V < brokenSize+2
	src := strings.TrimSpace(b.ref) != ""
	nothing := src && has && alt == "" || !src && alt == ""
	if b.kind == kInline {
		b.kind, b.inline = kBlock, true // as browsers do with what stands for a picture
	}
	inner := b
	switch {
	case sized:
		inner = e.anonymous(kBlock, b.st, b)
		inner.inline, inner.node = true, b.node
		s := *inner.st
		s.Width, s.Height, s.Clip, s.VAlign, s.BorderBox = st.Width, st.Height, true, style.Baseline, true
		s.Align, inner.middle = style.AlignCenter, true
		if !small {
			for i := range s.Border {
				s.Border[i] = style.Edge{Width: 1, Style: "solid", Color: waitingEdge}
				s.Padding[i] = style.Length{Kind: style.Px, V: 1}
			}
			s.Background.Color = waitingFill
		}
		s.Underline, s.Strike, s.Overline = false, false, false
		if s.Width.Kind == style.Percent { // the box around it has that width
			s.Width = style.Length{Kind: style.Percent, V: 100}
		}
		if st.Height.Kind == style.Auto {
			inner.ratio, s.VAlign = ratio, style.VTop
		}
		inner.st, inner.ref, inner.order, inner.stands = &s, b.ref, b.order, b.ref != "" || media
		b.ref = "" // the inner box is the picture
		b.kids = []*box{inner}
	case st.Display == style.Inline:
		st.Width, st.Height = style.Length{}, style.Length{}
	}
	b.st = &st
	if media && small {
		alt = ""
	}
	if !(sized && small) && (sized || !nothing) && !media {
		inner.kids = append(inner.kids, e.brokenSign(inner, sized))
	}
	if alt != "" {
		look := e.inherit(inner.st)
		if sized && look.Font.Size < leastAlt { // in a cell with font-size 0; the box stays as large as it is
			s := *look
			s.Font.Size, s.LineHeight = leastAlt, 0
			look = &s
		}
		if sized {
			s := *look
			s.Color.A = uint8(int(s.Color.A) * 3 / 4) // quieter than the words of the page
			look = &s
		}
		t := &box{kind: kText, node: b.node, st: look, parent: inner, text: alt, order: b.order, inline: true, alt: true}
		inner.kids = append(inner.kids, t)
	}
	if inner != b {
		e.normalise(inner)
		if inner.inl == nil && len(inner.kids) == 0 {
			inner.inl = &inlines{}
		}
	}
	e.normalise(b)
	if b.inl == nil && len(b.kids) == 0 {
		b.inl = &inlines{}
	}
	return b
}

// drawing makes the box of an svg: its own size, or where it says none but its shape, as
// wide as there is room (CSS 2.2, 10.3.2). One that cannot be drawn leaves its room empty.
func (e *engine) drawing(b *box) *box {
	b.kind, b.ref = kReplaced, b.node.Attr("src")
	e.order++
	b.order = e.order
	b.natural = [2]float64{300, 150}
	if e.pics != nil && b.ref != "" {
		if w, h, ok := e.pics.Size(b.ref); ok {
			b.here, b.natural = true, [2]float64{max(0, sane(w)), max(0, sane(h))}
		}
	}
	_, sized := b.node.Attrs["width"]
	if shape := b.node.Attrs["viewbox"] + b.node.Attrs["viewBox"]; !sized && shape != "" && b.st.Width.Kind == style.Auto && b.st.Height.Kind == style.Auto {
		st := *b.st
		st.Width = style.Length{Kind: style.Percent, V: 100}
		b.st = &st
	}
	return b
}

// givenRatio is how wide a picture is for its height, as its attributes say it (HTML,
// 15.4.3); 0 where they do not.
func givenRatio(n *style.Node) float64 {
	for _, name := range [...]string{"width", "height"} {
		if strings.HasSuffix(strings.TrimSpace(n.Attr(name)), "%") {
			return 0
		}
	}
	w, h := number(n.Attr("width")), number(n.Attr("height"))
	if w <= 0 || h <= 0 {
		return 0
	}
	return w / h
}

// highAs is the border-box height that keeps the shape of a box at a border-box width.
func (b *box) highAs(width float64, edges [4]float64) float64 {
	ratio := b.ratio
	if ratio == 0 {
		if ratio = b.st.Ratio; b.st.BorderBox {
			return width / ratio
		}
	}
	if b.parent != nil && b.parent.node == b.node { // the frame is within the picture
		return width / ratio
	}
	return max(0, width-edges[style.Left]-edges[style.Right])/ratio + edges[style.Top] + edges[style.Bottom]
}

// number is the whole number that an attribute begins with, 0 for none.
func number(s string) (n float64) {
	for _, c := range strings.TrimSpace(s) {
		if c < '0' || c > '9' || n > maxLength {
			return n
		}
		n = 10*n + float64(c-'0')
	}
	return n
}

// brokenSign is the sign that shows that a picture is missing: in the line, before the words
// that stand in the middle of the picture's box, or beside them as in browsers.
func (e *engine) brokenSign(parent *box, inLine bool) *box {
	k := e.anonymous(kReplaced, parent.st, parent)
	s := *k.st
	switch {
	case inLine:
		s.Display, s.VAlign = style.InlineBlock, style.VMiddle
		if len(strings.TrimSpace(parent.node.Attrs["alt"])) > 0 {
			side := style.Right
			if s.RTL {
				side = style.Left
			}
			s.Margin[side] = style.Length{Kind: style.Px, V: signGap}
		}
		k.inline = true
	case s.RTL:
		s.Display, s.Float = style.Block, style.FloatRight
	default:
		s.Display, s.Float = style.Block, style.FloatLeft
	}
	s.Width, s.Height = style.Length{Kind: style.Px, V: brokenSize}, style.Length{Kind: style.Px, V: brokenSize}
	k.st, k.node, k.anon, k.natural = &s, nil, false, [2]float64{brokenSize, brokenSize}
	e.boxes++
	return k
}

// oneLine reports whether a box is a control of a form that is one line of text high even
// when it is empty.
func (b *box) oneLine() bool {
	if b.node == nil || b.anon {
		return false
	}
	switch b.node.Tag {
	case "select":
		return true
	case "input":
		switch strings.ToLower(b.node.Attrs["type"]) {
		case "checkbox", "radio", "range", "color":
			return false
		}
		return true
	}
	return false
}

// embedded gives things that are not drawn their size; it reports whether b is one.
func (e *engine) embedded(b *box) bool {
	switch b.node.Tag {
	case "canvas":
		b.kind, b.natural = kReplaced, [2]float64{300, 150}
		e.order++
		b.order = e.order
		return true
	case "script", "noframes", "template", "option", "datalist", "param", "source", "track":
		b.kind = kInline
		return true
	}
	return false
}
