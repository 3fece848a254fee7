package layout

import (
	"cmp"
	"slices"

	"popmail/gui/htmlview/style"
)

// A drawer turns boxes in their places into items.
type drawer struct {
	e    *engine
	page *Page
	text []placed
	line int
	back *box // whose background is the page's

	lifted *box // the box whose content is drawn
	late   []lifted
}

type placed struct {
	t          *Text
	order      int
	line, item int
	from       int // offset in the item's text
}

// A stage is what is known of the surroundings of a box while it is drawn.
type stage struct {
	x, y    float64 // of the formatting context
	opacity float64
	clip    *Rect
}

// emit makes the items of the page.
func (e *engine) emit(root *box, out *Page) {
	d := &drawer{e: e, page: out}
	ground := d.canvas(root)
	d.lift(root, stage{x: 0, y: 0, opacity: 1})
	bottom := root.y + root.h + root.margins(0)[style.Bottom]
	left, right := 0.0, out.Width
	for _, it := range out.Items {
		r := seen(it)
		bottom, right = max(bottom, r.Y+r.H), max(right, r.X+r.W)
		if r.X > -farLeft {
			left = min(left, r.X)
		}
	}
	if left < 0 && e.fromRight(root) { // what does not fit stands at the left (CSS Overflow 3, 2.2)
		out.Move(-left, 0)
		right -= left
		out.FromRight = true
		if ground != nil {
			ground.X, ground.W = 0, right
		}
	}
	out.Height, out.Width = max(0, min(bottom, maxHeight)), min(right, maxLength)
	slices.SortStableFunc(d.text, func(a, b placed) int {
		return cmp.Or(a.order-b.order, a.line-b.line, a.item-b.item, a.from-b.from)
	})
	at := 0
	for _, p := range d.text {
		p.t.Start = at
		at += len(p.t.Text) + 1
	}
}

// farLeft is how far to the left of a page nobody is meant to see what stands there.
const farLeft = 4000

// fromRight reports whether a page begins at its right edge: its root, its body, or all that is in
// that.
func (e *engine) fromRight(root *box) bool {
	if root.st.RTL {
		return true
	}
	for _, k := range root.kids {
		if k.node == nil || k.node != e.page.Body {
			continue
		}
		if k.st.RTL {
			return true
		}
		for _, c := range k.kids {
			if c.node == nil || c.anon || !c.st.RTL {
				return false
			}
		}
		return len(k.kids) > 0
	}
	return false
}

// seen is the place of an item as far as it is not cut off.
func seen(it Item) Rect {
	r, clip := it.Place(), (*Rect)(nil)
	switch it := it.(type) {
	case *Text:
		clip = it.Clip
	case *Box:
		clip = it.Clip
	case *Picture:
		clip = it.Clip
	case *Mark:
		clip = it.Clip
	}
	if r = meet(r, clip); r.W <= 0 || r.H <= 0 {
		return Rect{}
	}
	return r
}

// canvas gives the page the background of its root or body (CSS 2.2, 14.2): a color, or the box that it
// returns.
func (d *drawer) canvas(root *box) (ground *Box) {
	bg := func(b *box) bool { return b.st.Background.Color.A > 0 || b.st.Background.Image != "" }
	d.back = root
	if !bg(root) {
		for _, k := range root.kids {
			if k.node != nil && k.node == d.e.page.Body && bg(k) {
				d.back = k
				break
			}
		}
	}
	d.page.Background = d.back.st.Background.Color
	if d.back.st.Background.Image != "" || d.back.st.Background.Gradient != nil {
		ground = &Box{Rect: Rect{0, 0, d.page.Width, root.h}, Background: d.back.st.Background, Opacity: 1, Node: d.back.node}
		d.page.Items = append(d.page.Items, ground)
	}
	return ground
}

// A phase is one of the three in which a formatting context with floats is drawn (CSS
// 2.2, appendix E): backgrounds of blocks, floats, what stands in lines.
type phase uint8

