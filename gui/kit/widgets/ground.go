package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Ground is a plain area in the colour of a role, to lay things on.
type Ground struct {
	widget.BaseWidget
	role  fyne.ThemeColorName
	least float32 // width and height
}

// NewGround returns an area.
func NewGround(role fyne.ThemeColorName) *Ground {
	g := &Ground{role: role}
	g.ExtendBaseWidget(g)
	return g
}

// NewHairline returns a line of one pixel that parts two areas: horizontal where it
// is wider than high.
func NewHairline() *Ground {
	g := NewGround(theme.ColorLine)
	g.least = 1
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	back := canvas.NewRectangle(theme.Color(g.role))
	r := &parts{objects: []fyne.CanvasObject{back}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(g.least) }
	r.place = back.Resize
	r.refresh = func() { fill(back, theme.Color(g.role)) }
	return r
}
