package layout

import (
	"slices"

	"popmail/gui/htmlview/style"
)

// A column is what is asked of the width of one column of a table.
type column struct {
	b        *box // its col element
	min, max float64
	percent  float64 // below 0: none
	edges    float64 // beside the percentage: padding and border of the cell that asks for it
	fixed    bool    // max is a width that the page gives
	seen     bool
	merge    bool // no cell begins in it: it has no width and no spacing
}

// A wish is what a cell asks of its columns.
type wish struct {
	min, max float64
	percent  float64
	edges    float64
	fixed    bool
}

// wishOf is what a cell asks for (CSS Tables 3, 4.2 outer min-content and max-content
// widths of cells).
func (e *engine) wishOf(b *box, fixed bool) wish {
	out := wish{percent: -1}
	if !fixed {
		out.min, out.max = e.sizes(b)
	}
	if w, ok := e.widthFrom(b, b.st.MinWidth, definiteNone); ok && !fixed {
		out.min = max(out.min, w)
	}
	if b.st.Width.Kind == style.Percent && b.st.Width.V > 0 {
		out.percent = min(sane(b.st.Width.V), 100)
		if fixed && !b.st.BorderBox {
			edges := b.edges(0)
			out.edges = edges[style.Left] + edges[style.Right]
		}
	}
	w, ok := e.widthFrom(b, b.st.Width, definiteNone)
	if ok {
		out.fixed = true
		out.max = w
		// Quirks: a cell with nowrap and a width is at least that wide
		// (quirks.spec.whatwg.org, 3.11).
		if _, nowrap := nodeAttr(b, "nowrap"); nowrap && e.quirks() && !fixed {
			out.min = max(out.min, w)
		}
	}
	if w, ok := e.widthFrom(b, b.st.MaxWidth, definiteNone); ok {
		out.max = min(out.max, w)
	}
	out.max = max(out.max, out.min)
	return out
}

func nodeAttr(b *box, name string) (string, bool) {
	if b.node == nil || b.anon {
		return "", false
	}
	v, ok := b.node.Attrs[name]
	return v, ok
}

// grant makes a column fit a cell.
func (c *column) grant(w wish) {
	c.merge = false
	if !c.seen {
		c.seen = true
		c.min, c.max, c.fixed, c.percent, c.edges = w.min, max(w.min, w.max), w.fixed, w.percent, w.edges
		return
	}
	c.min = max(c.min, w.min)
	switch {
	case c.fixed == w.fixed:
		c.max = max(c.max, w.max)
	case c.fixed:
		c.max = max(c.max, w.min)
	default:
		c.max = max(c.min, w.max)
	}
	c.max = max(c.max, c.min)
	c.fixed = c.fixed || w.fixed
	if w.percent > c.percent {
		c.percent, c.edges = w.percent, w.edges
	}
}

// share is a column's part of a table's width in percent.
func (c *column) share(width float64) float64 {
	return max(c.min, width*c.percent/100)
}

// columnsOf works out what is asked of the columns of a table.
func (e *engine) columnsOf(g *grid) {
	for i := range g.columns {
		c := &g.columns[i]
		if c.b == nil {
			continue
		}
		w := wish{percent: -1}
		if l := c.b.st.Width; l.Kind == style.Percent && l.V > 0 {
			w.percent = min(l.V, 100)
		} else if v, ok := px(l, 0); ok && l.Kind == style.Px && (v > 0 || g.fixed) {
			w.max, w.fixed = v, true
		}
		if w.fixed || w.percent >= 0 {
			c.grant(w)
		}
	}
	var wide []int
	for i := range g.cells {
		c := &g.cells[i]
		if g.fixed && c.row > 0 {
			continue
		}
		if e.stop() {
			break
		}
		if c.span > 1 {
			wide = append(wide, i)
			continue
		}
		k := &g.columns[c.col]
		if g.fixed && k.seen && (k.fixed || k.percent >= 0) {
			continue
		}
		k.grant(e.wishOf(c.b, g.fixed))
	}
	slices.SortStableFunc(wide, func(a, b int) int { return g.cells[a].span - g.cells[b].span })
	for _, i := range wide {
		c := &g.cells[i]
		e.spread(g, g.columns[c.col:c.col+c.span], e.wishOf(c.b, g.fixed))
	}
	left := 100.0
	for i := range g.columns {
		if g.fixed {
			break
		}
		if c := &g.columns[i]; c.percent >= 0 {
			c.percent = min(c.percent, left)
			left -= c.percent
		}
	}
}