const (
	phaseAll phase = iota
	phaseBlocks
	phaseFloats
	phaseLines
)

// box draws a box and what is in it.
func (d *drawer) box(b *box, s stage, ph phase) {
	if d.e.stop() || d.later(b, s, ph) {
		return
	}
	x, y := s.x+b.x, s.y+b.y
	if b.st.Relative && !b.anon {
		dx, dy := b.offset()
		x, y, s.x, s.y = x+dx, y+dy, s.x+dx, s.y+dy
	}
	if !b.anon && b.st.Opacity < 1 {
		s.opacity *= max(0, b.st.Opacity)
	}
	rect := Rect{x, y, b.w, b.h}
	entering := ph
	if b.own {
		entering = phaseAll
	}
	if b.kind == kReplaced && b.marker != "" {
		d.sign(b, x, y, s)
		return
	}
	if entering == phaseAll || entering == phaseBlocks {
		d.frame(b, rect, s)
		for _, c := range b.covers {
			on := s
			on.opacity *= max(0, min(c.st.Opacity, 1))
			d.frame(c, Rect{x + b.borderWidth(style.Left), y + b.borderWidth(style.Top), max(0, b.w-b.borderWidth(style.Left)-b.borderWidth(style.Right)), max(0, b.h-b.borderWidth(style.Top)-b.borderWidth(style.Bottom))}, on)
		}
		d.marker(b, x, y, s)
		if b.frame != nil {
			d.collapsed(b, rect, s)
		}
	}
	if b.kind == kReplaced || b.ref != "" {
		d.picture(b, rect, s)
		if b.kind == kReplaced {
			return
		}
	}
	if b.st.Clip && (!b.anon || b.stands) {
		in := Rect{x + b.borderWidth(style.Left), y + b.borderWidth(style.Top), 0, 0}
		in.W = b.w - b.borderWidth(style.Left) - b.borderWidth(style.Right)
		in.H = b.h - b.borderWidth(style.Top) - b.borderWidth(style.Bottom)
		if b.kind != kTable && b.kind != kRow && b.kind != kGroup {
			in = meet(in, s.clip)
			s.clip = &in
		}
	}
	top := s
	top.x, top.y = x, y
	if entering == phaseAll || entering == phaseBlocks {
		d.placed(b, top, true)
	}
	if entering == phaseAll || entering == phaseLines {
		defer d.placed(b, top, false)
	}
	if b.own {
		s.x, s.y = x, y
		if b.shift != 0 {
			s.y += b.shift
		}
		if b.floats {
			d.kids(b, s, phaseBlocks)
			d.kids(b, s, phaseFloats)
			d.kids(b, s, phaseLines)
			return
		}
	}
	d.kids(b, s, entering)
}

// kids draws the children of a box in a phase of its formatting context.
func (d *drawer) kids(b *box, s stage, ph phase) {
	if b.inl != nil {
		for i := range b.inl.items {
			if it := &b.inl.items[i]; it.kind == iFloat && (ph == phaseAll || ph == phaseFloats) {
				d.box(it.b, s, phaseAll)
			}
		}
		if ph == phaseAll || ph == phaseLines {
			d.lines(b, s)
		}
		return
	}
	for _, k := range b.kids {
		switch {
		case k.floating():
			if ph == phaseAll || ph == phaseFloats {
				d.box(k, s, phaseAll)
			}
		case k.own && b.kind != kTable && b.kind != kGroup && b.kind != kRow:
			if ph == phaseAll || ph == phaseBlocks {
				d.box(k, s, phaseAll)
			}
		default:
			d.box(k, s, ph)
		}
	}
}

// lines draws the lines of a block container.
func (d *drawer) lines(b *box, s stage) {
	for i := range b.inl.lines {
		ln := &b.inl.lines[i]
		for _, fr := range ln.frames {
			d.inlineFrame(fr, s)
		}
		d.line = i
		d.pieces(ln, s)
	}
	for i := range b.inl.items {
		if it := &b.inl.items[i]; it.kind == iAtomic {
			d.box(it.b, d.around(it.b, b, s), phaseAll)
		}
	}
}

