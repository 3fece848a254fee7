package flow

import (
	"math"

	"fyne.io/fyne/v2"
)

// pixels is how many pixels of the screen there are for one of the program's window,
// of which there is one; of several the newest counts.
func pixels() float32 {
	if all := fyne.CurrentApp().Driver().AllWindows(); len(all) > 0 {
		if scale := all[len(all)-1].Canvas().Scale(); scale > 0 {
			return scale
		}
	}
	return 1
}

// Whole is the place or length nearest to v that is a whole number of the screen's
// pixels: text that stands between two of them is soft.
func Whole(v float32) float32 { return snap(v, math.Round) }

// WholeUp is Whole, but never less than v.
func WholeUp(v float32) float32 {
	return snap(v, func(x float64) float64 { return math.Ceil(x - 0.001) })
}

func snap(v float32, to func(float64) float64) float32 {
	scale := pixels()
	return float32(to(float64(v)*float64(scale)) / float64(scale))
}
