package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// wide reports whether a line holds a gap within that no sentence has.
func wide(s string) bool {
	for _, c := range cells(cutAt(s, lineMost)) {
		if c.gap >= 3 {
			return true
		}
	}
	return false
}

// A cell is what stands after a gap of a line, in columns.
type cell struct{ start, end, gap int }

// cells are what stands in a line after gaps of two and more blanks, or after a row of
// dots that leads to it. Gaps after the end of a sentence and after the mark of a list's
// item are none.
func cells(s string) []cell {
	if !strings.Contains(s, "  ") && !strings.Contains(s, "....") {
		return nil
	}
	var out []cell
	column := 0
	i := 0
	for i < len(s) && s[i] == ' ' {
		i++
		column++
	}
	begin := i
	for i < len(s) {
		// A word, up to two blanks or four dots.
		from := i
		for i < len(s) && !strings.HasPrefix(s[i:], "  ") && !strings.HasPrefix(s[i:], "....") {
			if s[i] < utf8.RuneSelf {
				i++
				continue
			}
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
		}
		column += cellsWide(s[from:i])
		if n := len(out); n > 0 && out[n-1].end == 0 {
			out[n-1].end = column
		}
		if i >= len(s) {
			break
		}
		gap := 0
		for i < len(s) && (s[i] == ' ' || s[i] == '.') {
			i++
			gap++
		}
		column += gap
		if i >= len(s) {
			break
		}
		before := s[begin : i-gap]
		if gap == 2 && sentence(before) || marker(before) {
			continue
		}
		out = append(out, cell{start: column, gap: gap})
	}
	if n := len(out); n > 0 && out[n-1].end == 0 {
		out[n-1].end = column
	}
	return out
}

// cellsWide is how many columns a text takes.
func cellsWide(s string) int {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}

// sentence reports whether a sentence may end with s.
func sentence(s string) bool {
	s = strings.TrimRight(s, `"'”’)]*_`)
	return s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…")
}

// marker reports whether s marks an item of a list: "*", "12.", "b)", "(3)".
func marker(s string) bool {
	if n := utf8.RuneCountInString(s); n > 4 {
		return false
	} else if n == 1 {
		r, _ := utf8.DecodeRuneInString(s)
		return s == "o" || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, ")") || strings.HasSuffix(s, "]") || s == "--"
}

// lined reports whether words of several lines stand below each other after gaps, by
// their first letters or by their last ones.
func lined(lines []line) bool {
	starts, ends := map[int]int{}, map[int]int{}
	all := make([][]cell, len(lines))
	gapped := 0
	for i := range lines {
		all[i] = cells(cutAt(lines[i].text, lineMost))
		if len(all[i]) > 0 {
			gapped++
		}
		for _, c := range all[i] {
			starts[c.start]++
			ends[c.end]++
		}
	}
	if gapped == 0 {
		return false
	}
	// A word after a gap, and lines below it that are indented to it.
	for i := range lines {
		t := strings.TrimLeft(cutAt(lines[i].text, lineMost), " ")
		if n := len(cutAt(lines[i].text, lineMost)) - len(t); n > 5 && i > 0 && t != "" {
			for _, c := range all[i-1] {
				if c.start == n && c.gap > 2 {
					return true
				}
			}
		}
	}
	// How many lines have a word below or above that of another line, and how many after
	// a gap that no sentence has.
	share, clear, columns := 0, 0, 0
	for _, cs := range all {
		hit, big, n := false, false, 0
		for _, c := range cs {
			if starts[c.start] > 1 || ends[c.end] > 1 {
				hit, big = true, big || c.gap > 2
				n++
			}
		}
		if hit {
			share++
		}
		if big {
			clear++
		}
		columns = max(columns, n)
	}
	n := len(lines)
	switch {
	case share >= 3 && 5*share >= 2*n && (clear > 0 || columns > 1):
		return true
	case share >= 3 && 5*share >= 4*n:
		return true
	case share == 2 && clear == 2 && n <= 5:
		return true
	}
	return false
}
