package layout

import (
	"math"
	"slices"

	"popmail/gui/htmlview/style"
)

// A flexItem is a child of a flex box while it is laid out.
type flexItem struct {
	b      *box
	m      [4]float64
	base   float64 // of the border box, along the main axis
	least  float64
	most   float64
	size   float64
	frozen bool
	cross  float64
	target float64 // size before it is held within its bounds
	over   float64 // place of the margin box across the line
}

// A flexLine is one line of them.
type flexLine struct {
	items []*flexItem
	cross float64
}

// flexOrder are the children of a flex box in their order (CSS Flexbox, 5.4).
func flexOrder(b *box) []*box {
	kids := slices.Clone(b.kids)
	slices.SortStableFunc(kids, func(x, y *box) int { return x.st.Order - y.st.Order })
	return kids
}

// flexSizes are the min-content and max-content widths of what is in a flex box.
func (e *engine) flexSizes(b *box) (lo, hi float64) {
	if b.st.IsGrid {
		return e.gridSizes(b)
	}
	gap := max(0, sane(b.st.Gap[1]))
	for i, k := range b.kids {
		if e.stop() {
			break
		}
		l, h := e.outer(k)
		if b.st.Column {
			lo, hi = max(lo, l), max(hi, h)
			continue
		}
		if i > 0 {
			hi += gap
		}
		hi += h
		if b.st.Wrap {
			lo = max(lo, l)
		} else {
			if i > 0 {
				lo += gap
			}
			lo += l
		}
	}
	return lo, hi
}

// layFlex lays out a flex box in a border-box width (CSS Flexbox, 9).
func (e *engine) layFlex(b *box, width, height, base float64) {
	edges := b.edges(base)
	if height < 0 {
		height = e.heightOf(b, definiteNone, base)
	}
	w := max(0, width-edges[style.Left]-edges[style.Right])
	h := definite(height, edges)
	var used float64
	switch {
	case b.st.IsGrid:
		used = e.gridRows(b, edges, w, h)
	case b.st.Column:
		used = e.flexColumn(b, edges, w, h)
	default:
		used = e.flexRow(b, edges, w, h)
	}
	b.h = used + edges[style.Top] + edges[style.Bottom]
	b.content = b.h
	if height >= 0 {
		b.h = height
	} else {
		b.h = e.limitHeight(b, b.h, base)
	}
}

// flexRow lays the children out side by side and gives the height that they take.
func (e *engine) flexRow(b *box, edges [4]float64, w, h float64) float64 {
	gap, rowGap := max(0, sane(b.st.Gap[1])), max(0, sane(b.st.Gap[0]))
	var lines []flexLine
	var line flexLine
	sum := 0.0
	for _, k := range flexOrder(b) {
		if e.stop() {
			break
		}
		it := &flexItem{b: k, m: k.margins(w)}
		lo, hi := e.sizes(k)
		given, ok := e.widthOf(k, w)
		switch {
		case k.st.Basis.Kind != style.Auto:
			it.base, _ = e.widthFrom(k, k.st.Basis, w)
		case ok:
			it.base = given
		case k.kind == kReplaced:
			it.base, _ = e.replaced(k, w, definiteNone)
		default:
			it.base = hi
		}
		it.least, it.most = lo, math.Inf(1)
		if ok {
			it.least = min(k.within, given) // 4.5: the smaller of the two suggestions
		}
		if k.st.Clip {
			it.least = 0
		}
		if v, ok := e.widthFrom(k, k.st.MinWidth, w); ok {
			it.least = v
		}
		if v, ok := e.widthFrom(k, k.st.MaxWidth, w); ok {
			it.most = v
			it.least = min(it.least, v)
		}
		it.size = max(it.least, min(it.base, it.most))
		outer := it.size + it.m[style.Left] + it.m[style.Right]
		if b.st.Wrap && len(line.items) > 0 && sum+gap+outer > w+slack {
			lines = append(lines, line)
			line, sum = flexLine{}, 0
		}
		if len(line.items) > 0 {
			sum += gap
		}
		sum += outer
		line.items = append(line.items, it)
	}
	if len(line.items) > 0 {
		lines = append(lines, line)
	}
	y := edges[style.Top]
	for i := range lines {
		ln := &lines[i]
		resolveFlex(ln.items, w-gap*float64(len(ln.items)-1))
		up, down := 0.0, 0.0
		for _, it := range ln.items {
			e.lay(it.b, it.size, e.heightOf(it.b, h, w), w)
			it.cross = it.b.h + it.m[style.Top] + it.m[style.Bottom]
			ln.cross = max(ln.cross, it.cross)
			if alignOf(b, it.b) == "baseline" {
				v, ok := baselineOf(it.b, false)
				if !ok {
					v = it.b.h
				}
				it.over = v + it.m[style.Top]
				up, down = max(up, it.over), max(down, it.cross-it.over)
			}
		}
		ln.cross = max(ln.cross, up+down)
		if len(lines) == 1 && h >= 0 {
			ln.cross = h
		}
		free := w - gap*float64(len(ln.items)-1)
		auto := 0
		for _, it := range ln.items {
			free -= it.b.w + it.m[style.Left] + it.m[style.Right]
			auto += autoSides(it.b, style.Left, style.Right)
		}
		reverse := b.st.Reverse != b.st.RTL
		x, between := justify(b.st.JustifyC, free, len(ln.items), reverse, auto > 0)
		items := ln.items
		if reverse {
			items = slices.Clone(items)
			slices.Reverse(items)
		}
		x += edges[style.Left]
		for _, it := range items {
			share := 0.0
			if auto > 0 && free > 0 {
				share = free / float64(auto)
			}
			if it.b.st.Margin[style.Left].Kind == style.Auto && !it.b.anon {
				x += share
			}
			it.b.x = x + it.m[style.Left]
			e.crossPlace(b, it, y, ln.cross, up, w)
			x += it.b.w + it.m[style.Left] + it.m[style.Right] + gap + between
			if it.b.st.Margin[style.Right].Kind == style.Auto && !it.b.anon {
				x += share
			}
		}
		y += ln.cross
		if i < len(lines)-1 {
			y += rowGap
		}
	}
	return y - edges[style.Top]
}

