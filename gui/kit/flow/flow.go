// Package flow lays out things whose height follows from their width, such as
// text that wraps: columns, rows and lines of tiles. Fyne's own layouts ask for
// a size before they give a width, so that wrapped text would be cut off or
// leave holes until the next frame.
package flow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Sizer is a thing whose height follows from its width.
type Sizer interface {
	// HeightFor is the height needed at a width. The thing may lay itself out for
	// that width while it is asked.
	HeightFor(width float32) float32
}

// HeightFor asks a Sizer; of others it takes the least height they have after
// they were given the width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if s, ok := o.(Sizer); ok {
		return s.HeightFor(width)
	}
	h := o.MinSize().Height
	if width != o.Size().Width {
		o.Resize(fyne.NewSize(width, max(h, o.Size().Height)))
		h = o.MinSize().Height
	}
	return h
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// widest is the greatest least width of the objects that are seen.
func widest(objects []fyne.CanvasObject) (width float32) {
	for _, o := range objects {
		if o.Visible() {
			width = max(width, o.MinSize().Width)
		}
	}
	return width
}

// Walked is the renderer of a widget that places its parts by a walk through them.
// It is as high as the present width asks for.
type Walked struct {
	Of interface {
		fyne.CanvasObject
		Sizer
	}
	Parts func() []fyne.CanvasObject
	// Walk calls f with the place of each part that is seen.
	Walk  func(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32
	Least func() float32 // width
}

// Destroy implements fyne.WidgetRenderer.
func (r *Walked) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *Walked) Objects() []fyne.CanvasObject { return r.Parts() }

// Layout implements fyne.WidgetRenderer.
func (r *Walked) Layout(size fyne.Size) {
	r.Walk(size.Width, place)
	Mirror(size.Width, r.Parts()...)
}

// MinSize implements fyne.WidgetRenderer.
func (r *Walked) MinSize() fyne.Size {
	w := r.Least()
	at := r.Of.Size().Width
	if at == 0 {
		at = w
	}
	return fyne.NewSize(w, r.Of.HeightFor(at))
}

// Refresh implements fyne.WidgetRenderer.
func (r *Walked) Refresh() {
	for _, o := range r.Parts() {
		o.Refresh()
	}
	r.Layout(r.Of.Size())
	canvas.Refresh(r.Of)
}
