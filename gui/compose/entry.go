package compose

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// entry is Fyne's field without ground and frame. One of several lines is as high as its
// text.
type entry struct {
	widget.Entry
	onKey    func(e *fyne.KeyEvent) bool // true: it is done with
	onPaste  func(text string) bool      // true: it is done with
	onPage   func(pages float32) bool    // true: something was scrolled; nil: nothing is
	takesTab func() bool                 // nil: Tab leads on
	onFocus  func(on bool)
	below    func() int // the place for what is typed after a press below the text; nil: its end
	selects  bool       // all of what it is filled with is selected when keys first lead there
	pressed  bool       // the mouse is what gives the focus
	least    float32    // height of one of several lines
	rows     field.Rows
	moved    float32 // how far its text stands from where Fyne puts it
}

func newEntry(lines bool) *entry {
	e := &entry{}
	e.MultiLine = lines
	e.Wrapping, e.Scroll = fyne.TextWrapOff, fyne.ScrollHorizontalOnly
	if lines {
		e.Wrapping = fyne.TextWrapWord
	}
	e.ExtendBaseWidget(e)
	return e
}

// HeightFor implements flow.Sizer: Fyne's own field scrolls by itself where its text wraps.
func (e *entry) HeightFor(width float32) float32 {
	if !e.MultiLine {
		return e.MinSize().Height
	}
	return max(e.textHeight(width), e.least)
}

// textHeight is the height of the lines alone.
func (e *entry) textHeight(width float32) float32 {
	return e.rows.Height(e.Text, width) + 6
}

// AcceptsTab implements fyne.Tabbable: Tab leads to the next part of the window.
func (e *entry) AcceptsTab() bool { return e.takesTab != nil && e.takesTab() }

// TypedKey implements fyne.Focusable.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	if e.onKey != nil && e.onKey(k) {
		return
	}
	if pages := map[fyne.KeyName]float32{fyne.KeyPageDown: 1, fyne.KeyPageUp: -1}[k.Name]; pages != 0 && e.onPage != nil && e.onPage(pages) {
		return
	}
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12, desktop.KeyMenu:
		widgets.KeyToWindow(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut edits; the window's shortcuts go to the window.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutPaste); ok && e.onPaste != nil && e.onPaste(fyne.CurrentApp().Clipboard().Content()) {
		return
	}
	if !widgets.PastesNothing(s) && !widgets.ShortcutToWindow(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	if e.selects && !e.pressed && e.Text != "" {
		e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	e.selects = false // the focus comes again with the window, in the midst of writing
	if !e.MultiLine {
		flow.Reveal(e)
	}
	if e.onFocus != nil {
		e.onFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// Resize implements fyne.Widget.
func (e *entry) Resize(s fyne.Size) { e.rewrap(func() { e.Entry.Resize(s) }) }

// Refresh implements fyne.Widget.
func (e *entry) Refresh() { e.rewrap(e.Entry.Refresh) }

// rewrap does what may wrap the text anew.
func (e *entry) rewrap(do func()) {
	if !e.MultiLine {
		do()
		return
	}
	field.Rewrap(&e.Entry, do)
}

// place puts the caret behind a number of letters.
func (e *entry) place(at int) { field.PlaceCaret(&e.Entry, at) }

// write puts another text in the place of the one that is there, and the caret behind a
// number of its letters; nothing is selected then.
func (e *entry) write(text string, caret int) {
	if e.SelectedText() != "" {
		// QUIRK: Fyne's field keeps the selection of the old text.
		e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	}
	e.SetText(text)
	e.place(caret)
}

// MouseDown implements desktop.Mouseable.
func (e *entry) MouseDown(m *desktop.MouseEvent) {
	moved := *m
	moved.Position = m.Position.SubtractXY(e.moved, 0)
	e.pressed = true
	e.Entry.MouseDown(&moved)
	e.pressed = false
	if e.below != nil && m.Button == desktop.MouseButtonPrimary && m.Position.Y > e.textHeight(e.Size().Width) {
		e.place(e.below())
	}
}

// Dragged implements fyne.Draggable.
func (e *entry) Dragged(d *fyne.DragEvent) {
	moved := *d
	moved.Position = d.Position.SubtractXY(e.moved, 0)
	e.Entry.Dragged(&moved)
}

// end puts the caret behind the text.
func (e *entry) end() {
	e.CursorRow, e.CursorColumn = 0, len([]rune(e.Text))
	e.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (e *entry) CreateRenderer() fyne.WidgetRenderer {
	e.ExtendBaseWidget(e)
	return &entryRenderer{e.Entry.CreateRenderer(), e}
}

// entryRenderer is Fyne's without its first two objects, the ground and the frame.
type entryRenderer struct {
	fyne.WidgetRenderer
	e *entry
}

func (r *entryRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.e.moved = field.Mirrored(&r.e.Entry, r.WidgetRenderer.Objects(), size.Width)
}

func (r *entryRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	if lang.RightToLeft() {
		r.Layout(r.e.Size())
	}
}

func (r *entryRenderer) Objects() []fyne.CanvasObject { return r.WidgetRenderer.Objects()[2:] }
