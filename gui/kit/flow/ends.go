package flow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Ends stands one thing at the left end and others at the right end of a line,
// such as the buttons of a form. Where there is no room the left one goes below.
type Ends struct {
	widget.BaseWidget
	Left  fyne.CanvasObject // may be nil
	Right []fyne.CanvasObject
	Gap   float32
}

// NewEnds returns a line of things; left may be nil.
func NewEnds(gap float32, left fyne.CanvasObject, right ...fyne.CanvasObject) *Ends {
	e := &Ends{Left: left, Right: right, Gap: gap}
	e.ExtendBaseWidget(e)
	return e
}

func (e *Ends) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	right := Tiles{Objects: e.Right, Gap: e.Gap, End: true}
	if e.Left == nil || !e.Left.Visible() {
		return right.walk(width, f)
	}
	l := e.Left.MinSize()
	if t, ok := e.Left.(*Tiles); ok { // in one line where there is room
		l.Width = min(t.Line(), width)
		l.Height = t.HeightFor(l.Width)
	}
	l.Width = min(l.Width, width)
	var need float32
	for _, o := range e.Right {
		if o.Visible() {
			need += o.MinSize().Width + e.Gap
		}
	}
	if need > 0 && l.Width+need > width {
		h := right.walk(width, f)
		if f != nil {
			f(e.Left, 0, h+e.Gap, l.Width, l.Height)
		}
		return h + e.Gap + l.Height
	}
	rh := right.walk(width, nil)
	h := max(rh, l.Height)
	if f != nil {
		f(e.Left, 0, Whole((h-l.Height)/2), l.Width, l.Height)
		right.walk(width, func(o fyne.CanvasObject, x, y, w, oh float32) { f(o, x, y+Whole((h-rh)/2), w, oh) })
	}
	return h
}

// HeightFor implements Sizer.
func (e *Ends) HeightFor(width float32) float32 { return e.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (e *Ends) CreateRenderer() fyne.WidgetRenderer {
	e.ExtendBaseWidget(e)
	return &Walked{Of: e, Parts: e.parts, Walk: e.walk, Least: e.least}
}

func (e *Ends) parts() []fyne.CanvasObject {
	if e.Left == nil {
		return e.Right
	}
	return append([]fyne.CanvasObject{e.Left}, e.Right...)
}

func (e *Ends) least() float32 { return widest(e.parts()) }
