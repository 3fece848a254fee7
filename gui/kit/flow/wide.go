package flow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Wide gives an object a width of its own, which may follow the size of the text or
// of the window.
func Wide(o fyne.CanvasObject, width func() float32) fyne.CanvasObject {
	w := &wide{o: o, width: width}
	w.ExtendBaseWidget(w)
	return w
}

type wide struct {
	widget.BaseWidget
	o     fyne.CanvasObject
	width func() float32
}

// CreateRenderer implements fyne.Widget.
func (w *wide) CreateRenderer() fyne.WidgetRenderer { return &wideRenderer{w} }

type wideRenderer struct{ w *wide }

func (r *wideRenderer) Destroy()                     {}
func (r *wideRenderer) Refresh()                     { r.w.o.Refresh() }
func (r *wideRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.w.o} }

// Layout implements fyne.WidgetRenderer. The object may have stood elsewhere before.
func (r *wideRenderer) Layout(s fyne.Size) {
	r.w.o.Move(fyne.Position{})
	r.w.o.Resize(s)
}

func (r *wideRenderer) MinSize() fyne.Size {
	width := r.w.width()
	if s, ok := r.w.o.(Sizer); ok {
		return fyne.NewSize(width, s.HeightFor(width))
	}
	return fyne.NewSize(width, r.w.o.MinSize().Height)
}
