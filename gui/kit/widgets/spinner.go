package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Spinner is a ring of which a part goes round while something is waited for. Whoever
// shows it calls Step every SpinnerStep: a few times a second are enough to be seen, and
// cost little while a person is in another program.
type Spinner struct {
	widget.BaseWidget
	at int
}

// SpinnerStep is the time between two steps of a Spinner, spinnerSteps their number in
// one turn.
const (
	SpinnerStep  = 200 * time.Millisecond
	spinnerSteps = 10
)

// NewSpinner returns a ring.
func NewSpinner() *Spinner {
	s := &Spinner{}
	s.ExtendBaseWidget(s)
	return s
}

// Step turns the ring on, unless nothing is to move by itself: then it stands still, beside the
// words that say what is waited for.
func (s *Spinner) Step() {
	if theme.Still() {
		return
	}
	s.at = (s.at + 1) % spinnerSteps
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Spinner) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	const thick = 0.72 // of the radius is left free
	ring, part := canvas.NewArc(0, 360, thick, color.Transparent), canvas.NewArc(0, 100, thick, color.Transparent)
	r := &parts{objects: []fyne.CanvasObject{ring, part}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(round(16 * Unit())) }
	r.place = func(size fyne.Size) {
		ring.Resize(size)
		part.Resize(size)
	}
	r.refresh = func() {
		from := float32(s.at) * 360 / spinnerSteps
		ring.FillColor, part.FillColor = theme.Color(theme.ColorBadge), theme.Color(fynetheme.ColorNamePrimary)
		part.StartAngle, part.EndAngle = from, from+100
		canvas.Refresh(ring)
		canvas.Refresh(part)
	}
	r.refresh()
	return r
}
