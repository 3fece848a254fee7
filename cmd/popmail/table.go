package main

import (
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// table is text in columns for people. Cells are cleaned of control characters.
type table struct {
	columns []column
	rows    [][]string
}

type column struct {
	head  string
	max   int  // columns of a terminal at most; 0: as wide as needed
	right bool // numbers
	rest  bool // the last column: takes what is left of the line
}

func (t *table) add(cells ...string) {
	for i := range cells {
		cells[i] = oneLine(cells[i])
	}
	t.rows = append(t.rows, cells)
}

// print writes the table for a terminal of width columns; 0: nothing is cut.
func (t *table) print(w io.Writer, width int) error {
	if len(t.rows) == 0 {
		return nil
	}
	heads := make([]string, len(t.columns))
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		heads[i] = c.head
		widths[i] = uniseg.StringWidth(c.head)
		for _, row := range t.rows {
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
		if c.max > 0 && width > 0 {
			widths[i] = min(widths[i], c.max)
		}
	}
	if width > 0 {
		used := 0
		for i, c := range t.columns {
			if c.rest {
				widths[i] = min(widths[i], max(width-used, 10))
			}
			used += widths[i] + 2
		}
	}
	for _, row := range append([][]string{heads}, t.rows...) {
		if _, err := io.WriteString(w, t.format(row, widths)); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) format(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		if i > 0 {
			b.WriteString("  ")
		}
		cell, cw := cut(cell, widths[i])
		pad := strings.Repeat(" ", max(widths[i]-cw, 0))
		if t.columns[i].right {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}

// cut shortens s to width columns, with an ellipsis where something is missing,
// and returns the columns that it takes. Characters are never split.
func cut(s string, width int) (string, int) {
	if w := uniseg.StringWidth(s); w <= width {
		return s, w
	}
	var b strings.Builder
	used := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if used+g.Width() > width-1 {
			break
		}
		b.WriteString(g.Str())
		used += g.Width()
	}
	return b.String() + "…", used + 1
}
