package layout

import (
	"slices"

	"popmail/gui/htmlview/style"
)

// maxColumns is how many columns a table may have.
const maxColumns = 2000

// A grid is a table's cells in their rows and columns (HTML, 4.9.12).
type grid struct {
	rows     []gridRow
	cells    []gridCell
	columns  []column
	captions []*box
	spacing  [2]float64 // between columns, between rows
	frame    [4]float64 // of the table itself
	fixed    bool
	top      float64 // of the captions above
	bottom   float64 // and below
	lo       float64
}

// A gridRow is one row; its cells are those that begin in it.
type gridRow struct {
	b           *box
	group       *box
	first, last int // its cells are cells[first:last]
	y, h        float64
	base        float64 // of the cells that are aligned by their baselines
	percent     float64
	fixed       bool // it has a height
	spans       bool // a cell over several rows begins here
}

// A gridCell is a cell in its place.
type gridCell struct {
	b          *box
	row, col   int
	span, rows int
}

// gridOf puts the cells of a table into their places, once.
func (e *engine) gridOf(b *box) *grid {
	if b.tab != nil {
		return b.tab
	}
	g := &grid{}
	b.tab = g
	g.fixed = b.st.FixedTable && b.st.Width.Kind != style.Auto
	var head, body, foot, cols []*box
	for _, k := range b.kids {
		switch k.kind {
		case kCaption:
			g.captions = append(g.captions, k)
		case kColumn:
			cols = append(cols, k)
		case kGroup:
			switch {
			case k.st.Display == style.TableHeaderGroup && len(head) == 0:
				head = append(head, k)
			case k.st.Display == style.TableFooterGroup && len(foot) == 0:
				foot = append(foot, k)
			default:
				body = append(body, k)
			}
		case kRow:
			body = append(body, k)
		}
	}
	all := slices.Concat(head, body, foot)
	for i := 0; i < len(all); {
		if all[i].kind != kRow {
			e.addRows(g, all[i].kids, all[i])
			i++
			continue
		}
		j := i // rows without a group are one
		for j < len(all) && all[j].kind == kRow {
			j++
		}
		e.addRows(g, all[i:j], b)
		i = j
	}
	e.addColumns(g, cols)
	for i := range g.columns {
		g.columns[i].merge = g.columns[i].merge && !g.fixed
	}
	if b.st.Collapse {
		e.collapse(b, g)
	} else {
		g.spacing = [2]float64{max(0, sane(b.st.Spacing[0])), max(0, sane(b.st.Spacing[1]))}
		for i := range g.frame {
			g.frame[i] = max(0, orZero(b.st.Padding[i], 0)) + b.borderWidth(i)
		}
	}
	return g
}

// addRows places the cells of the rows of one group.
func (e *engine) addRows(g *grid, rows []*box, group *box) {
	var busy []int // rows that each column is still taken for
	begin := len(g.rows)
	for _, r := range rows {
		if r.kind != kRow || e.stop() {
			continue
		}
		row := gridRow{b: r, group: group, first: len(g.cells), percent: -1}
		col := 0
		for _, c := range r.kids {
			for col < len(busy) && busy[col] > 0 {
				col++
			}
			if e.cells >= maxCells || col >= maxColumns {
				e.tell(problemCells)
				break
			}
			e.cells++
			span := min(max(1, c.span), maxColumns-col)
			for len(busy) < col+span {
				busy = append(busy, 0)
			}
			for i := col; i < col+span; i++ {
				busy[i] = max(busy[i], 1, c.rows)
			}
			g.cells = append(g.cells, gridCell{b: c, row: len(g.rows), col: col, span: span, rows: max(1, c.rows)})
			for len(g.columns) < col+span {
				g.columns = append(g.columns, column{percent: -1, merge: true})
			}
			g.columns[col].merge = false
			col += span
		}
		row.last = len(g.cells)
		g.rows = append(g.rows, row)
		for i := range busy {
			busy[i] = max(0, busy[i]-1)
		}
	}
	for i := range g.cells {
		if c := &g.cells[i]; c.row >= begin {
			c.rows = min(c.rows, len(g.rows)-c.row)
			if c.rows > 1 {
				g.rows[c.row].spans = true
			}
		}
	}
}

// addColumns notes the col elements.
func (e *engine) addColumns(g *grid, cols []*box) {
	at := 0
	add := func(c *box) {
		for n := 0; n < max(1, c.span) && at < maxColumns; n++ {
			if at >= len(g.columns) {
				if len(g.rows) == 0 {
					return
				}
				g.columns = append(g.columns, column{percent: -1})
			}
			g.columns[at].b = c
			g.columns[at].merge = false
			at++
		}
	}
	for _, c := range cols {
		if len(c.kids) == 0 {
			add(c)
			continue
		}
		for _, k := range c.kids {
			if k.st.Width.Kind == style.Auto && c.st.Width.Kind != style.Auto {
				st := *k.st
				st.Width = c.st.Width
				k.st = &st
			}
			add(k)
		}
	}
}

// span is the width of a cell over columns of the widths w.
func (g *grid) span(c *gridCell, w []float64) float64 {
	sum, n := 0.0, 0
	for i := c.col; i < c.col+c.span; i++ {
		sum += w[i]
		if !g.columns[i].merge {
			n++
		}
	}
	return sum + float64(max(0, n-1))*g.spacing[0]
}

// gaps is the room in a table that no column gets.
func (g *grid) gaps() float64 {
	n := 0
	for i := range g.columns {
		if !g.columns[i].merge {
			n++
		}
	}
	out := g.frame[style.Left] + g.frame[style.Right]
	if n > 0 {
		out += float64(n+1) * g.spacing[0]
	}
	return out
}

// tableFrame is the border and padding of a table with collapsed borders.
func (b *box) tableFrame() [4]float64 {
	if b.tab == nil {
		return [4]float64{}
	}
	return b.tab.frame
}
