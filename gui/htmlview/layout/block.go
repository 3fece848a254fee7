package layout

import (
	"slices"

	"popmail/gui/htmlview/style"
)

// layRoot lays the whole page out.
func (e *engine) layRoot(b *box, width float64) {
	b.own = true
	m := b.margins(width)
	b.x, b.y = m[style.Left], m[style.Top]
	w := width - m[style.Left] - m[style.Right]
	if v, ok := e.widthOf(b, width); ok {
		w = v
	}
	e.lay(b, max(0, w), e.heightOf(b, viewport, width), width)
}

// lay lays a box with a formatting context of its own out at a border-box width. height is
// its border-box height, definiteNone where it is as high as it has to be; base is the
// width of its containing block. b.h is set; b.x and b.y are the caller's.
func (e *engine) lay(b *box, width, height, base float64) {
	width = max(0, sane(width))
	if b.laid && b.laidW == width && b.laidH == height && b.laidCB == base {
		return
	}
	if e.stop() {
		return
	}
	if b.laid {
		// Twice is what percentages of heights ask for. Nesting must not make it twice
		// at each depth.
		if e.again++; e.again > 4*e.boxes+1000 {
			return
		}
	}
	b.laid, b.laidW, b.laidH, b.laidCB = true, width, height, base
	b.own, b.w = true, width
	switch b.kind {
	case kTable:
		e.layTable(b, width, height, base)
	case kFlex:
		e.layFlex(b, width, height, base)
	case kReplaced:
		_, b.h = e.replaced(b, base, definiteNone)
	default:
		f := &flow{e: e, root: b, start: true}
		edges := b.edges(base)
		f.y = edges[style.Top]
		inner := definite(height, edges)
		if height < 0 {
			inner = definite(e.heightOf(b, definiteNone, base), edges)
		}
		if inner < 0 && e.quirks() && b.parent == nil {
			inner = max(0, viewport-edges[style.Top]-edges[style.Bottom]) // quirks.spec.whatwg.org, 3.5
		}
		f.content(b, edges[style.Left], max(0, width-edges[style.Left]-edges[style.Right]), inner)
		if e.quirks() && b.kind == kCell {
			f.pos = f.quirky
		}
		f.resolve()
		bottom := f.y
		for i := range f.floats {
			bottom = max(bottom, f.floats[i].y1)
		}
		b.h = max(edges[style.Top], bottom) + edges[style.Bottom]
		if b.oneLine() {
			fc := e.face(b.st.Font)
			b.h = max(b.h, edges[style.Top]+e.lineHeight(b.st, fc)+edges[style.Bottom])
		}
		b.content = b.h
		switch {
		case height >= 0:
			b.h = height
		case b.kind != kCell:
			b.h = e.limitHeight(b, b.h, base)
		}
	}
	b.h = max(0, sane(b.h))
}

// definite is the content height in a border-box height that is known.
func definite(height float64, edges [4]float64) float64 {
	if height < 0 {
		return definiteNone
	}
	return max(0, height-edges[style.Top]-edges[style.Bottom])
}

// heightOf is the border-box height that a box is given, definiteNone where it is as high
// as its content. cb is the height of its containing block.
func (e *engine) heightOf(b *box, cb, base float64) float64 {
	return e.heightFrom(b, b.st.Height, cb, base)
}

func (e *engine) heightFrom(b *box, l style.Length, cb, base float64) float64 {
	if l.Kind == style.Auto || l.Kind == style.Percent && cb < 0 {
		return definiteNone
	}
	v := max(0, orZero(l, cb))
	edges := b.edges(base)
	sum := edges[style.Top] + edges[style.Bottom]
	// Quirks: the height of a cell is that of its border box (quirks.spec.whatwg.org, 3.9).
	if b.st.BorderBox || b.kind == kTable || b.kind == kCell && e.quirks() {
		return max(v, sum)
	}
	return v + sum
}

