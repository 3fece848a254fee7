package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// OptionCard is one of several choices, drawn as a card with a radio button, a
// bold title, words that go on after it, and a line of explanation. An
// OptionGroup keeps one of several chosen and makes one stop of them for the
// Tab key: the cards that are not chosen count as disabled, which Fyne's focus
// chain passes over, while a click and the arrow keys choose them as ever.
type OptionCard struct {
	widget.BaseWidget
	Title       string // bold
	More        string // goes on after the title in normal weight
	Description string // may be empty
	OnTapped    func()

	chosen, hovered, focused bool
	off                      bool // cannot be chosen at present
	group                    *OptionGroup
	title, description       *Text
}

var (
	_ fyne.Tappable     = (*OptionCard)(nil)
	_ fyne.Focusable    = (*OptionCard)(nil)
	_ fyne.Disableable  = (*OptionCard)(nil)
	_ desktop.Hoverable = (*OptionCard)(nil)
)

// NewOptionCard returns a card that is not chosen.
func NewOptionCard(title, more, description string, onTapped func()) *OptionCard {
	o := &OptionCard{Title: title, More: more, Description: description, OnTapped: onTapped}
	o.ExtendBaseWidget(o)
	return o
}

// SetChosen marks the card as chosen or not, without calling OnTapped.
func (o *OptionCard) SetChosen(on bool) {
	if o.chosen != on {
		o.chosen = on
		o.Refresh()
	}
}

// Disabled implements fyne.Disableable: whether the Tab key passes over the card.
// Where no card of a group is chosen, it stops at the first.
func (o *OptionCard) Disabled() bool {
	if o.off || o.group == nil || o.chosen {
		return o.off
	}
	return o.group.Chosen() >= 0 || o.group.Cards[0] != o
}

// Disable implements fyne.Disableable: the card cannot be chosen until Enable.
func (o *OptionCard) Disable() { o.setDisabled(true) }

// Enable implements fyne.Disableable.
func (o *OptionCard) Enable() { o.setDisabled(false) }

func (o *OptionCard) setDisabled(off bool) {
	if o.off != off {
		o.off = off
		o.Refresh()
	}
}

// Tapped implements fyne.Tappable. A card takes the keyboard only once it is
// chosen: before, it counts as disabled.
func (o *OptionCard) Tapped(*fyne.PointEvent) {
	if !o.off {
		o.choose()
		focus(o)
	}
}

