package flow

import (
	"math"
	"sync/atomic"
)

// device is how many pixels of the screen there are for one of the window, as the
// bits of a float32; 0: one.
var device atomic.Uint32

// SetDevice tells how many pixels of the screen there are for one of the window,
// and reports whether that is new.
func SetDevice(scale float32) bool {
	return device.Swap(math.Float32bits(scale)) != math.Float32bits(scale)
}

// Whole is the place or length nearest to v that is a whole number of the screen's
// pixels: text that stands between two of them is soft.
func Whole(v float32) float32 { return snap(v, math.Round) }

// wholeUp is Whole, but never less than v.
func wholeUp(v float32) float32 {
	return snap(v, func(x float64) float64 { return math.Ceil(x - 0.001) })
}

func snap(v float32, to func(float64) float64) float32 {
	scale := math.Float32frombits(device.Load())
	if scale <= 0 {
		scale = 1
	}
	return float32(to(float64(v)*float64(scale)) / float64(scale))
}
