package flow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Tiles stands its objects side by side, each at its least width or at all there is where
// that is less, and begins a new line where the next would not fit.
type Tiles struct {
	widget.BaseWidget
	Objects []fyne.CanvasObject
	Gap     float32
	End     bool // lines are flush with the right edge
	Middle  bool // lines stand in the middle
}

// NewTiles returns tiles with a gap on all sides between them.
func NewTiles(gap float32, objects ...fyne.CanvasObject) *Tiles {
	t := &Tiles{Objects: objects, Gap: gap}
	t.ExtendBaseWidget(t)
	return t
}

func (t *Tiles) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	type tile struct {
		o    fyne.CanvasObject
		size fyne.Size
	}
	var line []tile
	var x, y, high float32
	flush := func() {
		if f != nil {
			var at float32
			switch {
			case t.End:
				at = max(width-(x-t.Gap), 0)
			case t.Middle:
				at = max((width-(x-t.Gap))/2, 0)
			}
			for _, l := range line {
				f(l.o, at, Whole(y+(high-l.size.Height)/2), l.size.Width, l.size.Height)
				at += l.size.Width + t.Gap
			}
		}
		line = line[:0]
	}
	for _, o := range t.Objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		if s, ok := o.(Sizer); ok && size.Width > width {
			size.Height = s.HeightFor(max(width, 1))
		}
		size.Width = min(size.Width, max(width, 1))
		if x > 0 && x+size.Width > width {
			flush()
			y += high + t.Gap
			x, high = 0, 0
		}
		line = append(line, tile{o, size})
		x += size.Width + t.Gap
		high = max(high, size.Height)
	}
	flush()
	return y + high
}

// Line is the width at which all tiles stand in one line.
func (t *Tiles) Line() (width float32) {
	for _, o := range t.Objects {
		if !o.Visible() {
			continue
		}
		if width > 0 {
			width += t.Gap
		}
		width += o.MinSize().Width
	}
	return width
}

// HeightFor implements Sizer.
func (t *Tiles) HeightFor(width float32) float32 { return t.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (t *Tiles) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return &Walked{Of: t, Parts: t.parts, Walk: t.walk, Least: t.least}
}

func (t *Tiles) parts() []fyne.CanvasObject { return t.Objects }
func (t *Tiles) least() float32             { return widest(t.Objects) }
