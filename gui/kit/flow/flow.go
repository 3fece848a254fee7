// Package flow lays out things whose height follows from their width, such as
// text that wraps: columns, rows and lines of tiles. Fyne's own layouts ask for
// a size before they give a width, so that wrapped text would be cut off or
// leave holes until the next frame.
package flow

import (
	"fyne.io/fyne/v2"
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
