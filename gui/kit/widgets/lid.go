package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Lid lies over a window that takes nothing for a while, and is not seen.
type Lid struct {
	widget.BaseWidget
	canvas fyne.Canvas
}

// ShowLid puts a lid on a window, until Hide is called.
func ShowLid(c fyne.Canvas) *Lid {
	l := &Lid{canvas: c}
	l.ExtendBaseWidget(l)
	c.Overlays().Add(l)
	l.Resize(c.Size())
	return l
}

// Hide takes the lid off; what lies over it stays.
func (l *Lid) Hide() {
	over := l.canvas.Overlays()
	list := slices.Clone(over.List()) // Remove empties it
	for i, o := range list {
		if o != fyne.CanvasObject(l) {
			continue
		}
		over.Remove(l) // which takes those above it, too
		for _, above := range list[i+1:] {
			over.Add(above)
		}
	}
}

// Tapped takes what is tapped.
func (l *Lid) Tapped(*fyne.PointEvent) {}

// TappedSecondary is the same with the other button.
func (l *Lid) TappedSecondary(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (l *Lid) CreateRenderer() fyne.WidgetRenderer { return &lidRenderer{} }

type lidRenderer struct{}

func (*lidRenderer) Destroy()                     {}
func (*lidRenderer) Layout(fyne.Size)             {}
func (*lidRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (*lidRenderer) Objects() []fyne.CanvasObject { return nil }
func (*lidRenderer) Refresh()                     {}
