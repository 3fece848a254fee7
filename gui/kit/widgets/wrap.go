package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Wrap places objects side by side at their least size and goes on in the next
// line where there is no room. Its least height is that for its present width.
type Wrap struct {
	widget.BaseWidget
	Gap   float32
	items []fyne.CanvasObject
}

// NewWrap returns a Wrap.
func NewWrap(gap float32, items ...fyne.CanvasObject) *Wrap {
	w := &Wrap{Gap: gap, items: items}
	w.ExtendBaseWidget(w)
	return w
}

// Set replaces the objects.
func (w *Wrap) Set(items ...fyne.CanvasObject) {
	w.items = items
	w.Refresh()
}

// Items is the objects.
func (w *Wrap) Items() []fyne.CanvasObject { return w.items }

// HeightFor is the height that is needed at a width.
func (w *Wrap) HeightFor(width float32) float32 { return w.flow(width, false) }

func (w *Wrap) flow(width float32, move bool) float32 {
	x, y, line := float32(0), float32(0), float32(0)
	for _, o := range w.items {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		m.Width = min(m.Width, max(width, 1))
		if x > 0 && x+m.Width > width {
			x, y, line = 0, y+line+w.Gap, 0
		}
		if move {
			o.Resize(m)
			o.Move(fyne.NewPos(x, y))
		}
		x += m.Width + w.Gap
		line = max(line, m.Height)
	}
	return y + line
}

// CreateRenderer implements fyne.Widget.
func (w *Wrap) CreateRenderer() fyne.WidgetRenderer {
	w.ExtendBaseWidget(w)
	r := &parts{objects: w.items}
	r.min = func() fyne.Size {
		width := w.Size().Width
		if width <= 0 {
			width = 320
		}
		return fyne.NewSize(60, w.HeightFor(width))
	}
	r.layout = func(s fyne.Size) { w.flow(s.Width, true) }
	r.refresh = func() {
		r.objects = w.items
		r.layout(w.Size())
		canvas.Refresh(w)
	}
	return r
}
