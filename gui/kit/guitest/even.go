package guitest

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/text"
)

// Even fails for each line of text in a window that stands at a fraction of a pixel
// of its screen: such a line is soft, and those beside it look uneven. Text that Fyne's
// own fields place is left out. It returns the number of lines.
func Even(t testing.TB, w fyne.Window) (lines int) {
	t.Helper()
	scale := w.Canvas().Scale()
	var walk func(o fyne.CanvasObject, at fyne.Position)
	walk = func(o fyne.CanvasObject, at fyne.Position) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch v := o.(type) {
		case *canvas.Text:
			if v.Text == "" {
				return
			}
			lines++
			if y := float64(at.Y * scale); math.Abs(y-math.Round(y)) > 0.02 {
				t.Errorf("%q stands at %.2f", v.Text, y)
			}
		case interface{ Drawn() []text.Placed }:
			if n := len(v.Drawn()); n > 0 {
				lines += n
				if y := float64(at.Y * scale); math.Abs(y-math.Round(y)) > 0.02 {
					t.Errorf("%q stands at %.2f", v.Drawn()[0].Text, y)
				}
			}
		case *widget.RichText: // of a field of Fyne's
		case *fyne.Container:
			for _, c := range v.Objects {
				walk(c, at)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(v).Objects() {
				walk(c, at)
			}
		}
	}
	walk(w.Content(), fyne.Position{})
	return lines
}
