package widgets

import "fyne.io/fyne/v2"

// Gone says that an object will not be shown any more, with all that is in it. Fyne keeps
// what it has drawn on the graphics card for a minute after it was seen last, which is a
// gigabyte for somebody who leafs through mail; this gives it back with the next frame. Only
// what canvas.Image shows stays for the minute. c and o may be nil.
func Gone(c fyne.Canvas, o fyne.CanvasObject) {
	if c != nil && o != nil {
		c.Refresh(o)
	}
}
