package settings

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// toggle is a switch without words: what it switches stands beside it.
type toggle struct {
	widget.BaseWidget
	name     string // what it switches
	on       bool
	focused  bool
	onSwitch func(on bool)
}

var (
	_ fyne.Tappable  = (*toggle)(nil)
	_ fyne.Focusable = (*toggle)(nil)
)

func newToggle(f func(on bool)) *toggle {
	t := &toggle{onSwitch: f}
	t.ExtendBaseWidget(t)
	return t
}

func (t *toggle) set(on bool) {
	t.on = on
	t.Refresh()
}

// Tapped switches.
func (t *toggle) Tapped(*fyne.PointEvent) {
	t.set(!t.on)
	t.onSwitch(t.on)
}

// FocusGained implements fyne.Focusable.
func (t *toggle) FocusGained() { t.focused = true; flow.Reveal(t); t.Refresh() }

// FocusLost implements fyne.Focusable.
func (t *toggle) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *toggle) TypedRune(r rune) {
	if r != ' ' {
		widgets.RuneToWindow(t, r)
	}
}

// TypedKey implements fyne.Focusable: Space switches.
func (t *toggle) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		t.Tapped(nil)
		return
	}
	widgets.KeyToWindow(t, e)
}

// CreateRenderer implements fyne.Widget.
func (t *toggle) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	r := &toggleRenderer{t: t, reach: widgets.NewReach(t), ring: canvas.NewRectangle(color.Transparent), track: canvas.NewRectangle(nil), knob: canvas.NewCircle(nil)}
	r.Refresh()
	return r
}

type toggleRenderer struct {
	t     *toggle
	reach *widgets.Reach
	ring  *canvas.Rectangle
	track *canvas.Rectangle
	knob  *canvas.Circle
}

// toggleRing is how far the ring around a switch that has the keyboard stands from it.
const toggleRing = 4

func (r *toggleRenderer) Destroy() {}

func (r *toggleRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.reach, r.ring, r.track, r.knob}
}

func (r *toggleRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	return fyne.NewSize(flow.Whole(34*u), flow.Whole(20*u))
}

func (r *toggleRenderer) Layout(s fyne.Size) {
	m := r.MinSize()
	r.reach.Fit(m)
	r.track.Move(fyne.Position{})
	r.track.Resize(m)
	r.ring.Move(fyne.NewPos(-toggleRing, -toggleRing))
	r.ring.Resize(m.AddWidthHeight(2*toggleRing, 2*toggleRing))
	r.ring.CornerRadius = m.Height/2 + toggleRing
	r.track.CornerRadius = m.Height / 2
	d := m.Height - 6
	r.knob.Resize(fyne.NewSquareSize(d))
	x := float32(3)
	if r.t.on {
		x = m.Width - d - 3
	}
	r.knob.Move(fyne.NewPos(x, 3))
	flow.Mirror(s.Width, r.track, r.knob)
}

func (r *toggleRenderer) Refresh() {
	r.track.FillColor, r.track.StrokeWidth, r.track.StrokeColor = theme.Color(theme.ColorBadge), 1, theme.Color(theme.ColorMuted)
	r.knob.FillColor = theme.Color(theme.ColorMuted)
	if r.t.on {
		r.track.FillColor, r.track.StrokeColor = theme.Color(fynetheme.ColorNamePrimary), theme.Color(fynetheme.ColorNamePrimary)
		r.knob.FillColor = theme.Color(fynetheme.ColorNameForegroundOnPrimary)
	}
	r.ring.StrokeWidth, r.ring.StrokeColor, r.ring.Hidden = 2, theme.Color(fynetheme.ColorNamePrimary), !r.t.focused
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}
