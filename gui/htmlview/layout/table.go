package layout

import "popmail/gui/htmlview/style"

// layTable lays out a table in a border-box width (CSS 2.2, 17.5; CSS Tables 3).
func (e *engine) layTable(b *box, width, height, base float64) {
	e.sizes(b)
	g := e.gridOf(b)
	var w []float64
	if g.fixed {
		w = distributeFixed(max(0, width-g.gaps()), g.columns)
	} else {
		w = distribute(max(0, width-g.gaps()), g.columns, true)
	}
	sum := g.gaps()
	for _, v := range w {
		sum += v
	}
	if len(g.columns) == 0 {
		sum = max(sum, width)
	}
	b.w = max(sum, 0)
	if !g.fixed || len(g.rows) == 0 {
		b.w = max(b.w, width)
	}
	xs := make([]float64, len(w)+1)
	x := g.frame[style.Left] + g.spacing[0]
	for i := range w {
		xs[i] = x
		x += w[i]
		if !g.columns[i].merge {
			x += g.spacing[0]
		}
	}
	xs[len(w)] = x
	if height < 0 {
		height = e.heightOf(b, definiteNone, base)
	}
	e.captionsAbove(b, g)
	e.measureRows(b, g, w, height)
	e.placeRows(b, g, xs, w, height)
	e.captionsBelow(b, g)
}

func (e *engine) captionsAbove(b *box, g *grid) {
	g.top = 0
	for _, c := range g.captions {
		if !c.st.CaptionBottom {
			g.top += e.caption(b, c, g.top)
		}
	}
}

func (e *engine) captionsBelow(b *box, g *grid) {
	g.bottom = 0
	for _, c := range g.captions {
		if c.st.CaptionBottom {
			h := e.caption(b, c, b.h)
			g.bottom += h
			b.h += h
		}
	}
}

// caption lays out a caption as wide as the table and gives its height with margins.
func (e *engine) caption(b, c *box, y float64) float64 {
	m := c.margins(b.w)
	e.lay(c, max(0, b.w-m[style.Left]-m[style.Right]), definiteNone, b.w)
	c.x, c.y = m[style.Left], y+m[style.Top]
	return c.h + m[style.Top] + m[style.Bottom]
}

// natural is the height that a cell asks for.
func (e *engine) naturalHeight(b *box) float64 {
	return max(b.content, e.heightOf(b, definiteNone, 0))
}

// measureRows lays out the cells at their widths and works out how high the rows are.
func (e *engine) measureRows(b *box, g *grid, w []float64, height float64) {
	for i := range g.rows {
		r := &g.rows[i]
		r.h, r.base, r.percent, r.fixed = 0, 0, -1, false
		if !r.b.anon {
			if v := e.heightFrom(r.b, r.b.st.Height, definiteNone, 0); v > 0 {
				r.h, r.fixed = v, true
			}
			if r.b.st.Height.Kind == style.Percent {
				r.percent = r.b.st.Height.V
			}
		}
		below := 0.0
		for j := r.first; j < r.last; j++ {
			c := &g.cells[j]
			if e.stop() {
				return
			}
			e.lay(c.b, g.span(c, w), definiteNone, b.w)
			h := e.naturalHeight(c.b)
			if c.rows > 1 {
				// What lies above its baseline counts for its first row.
				if base, ok := baselineOf(c.b, false); ok && byBaseline(c.b) {
					r.base = max(r.base, base)
				}
				continue
			}
			if c.b.st.Height.Kind == style.Percent && c.b.st.Height.V > 0 {
				r.percent = max(r.percent, c.b.st.Height.V)
			}
			if c.b.st.Height.Kind == style.Px && c.b.st.Height.V > 0 {
				r.fixed = true
			}
			r.h = max(r.h, h)
			if byBaseline(c.b) {
				base, ok := baselineOf(c.b, false)
				if !ok {
					base = c.b.content - c.b.edges(0)[style.Bottom]
				}
				r.base = max(r.base, base)
				below = max(below, h-base)
			}
		}
		if r.base > 0 {
			r.h = max(r.h, r.base+below)
		}
	}
	e.spanRows(g)
	if height < 0 {
		return
	}
	room := height - g.frame[style.Top] - g.frame[style.Bottom]
	if len(g.rows) > 0 {
		room -= 2 * g.spacing[1]
		growRows(g.rows, room, g.spacing[1], max(0, room), false)
	}
}

// byBaseline reports whether a cell is aligned by its baseline.
func byBaseline(b *box) bool {
	switch b.st.VAlign {
	case style.VTop, style.VMiddle, style.VBottom:
		return false
	}
	return true
}

