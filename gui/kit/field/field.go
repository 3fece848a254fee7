// Package field holds the fields that people type into or choose from: Fyne's own
// with more air inside, Escape handed on, and a label above and a message below.
package field

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// air is added inside of Fyne's fields, at the sides and above and below.
func air() fyne.Position { return fyne.NewPos(flow.Whole(6), flow.Whole(3)) }

// Entry is a field of one line, or of several, see NewLines. All of the text in one line is
// selected when it gets the focus by key or from the program, so that typing replaces it.
// Function keys and the window's shortcuts go to the window.
type Entry struct {
	widget.Entry
	Bare     bool          // without more air than Fyne gives: for bars and lists
	OnEscape func()        // the key is the window's if nil
	OnDown   func()        // a key that leads to what is below
	OnFocus  func(on bool) // it has got the keyboard, or lost it

	secret  bool // for a password, whether it is shown or not
	focused bool
	pressed bool    // the mouse is what gives the focus
	away    bool    // the window has lost the focus, the field has not
	moved   float32 // how far its text stands from where Fyne puts it
	least   int     // rows of a field of several lines
	rows    Rows
}

// NewEntry returns an empty field. Enter calls onSubmit, Escape onEscape.
func NewEntry(onSubmit, onEscape func()) *Entry {
	e := &Entry{OnEscape: onEscape}
	e.Wrapping = fyne.TextWrapOff
	e.Scroll = fyne.ScrollHorizontalOnly
	e.ExtendBaseWidget(e)
	if onSubmit != nil {
		e.OnSubmitted = func(string) { onSubmit() }
	}
	return e
}

// NewPassword returns a field that shows dots, with an eye to look at them.
func NewPassword(onSubmit, onEscape func()) *Entry {
	e := NewEntry(onSubmit, onEscape)
	e.Password, e.secret = true, true
	e.ActionItem = newEye(e)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		if e.OnEscape != nil {
			e.OnEscape()
			return
		}
	case fyne.KeyDown, fyne.KeyPageDown:
		if e.OnDown != nil {
			e.OnDown()
			return
		}
		if k.Name == fyne.KeyPageDown {
			widgets.KeyToWindow(e, k)
			return
		}
	case fyne.KeyPageUp, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12, desktop.KeyMenu:
		widgets.KeyToWindow(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedRune implements fyne.Focusable. Who types sees where: the page may have been turned
// or moved since the field has got the keyboard.
func (e *Entry) TypedRune(r rune) {
	flow.Reveal(e)
	e.Entry.TypedRune(r)
}

// TypedShortcut edits; the window's shortcuts go to the window.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && e.secret {
		s = &fyne.ShortcutPaste{Clipboard: unbroken{p.Clipboard}}
	}
	if !widgets.PastesNothing(s) && !widgets.ShortcutToWindow(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// unbroken is a clipboard without the line breaks and tabs at the ends of what is in it: who
// copies a line takes them along.
// QUIRK: Fyne's field of one line makes a blank of a line break, which would belong to a
// password and shows as one dot more.
type unbroken struct{ fyne.Clipboard }

// Content implements fyne.Clipboard.
func (c unbroken) Content() string { return TrimBreaks(c.Clipboard.Content()) }

// TrimBreaks takes line breaks and tabs off both ends, as pasting brings them.
func TrimBreaks(s string) string { return strings.Trim(s, "\r\n\t") }

// MouseDown implements desktop.Mouseable.
func (e *Entry) MouseDown(m *desktop.MouseEvent) {
	moved := *m
	moved.Position = m.Position.Subtract(e.air()).SubtractXY(e.moved, 0)
	e.pressed = true
	e.Entry.MouseDown(&moved)
	e.pressed = false
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	all := !e.focused && !e.pressed && !e.away && !e.MultiLine
	e.focused, e.away = true, false
	e.Entry.FocusGained()
	if all {
		e.SelectAll()
	}
	flow.Reveal(e)
	if e.OnFocus != nil {
		e.OnFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	if e.OnFocus != nil {
		e.OnFocus(false)
	}
}

// Focused reports whether the field has the keyboard.
func (e *Entry) Focused() bool { return e.focused }

// SelectAll selects all of the text, so that typing replaces it.
func (e *Entry) SelectAll() { e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// End puts the caret behind the text; nothing is selected then.
func (e *Entry) End() { e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd}) }

// SetText replaces the text; nothing is selected then.
// QUIRK: Fyne's field keeps the selection of the old text, and takes it away from
// the new one with the first letter that is typed, and that letter with it.
func (e *Entry) SetText(text string) {
	if text != e.Text && e.SelectedText() != "" {
		e.End()
	}
	e.Entry.SetText(text)
}

// WindowLeft is called after a window has lost the focus. The field that has the
// keyboard there keeps its caret and its selection until the person comes back.
func WindowLeft(c fyne.Canvas) {
	if e, ok := c.Focused().(*Entry); ok {
		e.away = true
	}
}

// Dragged implements fyne.Draggable.
func (e *Entry) Dragged(d *fyne.DragEvent) {
	moved := *d
	moved.Position = d.Position.Subtract(e.air()).SubtractXY(e.moved, 0)
	e.Entry.Dragged(&moved)
}

// air is what is added at the left and above.
func (e *Entry) air() fyne.Position {
	if e.Bare {
		return fyne.Position{}
	}
	return air()
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	e.ExtendBaseWidget(e)
	return &entryRenderer{e.Entry.CreateRenderer(), e, newWheel(e)}
}

// entryRenderer is Fyne's with air added inside of its frame. The first two
// objects of Fyne's are the ground and the frame.
type entryRenderer struct {
	fyne.WidgetRenderer
	e     *Entry
	wheel *wheel
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.wheel)
}

func (r *entryRenderer) MinSize() fyne.Size {
	return r.WidgetRenderer.MinSize().Add(r.e.air()).Add(r.e.air())
}

func (r *entryRenderer) Layout(size fyne.Size) {
	air := r.e.air()
	inner := size.Subtract(air).Subtract(air)
	r.WidgetRenderer.Layout(inner)
	r.e.moved = Mirrored(&r.e.Entry, r.WidgetRenderer.Objects(), inner.Width)
	r.wheel.Resize(size)
	for i, o := range r.WidgetRenderer.Objects() {
		switch {
		case i >= 2:
			o.Move(o.Position().Add(air))
		case r.e.Bare:
			o.Resize(o.Size().Add(air).Add(air))
		default:
			// QUIRK: Fyne puts the frame between pixels, where it is drawn too dark.
			o.Move(fyne.Position{})
			o.Resize(size)
		}
	}
	r.edge()
}

func (r *entryRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	if lang.RightToLeft() {
		r.Layout(r.e.Size())
	}
	r.edge()
}

// edge makes the frame of a field with the keyboard as strong as that of a Select.
func (r *entryRenderer) edge() {
	if frame, ok := r.WidgetRenderer.Objects()[1].(*canvas.Rectangle); ok && !r.e.Bare {
		frame.StrokeWidth = edgeWidth(r.e.focused)
		frame.Refresh()
	}
}

// edgeWidth is how strong the frame of a field is.
func edgeWidth(focused bool) float32 {
	if focused {
		return 2
	}
	return 1
}

// Framed gives a select the height and the frame of an Entry.
func Framed(o fyne.CanvasObject) fyne.CanvasObject {
	f := &framed{o: o}
	if s, ok := o.(*Select); ok {
		s.frame = f
	}
	f.ExtendBaseWidget(f)
	return f
}

type framed struct {
	widget.BaseWidget
	o       fyne.CanvasObject
	focused bool
}

// CreateRenderer implements fyne.Widget.
func (f *framed) CreateRenderer() fyne.WidgetRenderer {
	r := &framedRenderer{f: f, back: canvas.NewRectangle(color.Transparent)}
	r.paint()
	return r
}

type framedRenderer struct {
	f    *framed
	back *canvas.Rectangle
}

func (r *framedRenderer) Destroy() {}
func (r *framedRenderer) MinSize() fyne.Size {
	return r.f.o.MinSize().Add(air()).Add(air())
}
func (r *framedRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.f.o}
}

