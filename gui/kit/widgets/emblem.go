package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Emblem is an icon on a rounded ground of its own, which stands above the heading of a card.
type Emblem struct {
	widget.BaseWidget
	icon IconName
}

// NewEmblem returns an emblem.
func NewEmblem(icon IconName) *Emblem {
	e := &Emblem{icon: icon}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer implements fyne.Widget.
func (e *Emblem) CreateRenderer() fyne.WidgetRenderer {
	e.ExtendBaseWidget(e)
	back, icon := canvas.NewRectangle(nil), newIcon()
	back.CornerRadius = 10
	r := &parts{objects: []fyne.CanvasObject{back, icon}}
	side := func() float32 { return round(44 * Unit()) }
	r.min = func() fyne.Size { return fyne.NewSquareSize(side()) }
	r.layout = func(fyne.Size) { // at the left of whatever width there is
		s := side()
		in := round(s / 4)
		back.Resize(fyne.NewSquareSize(s))
		icon.Move(fyne.NewSquareOffsetPos(in))
		icon.Resize(fyne.NewSquareSize(s - 2*in))
	}
	r.refresh = func() {
		fill(back, theme.Color(theme.ColorField))
		setIcon(icon, e.icon, theme.ColorMuted)
	}
	r.refresh()
	return r
}