// placeRows puts rows and cells into their places and aligns what is in the cells.
func (e *engine) placeRows(b *box, g *grid, xs, w []float64, height float64) {
	y := g.top + g.frame[style.Top]
	if len(g.rows) > 0 {
		y += g.spacing[1]
	}
	left, right := g.frame[style.Left]+g.spacing[0], b.w-g.frame[style.Right]-g.spacing[0]
	var group *box
	for i := range g.rows {
		r := &g.rows[i]
		r.y = y
		r.b.x, r.b.y, r.b.w, r.b.h, r.b.own = left, y, right-left, r.h, false
		if r.group != group && r.group != b {
			group = r.group
			group.x, group.y, group.w, group.own = left, y, right-left, false
		}
		if r.group != b {
			r.group.h = y + r.h - r.group.y
		}
		y += r.h + g.spacing[1]
	}
	for i := range g.cells {
		c := &g.cells[i]
		if e.stop() {
			return
		}
		r, last := &g.rows[c.row], &g.rows[c.row+c.rows-1]
		h := last.y + last.h - r.y
		k := c.b
		if (height >= 0 || r.fixed || k.st.Height.Kind == style.Px) && k.needsHeight() {
			e.lay(k, g.span(c, w), h, b.w)
		}
		k.x, k.y, k.h = xs[c.col], r.y, h
		if b.st.RTL { // the first column is the rightmost (CSS 2.2, 17.5)
			k.x = left + right - k.x - g.span(c, w)
		}
		switch {
		case k.st.VAlign == style.VMiddle:
			k.shift = max(0, (h-k.content)/2)
		case k.st.VAlign == style.VBottom:
			k.shift = max(0, h-k.content)
		case byBaseline(k):
			k.shift = 0
			base, ok := baselineOf(k, false)
			if !ok {
				base = k.content - k.edges(0)[style.Bottom]
			}
			k.shift = max(0, r.base-base)
		default:
			k.shift = 0
		}
	}
	for i := range g.columns {
		if c := g.columns[i].b; c != nil && len(g.rows) > 0 {
			first := i == 0 || g.columns[i-1].b != c
			if first {
				c.x, c.y, c.own = xs[i], g.rows[0].y, false
			}
			last := &g.rows[len(g.rows)-1]
			c.w, c.h = xs[i]+w[i]-c.x, last.y+last.h-c.y
			if end := i+1 == len(g.columns) || g.columns[i+1].b != c; end && b.st.RTL {
				c.x = left + right - c.x - c.w
			}
		}
	}
	b.h = y + g.frame[style.Bottom]
	if height >= 0 {
		b.h = max(b.h, height+g.top)
	}
}

// needsHeight reports whether something in a box has a height in percent of it.
func (b *box) needsHeight() bool {
	if b.needHeight == 0 {
		b.needHeight = 1
		for _, k := range b.kids {
			if k.kind != kText && (k.st.Height.Kind == style.Percent || k.st.MinHeight.Kind == style.Percent || k.needsHeight()) {
				b.needHeight = 2
				break
			}
		}
	}
	return b.needHeight == 2
}

// baselineOf is the baseline of the first or last line in a box, from its border box's
// top (CSS 2.2, 10.8.1 and 17.5.3).
func baselineOf(b *box, last bool) (float64, bool) {
	from := func(k *box) (float64, bool) {
		v, ok := baselineOf(k, last)
		if !ok {
			return 0, false
		}
		v += k.y
		if b.own {
			v += b.shift
		} else {
			v -= b.y
		}
		return v, true
	}
	switch b.kind {
	case kReplaced:
		return 0, false
	case kTable:
		if b.tab == nil || len(b.tab.rows) == 0 {
			return 0, false
		}
		r := &b.tab.rows[0]
		if r.base > 0 {
			return r.y + r.base, true
		}
		for j := r.first; j < r.last; j++ {
			if v, ok := baselineOf(b.tab.cells[j].b, false); ok {
				return r.y + v, true
			}
		}
		return r.y + r.h, true
	}
	if b.inl != nil {
		lines := b.inl.lines
		if len(lines) == 0 {
			return 0, false
		}
		v := lines[0].base
		if last {
			v = lines[len(lines)-1].base
		}
		if b.own {
			return v + b.shift, true
		}
		return v - b.y, true
	}
	for i := range b.kids {
		k := b.kids[i]
		if last {
			k = b.kids[len(b.kids)-1-i]
		}
		if k.floating() {
			continue
		}
		if v, ok := from(k); ok {
			return v, true
		}
	}
	return 0, false
}
