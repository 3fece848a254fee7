package reader

import (
	"fmt"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
)

// TestTextOnWholePixels: a line of text that stands at a fraction of a pixel is
// soft, and the lines beside it look uneven.
func TestTextOnWholePixels(t *testing.T) {
	for _, c := range []struct{ text, device, width float32 }{
		{0.8, 1, 600}, {0.9, 1, 661}, {1, 1, 1280}, {1.1, 1, 900}, {1.5, 1, 900}, {2, 1, 1280},
		{1, 0.8, 900}, {1, 1.25, 900}, {1.1, 1.5, 661}, {0.8, 2, 1280},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			s := newStage(t, c.width, 800)
			fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Scale: c.text})
			s.win.Canvas().(test.WindowlessCanvas).SetScale(c.device)
			s.r.Refresh()
			m := ferry()
			m.Message.Problems = []string{"one", "two"}
			m.Message.Cc = []mailbox.Address{{Email: "copy@example.org"}}
			s.r.ShowMessage(m)
			s.r.card.toggleDetails()
			n := 0
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
					n++
					if y := float64(at.Y * c.device); math.Abs(y-math.Round(y)) > 0.02 {
						t.Errorf("%q stands at %.2f", v.Text, y)
					}
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
			walk(s.win.Content(), fyne.Position{})
			if n < 10 {
				t.Errorf("%d texts", n)
			}
		})
	}
}
