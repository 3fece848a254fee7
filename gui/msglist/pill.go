package msglist

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	poptheme "popmail/gui/kit/theme"
)

// pill is the round edge of a count of letters; a filled one counts unread letters.
type pill struct{ widget.BaseWidget }

func newPill() *pill {
	p := &pill{}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *pill) CreateRenderer() fyne.WidgetRenderer {
	r := &pillRenderer{edge: canvas.NewRectangle(color.Transparent)}
	r.edge.StrokeWidth = 1
	r.Refresh()
	return r
}

type pillRenderer struct{ edge *canvas.Rectangle }

// Layout implements fyne.WidgetRenderer.
func (r *pillRenderer) Layout(s fyne.Size) {
	r.edge.CornerRadius = s.Height / 2
	r.edge.Resize(s)
}

// MinSize implements fyne.WidgetRenderer.
func (r *pillRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(1) }

// Refresh implements fyne.WidgetRenderer.
func (r *pillRenderer) Refresh() {
	r.edge.StrokeColor = poptheme.Color(poptheme.ColorMuted)
	canvas.Refresh(r.edge)
}

// Objects implements fyne.WidgetRenderer.
func (r *pillRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.edge} }

// Destroy implements fyne.WidgetRenderer.
func (r *pillRenderer) Destroy() {}