// around is the stage of a box in the inline boxes around it, up to the container.
func (d *drawer) around(k, container *box, s stage) stage {
	for p := k.parent; p != nil && p != container && p.kind == kInline; p = p.parent {
		if p.st.Opacity < 1 {
			s.opacity *= max(0, p.st.Opacity)
		}
		if p.st.Relative {
			dx, dy := p.offset()
			s.x, s.y = s.x+dx, s.y+dy
		}
	}
	return s
}

// pieces draws the text of a line; neighbours in one style become one item.
func (d *drawer) pieces(ln *line, s stage) {
	for i := 0; i < len(ln.pieces); {
		p := &ln.pieces[i]
		first, last := p, p // in reading order
		j := i + 1
		text, w := p.text, p.w
		for j < len(ln.pieces) {
			q := &ln.pieces[j]
			if q.b != p.b || q.rtl != p.rtl || q.base != p.base || diff(q.x, p.x+w) > slack || q.b.st.Align == style.Justify || q.b.st.Word != 0 {
				break
			}
			if p.rtl {
				if !q.before(first) {
					break
				}
				first, text = q, q.text+text
			} else {
				if !last.before(q) {
					break
				}
				last, text = q, text+q.text
			}
			w += q.w
			j++
		}
		d.text1(p, first, text, w, s)
		i = j
	}
}

// before reports whether q is what is read next after p.
func (p *piece) before(q *piece) bool {
	return q.seq == p.seq+1 && q.from == 0 || q.seq == p.seq && q.from == p.from+len(p.text)
}

func diff(a, b float64) float64 {
	if a > b {
		return a - b
	}
	return b - a
}

// text1 draws one run of text where it can be seen: it begins at p, and is read from first on.
func (d *drawer) text1(p, first *piece, text string, w float64, s stage) {
	st := p.b.st
	s = d.around(p.b, nil, s)
	if st.Hidden || st.Font.Size <= 0 || s.opacity <= 0 || blankText(text) {
		return
	}
	fc := d.e.face(st.Font)
	r := Rect{s.x + p.x, s.y + p.base - fc.ascent, w, fc.ascent + fc.descent}
	if s.clip != nil {
		seen := meet(r, s.clip)
		if seen.W <= 0 || seen.H <= 0 {
			return
		}
	}
	t := &Text{Rect: r, Baseline: s.y + p.base, Text: text, Font: st.Font, Color: st.Color, Style: st, RTL: p.rtl, Opacity: s.opacity, Clip: s.clip, Node: p.b.node, Alt: p.b.alt}
	d.page.Items = append(d.page.Items, t)
	d.text = append(d.text, placed{t, p.b.order, d.line, first.seq, first.from})
}

func blankText(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' && s[i] != '\t' {
			return false
		}
	}
	return true
}

// offset is how far a relatively positioned box is moved (CSS 2.2, 9.4.3).
func (b *box) offset() (dx, dy float64) {
	o := b.st.Offset
	if v, ok := px(o[style.Left], 0); ok {
		dx = v
	} else if v, ok := px(o[style.Right], 0); ok {
		dx = -v
	}
	if v, ok := px(o[style.Top], 0); ok {
		dy = v
	} else if v, ok := px(o[style.Bottom], 0); ok {
		dy = -v
	}
	return dx, dy
}

// meet is what r and clip have in common.
func meet(r Rect, clip *Rect) Rect {
	if clip == nil {
		return r
	}
	x0, y0 := max(r.X, clip.X), max(r.Y, clip.Y)
	x1, y1 := min(r.X+r.W, clip.X+clip.W), min(r.Y+r.H, clip.Y+clip.H)
	return Rect{x0, y0, max(0, x1-x0), max(0, y1-y0)}
}
