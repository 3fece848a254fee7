package flow

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Row stands its objects side by side. Fill takes what the others leave; the
// others have their least width.
type Row struct {
	widget.BaseWidget
	Objects []fyne.CanvasObject
	Gap     float32
	Fill    fyne.CanvasObject // one of Objects; nil: none is stretched
	Top     bool              // at the top instead of in the middle
	Parts   []float32         // shares of the width instead of Fill, one for each object
}

// NewRow returns a row in which fill is stretched.
func NewRow(gap float32, fill fyne.CanvasObject, objects ...fyne.CanvasObject) *Row {
	r := &Row{Objects: objects, Gap: gap, Fill: fill}
	r.ExtendBaseWidget(r)
	return r
}

// walk calls f with the place of each visible object and returns the height.
func (r *Row) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	var shown []fyne.CanvasObject
	var parts []float32
	var sum float32
	rest := width
	for i, o := range r.Objects {
		if !o.Visible() {
			continue
		}
		if len(shown) > 0 {
			rest -= r.Gap
		}
		shown = append(shown, o)
		if r.Parts != nil {
			parts = append(parts, r.Parts[i])
			sum += r.Parts[i]
		} else if o != r.Fill {
			rest -= o.MinSize().Width
		}
	}
	widths := make([]float32, len(shown))
	heights := make([]float32, len(shown))
	var height float32
	for i, o := range shown {
		switch {
		case parts != nil:
			widths[i] = max(rest*parts[i]/sum, 1)
		case o == r.Fill:
			widths[i] = max(rest, 1)
		default:
			widths[i] = o.MinSize().Width
		}
		heights[i] = HeightFor(o, widths[i])
		height = max(height, heights[i])
	}
	if f != nil {
		var x float32
		for i, o := range shown {
			var y float32
			if !r.Top {
				y = Whole((height - heights[i]) / 2)
			}
			f(o, x, y, widths[i], heights[i])
			x += widths[i] + r.Gap
		}
	}
	return height
}

// HeightFor implements Sizer.
func (r *Row) HeightFor(width float32) float32 { return r.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return &Walked{Of: r, Parts: r.parts, Walk: r.walk, Least: r.least}
}

func (r *Row) parts() []fyne.CanvasObject { return r.Objects }

func (r *Row) least() float32 {
	var w float32
	for _, o := range r.Objects {
		if !o.Visible() {
			continue
		}
		if w > 0 {
			w += r.Gap
		}
		w += o.MinSize().Width
	}
	return w
}
