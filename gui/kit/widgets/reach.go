package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// LeastTarget is how wide and high what is clicked is at least, in Fyne's pixels: a hand that
// shakes meets it. What is drawn may be smaller.
const LeastTarget = 32

// LinkGap is how far links that stand below each other are apart.
func LinkGap() float32 { return max(8, LeastTarget-LineHeight(theme.Size(fynetheme.SizeNameText))) }

// Reach takes clicks around an object that is drawn smaller than LeastTarget, and hands them to
// it. It is drawn with the object, before all else, and is itself not seen.
type Reach struct {
	widget.BaseWidget
	of fyne.Tappable
}

var (
	_ fyne.Tappable      = (*Reach)(nil)
	_ desktop.Hoverable  = (*Reach)(nil)
	_ desktop.Cursorable = (*Reach)(nil)
)

// NewReach returns what takes clicks for of, which is an object of the screen.
func NewReach(of fyne.Tappable) *Reach {
	r := &Reach{of: of}
	r.ExtendBaseWidget(r)
	return r
}

// Fit lays it over an object of a size and around it, where that is small.
func (r *Reach) Fit(s fyne.Size) {
	w, h := max(s.Width, LeastTarget), max(s.Height, LeastTarget)
	r.Hidden = w == s.Width && h == s.Height
	r.Move(fyne.NewPos(flow.Whole((s.Width-w)/2), flow.Whole((s.Height-h)/2)))
	r.Resize(fyne.NewSize(w, h))
}

// For is the object that gets the clicks.
func (r *Reach) For() fyne.CanvasObject {
	o, _ := r.of.(fyne.CanvasObject)
	return o
}

// Tapped implements fyne.Tappable.
func (r *Reach) Tapped(e *fyne.PointEvent) {
	if e != nil {
		there := *e
		there.Position = e.Position.Add(r.Position())
		e = &there
	}
	r.of.Tapped(e)
}

// MouseIn implements desktop.Hoverable.
func (r *Reach) MouseIn(e *desktop.MouseEvent) {
	if h, ok := r.of.(desktop.Hoverable); ok {
		h.MouseIn(e)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *Reach) MouseMoved(e *desktop.MouseEvent) {
	if h, ok := r.of.(desktop.Hoverable); ok {
		h.MouseMoved(e)
	}
}

// MouseOut implements desktop.Hoverable.
func (r *Reach) MouseOut() {
	if h, ok := r.of.(desktop.Hoverable); ok {
		h.MouseOut()
	}
}

// Cursor implements desktop.Cursorable.
func (r *Reach) Cursor() desktop.Cursor {
	if c, ok := r.of.(desktop.Cursorable); ok {
		return c.Cursor()
	}
	return desktop.DefaultCursor
}

// MinSize implements fyne.CanvasObject.
func (r *Reach) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer implements fyne.Widget.
func (r *Reach) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return &parts{place: func(fyne.Size) {}, min: func() fyne.Size { return fyne.Size{} }}
}