func (r *framedRenderer) Layout(s fyne.Size) {
	r.back.Resize(s)
	r.f.o.Move(air())
	r.f.o.Resize(s.Subtract(air()).Subtract(air()))
}

func (r *framedRenderer) paint() {
	r.back.FillColor = theme.Color(fynetheme.ColorNameInputBackground)
	r.back.StrokeColor, r.back.StrokeWidth = theme.Color(fynetheme.ColorNameInputBorder), edgeWidth(r.f.focused)
	if r.f.focused {
		r.back.StrokeColor = theme.Color(fynetheme.ColorNamePrimary)
	}
	r.back.CornerRadius = theme.Size(fynetheme.SizeNameInputRadius)
	r.back.Refresh()
}

func (r *framedRenderer) Refresh() {
	r.paint()
	r.f.o.Refresh()
}

// Sized gives a field a width of its own, at 100 % text size.
func Sized(o fyne.CanvasObject, width float32) fyne.CanvasObject {
	return flow.Wide(o, func() float32 { return width * widgets.Unit() })
}

// Labelled is a field with a name above and room for a message below.
type Labelled struct {
	flow.Column
	message *widgets.Text
	warning *flow.Row
}

// Label stands a name above a field; without a name there is none.
func Label(name string, input fyne.CanvasObject) *Labelled {
	m := widgets.NewText("", theme.SizeSmall, fynetheme.ColorNameError)
	warning := flow.NewRow(6, m, widgets.NewGlyph(widgets.IconWarning, fynetheme.ColorNameError), m)
	warning.Top = true
	warning.Hide()
	l := &Labelled{message: m, warning: warning}
	l.Gap = 5
	if name != "" {
		l.Objects = append(l.Objects, Name(name))
	}
	l.Objects = append(l.Objects, input, warning)
	l.ExtendBaseWidget(l)
	return l
}

// Apart takes the message away from below the field, which is too narrow for it, and returns
// it to be put elsewhere.
func (l *Labelled) Apart() fyne.CanvasObject {
	l.Objects = slices.DeleteFunc(l.Objects, func(o fyne.CanvasObject) bool { return o == l.warning })
	return l.warning
}

// Name is the bold word above a field.
func Name(text string) *widgets.Text {
	return widgets.NewSpans(widgets.Span{Text: text, Bold: true})
}

// Say shows a message below the field; empty: none.
func (l *Labelled) Say(text string) {
	l.warning.Hidden = text == ""
	l.message.SetText(text)
}

// Saying reports whether a message is shown.
func (l *Labelled) Saying() bool { return !l.warning.Hidden }
