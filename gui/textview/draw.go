package textview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/query"
)

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	r := &renderer{v: v, ink: widgets.NewInk(), ring: canvas.NewRectangle(color.Transparent)}
	r.ring.CornerRadius = 4
	r.Layout(v.Size())
	return r
}

// renderer draws the text in one picture, with boxes behind it that are used again and again.
type renderer struct {
	v       *View
	objects []fyne.CanvasObject
	boxes   []*canvas.Rectangle
	used    int
	ring    *canvas.Rectangle // around what the keyboard is on
	ink     *widgets.Ink
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *renderer) MinSize() fyne.Size {
	width := r.v.Size().Width
	if width <= 0 {
		width = 240
	}
	return fyne.NewSize(r.v.textSize()*3, r.v.HeightFor(width))
}

func (r *renderer) Layout(size fyne.Size) {
	if size.Width > 0 {
		r.v.layout(size.Width)
		r.draw()
	}
}

func (r *renderer) Refresh() {
	r.Layout(r.v.Size())
	canvas.Refresh(r.v)
}

// box draws a ground or a line from x to x+w.
func (r *renderer) box(x, y, w, h float32, c color.Color, radius float32) {
	if r.used == len(r.boxes) {
		r.boxes = append(r.boxes, canvas.NewRectangle(color.Transparent))
	}
	b := r.boxes[r.used]
	r.used++
	if b.FillColor != c || b.CornerRadius != radius {
		b.FillColor, b.CornerRadius = c, radius
		b.Refresh()
	}
	b.Move(fyne.NewPos(x, y))
	b.Resize(fyne.NewSize(w, h))
}

// over draws boxes over the places that a part of the text takes in line i.
func (r *renderer) over(i, start, end int, put func(x, w float32)) {
	l := &r.v.lines[i]
	for _, p := range text.Shared().Marked(r.v.text, l, max(start, l.Start), min(end, l.End)) {
		put(r.v.left(l)+float32(p[0]), float32(p[1]-p[0]))
	}
}

func (r *renderer) draw() {
	v := r.v
	r.used = 0
	height, base := v.lineHeight(), widgets.BaseLine(v.size, v.lineHeight())
	mark, selected := theme.Color(theme.ColorMark), theme.Color(fynetheme.ColorNameSelection)
	from, to := v.selection()
	marks := v.marks()
	tints := v.tints(marks)
	lines := make([]widgets.InkLine, len(v.lines))
	for i := range v.lines {
		l := &v.lines[i]
		y := float32(i) * height
		for _, m := range marks {
			r.over(i, m.Start, m.End, func(x, w float32) { r.box(x-1, y+1, w+2, height-2, mark, 3) })
		}
		if from < to && from < l.End && to > l.Start {
			r.over(i, from, to, func(x, w float32) { r.box(x, y, w, height, selected, 0) })
			if len(l.Runs) == 0 {
				r.box(v.left(l), y, v.size/3, height, selected, 0)
			}
		}
		for _, s := range v.runs {
			if s.link != "" && s.link == v.hover {
				r.over(i, s.start, s.end, func(x, w float32) {
					r.box(x, y+base+flow.Whole(2), w, 1, theme.Color(v.colorOf(&s)), 0)
				})
			}
		}
		lines[i] = widgets.InkLine{Text: v.text, Line: *l, Tints: tints, X: flow.Whole(v.left(l)), Base: y + base}
	}
	r.ink.Set(lines, theme.Color(v.colorOf(nil)), fyne.NewSize(v.width, float32(len(lines))*height))
	r.objects = r.objects[:0]
	if v.focused && v.byKey {
		r.objects = append(r.objects, r.focus(height))
	}
	for _, b := range r.boxes[:r.used] {
		r.objects = append(r.objects, b)
	}
	r.objects = append(r.objects, r.ink.Raster)
}

// Drawn is what is seen where.
func (v *View) Drawn() (out []text.Placed) {
	height := v.lineHeight()
	for i := range v.lines {
		if l := &v.lines[i]; len(l.Runs) > 0 {
			out = append(out, text.Placed{Text: v.text[l.Start:l.End], X: v.left(l), Y: float32(i) * height, Width: float32(l.Width), Height: height})
		}
	}
	return out
}

// colorOf is the colour of a run, or of the view.
func (v *View) colorOf(r *run) fyne.ThemeColorName {
	switch {
	case r != nil && r.color != "":
		return r.color
	case r != nil && r.link != "":
		return fynetheme.ColorNameHyperlink
	case v.Color != "":
		return v.Color
	}
	return fynetheme.ColorNameForeground
}

// marks are the found words.
func (v *View) marks() []query.Span {
	if len(v.terms) == 0 {
		return nil
	}
	return query.Marks(v.text, v.terms)
}

// tints are the colours of the runs and of the found words in them.
func (v *View) tints(marks []query.Span) (out []text.Tint) {
	for i := range v.runs {
		r := &v.runs[i]
		own := theme.Color(v.colorOf(r))
		at := r.start
		for _, m := range marks {
			if m.End <= at || m.Start >= r.end {
				continue
			}
			start, end := max(m.Start, at), min(m.End, r.end)
			out = append(out, text.Tint{Start: at, End: start, Color: own}, text.Tint{Start: start, End: end, Color: theme.Color(theme.ColorMarkText)})
			at = end
		}
		out = append(out, text.Tint{Start: at, End: r.end, Color: own})
	}
	return out
}

// focus is the edge around the link that the keyboard is on, or around the whole text.
func (r *renderer) focus(height float32) fyne.CanvasObject {
	v := r.v
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), 2
	x, y, w, h := float32(0), float32(0), v.Size().Width, v.Size().Height
	if links := v.links(); v.stop >= 0 && v.stop < len(links) {
		s := links[v.stop]
		i := v.lineOf(s.start)
		y, h = float32(i)*height, height
		r.over(i, s.start, s.end, func(left, wide float32) { x, w = left, wide })
	}
	r.ring.Move(fyne.NewPos(x-4, y-1))
	r.ring.Resize(fyne.NewSize(w+8, h+2))
	r.ring.Refresh()
	return r.ring
}
