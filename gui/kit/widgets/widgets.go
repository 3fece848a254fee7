// Package widgets holds the building blocks of PopMail's screens that know
// nothing of mail: text that is cut or wrapped, pictures for people, chips,
// cards, buttons and a list that draws only what is in view.
//
// Colours and sizes are asked of the theme by role at each refresh, so that
// everything follows a change of theme or text size.
package widgets

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// parts is the renderer of most widgets here: what is drawn, and the functions
// that place and refresh it.
type parts struct {
	objects []fyne.CanvasObject
	place   func(size fyne.Size) // from left to right
	fixed   bool                 // place knows itself what is where in a mirrored window
	min     func() fyne.Size
	refresh func()
}

func (p *parts) Layout(size fyne.Size) { p.layout(size) }
func (p *parts) MinSize() fyne.Size    { return p.min() }
func (p *parts) Refresh() {
	if p.refresh != nil {
		p.refresh()
	}
}
func (p *parts) Objects() []fyne.CanvasObject { return p.objects }
func (p *parts) Destroy()                     {}

// layout places the objects, mirrored where the window is.
func (p *parts) layout(size fyne.Size) {
	p.place(size)
	if !p.fixed {
		flow.Mirror(size.Width, p.objects...)
	}
}

// Unit is the size of the theme's normal text divided by its size at 100 %, the
// factor for lengths that hold text.
func Unit() float32 { return theme.Size(fynetheme.SizeNameText) / 14 }

// LineHeight is the distance of two base lines for a text size, in whole pixels.
func LineHeight(size float32) float32 { return round(size * 1.45) }

// round is the nearest whole number of the screen’s pixels.
func round(v float32) float32 { return flow.Whole(v) }

func ceil(v float32) float32 { return float32(math.Ceil(float64(v))) }

// pillRadius rounds the ends of a pill. A hair less than half the height keeps
// the edge line of the software painter inside.
func pillRadius(height float32) float32 { return height/2 - 0.5 }

// fill changes a rectangle's colour and draws it anew only when it has changed.
func fill(r *canvas.Rectangle, c color.Color) {
	if r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}

// outline gives a ground that says something an edge in high contrast, where it hardly stands
// out from what is around it.
func outline(r *canvas.Rectangle, width float32) {
	if !theme.Strong() {
		width = 0
	}
	if c := theme.Color(theme.ColorOutline); r.StrokeWidth != width || r.StrokeColor != c {
		r.StrokeWidth, r.StrokeColor = width, c
		r.Refresh()
	}
}

// disc is a rectangle that looks like a circle; it is quicker to draw than one.
func disc(diameter float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = diameter / 2
	r.Resize(fyne.NewSquareSize(diameter))
	return r
}

// focus gives a widget the keyboard, where it is in a window.
func focus(f fyne.Focusable) {
	o, ok := f.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.Focused() != f {
		c.Focus(f)
	}
}
