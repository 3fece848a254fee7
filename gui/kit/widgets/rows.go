package widgets

import (
	"math"
	"sort"
)

// Section is a run of rows of a List under one heading; without a title there is
// none.
type Section struct {
	Title  string
	Rows   int
	Height float32 // of each of its rows; 0: that of the list
}

// ladder knows where each row of a list stands. It holds a few numbers for each
// section and none for each row, so that a list of any length costs the same.
type ladder struct {
	steps     []step
	row, head float64
	rows      int
	height    float64
}

type step struct {
	title string
	first int // index of the first row
	rows  int
	top   float64 // of the heading
	body  float64 // of the first row
	row   float64 // height of each row
}

func newLadder(sections []Section, row, head float32) *ladder {
	l := &ladder{row: float64(row), head: float64(head)}
	for _, s := range sections {
		if s.Rows <= 0 {
			continue
		}
		st := step{title: s.Title, first: l.rows, rows: s.Rows, top: l.height, body: l.height, row: l.row}
		if s.Height > 0 {
			st.row = math.Ceil(float64(s.Height))
		}
		if s.Title != "" {
			st.body += l.head
		}
		l.rows += s.Rows
		l.height = st.body + float64(s.Rows)*st.row
		l.steps = append(l.steps, st)
	}
	return l
}

// of is the section of a row.
func (l *ladder) of(index int) int {
	return sort.Search(len(l.steps), func(i int) bool { return l.steps[i].first > index }) - 1
}

// at is the section that covers y.
func (l *ladder) at(y float64) int {
	i := sort.Search(len(l.steps), func(i int) bool { return l.steps[i].top > y }) - 1
	return max(i, 0)
}

// top is the upper edge of a row.
func (l *ladder) top(index int) float64 {
	if index < 0 || index >= l.rows {
		return 0
	}
	s := l.steps[l.of(index)]
	return s.body + float64(index-s.first)*s.row
}

// high is the height of a row.
func (l *ladder) high(index int) float64 {
	if index < 0 || index >= l.rows {
		return l.row
	}
	return l.steps[l.of(index)].row
}

// hit is the row at y, -1 for headings and for where there is nothing.
func (l *ladder) hit(y float64) int {
	if l.rows == 0 || y < 0 || y >= l.height {
		return -1
	}
	s := l.steps[l.at(y)]
	if y < s.body {
		return -1
	}
	return s.first + int((y-s.body)/s.row)
}

// span is the rows that are seen, wholly or in part, between two heights: from
// first up to but not including end.
func (l *ladder) span(from, to float64) (first, end int) {
	if l.rows == 0 || to <= 0 || from >= l.height {
		return 0, 0
	}
	s := l.steps[l.at(max(from, 0))]
	first = s.first
	if from > s.body {
		first += min(int((from-s.body)/s.row), s.rows)
	}
	s = l.steps[l.at(to)]
	end = s.first
	if to > s.body {
		n := (to - s.body) / s.row
		whole := int(n)
		if float64(whole) < n {
			whole++
		}
		end += min(whole, s.rows)
	}
	return first, max(first, end)
}
