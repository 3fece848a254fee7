package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Hairline is a line of one pixel that parts two areas: horizontal where it is
// wider than high.
type Hairline struct{ widget.BaseWidget }

// NewHairline returns a line.
func NewHairline() *Hairline {
	h := &Hairline{}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements fyne.Widget.
func (h *Hairline) CreateRenderer() fyne.WidgetRenderer {
	h.ExtendBaseWidget(h)
	back := canvas.NewRectangle(theme.Color(theme.ColorLine))
	r := &parts{objects: []fyne.CanvasObject{back}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(1) }
	r.layout = back.Resize
	r.refresh = func() { fill(back, theme.Color(theme.ColorLine)) }
	return r
}

// Ground is a plain area in the colour of a role, to lay things on.
type Ground struct {
	widget.BaseWidget
	role fyne.ThemeColorName
}

// NewGround returns an area.
func NewGround(role fyne.ThemeColorName) *Ground {
	g := &Ground{role: role}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	back := canvas.NewRectangle(theme.Color(g.role))
	r := &parts{objects: []fyne.CanvasObject{back}}
	r.min = func() fyne.Size { return fyne.Size{} }
	r.layout = back.Resize
	r.refresh = func() { fill(back, theme.Color(g.role)) }
	return r
}
