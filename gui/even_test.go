package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// TestTextOnWholePixels: whatever the scale of the screen, no line of the window
// stands between two of its pixels.
func TestTextOnWholePixels(t *testing.T) {
	for _, device := range []float32{1, 1.25, 1.5, 2} {
		s := newStage(t, 3)
		s.window.Canvas().(test.WindowlessCanvas).SetScale(device)
		s.listing.list.Select(1)
		setLook(s.app, Look{Mode: theme.Light, Scale: 150}) // everything is laid out anew
		setLook(s.app, Look{Mode: theme.Light, Scale: 100})
		for _, size := range []fyne.Size{fyne.NewSize(1290, 790), fyne.NewSize(1280, 800), fyne.NewSize(661, 543)} {
			s.window.Resize(size)
			s.window.Content().Refresh()
			if n := guitest.Even(t, s.window); n < 5 {
				t.Errorf("%d lines at %v", n, device)
			}
		}
	}
}
