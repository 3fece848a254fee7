package field

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Check is a box to tick, with words that may wrap. Fyne's own takes the colour of
// its box from the hairline of fields, which is too faint for a box alone.
type Check struct {
	widget.DisableableWidget
	Text      string
	Checked   bool
	Partly    bool // a box for many, of which some are ticked: a dash; pressing it ticks all
	Beside    bool // it stands beside others: at least as wide as its words in one line
	OnChanged func(on bool)

	hovered, focused bool
	words            *widgets.Text
}

var (
	_ fyne.Tappable     = (*Check)(nil)
	_ fyne.Focusable    = (*Check)(nil)
	_ desktop.Hoverable = (*Check)(nil)
)

// NewCheck returns a box that is not ticked.
func NewCheck(text string, onChanged func(on bool)) *Check {
	c := &Check{Text: text, OnChanged: onChanged, words: widgets.NewText(text, "", "")}
	c.ExtendBaseWidget(c)
	return c
}

// SetChecked checks the box or clears it.
func (c *Check) SetChecked(on bool) {
	if c.Checked == on {
		return
	}
	c.Checked = on
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(on)
	}
}

// Tapped implements fyne.Tappable.
func (c *Check) Tapped(*fyne.PointEvent) {
	if !c.Disabled() {
		c.SetChecked(!c.Checked)
	}
}

// FocusGained implements fyne.Focusable.
func (c *Check) FocusGained() { c.focused = true; c.Refresh(); flow.Reveal(c) }

// FocusLost implements fyne.Focusable.
func (c *Check) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Check) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: Space ticks.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		c.Tapped(nil)
		return
	}
	widgets.KeyToWindow(c, e)
}

// MouseIn implements desktop.Hoverable.
func (c *Check) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *Check) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Check) MouseOut() { c.hovered = false; c.Refresh() }

func checkSide() float32 { return 18 * widgets.Unit() }

const checkGap = 9

// checkRing is how far the ring around a box that has the keyboard stands from it, with the gap
// between them.
const checkRing = 4

// HeightFor implements flow.Sizer.
func (c *Check) HeightFor(width float32) float32 {
	return max(c.words.HeightFor(max(width-checkSide()-checkGap, 1)), checkSide()) + 2*checkAir()
}

// checkAir is the room above and below a box and its words, with which a box of one line is large
// enough to be clicked.
func checkAir() float32 {
	return max(4, flow.WholeUp((widgets.LeastTarget-max(widgets.LineHeight(theme.Size(fynetheme.SizeNameText)), checkSide()))/2))
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	r := &checkRenderer{c: c, ring: canvas.NewRectangle(color.Transparent), box: canvas.NewRectangle(color.Transparent), tick: widgets.NewGlyph(widgets.IconCheck, fynetheme.ColorNameForegroundOnPrimary)}
	r.paint()
	return r
}

type checkRenderer struct {
	c    *Check
	ring *canvas.Rectangle
	box  *canvas.Rectangle
	tick *widgets.Glyph
}

func (r *checkRenderer) Destroy() {}
func (r *checkRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.box, r.tick, r.c.words}
}

func (r *checkRenderer) paint() {
	r.box.CornerRadius = 4
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = color.Transparent, theme.Color(theme.ColorMuted), 1.5
	switch {
	case r.c.Checked, r.c.Partly:
		r.box.FillColor, r.box.StrokeColor = theme.Color(fynetheme.ColorNamePrimary), theme.Color(fynetheme.ColorNamePrimary)
	case r.c.hovered:
		r.box.FillColor = theme.Color(theme.ColorHover)
	}
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = theme.Color(fynetheme.ColorNamePrimary), 2, 7
	r.ring.Hidden = !r.c.focused
	sign := widgets.IconCheck
	if r.c.Partly && !r.c.Checked {
		sign = widgets.IconMinus
	}
	r.tick.Set(sign, fynetheme.ColorNameForegroundOnPrimary)
	r.tick.Hidden = !r.c.Checked && !r.c.Partly
	r.box.Refresh()
	r.ring.Refresh()
}

func (r *checkRenderer) Refresh() {
	r.paint()
	r.c.words.SetText(r.c.Text)
	r.tick.Refresh()
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

func (r *checkRenderer) MinSize() fyne.Size {
	if r.c.Beside {
		w := checkSide() + checkGap + flow.WholeUp(widgets.TextWidth(r.c.Text, theme.Size(fynetheme.SizeNameText), false)) + 1
		return fyne.NewSize(w, r.c.HeightFor(w))
	}
	w := r.c.Size().Width
	if w <= 0 {
		w = 300
	}
	return fyne.NewSize(checkSide()*4, r.c.HeightFor(w))
}

func (r *checkRenderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.Objects()...)
	side := checkSide()
	air := checkAir()
	y := (widgets.LineHeight(theme.Size(fynetheme.SizeNameText))-side)/2 + air
	r.box.Move(fyne.NewPos(0, y))
	r.box.Resize(fyne.NewSquareSize(side))
	r.ring.Move(fyne.NewPos(-checkRing, y-checkRing))
	r.ring.Resize(fyne.NewSquareSize(side + 2*checkRing))
	in := side * 0.15
	r.tick.Move(fyne.NewPos(in, y+in))
	r.tick.Resize(fyne.NewSquareSize(side - 2*in))
	r.c.words.Move(fyne.NewPos(side+checkGap, air))
	r.c.words.Resize(fyne.NewSize(max(s.Width-side-checkGap, 1), s.Height-2*air))
}
