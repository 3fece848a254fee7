package field

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Select is Fyne's drop-down list, with the keys it has no use for handed on to
// the window (Enter and Escape mean there what they mean in any other field) and
// with choices on a card below it, which leaves the field itself in sight.
type Select struct {
	widget.Select
	frame *framed           // around it; may be nil
	ring  *canvas.Rectangle // where it has the keyboard and no frame to show that
}

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	r := &selectRenderer{s.Select.CreateRenderer(), s}
	if !lang.RightToLeft() {
		return r
	}
	m := &mirroredSelect{WidgetRenderer: r, s: s, text: widgets.NewLine("", false, "", "")}
	m.show()
	return m
}

// mirroredSelect is Fyne's renderer with the sign at the left, and with a text of PopMail's own in
// the place of Fyne's, which knows words from left to right alone.
type mirroredSelect struct {
	fyne.WidgetRenderer
	s    *Select
	text *widgets.Text
}

// Objects implements fyne.WidgetRenderer.
func (r *mirroredSelect) Objects() []fyne.CanvasObject {
	out := slices.Clone(r.WidgetRenderer.Objects())
	for i, o := range out {
		if _, ok := o.(*widget.RichText); ok {
			out[i] = r.text
		}
	}
	return out
}

// Layout implements fyne.WidgetRenderer.
func (r *mirroredSelect) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.mirror(size)
}

func (r *mirroredSelect) mirror(size fyne.Size) {
	for _, o := range r.WidgetRenderer.Objects() {
		if label, ok := o.(*widget.RichText); ok {
			air := theme.Size(fynetheme.SizeNamePadding) // around the words in Fyne's text
			h := r.text.MinSize().Height
			r.text.Move(label.Position().AddXY(air, flow.Whole((label.Size().Height-h)/2)))
			r.text.Resize(fyne.NewSize(max(label.Size().Width-2*air, 1), h))
		}
	}
	flow.Mirror(size.Width, r.Objects()...)
}

// Refresh implements fyne.WidgetRenderer. Fyne's lays out too.
func (r *mirroredSelect) Refresh() {
	r.WidgetRenderer.Refresh()
	r.show()
	r.mirror(r.s.Size())
}

func (r *mirroredSelect) show() {
	text := r.s.Selected
	if text == "" {
		text = r.s.PlaceHolder
	}
	r.text.SetText(widgets.OneLine(text))
	if r.text.SetColor(fynetheme.ColorNameForeground); r.s.Disabled() {
		r.text.SetColor(fynetheme.ColorNameDisabled)
	}
}

// NewSelect returns a list of options of which none is chosen.
func NewSelect(options []string, onChanged func(string)) *Select {
	s := &Select{ring: canvas.NewRectangle(color.Transparent)}
	s.ring.Hide()
	s.Options, s.OnChanged = options, onChanged
	s.ExtendBaseWidget(s)
	return s
}

// Widest is how wide the field must be, with its frame, to show each of its options
// as a whole, in Fyne's pixels.
func (s *Select) Widest() float32 {
	var w float32
	for _, o := range s.Options {
		w = max(w, fyne.MeasureText(o, theme.Size(fynetheme.SizeNameText), fyne.TextStyle{}).Width)
	}
	return w + theme.Size(fynetheme.SizeNameInlineIcon) + 3*theme.Size(fynetheme.SizeNameInnerPadding) - theme.Size(fynetheme.SizeNamePadding) + 2*air().X + 1
}

// FocusGained shows the frame in the main color, as that of an Entry.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	s.edge(true)
	flow.Reveal(s)
}

// FocusLost is the reverse.
func (s *Select) FocusLost() {
	s.Select.FocusLost()
	s.edge(false)
}

func (s *Select) edge(focused bool) {
	if s.frame != nil {
		s.frame.focused = focused
		s.frame.Refresh()
		return
	}
	s.ring.Hidden = !focused
	s.ring.StrokeColor, s.ring.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), edgeWidth(true)
	s.ring.CornerRadius = theme.Size(fynetheme.SizeNameInputRadius)
	s.ring.Refresh()
}

// selectRenderer is Fyne's renderer with the ring.
type selectRenderer struct {
	fyne.WidgetRenderer
	s *Select
}

func (r *selectRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.s.ring)
}

func (r *selectRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.s.ring.Resize(size)
}

// Tapped opens the list.
func (s *Select) Tapped(*fyne.PointEvent) {
	if s.Disabled() {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
		s.open(c)
	}
}

// open shows the choices below the field, the chosen one marked.
func (s *Select) open(c fyne.Canvas) {
	menu := fyne.NewMenu("")
	for i, option := range s.Options {
		item := fyne.NewMenuItem(option, func() { s.SetSelectedIndex(i) })
		item.Checked = option == s.Selected
		menu.Items = append(menu.Items, item)
	}
	below := fyne.CanvasObject(s)
	if s.frame != nil {
		below = s.frame
	}
	widgets.ShowMenuBelow(menu, c, below, false)
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	if s.Disabled() {
		widgets.KeyToWindow(s, e)
		return
	}
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight:
		s.Select.TypedKey(e)
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return
	}
	switch e.Name {
	case fyne.KeySpace, fyne.KeyUp, fyne.KeyDown:
		s.open(c)
		return
	}
	widgets.KeyToWindow(s, e)
}
