package field

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

// Lengths of Swatches at 100 % text size.
const (
	discSide = 26
	discStep = 38 // from one to the next
	ringSide = 34 // around the chosen one
)

// Swatches lets one of the colors of accounts be chosen. It is one stop for the
// Tab key; the arrows choose.
type Swatches struct {
	widget.BaseWidget
	Chosen int // counted from 1; 0 for none
	Usual  int // is shown as chosen where none is; 0 for none

	focused bool
}

var (
	_ fyne.Tappable  = (*Swatches)(nil)
	_ fyne.Focusable = (*Swatches)(nil)
)

// NewSwatches returns the colors with one chosen, counted from 1; 0 for none.
func NewSwatches(chosen int) *Swatches {
	s := &Swatches{Chosen: chosen}
	s.ExtendBaseWidget(s)
	return s
}

// shown is the color that is marked; 0 for none.
func (s *Swatches) shown() int {
	if s.Chosen == 0 {
		return s.Usual
	}
	return s.Chosen
}

// Choose marks a color, counted from 1.
func (s *Swatches) Choose(n int) {
	s.Chosen = min(max(n, 1), theme.AccountColors)
	s.Refresh()
}

// Tapped chooses the color below the pointer.
func (s *Swatches) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
	}
	step, columns := discStep*widgets.Unit(), s.columns(s.Size().Width)
	column, row := int(flow.Across(s.Size().Width, e.Position.X)/step), int(e.Position.Y/step)
	if n := row*columns + column; column < columns && n < theme.AccountColors {
		s.Choose(n + 1)
	}
}

// columns is how many colors stand side by side.
func (s *Swatches) columns(width float32) int {
	return min(max(int((width+1)/(discStep*widgets.Unit())), 1), theme.AccountColors)
}

// HeightFor implements flow.Sizer: what has no room stands in further rows.
func (s *Swatches) HeightFor(width float32) float32 {
	n := s.columns(width)
	return flow.Whole(float32((theme.AccountColors+n-1)/n) * discStep * widgets.Unit())
}

// TypedKey implements fyne.Focusable.
func (s *Swatches) TypedKey(e *fyne.KeyEvent) {
	switch flow.Turned(e.Name) {
	case fyne.KeyRight, fyne.KeyDown:
		s.Choose(s.shown() + 1)
	case fyne.KeyLeft, fyne.KeyUp:
		s.Choose(s.shown() - 1)
	case fyne.KeyHome:
		s.Choose(1)
	case fyne.KeyEnd:
		s.Choose(theme.AccountColors)
	default:
		widgets.KeyToWindow(s, e)
	}
}

// TypedRune implements fyne.Focusable.
func (s *Swatches) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (s *Swatches) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost implements fyne.Focusable.
func (s *Swatches) FocusLost() { s.focused = false; s.Refresh() }

// CreateRenderer implements fyne.Widget.
func (s *Swatches) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	r := &swatchRenderer{s: s, ring: canvas.NewCircle(color.Transparent), check: widgets.NewGlyph(widgets.IconCheck, fynetheme.ColorNameForegroundOnPrimary)}
	for range theme.AccountColors {
		r.discs = append(r.discs, canvas.NewCircle(color.Transparent))
	}
	r.Refresh()
	return r
}

type swatchRenderer struct {
	s     *Swatches
	discs []*canvas.Circle
	ring  *canvas.Circle // around the chosen one
	check *widgets.Glyph
}

func (r *swatchRenderer) Destroy() {}

func (r *swatchRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.ring}
	for _, d := range r.discs {
		out = append(out, d)
	}
	return append(out, r.check)
}

func (r *swatchRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	return fyne.NewSize(flow.Whole(theme.AccountColors*discStep*u), flow.Whole(discStep*u))
}

func (r *swatchRenderer) Layout(size fyne.Size) {
	u, n := widgets.Unit(), r.s.columns(size.Width)
	put := func(o fyne.CanvasObject, i int, side float32) {
		side = flow.Whole(side * u)
		o.Resize(fyne.NewSquareSize(side))
		o.Move(fyne.NewPos(flow.Whole(float32(i%n)*discStep*u+(discStep*u-side)/2), flow.Whole(float32(i/n)*discStep*u+(discStep*u-side)/2)))
	}
	for i, d := range r.discs {
		put(d, i, discSide)
	}
	at := max(r.s.shown()-1, 0)
	put(r.ring, at, ringSide)
	put(r.check, at, 16)
	flow.Mirror(size.Width, r.Objects()...)
}

func (r *swatchRenderer) Refresh() {
	for i, d := range r.discs {
		d.FillColor = theme.Account(i+1, "")
		d.Refresh()
	}
	r.check.Set(widgets.IconCheck, fynetheme.ColorNameForegroundOnPrimary)
	r.ring.StrokeWidth = 2
	r.ring.StrokeColor = theme.Color(theme.ColorMuted)
	if r.s.focused {
		r.ring.StrokeColor = theme.Color(fynetheme.ColorNamePrimary)
	}
	r.check.Hidden = r.s.shown() == 0
	r.ring.Hidden = r.s.shown() == 0 && !r.s.focused
	r.Layout(r.s.Size())
	r.ring.Refresh()
	canvas.Refresh(r.s)
}
