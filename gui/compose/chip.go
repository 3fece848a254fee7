package compose

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// chip is a person, or a group of people, whom the letter goes to. An address that cannot be
// one has a sign and a red edge.
type chip struct {
	widget.BaseWidget
	who      letter.Typed        // of a group its name alone
	group    *mailbox.Suggestion // nil: a person
	chosen   bool                // by the keyboard
	hovered  bool
	onRemove func()
	onEdit   func()
}

func newChip(who letter.Typed) *chip {
	c := &chip{who: who}
	c.ExtendBaseWidget(c)
	return c
}

// name is what stands on it.
func (c *chip) name() string {
	if c.group != nil {
		return lang.N("{{.Group}} · {{.Count}} people", len(c.group.Members), map[string]any{"Group": widgets.OneLine(c.who.Name), "Count": words.Count(len(c.group.Members))})
	}
	if n := widgets.OneLine(c.who.Name); n != "" {
		return n
	}
	return widgets.OneLine(c.who.Email)
}

// Tapped removes the person at the cross, else the words can be changed, or a group opens.
func (c *chip) Tapped(e *fyne.PointEvent) {
	if e != nil && flow.Across(c.Size().Width, e.Position.X) >= c.Size().Width-crossRoom() {
		c.onRemove()
		return
	}
	c.onEdit()
}

// MouseIn implements desktop.Hoverable.
func (c *chip) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *chip) MouseOut() { c.hovered = false; c.Refresh() }

const chipPad = 5

func chipSide() float32  { return flow.Whole(20 * widgets.Unit()) }
func crossRoom() float32 { return flow.Whole(24 * widgets.Unit()) }

// CreateRenderer implements fyne.Widget.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{c: c, reach: widgets.NewReach(c), back: canvas.NewRectangle(nil), text: widgets.NewLabel(), cross: widgets.NewGlyph(widgets.IconClose, theme.ColorMuted)}
	if c.group != nil {
		r.sign = widgets.NewGroupAvatar()
	} else if c.who.Wrong != nil {
		r.sign = widgets.NewGlyph(widgets.IconWarning, fynetheme.ColorNameError)
	} else {
		r.sign = widgets.NewAvatar(c.who.Name, c.who.Email)
	}
	r.Refresh()
	return r
}

type chipRenderer struct {
	c     *chip
	reach *widgets.Reach
	back  *canvas.Rectangle
	sign  fyne.CanvasObject
	text  *widgets.Label
	cross *widgets.Glyph
}

func (r *chipRenderer) Destroy() {}

func (r *chipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.reach, r.back, r.sign, r.text, r.cross}
}

func chipText() float32 { return theme.Size(theme.SizeSmall) }

func (r *chipRenderer) MinSize() fyne.Size {
	w := chipPad + chipSide() + 6 + widgets.TextWidth(r.c.name(), chipText(), false) + crossRoom()
	return fyne.NewSize(flow.WholeUp(min(w, 280*widgets.Unit())), chipSide()+2*chipPad-2)
}

func (r *chipRenderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.Objects()...)
	r.reach.Fit(s)
	r.back.CornerRadius = s.Height / 2
	r.back.Resize(s)
	side := chipSide()
	if _, ok := r.sign.(*widgets.Glyph); ok {
		side = flow.Whole(16 * widgets.Unit())
	}
	r.sign.Resize(fyne.NewSquareSize(side))
	r.sign.Move(fyne.NewPos(chipPad, flow.Whole((s.Height-side)/2)))
	x := chipPad + chipSide() + 6
	cut, _ := widgets.Fit(r.c.name(), s.Width-x-crossRoom()+0.5, chipText(), false)
	r.text.Set(cut, theme.Color(fynetheme.ColorNameForeground), chipText(), false)
	r.text.Place(x, 0, s.Height)
	d := flow.Whole(12 * widgets.Unit())
	r.cross.Resize(fyne.NewSquareSize(d))
	r.cross.Move(fyne.NewPos(s.Width-crossRoom()+flow.Whole(5*widgets.Unit()), flow.Whole((s.Height-d)/2)))
}

func (r *chipRenderer) Refresh() {
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorPane), theme.Color(theme.ColorLine), 1
	if r.c.hovered {
		r.back.FillColor = theme.Color(theme.ColorBadge)
	}
	if r.c.who.Wrong != nil {
		r.back.StrokeColor = theme.Color(fynetheme.ColorNameError)
	}
	if r.c.chosen {
		r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorOption), theme.Color(fynetheme.ColorNamePrimary), 2
	}
	r.Layout(r.c.Size())
	r.sign.Refresh()
	canvas.Refresh(r.c)
}

// wrong says in words what is wrong with an address.
func wrong(err error) string {
	switch {
	case errors.Is(err, letter.ErrNoAt):
		return lang.L("An e-mail address has an @ in it.")
	case errors.Is(err, letter.ErrHalf):
		return lang.L("Something is missing before or after the @.")
	}
	return lang.L("There are signs in it that no e-mail address has.")
}
