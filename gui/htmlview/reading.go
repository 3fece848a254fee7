package htmlview

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
	"popmail/gui/kit/text"
)

// A reading is the text of a page as a person reads and copies it: blocks on lines of
// their own, the cells of a table with tabs between them, lists with their marks.
type reading struct {
	text   string
	pieces []piece // in the order of the text
	quoted []quotedLine
	fine   bool    // as in paint.Measurer
	around *around // where the pieces are those of an excerpt of the text; else nil
}

// A quotedLine is a line of a quotation in plain text. The marks that it is copied with
// are no part of the text.
type quotedLine struct{ start, depth int }

// A piece is a run of text that is drawn, with its place in the text.
type piece struct {
	item       *layout.Text
	start, end int
}

// reading is the part's text, made when it is first asked for.
func (p *part) reading() *reading {
	if p.read == nil {
		p.read = readPage(p.laid, p.page.Root)
		p.read.fine = p.painter.Fine
		if p.plain {
			p.read.pad(p.page.Root)
		}
	}
	return p.read
}

// caretX is how far from a text's left end the caret before an octet stands.
func (r *reading) caretX(t *layout.Text, offset int) float64 {
	offset = min(max(offset, 0), len(t.Text))
	x := text.Shared().Caret(paint.Face(t.Font, r.fine), t.Text, t.RTL, offset)
	if t.Style != nil && t.Style.Letter != 0 {
		n := utf8.RuneCountInString(t.Text[:offset])
		if t.RTL {
			n = utf8.RuneCountInString(t.Text[offset:])
		}
		x += t.Style.Letter * float64(n)
	}
	return min(x, max(t.W, 0))
}

// hit is the octet of a text that is nearest to a place x from its left end.
func (r *reading) hit(t *layout.Text, x float64) int {
	if t.Style != nil && t.Style.Letter != 0 {
		best, least := 0, math.Inf(1)
		for _, o := range text.Characters(t.Text) {
			if d := math.Abs(r.caretX(t, o) - x); d < least {
				best, least = o, d
			}
		}
		return best
	}
	return text.Shared().Nearest(paint.Face(t.Font, r.fine), t.Text, t.RTL, x)
}

// at is the offset in the text that is nearest to a place of the page.
func (r *reading) at(x, y float64) int {
	best, least := -1, math.Inf(1)
	for i := range r.pieces {
		t := r.pieces[i].item
		dy := max(t.Y-y, y-(t.Y+t.H), 0)
		dx := max(t.X-x, x-(t.X+t.W), 0)
		if d := dx + 1000*dy; d < least {
			best, least = i, d
		}
	}
	if best < 0 {
		return 0
	}
	p := &r.pieces[best]
	if t := p.item; y < t.Y && least >= 1000 && best == 0 {
		return p.start
	}
	return p.start + r.hit(p.item, x-p.item.X)
}

// each calls f with each piece of the text from one offset to another and its box.
func (r *reading) each(from, to int, f func(p *piece, box layout.Rect)) {
	for i := r.piece(from); i < len(r.pieces); i++ {
		p := &r.pieces[i]
		if p.start >= to {
			break
		}
		if p.end <= from {
			continue
		}
		a, b := 0.0, p.item.W
		if p.item.RTL {
			a, b = b, a
		}
		if from > p.start {
			a = r.caretX(p.item, from-p.start)
		}
		if to < p.end {
			b = r.caretX(p.item, to-p.start)
		}
		box := p.item.Rect
		box.X, box.W = box.X+min(a, b), math.Abs(b-a)
		f(p, box)
	}
}

// piece is the first piece that ends after an offset.
func (r *reading) piece(offset int) int {
	i, _ := slices.BinarySearchFunc(r.pieces, offset, func(p piece, at int) int { return cmp.Compare(p.end, at+1) })
	return i
}

// caret is the place of the caret before an offset: its x and the box of the text that it
// stands in.
func (r *reading) caret(offset int) (x float64, box layout.Rect, ok bool) {
	if len(r.pieces) == 0 {
		return 0, layout.Rect{}, false
	}
	if a := r.around; a != nil && offset < r.pieces[0].start {
		return a.read.caret(offset)
	} else if a != nil && offset > r.pieces[len(r.pieces)-1].end {
		x, box, ok = a.read.caret(offset)
		box.Y += a.moved
		return x, box, ok
	}
	i := min(r.piece(offset), len(r.pieces)-1)
	p := &r.pieces[i]
	if offset < p.start && i > 0 && r.pieces[i-1].end == offset {
		p = &r.pieces[i-1]
	}
	x = p.item.X + r.caretX(p.item, offset-p.start)
	return x, p.item.Rect, true
}
