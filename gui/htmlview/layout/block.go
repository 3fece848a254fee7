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
			if b.ratio > 0 || b.st.Ratio > 0 && !b.anon {
				b.h = max(b.h, b.highAs(width, edges))
			}
			b.h = e.limitHeight(b, b.h, base)
		}
		if b.middle {
			b.shift = max(0, (b.h-b.content)/2)
		}
	}
	b.h = max(0, sane(b.h))
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
	if b.st.Ratio > 0 && given < 0 && !b.anon {
		least = max(least, b.highAs(width, edges))
	}
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
