package reader

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// zooms are the sizes of a message in percent.
var zooms = []int{50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300}

// Zoom is how large messages are shown, in percent of the window's text size.
func (r *Reader) Zoom() int {
	if r.zoom == 0 {
		return 100
	}
	return r.zoom
}

// SetZoom shows messages in a size, in percent: 50 to 300.
func (r *Reader) SetZoom(percent int) {
	r.zoom = min(max(percent, zooms[0]), zooms[len(zooms)-1])
	if r.body != nil {
		r.body.SetZoom(float64(r.zoom) / 100)
	}
	for _, l := range r.leaves {
		l.SetZoom(percent)
	}
}

// ZoomBy shows messages some steps larger, or smaller; 0: in the normal size.
func (r *Reader) ZoomBy(steps int) {
	if r.over != nil {
		r.over.ZoomBy(steps)
		return
	}
	to := 100
	if now := r.Zoom(); steps != 0 {
		at, exact := slices.BinarySearch(zooms, now)
		if !exact && steps > 0 {
			at--
		}
		to = zooms[min(max(at+steps, 0), len(zooms)-1)]
	}
	r.SetZoom(to)
	if r.OnZoom != nil {
		r.OnZoom(to)
	}
}

// wheel zooms with Ctrl held, and scrolls otherwise.
func (r *Reader) wheel(e *fyne.ScrollEvent) {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	switch {
	case !ok || d.CurrentKeyModifiers()&fyne.KeyModifierShortcutDefault == 0:
		r.page.Scroll.Scrolled(e)
	case e.Scrolled.DY > 0:
		r.ZoomBy(1)
	case e.Scrolled.DY < 0:
		r.ZoomBy(-1)
	}
}