// limitHeight applies height, min-height and max-height to the height of the content.
func (e *engine) limitHeight(b *box, h, base float64) float64 {
	if v := e.heightOf(b, definiteNone, base); v >= 0 {
		h = v
	}
	if v := e.heightFrom(b, b.st.MaxHeight, definiteNone, base); v >= 0 {
		h = min(h, v)
	}
	if v := e.heightFrom(b, b.st.MinHeight, definiteNone, base); v >= 0 {
		h = max(h, v)
	}
	return h
}

// widthFrom is the border-box width that a length means, ok false for auto.
func (e *engine) widthFrom(b *box, l style.Length, base float64) (float64, bool) {
	v, ok := px(l, base)
	if !ok || l.Kind == style.Percent && base < 0 {
		return 0, false
	}
	v = max(0, v)
	edges := b.edges(base)
	sum := edges[style.Left] + edges[style.Right]
	if b.st.BorderBox || b.kind == kTable {
		return max(v, sum), true
	}
	return v + sum, true
}

// widthOf is the border-box width that a box asks for, within its bounds.
func (e *engine) widthOf(b *box, base float64) (float64, bool) {
	w, ok := e.widthFrom(b, b.st.Width, base)
	if !ok {
		return 0, false
	}
	return e.limitWidth(b, w, base), true
}

// limitWidth applies min-width and max-width.
func (e *engine) limitWidth(b *box, w, base float64) float64 {
	if v, ok := e.widthFrom(b, b.st.MaxWidth, base); ok {
		w = min(w, v)
	}
	if v, ok := e.widthFrom(b, b.st.MinWidth, base); ok {
		w = max(w, v)
	}
	return w
}

// content lays out what is in a block container between x and x+w; height is that of its
// content box, where it is known.
func (f *flow) content(b *box, x, w, height float64) {
	switch {
	case b.inl != nil:
		f.layLines(b, x, w, height)
	default:
		for _, k := range b.kids {
			if f.e.stop() {
				return
			}
			if k.floating() {
				f.float(k, x, w, height)
			} else {
				f.block(k, b, x, w, height)
			}
		}
	}
}

// block lays out a block in the flow of its parent's content from x, w wide.
func (f *flow) block(b, parent *box, x, w, cbHeight float64) {
	e := f.e
	m := b.margins(w)
	if f.y > maxHeight {
		e.tell(problemHeight)
		return
	}
	qt, qb := false, false
	if e.quirks() && !b.anon {
		qt, qb = b.st.MarginQuirk[0], b.st.MarginQuirk[1]
	}
	if c := f.clearance(b.st.Clear); b.st.Clear != style.NoClear {
		if len(f.queued) > 0 {
			f.resolve()
			c = f.clearance(b.st.Clear)
		}
		pos, neg := max(f.pos, m[style.Top]), min(f.neg, m[style.Top])
		if f.y+pos+neg < c {
			f.resolve()
			f.y = c - m[style.Top]
		}
	}
	before := f.strut()
	f.add(m[style.Top], qt)
	if b.separate() {
		f.separate(b, parent, m, x, w, cbHeight, f.strut()-before)
		f.add(m[style.Bottom], qb)
		return
	}
	width, left := e.placeInline(b, parent, m, w)
	edges := b.edges(w)
	b.x, b.w, b.own = x+left, width, false
	b.pending, b.y = true, f.y
	f.pending = append(f.pending, b)
	if edges[style.Top] > 0 {
		f.resolve()
		f.y += edges[style.Top]
	}
	body := e.quirks() && b.node != nil && b.node == e.page.Body && !b.anon
	f.body = f.body || body
	given := e.heightOf(b, cbHeight, w)
	inner := definite(given, edges)
	if given < 0 && e.quirks() && cbHeight >= 0 { // quirks.spec.whatwg.org, 3.4 and 3.6
		inner = cbHeight
		if body {
			inner = max(0, cbHeight-m[style.Top]-m[style.Bottom]-edges[style.Top]-edges[style.Bottom])
		}
	}
	f.content(b, b.x+edges[style.Left], max(0, width-edges[style.Left]-edges[style.Right]), inner)
	if b.hasMarker() && b.inl == nil && !b.pending {
		f.y += e.belowMarker(b, edges[style.Top])
	}
	least, most := e.heightFrom(b, b.st.MinHeight, cbHeight, w), e.heightFrom(b, b.st.MaxHeight, cbHeight, w)
	if b.pending {
		if given <= 0 && edges[style.Bottom] == 0 && least <= 0 {
			b.h = 0
			f.add(m[style.Bottom], qb)
			return
		}
		if edges[style.Bottom] == 0 {
			// Its margins adjoin through the empty content; the height lies below them.
			f.resolve()
		}
	}
	if edges[style.Bottom] > 0 {
		f.resolve()
		f.y += edges[style.Bottom]
	}
	h := f.y - b.y
	if given >= 0 {
		h = given
	}
	if most >= 0 {
		h = min(h, most)
	}
	if least >= 0 {
		h = max(h, least)
	}
	if h != f.y-b.y || given >= 0 {
		f.settle()
		f.clearStrut()
		f.y = b.y + h
	}
	b.h = max(0, h)
	f.add(m[style.Bottom], qb)
}