// spread gives the columns that a cell lies over what it asks for (CSS Tables 3, 4.3).
func (e *engine) spread(g *grid, cols []column, w wish) {
	n := 0
	for i := range cols {
		if !cols[i].merge {
			n++
		}
	}
	gaps := float64(max(0, n-1)) * g.spacing[0]
	lo, hi := max(0, w.min-gaps), max(0, w.max-gaps)
	if g.fixed {
		for i := range cols {
			c := &cols[i]
			if c.merge || c.seen {
				continue
			}
			part := wish{percent: -1, fixed: w.fixed, max: hi / float64(n)}
			if w.percent >= 0 {
				part.percent, part.edges = w.percent/float64(n), w.edges/float64(n)
			}
			c.grant(part)
		}
		return
	}
	if w.percent >= 0 {
		sum, some, most := 0.0, 0, 0.0
		for i := range cols {
			if c := &cols[i]; c.percent >= 0 {
				sum += c.percent
			} else if !c.merge {
				some++
				most += c.max
			}
		}
		if rest := w.percent - sum; rest > 0 && some > 0 {
			for i := range cols {
				c := &cols[i]
				if c.percent >= 0 || c.merge {
					continue
				}
				if most > 0 {
					c.percent = rest * c.max / most
				} else {
					c.percent = rest / float64(some)
				}
			}
		}
	}
	for i := range cols {
		cols[i].seen = true
	}
	for i, v := range distribute(lo, cols, true) {
		cols[i].min = max(cols[i].min, v)
		cols[i].max = max(cols[i].max, cols[i].min)
	}
	for i, v := range distribute(hi, cols, w.fixed) {
		cols[i].max = max(cols[i].max, cols[i].min, v)
	}
}

// tableSizes are a table's min-content and max-content widths (CSS Tables 3, 4.1).
func (e *engine) tableSizes(b *box) (lo, hi float64) {
	g := e.gridOf(b)
	e.columnsOf(g)
	var nonPct, pct, estimate float64
	for i := range g.columns {
		c := &g.columns[i]
		if c.merge {
			continue
		}
		if g.fixed && c.fixed {
			lo += c.max
		} else {
			lo += c.min
		}
		hi += c.max
		if c.percent > 0 {
			pct += c.percent
			if c.max > 0 {
				estimate = max(estimate, 100/c.percent*c.max)
			}
		} else {
			nonPct += c.max
		}
	}
	if pct > 0 && scales(b) {
		if nonPct > 0 {
			if pct >= 100-1e-6 {
				hi = maxLength
			} else {
				hi = max(hi, 100/(100-pct)*nonPct)
			}
		}
		hi = max(hi, estimate)
	}
	gaps := g.gaps()
	lo, hi = lo+gaps, max(lo, hi)+gaps
	for _, c := range g.captions {
		l, _ := e.outer(c)
		lo, hi = max(lo, l), max(hi, l)
	}
	if g.fixed && b.st.Width.Kind == style.Percent {
		hi = maxLength
	}
	g.lo = lo
	if w, ok := e.widthFrom(b, b.st.Width, definiteNone); ok {
		w = max(w, lo)
		return w, w
	}
	if w, ok := e.widthFrom(b, b.st.MaxWidth, definiteNone); ok {
		hi = max(lo, min(hi, w))
	}
	if w, ok := e.widthFrom(b, b.st.MinWidth, definiteNone); ok {
		lo, hi = max(lo, w), max(hi, w)
	}
	return lo, hi
}

// scales reports whether percentages of columns make a table wider than its content: not
// in a cell that has no width of its own.
func scales(b *box) bool {
	for t := b; t != nil; {
		if t.st.Width.Kind == style.Px && !t.anon {
			return true
		}
		p := t.parent
		for p != nil && p.kind != kCell && (p.anon || p.st.Width.Kind == style.Auto) {
			p = p.parent
		}
		if p == nil || p.kind != kCell || p.st.Width.Kind == style.Px {
			return true
		}
		for t = p.parent; t != nil && t.kind != kTable; t = t.parent {
		}
		if t == nil || p.span > 1 || t.st.Width.Kind == style.Auto {
			return false
		}
	}
	return true
}
