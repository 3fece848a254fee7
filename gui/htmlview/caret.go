package htmlview

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/text"
)

// extend moves the end of the selection: by characters, by words, by lines, to the ends of
// a line or, with far, of all.
func (v *View) extend(key fyne.KeyName, far bool) {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return
	}
	head, wish := v.head, v.wishX
	t := v.sheet.parts[head.part].reading().text
	switch key {
	case fyne.KeyLeft:
		head = v.leap(head, t, -1, far)
	case fyne.KeyRight:
		head = v.leap(head, t, 1, far)
	case fyne.KeyUp, fyne.KeyDown:
		head, wish = v.line(head, key == fyne.KeyDown, wish)
	case fyne.KeyHome:
		if far {
			head = position{}
		} else {
			head = v.side(head, false)
		}
	case fyne.KeyEnd:
		if far {
			head = v.end()
		} else {
			head = v.side(head, true)
		}
	}
	v.selectRange(v.anchor, head)
	if key == fyne.KeyUp || key == fyne.KeyDown {
		v.wishX = wish
	}
	v.reveal(head)
}

// leap is the place a character or a word further on.
func (v *View) leap(at position, t string, by int, word bool) position {
	step := func(o int) int {
		if by > 0 {
			_, n := utf8.DecodeRuneInString(t[o:])
			for o += n; !text.Boundary(t, o); o++ {
			}
			return o
		}
		_, n := utf8.DecodeLastRuneInString(t[:o])
		for o -= n; !text.Boundary(t, o); o-- {
		}
		return o
	}
	switch {
	case by > 0 && at.offset >= len(t):
		if at.part+1 < len(v.sheet.parts) {
			return position{at.part + 1, 0}
		}
		return at
	case by < 0 && at.offset == 0:
		if at.part > 0 {
			return position{at.part - 1, len(v.sheet.parts[at.part-1].reading().text)}
		}
		return at
	case !word:
		return position{at.part, step(at.offset)}
	}
	o := step(at.offset)
	for o > 0 && o < len(t) {
		start, end := text.WordAt(t, o)
		if blank := strings.TrimSpace(t[start:end]) == ""; !blank && o == start && by < 0 || blank && o == start && by > 0 {
			break
		}
		o = step(o)
	}
	return position{at.part, o}
}

// line is the place a line further down or up; wish is where on the page the caret wants
// to be, below 0: where it is.
func (v *View) line(at position, down bool, wish float64) (position, float64) {
	p := v.sheet.parts[at.part]
	r := p.reading()
	x, box, ok := r.caret(at.offset)
	if !ok {
		return at, wish
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
		if down {
			return v.leap(position{at.part, len(r.text)}, r.text, 1, false), x
		}
		return v.leap(position{at.part, 0}, r.text, -1, false), x
	}
	t := r.pieces[best].item
	return position{at.part, r.at(x, t.Y+t.H/2)}, x
}

// side is the start or the end of the line that a place stands in.
func (v *View) side(at position, end bool) position {
	r := v.sheet.parts[at.part].reading()
	_, box, ok := r.caret(at.offset)
	if !ok {
		return at
	}
	i := min(r.piece(at.offset), len(r.pieces)-1)
	same := func(o layout.Rect) bool { return o.Y < box.Y+box.H/2 && o.Y+o.H > box.Y+box.H/2 }
	if end {
		for i+1 < len(r.pieces) && same(r.pieces[i+1].item.Rect) {
			i++
		}
		return position{at.part, r.pieces[i].end}
	}
	for i > 0 && same(r.pieces[i-1].item.Rect) {
		i--
	}
	return position{at.part, r.pieces[i].start}
}

// reveal asks for a scroll to a place of the text that is out of sight.
func (v *View) reveal(at position) {
	if v.sheet == nil || at.part >= len(v.sheet.parts) {
		return
	}
	p := v.sheet.parts[at.part]
	x, box, ok := p.reading().caret(at.offset)
	if !ok {
		return
	}
	v.revealBox(p, at.part, layout.Rect{X: x, Y: box.Y, W: 1, H: box.H})
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
