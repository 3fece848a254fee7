package layout

import "popmail/gui/htmlview/style"

// collapse finds the borders between the cells of a table with collapsed borders (CSS 2.2,
// 17.6.2). Each cell gets the edges that win; half of each counts as its border.
func (e *engine) collapse(b *box, g *grid) {
	rows, cols := len(g.rows), len(g.columns)
	if rows == 0 || cols == 0 || rows*cols > 4*maxCells {
		return
	}
	owner := make([]int32, rows*cols) // the cell that covers a slot, from 1
	for i := range g.cells {
		c := &g.cells[i]
		for r := c.row; r < c.row+c.rows; r++ {
			for k := c.col; k < c.col+c.span; k++ {
				if owner[r*cols+k] == 0 {
					owner[r*cols+k] = int32(i + 1)
				}
			}
		}
	}
	at := func(r, c int) *box {
		if r < 0 || c < 0 || r >= rows || c >= cols || owner[r*cols+c] == 0 {
			return nil
		}
		return g.cells[owner[r*cols+c]-1].b
	}
	var most [4]float64
	for i := range g.cells {
		c := &g.cells[i]
		k := c.b
		k.frame = new([4]style.Edge)
		for side := range 4 {
			var win style.Edge
			take := func(x *box, s int) {
				if x != nil && heavier(x.st.Border[s], win) {
					win = x.st.Border[s]
				}
			}
			opposite := (side + 2) % 4
			take(k, side)
			var outside bool
			switch side {
			case style.Top:
				take(at(c.row-1, c.col), opposite)
				outside = c.row == 0
				take(g.rows[c.row].b, side)
				if c.row > 0 {
					take(g.rows[c.row-1].b, opposite)
				}
			case style.Bottom:
				end := c.row + c.rows
				take(at(end, c.col), opposite)
				outside = end == rows
				take(g.rows[end-1].b, side)
				if end < rows {
					take(g.rows[end].b, opposite)
				}
			default:
				next := c.col - 1 // the column on that side
				if (side == style.Right) != b.st.RTL {
					next = c.col + c.span
				}
				take(at(c.row, next), opposite)
				outside = next < 0 || next == cols
			}
			if outside {
				take(b, side)
				most[side] = max(most[side], max(0, sane(win.Width)))
			}
			k.frame[side] = win
		}
	}
	for side := range 4 {
		g.frame[side] = most[side] / 2
	}
}

// heavier reports whether border a wins over b.
func heavier(a, b style.Edge) bool {
	if a.Width != b.Width {
		return a.Width > b.Width
	}
	return a.Width > 0 && rank(a.Style) > rank(b.Style)
}

func rank(s string) int {
	switch s {
	case "double":
		return 8
	case "solid":
		return 7
	case "dashed":
		return 6
	case "dotted":
		return 5
	case "ridge":
		return 4
	case "outset":
		return 3
	case "groove":
		return 2
	case "inset":
		return 1
	}
	return 0
}
