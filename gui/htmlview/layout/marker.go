package layout

import (
	"math"
	"strconv"
	"strings"

	"popmail/gui/htmlview/style"
)

// A counter numbers the items of one list (HTML, 4.4.5 and 4.4.8).
type counter struct{ next, step int }

// addMarker gives a list item its mark: a sign or a number, outside its lines or in the
// first one (CSS 2.2, 12.5).
func (e *engine) addMarker(b *box) {
	kind := b.st.ListType
	number := e.number(b)
	switch kind {
	case "none":
		return
	case "", "disc":
		kind = "disc"
	}
	text := ""
	switch kind {
	case "disc", "circle", "square":
	case "disclosure-open":
		text = "▾ "
	case "disclosure-closed":
		text = "▸ "
		if b.st.RTL {
			text = "◂ "
		}
	default:
		text = numeral(kind, number) + ". "
	}
	e.order++
	if !b.st.ListInside {
		b.marker, b.markText, b.order = kind, text, e.order
		return
	}
	if text == "" {
		// The sign and an em after it stand in the line, as in browsers.
		k := e.anonymous(kReplaced, b.st, b)
		k.inline, k.marker, k.order = true, kind, e.order
		_, size := signSize(e.face(b.st.Font))
		k.natural = [2]float64{size + 1 + b.st.Font.Size, 0}
		e.boxes++
		b.kids = append(b.kids, k)
		return
	}
	st := *e.inherit(b.st)
	st.White = style.PreWrap
	e.boxes++
	b.kids = append(b.kids, &box{kind: kText, node: b.node, st: &st, parent: b, text: text, order: e.order, inline: true})
}

// number is the number of a list item, which counts it.
func (e *engine) number(b *box) int {
	list := b.node.Parent
	for list != nil && list.Tag != "ol" && list.Tag != "ul" && list.Tag != "menu" && list.Tag != "dir" {
		list = list.Parent
	}
	c := e.counters[list]
	if c == nil {
		c = &counter{1, 1}
		if list != nil && list.Tag == "ol" {
			if _, ok := list.Attrs["reversed"]; ok {
				c.step, c.next = -1, 0
				for _, k := range list.Children {
					if k.Tag == "li" {
						c.next++
					}
				}
			}
			if v, err := strconv.Atoi(strings.TrimSpace(list.Attrs["start"])); err == nil {
				c.next = v
			}
		}
		e.counters[list] = c
	}
	if v, err := strconv.Atoi(strings.TrimSpace(b.node.Attrs["value"])); err == nil && b.node.Tag == "li" {
		c.next = v
	}
	n := c.next
	c.next += c.step
	return n
}

