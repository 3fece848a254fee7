package flow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Beside stands two things side by side where there is room, one below the other where
// there is not.
type Beside struct {
	widget.BaseWidget
	Left, Right fyne.CanvasObject
	Gap         float32        // between them
	Below       float32        // the gap above Right where it stands below
	Least       func() float32 // the least width of Left beside Right
	Half        bool           // both have the same width; else Right has its least one, Tiles that of a single line
}

// NewBeside returns two things, of which the left one has what the right one leaves.
func NewBeside(gap float32, least func() float32, left, right fyne.CanvasObject) *Beside {
	b := &Beside{Left: left, Right: right, Gap: gap, Below: gap, Least: least}
	b.ExtendBaseWidget(b)
	return b
}

// NewHalves returns two things of the same width.
func NewHalves(gap float32, least func() float32, left, right fyne.CanvasObject) *Beside {
	b := NewBeside(gap, least, left, right)
	b.Half = true
	return b
}

func (b *Beside) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if f == nil {
		f = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	if !b.Right.Visible() {
		h := WholeUp(HeightFor(b.Left, width))
		f(b.Left, 0, 0, width, h)
		return h
	}
	r := b.Right.MinSize().Width
	if t, ok := b.Right.(*Tiles); ok {
		r = t.Line()
	}
	if b.Half {
		r = Whole((width - b.Gap) / 2)
	}
	l := width - b.Gap - r
	if l < b.Least() {
		h := WholeUp(HeightFor(b.Left, width))
		f(b.Left, 0, 0, width, h)
		below := WholeUp(HeightFor(b.Right, width))
		f(b.Right, 0, h+Whole(b.Below), width, below)
		return h + Whole(b.Below) + below
	}
	lh, rh := WholeUp(HeightFor(b.Left, l)), WholeUp(HeightFor(b.Right, r))
	h := max(lh, rh)
	var ly, ry float32
	if !b.Half {
		ly, ry = Whole((h-lh)/2), Whole((h-rh)/2)
	}
	f(b.Left, 0, ly, l, lh)
	f(b.Right, width-r, ry, r, rh)
	return h
}

// HeightFor implements Sizer.
func (b *Beside) HeightFor(width float32) float32 { return b.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (b *Beside) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	return &Walked{Of: b, Parts: b.parts, Walk: b.walk, Least: b.least}
}

func (b *Beside) parts() []fyne.CanvasObject { return []fyne.CanvasObject{b.Left, b.Right} }
func (b *Beside) least() float32             { return widest(b.parts()) }