// settle gives boxes whose top is not known the place where the flow is.
func (f *flow) settle() {
	if len(f.pending) > 0 || len(f.queued) > 0 {
		y := f.y
		f.resolve()
		f.y = y
	}
}

// separate places a block with a formatting context of its own, beside floats where there
// is room (CSS 2.2, 9.5). own is what its margin adds to those that adjoin.
func (f *flow) separate(b, parent *box, m [4]float64, x, w, cbHeight, own float64) {
	e := f.e
	pending := slices.Clone(f.pending)
	queued := len(f.queued)
	f.resolve()
	y := f.y
	l, r := x, x+w
	if len(f.floats) > 0 {
		f.prune(min(y, f.low))
		least := e.least(b, w) + m[style.Left] + m[style.Right]
		for {
			l, r = f.band(y, y+1, x, x+w)
			if l <= x && r >= x+w || least <= r-l+slack {
				break
			}
			next := f.below(y)
			if next <= y {
				break
			}
			y = next
		}
		if y > f.y && own != 0 {
			// Floats push it down: its margin moves neither the boxes around it nor the
			// floats that wait for their place.
			for _, p := range pending {
				p.y -= own
			}
			if queued > 0 {
				last := f.floats[len(f.floats)-min(queued, len(f.floats)):]
				for i := range last {
					last[i].y0, last[i].y1 = last[i].y0-own, last[i].y1-own
					last[i].b.y -= own
				}
				y -= own
			}
		}
	}
	beside := l > x || r < x+w
	given := e.heightOf(b, cbHeight, w)
	if beside {
		// The margins lie beside the floats, not the box.
		ml, mr := max(0, l-x-m[style.Left]), max(0, x+w-r-m[style.Right])
		bl, bw := x+ml, max(0, w-ml-mr)
		width, left := e.placeBeside(b, parent, m, bw, w)
		e.lay(b, width, given, w)
		b.x, b.y = bl+left, y
	} else {
		width, left := e.placeInline(b, parent, m, w)
		e.lay(b, width, given, w)
		if b.w != width {
			left += e.drift(b, parent, m, w, width)
		}
		b.x, b.y = x+left, y
	}
	f.y = y + b.h
}

// drift moves a box that came out wider or narrower than it was meant to.
func (e *engine) drift(b, parent *box, m [4]float64, w, meant float64) float64 {
	_, was := e.alignBlock(b, parent, m, w, meant)
	_, is := e.alignBlock(b, parent, m, w, b.w)
	return is - was
}

// least is the width that a box with a context of its own needs.
func (e *engine) least(b *box, base float64) float64 {
	lo, _ := e.sizes(b)
	if w, ok := e.widthOf(b, base); ok {
		if b.kind == kTable {
			return max(w, lo)
		}
		return w
	}
	return lo
}

// placeInline gives the border-box width of a block and how far its left edge lies from
// that of its containing block (CSS 2.2, 10.3.3).
func (e *engine) placeInline(b, parent *box, m [4]float64, w float64) (width, left float64) {
	return e.placeBeside(b, parent, m, w, w)
}

