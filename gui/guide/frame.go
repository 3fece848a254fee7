package guide

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// Lengths of the guide at 100 % text size.
const (
	contentsWidth = 248
	textWidth     = 760
	narrow        = 760 // windows below it have the contents above the text
)

// CreateRenderer implements fyne.Widget.
func (g *Guide) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	return widget.NewSimpleRenderer(container.New(frame{g}, g.contents, g.edge, g.page, g.bar))
}

// frame stands the contents at the left of the text, or above it, and the bar above both.
type frame struct{ g *Guide }

// MinSize implements fyne.Layout.
func (frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

// Layout implements fyne.Layout.
func (f frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	g, u := f.g, widgets.Unit()
	wide := size.Width >= narrow*max(u, 0.9)
	g.contents.Hidden, g.edge.Hidden = !wide, !wide
	if g.above.Visible() == wide {
		if wide {
			g.above.Hide()
		} else {
			g.above.Show()
		}
	}
	if wide {
		g.print.SetText(g.print.Tip)
	} else {
		g.print.SetText("")
	}
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	}
	x := float32(0)
	side := float32(14)
	if wide {
		x, side = flow.Whole(contentsWidth*u), 28
		place(g.contents, 0, 0, x-1, size.Height)
		place(g.edge, x-1, 0, 1, size.Height)
	}
	y := flow.WholeUp(flow.HeightFor(g.bar, size.Width-x))
	place(g.bar, x, 0, size.Width-x, y)
	g.column.Inset, g.column.MaxWidth = flow.Insets{Left: side, Top: 12, Right: side, Bottom: 40}, textWidth*u+2*side
	place(g.page, x, y, size.Width-x, size.Height-y)
	flow.Mirror(size.Width, g.contents, g.edge, g.bar, g.page)
}
