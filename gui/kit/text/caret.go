package text

import (
	"math"
)

// A cell is a character of a word or some that are drawn as one, from left to right.
type cell struct {
	at    int     // its first octet
	x, to float64 // from the word's left end, in the units of the face's size
}

// cells are the characters of a word in the order of the text.
func (w *word) cells(face Face) []cell {
	var out []cell
	pen, size := 0.0, face.size()
	for i := range w.glyphs {
		g := &w.glyphs[i]
		if k := len(out); k == 0 || out[k-1].at != int(g.at) {
			out = append(out, cell{at: int(g.at), x: pen})
		}
		pen += g.advance(size, face.Grid)
		out[len(out)-1].to = pen
	}
	for i := 1; i < len(out); i++ { // right-to-left words have them from the end on; few, so by hand
		for k := i; k > 0 && out[k].at < out[k-1].at; k-- {
			out[k], out[k-1] = out[k-1], out[k]
		}
	}
	return out
}

// caret is how far from the left end of a word of those cells, which is the given width wide,
// the caret before an offset stands.
func caret(cells []cell, width float64, text string, rtl bool, offset int) float64 {
	edge := func(c cell, part float64) float64 {
		if rtl {
			return c.to - part*(c.to-c.x)
		}
		return c.x + part*(c.to-c.x)
	}
	if offset >= len(text) || len(cells) == 0 {
		if rtl {
			return 0
		}
		return width
	}
	k := len(cells) - 1
	for k > 0 && cells[k].at > offset {
		k--
	}
	c, end := cells[k], len(text)
	if k+1 < len(cells) {
		end = cells[k+1].at
	}
	if offset <= c.at {
		return edge(c, 0)
	}
	all, before := 0, 0 // a ligature is shared out among its characters
	for at := c.at; at < end; at += character(text[at:end]) {
		all++
		if at < offset {
			before++
		}
	}
	return edge(c, float64(before)/float64(max(all, 1)))
}

// Caret is how far from the left end of a text in one direction the caret stands that is
// before the octet at an offset, in the units of the face's size.
func (f *Fonts) Caret(face Face, text string, rtl bool, offset int) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if rtl && offset >= len(text) {
		return 0
	}
	style, size, x := face.style(), face.size(), 0.0
	at := pieces(text)
	for i := range len(at) - 1 {
		if rtl {
			i = len(at) - 2 - i
		}
		part := text[at[i]:at[i+1]]
		right := rtl || leansRight(part)
		w := f.word(style, part, right)
		if offset >= at[i] && offset < at[i+1] {
			return x + caret(w.cells(face), w.across(size, face.Grid), part, right, offset-at[i])
		}
		x += w.across(size, face.Grid)
	}
	return x
}

// Nearest is the offset of the border between characters that is nearest to x, which is
// measured from the left end of a text in one direction.
func (f *Fonts) Nearest(face Face, text string, rtl bool, x float64) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	size := face.size()
	if size == 0 || text == "" {
		return 0
	}
	style, left := face.style(), 0.0
	at := pieces(text)
	for i := range len(at) - 1 {
		last := i == len(at)-2
		if rtl {
			i = len(at) - 2 - i
		}
		part := text[at[i]:at[i+1]]
		right := rtl || leansRight(part)
		w := f.word(style, part, right)
		all := w.across(size, face.Grid)
		if x >= left+all && !last {
			left += all
			continue
		}
		cells := w.cells(face)
		best, least := 0, math.Inf(1)
		for _, o := range Characters(part) {
			if d := math.Abs(left + caret(cells, all, part, right, o) - x); d < least {
				best, least = o, d
			}
		}
		return at[i] + best
	}
	return len(text)
}

// Fitting is how much of a text, in whole characters, is at most width wide, and how wide
// that is. The text runs in the direction of its letters.
func (f *Fonts) Fitting(face Face, text string, width float64) (n int, used float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	style, size := face.style(), face.size()
	width += 1e-9
	for n < len(text) {
		l := piece(text[n:])
		part := text[n : n+l]
		right := leansRight(part)
		w := f.word(style, part, right)
		all := w.across(size, face.Grid)
		if used+all <= width {
			used += all
			n += l
			continue
		}
		best, reach, cells := 0, 0.0, w.cells(face)
		for _, o := range Characters(part) {
			r := caret(cells, all, part, right, o)
			if right {
				r = all - r
			}
			if used+r > width {
				break
			}
			best, reach = o, r
		}
		return n + best, used + reach
	}
	return n, used
}