func (e *engine) placeBeside(b, parent *box, m [4]float64, w, base float64) (width, left float64) {
	given, ok := e.widthOf(b, base)
	switch {
	case b.kind == kReplaced:
		width, _ = e.replaced(b, base, definiteNone)
	case b.kind == kTable:
		lo, hi := e.sizes(b)
		if ok {
			width = max(given, lo)
		} else {
			width = max(lo, min(hi, w-m[style.Left]-m[style.Right]))
			width = max(lo, e.limitWidth(b, width, base))
		}
	case ok:
		width = given
	case b.node != nil && !b.anon && b.node.Tag == "button":
		width = e.shrink(b, w)
	default:
		width = max(0, w-m[style.Left]-m[style.Right])
		width = e.limitWidth(b, width, base)
	}
	return e.alignBlock(b, parent, m, w, width)
}

// alignBlock moves a block that is narrower than its container: by margins that are auto,
// or by the HTML alignment of the container (HTML, 15.3.4).
func (e *engine) alignBlock(b, parent *box, m [4]float64, w, width float64) (float64, float64) {
	left := m[style.Left]
	room := w - width - m[style.Left] - m[style.Right]
	autoL, autoR := b.st.Margin[style.Left].Kind == style.Auto && !b.anon, b.st.Margin[style.Right].Kind == style.Auto && !b.anon
	rtl := parent.st.RTL
	switch {
	case autoL && autoR:
		left += max(0, room/2)
		if rtl && room < 0 {
			left += room
		}
	case autoL:
		left += max(0, room)
	case autoR:
	default:
		switch parent.st.Align {
		case style.HTMLCenter:
			left += max(0, room/2)
		case style.HTMLRight:
			left += room
		case style.HTMLLeft:
		default:
			if rtl {
				left += room
			}
		}
	}
	return width, left
}

// shrink is the border-box width of a float or an inline-block in w (CSS 2.2, 10.3.5).
func (e *engine) shrink(b *box, w float64) float64 {
	if b.kind == kReplaced {
		width, _ := e.replaced(b, w, definiteNone)
		return width
	}
	if v, ok := e.widthOf(b, w); ok {
		if b.kind == kTable {
			lo, _ := e.sizes(b)
			v = max(v, lo)
		}
		return v
	}
	m := b.margins(w)
	lo, hi := e.sizes(b)
	width := max(lo, min(hi, w-m[style.Left]-m[style.Right]))
	if b.kind == kTable {
		return max(lo, e.limitWidth(b, width, w))
	}
	return e.limitWidth(b, width, w)
}

// replaced is the border-box size of a picture or control (CSS 2.2, 10.3.2 and 10.6.2).
func (e *engine) replaced(b *box, base, cbHeight float64) (w, h float64) {
	edges := b.edges(base)
	ew, eh := edges[style.Left]+edges[style.Right], edges[style.Top]+edges[style.Bottom]
	gw, okW := e.widthFrom(b, b.st.Width, base)
	gh := e.heightFrom(b, b.st.Height, cbHeight, base)
	nw, nh := b.natural[0], b.natural[1]
	ratio := b.here || b.node == nil
	switch {
	case okW && gh >= 0:
		w, h = gw, gh
	case okW:
		w, h = gw, nh+eh
		if ratio && nw > 0 {
			h = max(0, gw-ew)*nh/nw + eh
		}
	case gh >= 0:
		w, h = nw+ew, gh
		if ratio && nh > 0 {
			w = max(0, gh-eh)*nw/nh + ew
		}
	default:
		w, h = nw+ew, nh+eh
	}
	lw := e.limitWidth(b, w, base)
	if lw != w && gh < 0 && ratio && nw > 0 {
		h = max(0, lw-ew)*nh/nw + eh
	}
	w = lw
	if v := e.heightFrom(b, b.st.MaxHeight, cbHeight, base); v >= 0 && h > v {
		if !okW && ratio && h > eh {
			w = max(0, v-eh)*nw/max(nh, 1) + ew
		}
		h = v
	}
	if v := e.heightFrom(b, b.st.MinHeight, cbHeight, base); v >= 0 {
		h = max(h, v)
	}
	return sane(w), sane(h)
}
