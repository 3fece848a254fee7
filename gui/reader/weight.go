package reader

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Sizes of a weight at 100 % text size.
const (
	weightWidth  = 76
	weightHeight = 6
)

// weight is a bar that says how much of the whole something has, from 0 to 1.
type weight struct {
	widget.BaseWidget
	part  float32
	color fyne.ThemeColorName
}

func newWeight(part float32, color fyne.ThemeColorName) *weight {
	w := &weight{part: min(max(part, 0), 1), color: color}
	w.ExtendBaseWidget(w)
	return w
}

// CreateRenderer implements fyne.Widget.
func (w *weight) CreateRenderer() fyne.WidgetRenderer {
	r := &weightRenderer{w: w, track: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type weightRenderer struct {
	w          *weight
	track, bar *canvas.Rectangle
}

// Layout implements fyne.WidgetRenderer.
func (r *weightRenderer) Layout(s fyne.Size) {
	h := flow.Whole(weightHeight * widgets.Unit())
	y := flow.Whole((s.Height - h) / 2)
	for o, width := range map[*canvas.Rectangle]float32{r.track: s.Width, r.bar: flow.Whole(s.Width * r.w.part)} {
		o.CornerRadius = h / 2
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(width, h))
	}
	flow.Mirror(s.Width, r.bar)
}

// MinSize implements fyne.WidgetRenderer.
func (r *weightRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	return fyne.NewSize(flow.Whole(weightWidth*u), flow.Whole(weightHeight*u))
}

// Refresh implements fyne.WidgetRenderer.
func (r *weightRenderer) Refresh() {
	r.track.FillColor, r.bar.FillColor = theme.Color(theme.ColorBadge), theme.Color(r.w.color)
	r.Layout(r.w.Size())
	canvas.Refresh(r.w)
}

// Objects implements fyne.WidgetRenderer.
func (r *weightRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.track, r.bar} }

// Destroy implements fyne.WidgetRenderer.
func (r *weightRenderer) Destroy() {}
