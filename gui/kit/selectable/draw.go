package selectable

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

const linkColor = fynetheme.ColorNameHyperlink

// Ground is what lies over text that is selected.
func Ground() color.NRGBA {
	c, _ := color.NRGBAModel.Convert(theme.Color(fynetheme.ColorNamePrimary)).(color.NRGBA)
	c.A = 0x55
	return c
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	r := &renderer{t: t, ring: canvas.NewRectangle(color.Transparent)}
	r.ring.CornerRadius = 4
	r.Layout(t.Size())
	return r
}

// renderer draws boxes over the text, which are used again and again.
type renderer struct {
	t       *Text
	objects []fyne.CanvasObject
	boxes   []*canvas.Rectangle
	used    int
	ring    *canvas.Rectangle // around what the keyboard is on
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) MinSize() fyne.Size           { return r.t.drawn.MinSize() }

func (r *renderer) Layout(size fyne.Size) {
	if size.Width > 0 {
		r.t.drawn.Resize(size)
		r.draw()
	}
}

func (r *renderer) Refresh() {
	r.t.drawn.Refresh()
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}

// box draws a ground or a line.
func (r *renderer) box(x, y, w, h float32, c color.Color) {
	if r.used == len(r.boxes) {
		r.boxes = append(r.boxes, canvas.NewRectangle(color.Transparent))
	}
	b := r.boxes[r.used]
	r.used++
	if b.FillColor != c {
		b.FillColor = c
		b.Refresh()
	}
	b.Move(fyne.NewPos(x, y))
	b.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, b)
}

func (r *renderer) draw() {
	t := r.t
	r.objects, r.used = []fyne.CanvasObject{t.drawn}, 0 // the slice of before may be in use
	if from, to := t.Range(); from.Before(to) {
		t.boxes(from.Offset, to.Offset, func(x, y, w, h float32) { r.box(x, y, w, h, Ground()) })
	}
	for _, bar := range t.bars {
		t.boxes(bar.start, bar.end, func(x, y, w, h float32) {
			wide, high := flow.Whole(3*widgets.Unit()), flow.Whole(12*widgets.Unit())
			r.box(flow.Whole(x+(w-wide)/2), flow.Whole(y+(h-high)/2), wide, high, bar.color())
		})
	}
	if l, ok := t.Hovered(); ok {
		if i, ok := l.Key.(int); ok && i < len(t.runs) {
			_, _, base := t.drawn.Lines()
			t.boxes(t.runs[i].start, t.runs[i].end, func(x, y, w, _ float32) {
				r.box(x, y+base+flow.Whole(2), w, 1, theme.Color(linkColor))
			})
		}
	}
	if shown, on := t.Focus(); shown {
		r.focus(on)
	}
}

// focus draws the edge around the link that the keyboard is on, or around the whole text.
func (r *renderer) focus(on *Stop) {
	t := r.t
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), 2
	x, y, w, h := float32(0), float32(0), t.Size().Width, t.Size().Height
	if on != nil {
		if i, ok := on.Key.(int); ok && i < len(t.runs) {
			t.boxes(t.runs[i].start, t.runs[i].end, func(left, top, wide, high float32) { x, y, w, h = left, top, wide, high })
		}
	}
	r.ring.Move(fyne.NewPos(x-4, y-1))
	r.ring.Resize(fyne.NewSize(w+8, h+2))
	r.ring.Refresh()
	r.objects = append(r.objects, r.ring)
}
