package layout

import (
	"math"

	"popmail/gui/htmlview/style"
)

// A gridItem is a child of a CSS grid in its columns.
type gridItem struct {
	b          *box
	row        int
	from, span int
}

// gridItems gives the children of a grid their columns, row by row (CSS Grid 2, 8.5), n
// columns in all.
func gridItems(b *box, n int) (items []gridItem, rows int) {
	row, col := 0, 0
	for _, k := range flexOrder(b) {
		at, span := 0, max(1, k.st.GridSpan)
		if !k.anon {
			start, end := k.st.GridLines[0], k.st.GridLines[1]
			if start < 0 {
				start += n + 2
			}
			if end < 0 {
				end += n + 2
			}
			switch {
			case start > 0 && end > start:
				at, span = start, end-start
			case start > 0:
				at = start
			case end > 1:
				at = max(1, end-span)
			}
		}
		span = min(span, n)
		if at > 0 {
			at = min(at-1, n-span)
			if at < col {
				row++
			}
			col = at
		} else if col+span > n {
			row, col = row+1, 0
		}
		items = append(items, gridItem{k, row, col, span})
		col += span
	}
	return items, row + 1
}

// gridTracks are the columns of a grid in a content width.
func gridTracks(b *box, w, gap float64) []style.Track {
	g := &b.st.Grid
	if len(g.Tracks) == 0 {
		return []style.Track{{}}
	}
	if !g.Fill {
		return g.Tracks
	}
	least := max(1, orZero(g.Least, max(w, 0)))
	n := int(max(1, min(math.Floor((w+gap)/(least+gap)), 64)))
	if g.Fit {
		n = max(1, min(n, len(b.kids)))
	}
	last := g.Tracks[len(g.Tracks)-1]
	out := append([]style.Track{}, g.Tracks[:len(g.Tracks)-1]...)
	for range n {
		out = append(out, last)
	}
	return out
}

// gridNeeds are the min-content and max-content widths of each column.
func (e *engine) gridNeeds(tracks []style.Track, items []gridItem, w float64) (lo, hi []float64) {
	lo, hi = make([]float64, len(tracks)), make([]float64, len(tracks))
	for _, it := range items {
		if e.stop() {
			break
		}
		if it.span > 1 {
			continue
		}
		l, h := e.outer(it.b)
		lo[it.from], hi[it.from] = max(lo[it.from], l), max(hi[it.from], h)
	}
	for i, t := range tracks {
		if v, ok := px(t.Size, w); ok && (w >= 0 || t.Size.Kind == style.Px) {
			lo[i], hi[i] = v, v
		} else if t.Min0 {
			lo[i] = 0
		}
	}
	return lo, hi
}

// gridSizes are the widths that a grid's content asks for.
func (e *engine) gridSizes(b *box) (lo, hi float64) {
	gap := max(0, sane(b.st.Gap[1]))
	tracks := gridTracks(b, definiteNone, gap)
	items, _ := gridItems(b, len(tracks))
	los, his := e.gridNeeds(tracks, items, definiteNone)
	for i := range tracks {
		lo, hi = lo+los[i], hi+his[i]
	}
	gaps := gap * float64(len(tracks)-1)
	return lo + gaps, hi + gaps
}

// gridWidths are the widths of a grid's columns (CSS Grid 2, 11): those of shares by what is
// left over, those without a size by their content, and wider where there is room.
func (e *engine) gridWidths(tracks []style.Track, items []gridItem, w, gap float64) []float64 {
	lo, hi := e.gridNeeds(tracks, items, w)
	left := w - gap*float64(len(tracks)-1)
	out := make([]float64, len(tracks))
	shares, autos, room := 0.0, 0, 0.0
	for i, t := range tracks {
		out[i] = lo[i]
		left -= lo[i]
		switch {
		case t.Fr > 0:
			shares += t.Fr
		case t.Size.Kind == style.Auto:
			autos++
			room += hi[i] - lo[i]
		}
	}
	if left <= 0 {
		return out
	}
	if room > 0 {
		part := min(1, left/room)
		for i, t := range tracks {
			if t.Fr == 0 && t.Size.Kind == style.Auto {
				out[i] += (hi[i] - lo[i]) * part
			}
		}
		left -= room * part
	}
	switch {
	case shares > 0:
		e.gridShares(tracks, out, lo, left)
	case autos > 0 && left > 0:
		for i, t := range tracks {
			if t.Fr == 0 && t.Size.Kind == style.Auto {
				out[i] += left / float64(autos)
			}
		}
	}
	return out
}

