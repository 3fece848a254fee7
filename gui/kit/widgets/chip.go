package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// Chip is a rounded word. With OnRemove it carries a cross; a tap on the chip
// calls OnTapped, or OnRemove where there is no OnTapped.
type Chip struct {
	widget.BaseWidget
	Text     string
	Icon     IconName // before the text; empty: none
	Dot      bool     // the dot of unread messages before the text
	On       bool     // drawn as chosen, also with a check mark, but for one that carries a cross. It takes the place of an icon or dot before a text, so that the chip stays as wide
	Wide     bool     // it is as wide as its text, where there is room for that; else a long text is cut
	Bare     bool     // only the icon or dot is drawn, and the text told when the pointer rests on it or the keyboard reaches it
	OnTapped func()
	OnRemove func()

	hovered, focused bool
}

var (
	_ fyne.Tappable     = (*Chip)(nil)
	_ fyne.Focusable    = (*Chip)(nil)
	_ desktop.Hoverable = (*Chip)(nil)
)

// NewChip returns a chip; either function may be nil.
func NewChip(text string, onTapped, onRemove func()) *Chip {
	c := &Chip{Text: text, OnTapped: onTapped, OnRemove: onRemove}
	c.ExtendBaseWidget(c)
	return c
}

const chipPad = 12

// chipGap is the least that chips stand above each other.
const chipGap = 6

// crossWidth is the room of the cross at the right end.
func crossWidth() float32 { return round(16 * Unit()) }

// Tapped implements fyne.Tappable.
func (c *Chip) Tapped(e *fyne.PointEvent) {
	onCross := e != nil && flow.Across(c.Size().Width, e.Position.X) >= c.Size().Width-crossWidth()-chipPad/2
	switch {
	case c.OnRemove != nil && (onCross || c.OnTapped == nil):
		c.OnRemove()
	case c.OnTapped != nil:
		c.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (c *Chip) FocusGained() { c.focused = true; c.tell(); c.Refresh() }

// FocusLost implements fyne.Focusable.
func (c *Chip) FocusLost() { c.focused = false; hideTip(c); c.Refresh() }

func (c *Chip) tell() {
	if c.Bare {
		showTip(c, c.Text)
	}
}

// TypedRune implements fyne.Focusable.
func (c *Chip) TypedRune(r rune) { RuneToWindow(c, r) }

// TypedKey implements fyne.Focusable: Space and Enter tap, Delete and Backspace
// remove.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace:
		loop.Later(func() { c.Tapped(nil) }) // after its blank
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Tapped(nil)
	case fyne.KeyDelete, fyne.KeyBackspace:
		if c.OnRemove != nil {
			c.OnRemove()
		}
	default:
		KeyToWindow(c, e)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chip) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.tell(); c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Chip) MouseOut() { c.hovered = false; hideTip(c); c.Refresh() }

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	back, text, cross, icon, dot := canvas.NewRectangle(nil), NewLabel(), newIcon(), newIcon(), NewDot(fynetheme.ColorNamePrimary)
	reach, ring, check := NewReach(c), canvas.NewRectangle(color.Transparent), newIcon()
	r := &parts{objects: []fyne.CanvasObject{reach, ring, back, text, cross, check, icon, dot}}
	size := func() float32 { return theme.Size(theme.SizeSmall) }
	gap, sign := func() float32 { return round(6 * Unit()) }, func() float32 { return round(size() * 1.05) }
	checked := func() bool { return c.On && c.OnRemove == nil }
	instead := func() bool { return checked() && !c.Bare && (c.Icon != "" || c.Dot) }
	// before is the room of the check mark that stands before icon and dot, lead that of all that stands before the text.
	before := func() float32 {
		if checked() && !instead() {
			return sign() + gap()
		}
		return 0
	}
	lead := func() float32 {
		switch {
		case c.Icon != "":
			return before() + sign() + gap()
		case c.Dot:
			return before() + sign() + gap()
		}
		return before()
	}
	r.min = func() fyne.Size {
		w := 2*chipPad + lead()
		if c.Bare {
			w -= gap()
		} else {
			w += TextWidth(OneLine(c.Text), size(), false)
		}
		if c.OnRemove != nil {
			w += crossWidth()
		}
		if !c.Wide {
			w = min(w, 260*Unit())
		}
		return fyne.NewSize(ceil(w), max(round(size()*2.05), LeastTarget-chipGap))
	}
	r.place = func(s fyne.Size) {
		reach.Fit(s)
		ring.CornerRadius = pillRadius(s.Height)
		ring.Resize(s)
		in := float32(0)
		if c.focused && c.On { // its edge has the color of the ring already: the ring is wider, and between them is a gap
			in = ringGap() + 1
		} else if c.focused { // its ground would cover the ring
			in = ringWidth()
		}
		back.CornerRadius = pillRadius(s.Height - 2*in)
		back.Move(fyne.NewPos(in, in))
		back.Resize(s.SubtractWidthHeight(2*in, 2*in))
		room := s.Width - 2*chipPad - lead()
		d := sign()
		for _, o := range []*canvas.Image{check, icon} {
			o.Resize(fyne.NewSquareSize(d))
		}
		check.Move(fyne.NewPos(chipPad, round((s.Height-d)/2)))
		icon.Move(fyne.NewPos(chipPad+before(), round((s.Height-d)/2)))
		m := dot.MinSize()
		dot.Resize(m)
		dot.Move(fyne.NewPos(chipPad+before()+round((d-m.Width)/2), round((s.Height-m.Height)/2)))
		if c.OnRemove != nil {
			room -= crossWidth()
			d := round(size() * 0.9)
			cross.Resize(fyne.NewSquareSize(d))
			cross.Move(fyne.NewPos(round(s.Width-chipPad-d+2), round((s.Height-d)/2)))
		}
		cut, _ := Fit(OneLine(c.Text), room+0.5, size(), false)
		if c.Bare {
			cut = ""
		}
		text.Set(cut, theme.Color(fynetheme.ColorNameForeground), size(), false)
		text.Place(chipPad+lead(), 0, s.Height)
	}
	r.refresh = func() {
		back.FillColor = theme.Color(theme.ColorField)
		back.StrokeWidth, back.StrokeColor = 1, theme.Color(theme.ColorLine)
		if c.On {
			back.FillColor, back.StrokeColor = theme.Color(theme.ColorOption), theme.Color(fynetheme.ColorNamePrimary)
		} else if c.hovered {
			back.FillColor = theme.Color(theme.ColorBadge)
		}
		ring.StrokeWidth, ring.StrokeColor = 0, theme.Color(fynetheme.ColorNamePrimary)
		if c.focused {
			ring.StrokeWidth = ringWidth()
			if back.StrokeWidth = 0; c.On {
				ring.StrokeWidth++
				back.StrokeWidth = 1
			}
		}
		dot.Hidden, icon.Hidden, check.Hidden = !c.Dot || instead(), c.Icon == "" || instead(), !checked()
		if checked() {
			setIcon(check, IconCheck, fynetheme.ColorNameForeground)
		}
		if c.Icon != "" {
			setIcon(icon, c.Icon, fynetheme.ColorNameForeground)
		}
		cross.Hidden = c.OnRemove == nil
		if c.OnRemove != nil {
			setIcon(cross, IconClose, fynetheme.ColorNameForeground)
		}
		r.layout(c.Size())
		canvas.Refresh(c)
	}
	r.refresh()
	return r
}
