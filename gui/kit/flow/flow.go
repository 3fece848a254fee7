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

// walker is a widget that places its objects one after the other.
type walker interface {
	fyne.CanvasObject
	Sizer
	objects() []fyne.CanvasObject
	// walk calls f, unless it is nil, with the place of each object that is seen, and
	// returns the height.
	walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32
	least() float32 // width
}

// walked is the renderer of a walker. It is as high as the present width asks for.
type walked struct{ walker }

func (r *walked) Destroy()                     {}
func (r *walked) Objects() []fyne.CanvasObject { return r.objects() }
func (r *walked) Layout(size fyne.Size)        { r.walk(size.Width, place) }

func (r *walked) MinSize() fyne.Size {
	w := r.least()
	at := r.Size().Width
	if at == 0 {
		at = w
	}
	return fyne.NewSize(w, r.HeightFor(at))
}

func (r *walked) Refresh() {
	for _, o := range r.objects() {
		o.Refresh()
	}
	r.Layout(r.Size())
	canvas.Refresh(r.walker)
}
