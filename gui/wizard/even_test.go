package wizard

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
)

// TestTextOnWholePixels: the card stands on whole pixels of the screen on every page,
// whatever its scale and the window's size.
func TestTextOnWholePixels(t *testing.T) {
	for at := stepPerson; at <= stepLeave; at++ {
		s := atStep(t, at)
		for _, device := range []float32{0.8, 1, 1.25, 1.5, 2} {
			s.win.Canvas().(test.WindowlessCanvas).SetScale(device)
			for _, size := range []fyne.Size{fyne.NewSize(480, 500), fyne.NewSize(661, 783), fyne.NewSize(1280, 800)} {
				s.win.Resize(size)
				s.win.Content().Refresh()
				if n := guitest.Even(t, s.win); n < 5 {
					t.Errorf("step %d, %v at %v: %d lines", at, size, device, n)
				}
			}
		}
	}
}