// gridShares gives columns their shares of what is left over; one that needs more than its
// share takes what it needs.
func (e *engine) gridShares(tracks []style.Track, out, lo []float64, left float64) {
	fixed := make([]bool, len(tracks))
	for i, t := range tracks {
		if t.Fr > 0 {
			left += lo[i]
		}
	}
	for range tracks {
		sum := 0.0
		for i, t := range tracks {
			if t.Fr > 0 && !fixed[i] {
				sum += t.Fr
			}
		}
		again := false
		for i, t := range tracks {
			if t.Fr <= 0 || fixed[i] {
				continue
			}
			if out[i] = left * t.Fr / max(1, sum); out[i] < lo[i] {
				out[i], fixed[i], again = lo[i], true, true
				left -= lo[i]
				break
			}
		}
		if !again {
			return
		}
	}
}

// gridRows lays the children of a grid out and gives the height that they take.
func (e *engine) gridRows(b *box, edges [4]float64, w, h float64) float64 {
	gap, rowGap := max(0, sane(b.st.Gap[1])), max(0, sane(b.st.Gap[0]))
	tracks := gridTracks(b, w, gap)
	items, rows := gridItems(b, len(tracks))
	widths := e.gridWidths(tracks, items, w, gap)
	starts := make([]float64, len(widths)+1)
	for i, v := range widths {
		starts[i+1] = starts[i] + v + gap
	}
	heights := make([]float64, rows)
	for _, it := range items {
		if e.stop() {
			break
		}
		k := it.b
		m := k.margins(w)
		area := starts[it.from+it.span] - starts[it.from] - gap
		room := area - m[style.Left] - m[style.Right]
		just := k.st.JustifyS
		if just == "" || k.anon {
			just = b.st.JustifyI
		}
		width, ok := e.widthOf(k, area)
		switch {
		case ok:
		case k.kind == kReplaced:
			width, _ = e.replaced(k, area, definiteNone)
		case (just == "" || just == "stretch" || just == "normal") && autoSides(k, style.Left, style.Right) == 0:
			width = e.limitWidth(k, max(0, room), area)
		default:
			width = e.shrink(k, area)
		}
		e.lay(k, width, e.heightOf(k, definiteNone, area), area)
		k.x = edges[style.Left] + starts[it.from] + m[style.Left]
		rest := room - k.w
		left, right := k.st.Margin[style.Left].Kind == style.Auto && !k.anon, k.st.Margin[style.Right].Kind == style.Auto && !k.anon
		switch {
		case left && right, just == "center":
			k.x += rest / 2
		case left, just == "flex-end":
			k.x += rest
		}
		heights[it.row] = max(heights[it.row], k.h+m[style.Top]+m[style.Bottom])
	}
	total := rowGap * float64(rows-1)
	for _, v := range heights {
		total += v
	}
	if h > total { // rows without a height share what is left over
		for i := range heights {
			heights[i] += (h - total) / float64(rows)
		}
	}
	tops := make([]float64, rows+1)
	for i, v := range heights {
		tops[i+1] = tops[i] + v + rowGap
	}
	for _, it := range items {
		m := it.b.margins(w)
		e.crossPlace(b, &flexItem{b: it.b, m: m, size: it.b.w}, edges[style.Top]+tops[it.row], heights[it.row], 0, w)
	}
	return tops[rows] - rowGap
}
