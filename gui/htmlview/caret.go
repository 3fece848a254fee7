package htmlview

import (
	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/selectable"
)

// Line implements selectable.Lines.
func (v *View) Line(at selectable.Place, down bool, wish float64) (selectable.Place, float64, bool) {
	r := v.sheet.parts[at.Part].reading()
	x, box, ok := r.caret(at.Offset)
	if !ok {
		return at, wish, false
	}
	if wish >= 0 {
		x = wish
	}
	middle := box.Y + box.H/2
	best, gap := -1, 0.0
	for i := range r.pieces {
		t := r.pieces[i].item
		d := t.Y + t.H/2 - middle
		if !down {
			d = -d
		}
		if d > box.H/2 && (best < 0 || d < gap) {
			best, gap = i, d
		}
	}
	if best < 0 {
		return at, x, false
	}
	t := r.pieces[best].item
	return position{Part: at.Part, Offset: r.at(x, t.Y+t.H/2)}, x, true
}

// Side implements selectable.Lines.
func (v *View) Side(at selectable.Place, end bool) selectable.Place {
	r := v.sheet.parts[at.Part].reading()
	_, box, ok := r.caret(at.Offset)
	if !ok {
		return at
	}
	i := min(r.piece(at.Offset), len(r.pieces)-1)
	same := func(o layout.Rect) bool { return o.Y < box.Y+box.H/2 && o.Y+o.H > box.Y+box.H/2 }
	if end {
		for i+1 < len(r.pieces) && same(r.pieces[i+1].item.Rect) {
			i++
		}
		return position{Part: at.Part, Offset: r.pieces[i].end}
	}
	for i > 0 && same(r.pieces[i-1].item.Rect) {
		i--
	}
	return position{Part: at.Part, Offset: r.pieces[i].start}
}

// Top implements selectable.Lines.
func (v *View) Top() fyne.Position { return fyne.NewPos(0, v.top+20) }

// Reveal implements selectable.Lines: it asks for a scroll to what is out of sight.
func (v *View) Reveal(at position) {
	if v.sheet == nil || at.Part >= len(v.sheet.parts) {
		return
	}
	p := v.sheet.parts[at.Part]
	x, box, ok := p.reading().caret(at.Offset)
	if !ok {
		return
	}
	v.revealBox(p, at.Part, layout.Rect{X: x, Y: box.Y, W: 1, H: box.H})
}

func (v *View) revealBox(p *part, i int, box layout.Rect) {
	pos, size := p.place(box)
	if pos.X < 0 || pos.X+size.Width > p.w {
		v.sideways(i, pos.X-p.w/3)
	}
	if v.OnScroll == nil {
		return
	}
	switch h := size.Height; {
	case pos.Y < v.top:
		v.OnScroll(pos.Y - h - v.top)
	case pos.Y+h > v.bottom:
		v.OnScroll(pos.Y + 2*h - v.bottom)
	}
}
