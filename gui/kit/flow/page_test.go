package flow

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// block is a thing that asks for a size.
func block(w, h float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Black)
	r.SetMinSize(fyne.NewSize(w, h))
	return r
}

// TestPageIsAsWideAsItsWindow: nothing on a page makes it wider than the window,
// also when the page is laid out anew.
func TestPageIsAsWideAsItsWindow(t *testing.T) {
	guitest.App(theme.Light, 1)
	wide, line := block(900, 80), NewEnds(10, block(700, 30), block(90, 30), block(80, 30))
	column := NewColumn(0, wide, line)
	p := NewPage(column)
	win := guitest.Window(t, p, 600, 100)
	for _, again := range []func(){func() {}, func() { win.Resize(fyne.NewSize(640, 100)) }, p.Relayout, p.Scroll.Refresh, func() { p.By(20) },
		func() { column.Objects = append(column.Objects, widget.NewLabel("more")); p.Refresh() }} {
		again()
		for _, o := range []fyne.CanvasObject{column, wide, line} {
			if w := o.Size().Width; w != win.Canvas().Size().Width {
				t.Errorf("%T is %.0f wide in a window of %.0f", o, w, win.Canvas().Size().Width)
			}
		}
	}
	if got := p.Scroll.Offset.Y; got != 20 {
		t.Errorf("scrolled by %v", got)
	}
}
