package htmlview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
)

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	r := &renderer{v: v}
	r.Refresh()
	return r
}

type renderer struct {
	v       *View
	objects []fyne.CanvasObject
	rects   []*canvas.Rectangle // in use and spare ones
	used    int
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Layout(fyne.Size)             { r.place() }

func (r *renderer) MinSize() fyne.Size {
	h := float32(0)
	if r.v.sheet != nil {
		h = r.v.sheet.height
	}
	return fyne.NewSize(1, h)
}

func (r *renderer) Refresh() {
	r.v.relay() // where the colours or the scale have changed
	r.place()
	canvas.Refresh(r.v)
}

// rect is the next rectangle to draw.
func (r *renderer) rect(pos fyne.Position, size fyne.Size) *canvas.Rectangle {
	if r.used == len(r.rects) {
		r.rects = append(r.rects, canvas.NewRectangle(color.Transparent))
	}
	o := r.rects[r.used]
	r.used++
	o.FillColor, o.StrokeColor, o.StrokeWidth, o.CornerRadius = color.Transparent, color.Transparent, 0, 0
	o.Move(pos)
	o.Resize(size)
	r.objects = append(r.objects, o)
	return o
}

// place puts together what is in sight.
func (r *renderer) place() {
	v := r.v
	r.objects, r.used = nil, 0 // the slice of before may be in use
	if v.sheet == nil {
		return
	}
	for _, t := range v.tiles {
		pos, size := t.at(v.sheet)
		t.raster.Move(pos)
		if t.raster.Size() != size {
			t.raster.Resize(size)
		}
		r.objects = append(r.objects, t.raster)
	}
	from, to := v.Range()
	chosen := selectable.Ground()
	for i, p := range v.sheet.parts {
		if p.y > v.bottom || p.y+p.h < v.top {
			continue
		}
		if from.Before(to) && i >= from.Part && i <= to.Part {
			start, end := 0, len(p.reading().text)
			if i == from.Part {
				start = from.Offset
			}
			if i == to.Part {
				end = to.Offset
			}
			p.reading().each(start, end, func(_ *piece, box layout.Rect) { r.fill(p, box, chosen) })
		}
		r.bar(i, p)
	}
	if shown, on := v.Focus(); shown {
		r.focus(on)
	}
}

// fill lays a colour over a box of a page, as far as it is in sight.
func (r *renderer) fill(p *part, box layout.Rect, c color.Color) *canvas.Rectangle {
	pos, size := p.place(box)
	if pos.Y > r.v.bottom || pos.Y+size.Height < r.v.top {
		return nil
	}
	right := min(pos.X+size.Width, p.w)
	pos.X = max(pos.X, 0)
	if right <= pos.X {
		return nil
	}
	o := r.rect(pos, fyne.NewSize(right-pos.X, size.Height))
	o.FillColor = c
	return o
}

// focus draws the edge around the link that the keyboard is on, or around what is in sight.
func (r *renderer) focus(on *selectable.Stop) {
	v := r.v
	primary := theme.Color(fynetheme.ColorNamePrimary)
	if on == nil {
		top, bottom := max(v.top, 0), min(v.bottom, v.sheet.height)
		if bottom > top {
			o := r.rect(fyne.NewPos(0, top), fyne.NewSize(v.Size().Width, bottom-top)) // what lies beyond the view is cut off
			o.StrokeColor, o.StrokeWidth, o.CornerRadius = primary, 2, frameRadius
		}
		return
	}
	l, boxes := v.linkOfStop(on)
	for _, box := range boxes {
		if o := r.fill(v.sheet.parts[l.part], box, color.Transparent); o != nil {
			o.Move(o.Position().SubtractXY(2, 1))
			o.Resize(o.Size().AddWidthHeight(4, 2))
			o.StrokeColor, o.StrokeWidth, o.CornerRadius = primary, 2, 4
		}
	}
}
