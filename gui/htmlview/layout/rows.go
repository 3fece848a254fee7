package layout

// spanRows makes rows high enough for the cells that lie over several of them.
func (e *engine) spanRows(g *grid) {
	for i := range g.cells {
		c := &g.cells[i]
		if c.rows > 1 {
			growRows(g.rows[c.row:c.row+c.rows], e.naturalHeight(c.b), g.spacing[1], definiteNone, true)
		}
	}
}

// growRows makes rows as high as want in all, with the spacing between them: rows with a
// percentage of whole first, then rows where another spanning cell begins, rows without a
// height of their own, empty rows, all rows (as browsers do it; CSS Tables 3, 4.5 leaves
// it open). span tells that a spanning cell asks.
func growRows(rows []gridRow, want, spacing, whole float64, span bool) {
	room := want - spacing*float64(len(rows)-1)
	for i := range rows {
		room -= rows[i].h
	}
	if room <= 0 {
		return
	}
	if whole >= 0 {
		lack := 0.0
		for i := range rows {
			if r := &rows[i]; r.percent > 0 {
				lack += max(0, whole*r.percent/100-r.h)
			}
		}
		if lack > 0 {
			give := min(lack, room)
			for i := range rows {
				if r := &rows[i]; r.percent > 0 {
					r.h += give * max(0, whole*r.percent/100-r.h) / lack
				}
			}
			room -= give
			if room <= 1e-9 {
				return
			}
		}
	}
	spread := func(fits func(int, *gridRow) bool, even bool) bool {
		n, total := 0, 0.0
		for i := range rows {
			if fits(i, &rows[i]) {
				n++
				total += rows[i].h
			}
		}
		if n == 0 {
			return false
		}
		for i := range rows {
			if r := &rows[i]; fits(i, r) {
				if even || total <= 0 {
					r.h += room / float64(n)
				} else {
					r.h += room * r.h / total
				}
			}
		}
		return true
	}
	constrained := func(r *gridRow) bool {
		return (r.fixed || r.percent > 0) && (r.percent <= 0 || whole >= 0)
	}
	if span && spread(func(i int, r *gridRow) bool { return i > 0 && r.spans }, true) {
		return
	}
	type mark struct{ empty, free bool }
	marks := make([]mark, len(rows))
	empty, fixed, freeEmpty := 0, 0, 0
	for i := range rows {
		marks[i] = mark{rows[i].h == 0, !constrained(&rows[i])}
		if marks[i].empty {
			empty++
			if marks[i].free {
				freeEmpty++
			}
		} else if !marks[i].free {
			fixed++
		}
	}
	if spread(func(i int, r *gridRow) bool { return !marks[i].empty && marks[i].free }, false) {
		return
	}
	if empty > 0 {
		if span {
			if empty == len(rows) {
				rows[len(rows)-1].h += room
				return
			}
		} else if empty+fixed == len(rows) {
			spread(func(i int, r *gridRow) bool { return marks[i].empty && (marks[i].free || freeEmpty == 0) }, true)
			return
		}
	}
	spread(func(i int, r *gridRow) bool { return !marks[i].empty }, false)
}