// numeral writes a number as list-style-type asks (CSS Counter Styles 3, 6).
func numeral(kind string, n int) string {
	switch kind {
	case "lower-alpha", "lower-latin":
		return letters(n, 'a', 26)
	case "upper-alpha", "upper-latin":
		return letters(n, 'A', 26)
	case "lower-greek":
		if n > 0 && n <= 24 {
			return string([]rune("αβγδεζηθικλμνξοπρστυφχψω")[n-1])
		}
	case "lower-roman":
		return strings.ToLower(roman(n))
	case "upper-roman":
		return roman(n)
	case "decimal-leading-zero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

func letters(n int, first rune, base int) string {
	if n <= 0 {
		return strconv.Itoa(n)
	}
	out := ""
	for n > 0 {
		n--
		out = string(first+rune(n%base)) + out
		n /= base
	}
	return out
}

func roman(n int) string {
	if n <= 0 || n > 3999 {
		return strconv.Itoa(n)
	}
	var out strings.Builder
	for _, d := range []struct {
		v int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= d.v {
			out.WriteString(d.s)
			n -= d.v
		}
	}
	return out.String()
}

// signSize is how large a disc, circle or square is, and how far up it reaches, as browsers
// have it.
func signSize(fc face) (up, size float64) {
	up = math.Floor(fc.ascent * 2 / 3)
	return up, math.Floor((up + 1) / 2)
}

// sign draws a mark that stands in the line.
func (d *drawer) sign(b *box, x, y float64, s stage) {
	fc := d.e.face(b.st.Font)
	up, size := signSize(fc)
	if !b.st.Hidden && s.opacity > 0 {
		d.page.Items = append(d.page.Items, &Mark{Rect: Rect{x, y - fc.ascent + math.Floor(3*(fc.ascent-up)/2), size, size}, Kind: b.marker, Color: b.st.Color, Clip: s.clip})
	}
}

// belowMarker moves the blocks in a list item down where its mark reaches higher than their
// first line, and gives by how much. top is the item's upper edge.
func (e *engine) belowMarker(b *box, top float64) float64 {
	base, ok := baselineOf(b, false)
	asc, _ := e.leading(b.st)
	down := asc - (base - top)
	if !ok || down <= slack {
		return 0
	}
	for _, k := range b.kids {
		k.move(down)
	}
	return down
}

// move moves a box and what lies in the same formatting context down.
func (b *box) move(dy float64) {
	b.y += dy
	if b.own {
		return
	}
	for _, k := range b.kids {
		if k.kind != kText && k.kind != kInline && k.kind != kBreak && b.inl == nil {
			k.move(dy)
		}
	}
	if b.inl == nil {
		return
	}
	for i := range b.inl.items {
		if it := &b.inl.items[i]; it.kind == iAtomic || it.kind == iFloat {
			it.b.move(dy)
		}
	}
	for i := range b.inl.lines {
		ln := &b.inl.lines[i]
		ln.y, ln.base = ln.y+dy, ln.base+dy
		for j := range ln.pieces {
			ln.pieces[j].base += dy
		}
		for j := range ln.frames {
			ln.frames[j].rect.Y += dy
		}
	}
}

// hasMarker reports whether a box has a mark outside its lines.
func (b *box) hasMarker() bool { return b.marker != "" }

// marker draws the mark of a list item whose border box begins at x, y: it stands on the
// baseline of the first line, as browsers place it.
func (d *drawer) marker(b *box, x, y float64, s stage) {
	if b.marker == "" || b.st.Hidden || s.opacity <= 0 {
		return
	}
	fc := d.e.face(b.st.Font)
	base, ok := baselineOf(b, false)
	if !ok {
		up, _ := d.e.leading(b.st)
		base = b.edges(0)[style.Top] + up
	}
	base += y
	edges := b.edges(0)
	left, right := x+edges[style.Left], x+b.w-edges[style.Right]
	if b.markText == "" {
		up, size := signSize(fc)
		r := Rect{left - up - 8 + 1, base - fc.ascent + math.Floor(3*(fc.ascent-up)/2), size, size}
		if b.st.RTL {
			r.X = right + up + 8 - size - 1
		}
		d.page.Items = append(d.page.Items, &Mark{Rect: r, Kind: b.marker, Color: b.st.Color, Clip: s.clip})
		return
	}
	text := strings.TrimRight(b.markText, " ")
	space := d.e.wordWidth(b.st, " ")
	put := func(text string, left, w float64) {
		r := Rect{left, base - fc.ascent, w, fc.ascent + fc.descent}
		t := &Text{Rect: r, Baseline: base, Text: text, Font: b.st.Font, Color: b.st.Color, Style: d.e.inherit(b.st), Opacity: s.opacity, Clip: s.clip, Node: b.node}
		d.page.Items = append(d.page.Items, t)
		d.text = append(d.text, placed{t, b.order, 0, len(d.text), 0})
	}
	w := d.e.wordWidth(b.st, text)
	number, dotted := strings.CutSuffix(text, ".")
	switch {
	case !b.st.RTL:
		put(text, left-w-space, w)
	case dotted: // the dot comes after the number, which runs from left to right
		dot := d.e.wordWidth(b.st, ".")
		put(number, right+space+dot, d.e.wordWidth(b.st, number))
		put(".", right+space, dot)
	default:
		put(text, right+space, w)
	}
}
