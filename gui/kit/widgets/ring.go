package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Ring is a sign within a ring of the same color.
type Ring struct {
	widget.BaseWidget
	sign   *Glyph
	ground fyne.ThemeColorName
}

// NewRing returns a sign within a ring; an empty ground leaves it clear.
func NewRing(name IconName, role, ground fyne.ThemeColorName) *Ring {
	r := &Ring{sign: NewGlyph(name, role), ground: ground}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (g *Ring) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	ring := canvas.NewCircle(color.Transparent)
	ring.StrokeWidth = 1.5
	r := &parts{objects: []fyne.CanvasObject{ring, g.sign}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(round(24 * Unit())) }
	r.place = func(s fyne.Size) {
		side := min(s.Width, round(24*Unit()))
		at := fyne.NewPos(round((s.Width-side)/2), round((s.Height-side)/2))
		ring.Move(at)
		ring.Resize(fyne.NewSquareSize(side))
		small := round(13 * Unit())
		g.sign.Move(at.AddXY(round((side-small)/2), round((side-small)/2)))
		g.sign.Resize(fyne.NewSquareSize(small))
	}
	r.refresh = func() {
		ring.StrokeColor, ring.FillColor = theme.Color(g.sign.role), color.Transparent
		if g.ground != "" {
			ring.FillColor = theme.Color(g.ground)
		}
		r.layout(g.Size())
		ring.Refresh()
		g.sign.Refresh()
	}
	r.refresh()
	return r
}
