package flow

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
)

// Mirror turns what stands in a thing of a width to the other side, where the person's language
// is written from right to left. Fyne knows nothing of it; so everything is placed from left to
// right, and whoever has placed the parts of a thing, all of them, hands them to Mirror at the
// end. What is as wide as the thing stays where it is.
func Mirror(width float32, parts ...fyne.CanvasObject) {
	if !lang.RightToLeft() {
		return
	}
	for _, o := range parts {
		at := o.Position()
		o.Move(fyne.NewPos(Whole(width-at.X-o.Size().Width), at.Y))
	}
}

// Turned is a key as it counts for what is mirrored: of the arrows to the left and to the right
// the other one, where the person's language is written from right to left.
func Turned(key fyne.KeyName) fyne.KeyName {
	switch {
	case !lang.RightToLeft():
	case key == fyne.KeyLeft:
		return fyne.KeyRight
	case key == fyne.KeyRight:
		return fyne.KeyLeft
	}
	return key
}

// Across is a place in a thing of a width, counted from where lines begin: from its left, in a
// mirrored window from its right.
func Across(width, x float32) float32 {
	if lang.RightToLeft() {
		return width - x
	}
	return x
}

// Rightwards is a way to the right as it counts for what is mirrored.
func Rightwards(dx float32) float32 {
	if lang.RightToLeft() {
		return -dx
	}
	return dx
}

// Start is where a thing of a width stands, counted from the left of the window, whose line begins
// out before that of another one, which is at x: left of it, in a mirrored window right of it.
func Start(x, other, width, out float32) float32 {
	if lang.RightToLeft() {
		return x + other - width + out
	}
	return x - out
}