func (o *OptionCard) choose() {
	if o.group != nil {
		o.group.choose(o)
	} else {
		o.SetChosen(true)
	}
	if o.OnTapped != nil {
		o.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (o *OptionCard) FocusGained() { o.focused = true; o.Refresh(); flow.Reveal(o) }

// FocusLost implements fyne.Focusable.
func (o *OptionCard) FocusLost() { o.focused = false; o.Refresh() }

// TypedRune implements fyne.Focusable.
func (o *OptionCard) TypedRune(r rune) { RuneToWindow(o, r) }

// TypedKey chooses with Space and goes through the group with the arrows. Every
// other key is for the window, Enter too: it goes on.
func (o *OptionCard) TypedKey(e *fyne.KeyEvent) {
	switch flow.Turned(e.Name) {
	case fyne.KeySpace:
		if !o.off {
			o.choose()
		}
	case fyne.KeyUp, fyne.KeyLeft:
		o.step(-1)
	case fyne.KeyDown, fyne.KeyRight:
		o.step(1)
	default:
		KeyToWindow(o, e)
	}
}

func (o *OptionCard) step(by int) {
	if o.group == nil || o.off {
		return
	}
	for i, c := range o.group.Cards {
		if c == o {
			if j := i + by; j >= 0 && j < len(o.group.Cards) {
				next := o.group.Cards[j]
				next.choose()
				focus(next)
			}
			return
		}
	}
}

// MouseIn implements desktop.Hoverable.
func (o *OptionCard) MouseIn(*desktop.MouseEvent) { o.hovered = true; o.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (o *OptionCard) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (o *OptionCard) MouseOut() { o.hovered = false; o.Refresh() }

// CreateRenderer implements fyne.Widget.
func (o *OptionCard) CreateRenderer() fyne.WidgetRenderer {
	o.ExtendBaseWidget(o)
	back := canvas.NewRectangle(theme.Color(theme.ColorCard))
	ring, dot := disc(12), disc(6)
	o.title = NewSpans()
	o.description = NewText("", "", theme.ColorMuted)
	r := &parts{objects: []fyne.CanvasObject{back, ring, dot, o.title, o.description}}

	const padX, gap, radio = 14, 12, 12
	padY := func() float32 { return round(11) }
	textX := func() float32 { return padX + radio*Unit() + gap }
	height := func(width float32) float32 {
		w := width - textX() - padX
		h := o.title.HeightFor(w)
		if o.Description != "" {
			h += o.description.HeightFor(w)
		}
		return h + 2*padY()
	}
	apply := func() {
		o.title.Spans = []Span{{Text: o.Title, Bold: true}}
		if o.More != "" {
			more := o.More
			if !strings.HasPrefix(more, ",") {
				more = " " + more
			}
			o.title.Spans = append(o.title.Spans, Span{Text: more})
		}
		o.description.Spans = []Span{{Text: o.Description}}
		o.description.Hidden = o.Description == ""
		o.title.Color, o.description.Color = "", theme.ColorMuted
		if o.off {
			o.title.Color, o.description.Color = fynetheme.ColorNameDisabled, fynetheme.ColorNameDisabled
		}
		back.CornerRadius = 10
		back.StrokeWidth = 1
		switch {
		case o.chosen:
			back.FillColor, back.StrokeColor = theme.Color(theme.ColorOption), theme.Color(fynetheme.ColorNamePrimary)
		case o.hovered && !o.off:
			back.FillColor, back.StrokeColor = theme.Color(theme.ColorHover), theme.Color(theme.ColorLine)
		default:
			back.FillColor, back.StrokeColor = theme.Color(theme.ColorCard), theme.Color(theme.ColorLine)
		}
		if o.focused {
			back.StrokeColor, back.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), 2
		}
		ring.FillColor = theme.Color(theme.ColorCard)
		ring.StrokeColor = theme.Color(fynetheme.ColorNameForeground)
		ring.StrokeWidth = 1.5
		dot.FillColor = theme.Color(fynetheme.ColorNameForeground)
		dot.Hidden = !o.chosen
	}
	r.place = func(size fyne.Size) {
		back.Resize(size)
		x := textX()
		w := size.Width - x - padX
		d := round(radio * Unit())
		first := LineHeight(theme.Size(fynetheme.SizeNameText))
		y := round(padY() + (first-d)/2)
		ring.CornerRadius = d / 2
		ring.Resize(fyne.NewSquareSize(d))
		ring.Move(fyne.NewPos(padX, y))
		inner := round(d*0.5/2) * 2
		dot.CornerRadius = inner / 2
		dot.Resize(fyne.NewSquareSize(inner))
		dot.Move(fyne.NewPos(padX+(d-inner)/2, y+(d-inner)/2))
		th := o.title.HeightFor(w)
		o.title.Move(fyne.NewPos(x, padY()))
		o.title.Resize(fyne.NewSize(w, th))
		o.description.Move(fyne.NewPos(x, round(padY()+th)))
		o.description.Resize(fyne.NewSize(w, o.description.HeightFor(w)))
	}
	r.min = func() fyne.Size {
		w := o.Size().Width
		if w <= 0 {
			w = 480
		}
		return fyne.NewSize(160*Unit(), height(w))
	}
	r.refresh = func() {
		apply()
		r.layout(o.Size())
		o.title.Refresh()
		o.description.Refresh()
		canvas.Refresh(o)
	}
	apply()
	return r
}

// OptionGroup keeps at most one of its cards chosen. It is no widget: the cards
// are placed by whoever uses them.
type OptionGroup struct {
	Cards     []*OptionCard
	OnChanged func(index int) // a person has chosen another card
}

// NewOptionGroup ties cards together; the first is chosen.
func NewOptionGroup(onChanged func(index int), cards ...*OptionCard) *OptionGroup {
	g := &OptionGroup{Cards: cards, OnChanged: onChanged}
	for i, c := range cards {
		c.group = g
		c.SetChosen(i == 0)
	}
	return g
}

// Chosen is the index of the chosen card, -1 for none.
func (g *OptionGroup) Chosen() int {
	for i, c := range g.Cards {
		if c.chosen {
			return i
		}
	}
	return -1
}

// Choose chooses a card without calling OnChanged; -1 for none. The keyboard goes
// along if one of the cards has it.
func (g *OptionGroup) Choose(index int) {
	had := false
	for i, c := range g.Cards {
		had = had || c.focused
		c.SetChosen(i == index)
	}
	if had {
		focus(g.Stop())
	}
}

// Stop is the card at which the Tab key stops: the chosen one, the first where none
// is chosen.
func (g *OptionGroup) Stop() *OptionCard { return g.Cards[max(g.Chosen(), 0)] }

// Disable keeps the choice as it is until Enable.
func (g *OptionGroup) Disable() {
	for _, c := range g.Cards {
		c.Disable()
	}
}

// Enable lets a person choose again.
func (g *OptionGroup) Enable() {
	for _, c := range g.Cards {
		c.Enable()
	}
}

func (g *OptionGroup) choose(o *OptionCard) {
	before := g.Chosen()
	for i, c := range g.Cards {
		c.SetChosen(c == o)
		if c == o && i != before && g.OnChanged != nil {
			defer g.OnChanged(i)
		}
	}
}
