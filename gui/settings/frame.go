package settings

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// Lengths of the page at 100 % text size.
const (
	navWidth  = 216
	pageWidth = 760
	narrow    = 800 // windows below it have the list of pages above the page
)

// frame lays the head over the width, the list of pages at the left and the page beside
// it; where the window is narrow, chips in the place of the list stand above the page.
type frame struct{ s *Settings }

// MinSize implements fyne.Layout.
func (frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

// Layout implements fyne.Layout.
func (f frame) Layout(all []fyne.CanvasObject, size fyne.Size) {
	defer flow.Mirror(size.Width, all...)
	s := f.s
	s.ground.Resize(size)
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	}
	y := flow.HeightFor(s.head, size.Width)
	place(s.head, 0, 0, size.Width, y)
	place(s.headLine, 0, y, size.Width, 1)
	y++
	u := widgets.Unit()
	wide := size.Width >= narrow*max(u, 0.9)
	s.nav.Hidden, s.navLine.Hidden, s.chips.Hidden = !wide, !wide, wide
	var x float32
	if wide {
		x = flow.Whole(navWidth * u)
		place(s.nav, 0, y, x-1, size.Height-y)
		place(s.navLine, x-1, y, 1, size.Height-y)
		s.column.Inset = flow.Insets{Left: 20, Top: 22, Right: 20, Bottom: 24}
	} else {
		h := flow.HeightFor(s.chips, size.Width)
		place(s.chips, 0, y, size.Width, h)
		y += h
		s.column.Inset = flow.Insets{Left: 12, Top: 4, Right: 12, Bottom: 24}
	}
	place(s.page, x, y, size.Width-x, size.Height-y)
}
