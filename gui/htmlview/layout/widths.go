package layout

import "popmail/gui/htmlview/style"

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
			left += max(0, room)
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
	if r := b.st.Ratio; r > 0 && !b.anon && !(ratio && b.st.AutoRatio) {
		ratio, nh = true, nw/r
	}
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
