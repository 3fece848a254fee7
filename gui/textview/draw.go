package textview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	return &renderer{v: v}
}

// renderer draws the lines in sight. Its objects are used again and again.
type renderer struct {
	v       *View
	objects []fyne.CanvasObject
	boxes   []*canvas.Rectangle
	ring    *canvas.Rectangle // around what the keyboard is on
	texts   []*canvas.Text
	// how many are in use
	nBoxes, nTexts int
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
	if size.Width <= 0 {
		return
	}
	r.v.layout(size.Width)
	r.draw()
}

func (r *renderer) Refresh() {
	if w := r.v.Size().Width; w > 0 {
		r.v.layout(w)
		r.draw()
	}
	canvas.Refresh(r.v)
}

func (r *renderer) box(x, y, w, h float32, c color.Color, radius float32) {
	if r.nBoxes == len(r.boxes) {
		r.boxes = append(r.boxes, canvas.NewRectangle(color.Transparent))
	}
	b := r.boxes[r.nBoxes]
	r.nBoxes++
	if b.FillColor != c || b.CornerRadius != radius {
		b.FillColor, b.CornerRadius = c, radius
		b.Refresh()
	}
	b.Move(fyne.NewPos(x, y))
	b.Resize(fyne.NewSize(w, h))
}

func (r *renderer) text(s *sub, y, height float32, c color.Color) {
	r.put(s.text, s.x, s.w, s.bold, y, height, c)
	for _, again := range widgets.Strikes(s.text, r.v.size, r.v.style(s.bold)) {
		r.put(again.Text, s.x+again.X, s.w-again.X, s.bold, y, height, c)
	}
}

func (r *renderer) put(line string, x, w float32, bold bool, y, height float32, c color.Color) {
	if r.nTexts == len(r.texts) {
		r.texts = append(r.texts, &canvas.Text{})
	}
	t := r.texts[r.nTexts]
	r.nTexts++
	style := r.v.style(bold)
	text := widgets.OnBaseLine(line)
	if t.Text != text || t.Color != c || t.TextSize != r.v.size || t.TextStyle != style {
		t.Text, t.Color, t.TextSize, t.TextStyle = text, c, r.v.size, style
		t.Refresh()
	}
	size := fyne.NewSize(w, r.v.regular.height())
	t.Move(fyne.NewPos(x, flow.Whole(y+(height-size.Height)/2)))
	t.Resize(size)
}

func (r *renderer) draw() {
	v := r.v
	r.nBoxes, r.nTexts = 0, 0
	height := v.lineHeight()
	first, last := v.inSight()
	from, to := v.selection()
	bar, mark := theme.Color(theme.ColorLine), theme.Color(theme.ColorMark)
	selected := theme.Color(fynetheme.ColorNameSelection)
	for i := first; i < last; i++ {
		l := v.lines[i]
		p := &v.paras[l.para]
		y := float32(i) * height
		for q := range min(p.quote, 5) {
			r.box(float32(q)*14+1, y, 3, height, bar, 0)
		}
		subs := v.subs(i)
		for k := range subs {
			if s := &subs[k]; s.marked {
				r.box(s.x-1, y+1, s.w+2, height-2, mark, 3)
			}
		}
		if from.before(to) && l.toggle < 0 {
			r.selection(l, p, subs, from, to, y, height, selected)
		}
		for k := range subs {
			s := &subs[k]
			name := s.color
			if s.marked {
				name = theme.ColorMarkText
			}
			c := theme.Color(name)
			r.text(s, y, height, c)
			if s.link != "" && s.link == v.hover {
				r.box(s.x, y+(height+v.regular.height())/2-3, s.w, 1, c, 0)
			}
		}
	}
	r.objects = r.objects[:0]
	if v.focused && v.byKey {
		r.objects = append(r.objects, r.focus(height))
	}
	for _, b := range r.boxes[:r.nBoxes] {
		r.objects = append(r.objects, b)
	}
	for _, t := range r.texts[:r.nTexts] {
		r.objects = append(r.objects, t)
	}
}

// focus is the edge around the link or button that the keyboard is on, or around the
// whole text.
func (r *renderer) focus(height float32) fyne.CanvasObject {
	if r.ring == nil {
		r.ring = canvas.NewRectangle(color.Transparent)
		r.ring.CornerRadius = 4
	}
	v := r.v
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), 2
	x, y, w, h := float32(0), float32(0), v.Size().Width, v.Size().Height
	stops := v.stops()
	if i := v.place(stops); i >= 0 {
		y, h = float32(stops[i].line)*height, height
		for _, s := range v.subs(stops[i].line) {
			if stops[i].toggle >= 0 || s.link == stops[i].link && s.end > stops[i].start {
				x, w = s.x, s.w
				break
			}
		}
	}
	r.ring.Move(fyne.NewPos(x-4, y-1))
	r.ring.Resize(fyne.NewSize(w+8, h+2))
	r.ring.Refresh()
	return r.ring
}

// selection draws what is selected of a line.
func (r *renderer) selection(l line, p *para, subs []sub, from, to position, y, height float32, c color.Color) {
	start, end := int(l.start), int(l.end)
	if from.para == int(l.para) {
		start = max(start, from.offset)
	} else if from.para > int(l.para) {
		return
	}
	if to.para == int(l.para) {
		end = min(end, to.offset)
	} else if to.para < int(l.para) {
		return
	}
	if len(subs) == 0 && int(l.para) >= from.para && int(l.para) < to.para {
		r.box(r.v.indent(p.quote), y, r.v.size/3, height, c, 0)
	}
	for k := range subs {
		s := &subs[k]
		a, b := max(start, s.start), min(end, s.end)
		if a >= b {
			continue
		}
		xa, xb := r.v.offsetX(s, p, a), r.v.offsetX(s, p, b)
		r.box(min(xa, xb), y, max(xa, xb)-min(xa, xb), height, c, 0)
	}
}

// height is that of Fyne's text box.
func (m *meter) height() float32 { return fyne.MeasureText("M", m.size, m.style).Height }
