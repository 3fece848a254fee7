package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// refreshed is a canvas that notes what it is to draw anew.
type refreshed struct {
	fyne.Canvas
	got []fyne.CanvasObject
}

func (r *refreshed) Refresh(o fyne.CanvasObject) { r.got = append(r.got, o) }

// What is gone is handed to the canvas, which frees its pictures; no canvas or nothing is
// no trouble.
func TestGone(t *testing.T) {
	c, o := &refreshed{}, canvas.NewRectangle(nil)
	Gone(c, o)
	Gone(c, nil)
	Gone(nil, o)
	if len(c.got) != 1 || c.got[0] != fyne.CanvasObject(o) {
		t.Errorf("%v", c.got)
	}
}
