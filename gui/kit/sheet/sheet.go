// Package sheet has what the pages over the window have in common.
package sheet

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// pageWidth is the width of the cards at 100 % text size.
const pageWidth = 760

// Frame is what a page over the window has: a head with the way back, and cards that scroll.
type Frame struct {
	ground, line *widgets.Ground
	head         *flow.Column
	Column       *flow.Column // the cards
	Back         *widgets.Button
	Page         *flow.Page
}

// New returns a page with a title; back names where its way back leads, and close goes there.
func New(title, back string, close func()) *Frame {
	f := &Frame{ground: widgets.NewGround(theme.ColorPane), line: widgets.NewHairline()}
	f.Back = widgets.NewButton(widgets.Flat, widgets.Short(back, 24), widgets.IconBack, close)
	f.Back.Color = fynetheme.ColorNameHyperlink
	t := widgets.NewLine(title, true, fynetheme.SizeNameSubHeadingText, "")
	f.head = flow.NewColumn(0, flow.NewRow(14, t, f.Back, t))
	f.head.Fill, f.head.Inset = theme.ColorCard, flow.Insets{Left: 14, Top: 9, Right: 20, Bottom: 8}
	f.Column = flow.NewColumn(16)
	f.Page = flow.NewPage(f.Column)
	f.Page.FollowFocus = true
	return f
}

// Renderer is that of the page.
func (f *Frame) Renderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(layout{f}, f.ground, f.Page, f.head, f.line))
}

// layout gives the cards what the head leaves.
type layout struct{ f *Frame }

// MinSize implements fyne.Layout.
func (layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

// Layout implements fyne.Layout.
func (l layout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f, u := l.f, widgets.Unit()
	f.ground.Resize(size)
	h := flow.HeightFor(f.head, size.Width)
	f.head.Resize(fyne.NewSize(size.Width, h))
	f.line.Move(fyne.NewPos(0, h))
	f.line.Resize(fyne.NewSize(size.Width, 1))
	side := float32(24)
	if size.Width < 800*u {
		side = 12
	}
	f.Column.Inset, f.Column.MaxWidth = flow.Insets{Left: side, Top: 22, Right: side, Bottom: 24}, pageWidth*u+2*side
	f.Page.Move(fyne.NewPos(0, h+1))
	f.Page.Resize(fyne.NewSize(size.Width, max(size.Height-h-1, 0)))
}

// Relayout gives the cards their heights anew.
func (f *Frame) Relayout() {
	f.Column.Refresh()
	f.Page.Relayout()
}

// Canvas is that of the window; nil: the page is not shown.
func (f *Frame) Canvas() fyne.Canvas {
	if f.Page.Size().IsZero() {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(f.Page)
}

// Focus gives the keyboard to something on the page, unless a question is over it.
func (f *Frame) Focus(to fyne.Focusable) {
	if c := f.Canvas(); c != nil && c.Overlays().Top() == nil {
		c.Focus(to)
	}
}

// Typed takes keys that no field has taken.
func (f *Frame) Typed(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		f.Back.OnTapped()
	case fyne.KeyPageUp:
		f.Page.By(-f.Page.Size().Height * 0.9)
	case fyne.KeyPageDown, fyne.KeySpace:
		f.Page.By(f.Page.Size().Height * 0.9)
	default:
		return false
	}
	return true
}