// crossPlace places an item across its line.
func (e *engine) crossPlace(b *box, it *flexItem, y, cross, up, w float64) {
	k := it.b
	room := cross - k.h - it.m[style.Top] - it.m[style.Bottom]
	k.y = y + it.m[style.Top]
	top, bottom := k.st.Margin[style.Top].Kind == style.Auto && !k.anon, k.st.Margin[style.Bottom].Kind == style.Auto && !k.anon
	switch {
	case top && bottom:
		k.y += max(0, room/2)
	case top:
		k.y += max(0, room)
	case bottom:
	default:
		switch alignOf(b, k) {
		case "center":
			k.y += room / 2
		case "flex-end", "end", "self-end":
			k.y += room
		case "baseline":
			k.y += up - it.over
		case "flex-start", "start", "self-start":
		default:
			if k.st.Height.Kind == style.Auto && k.kind != kReplaced && room > 0 {
				h := k.h + room
				if v := e.heightFrom(k, k.st.MaxHeight, definiteNone, w); v >= 0 {
					h = min(h, v)
				}
				if k.needsHeight() || k.kind == kFlex || k.kind == kTable {
					e.lay(k, it.size, h, w)
				} else {
					k.h = h
				}
			}
		}
	}
}

// flexColumn lays the children out below each other and gives the height that they take.
func (e *engine) flexColumn(b *box, edges [4]float64, w, h float64) float64 {
	gap := max(0, sane(b.st.Gap[0]))
	kids := flexOrder(b)
	if b.st.Reverse {
		slices.Reverse(kids)
	}
	sum, grow := 0.0, 0.0
	for i, k := range kids {
		if e.stop() {
			return sum
		}
		m := k.margins(w)
		width, ok := e.widthOf(k, w)
		align := alignOf(b, k)
		room := w - m[style.Left] - m[style.Right]
		switch {
		case ok:
		case k.kind == kReplaced:
			width, _ = e.replaced(k, w, h)
		case (align == "" || align == "stretch" || align == "normal") && autoSides(k, style.Left, style.Right) == 0:
			width = e.limitWidth(k, max(0, room), w)
			if k.kind == kTable {
				lo, _ := e.sizes(k)
				width = max(width, lo)
			}
		default:
			width = e.shrink(k, w)
		}
		height := e.heightOf(k, h, w)
		if k.st.Basis.Kind != style.Auto {
			if v := e.heightFrom(k, k.st.Basis, h, w); v > 0 {
				height = v
			}
		}
		e.lay(k, width, height, w)
		rest := room - k.w
		k.x = edges[style.Left] + m[style.Left]
		switch left, right := k.st.Margin[style.Left].Kind == style.Auto && !k.anon, k.st.Margin[style.Right].Kind == style.Auto && !k.anon; {
		case left && right:
			k.x += max(0, rest/2)
		case left:
			k.x += max(0, rest)
		case right:
		case align == "center":
			k.x += rest / 2
		case align == "flex-end" || align == "end":
			k.x += rest
		}
		sum += k.h + m[style.Top] + m[style.Bottom]
		if i > 0 {
			sum += gap
		}
		grow += max(0, sane(k.st.Grow))
	}
	free := 0.0
	if h >= 0 {
		free = h - sum
	}
	if free > 0 && grow > 0 {
		for _, k := range kids {
			if g := max(0, sane(k.st.Grow)); g > 0 {
				e.lay(k, k.laidW, k.h+free*g/max(1, grow), w)
			}
		}
		free = 0
	}
	y, between := justify(b.st.JustifyC, free, len(kids), b.st.Reverse, false)
	y += edges[style.Top]
	for _, k := range kids {
		m := k.margins(w)
		k.y = y + m[style.Top]
		y += k.h + m[style.Top] + m[style.Bottom] + gap + between
	}
	return sum
}
