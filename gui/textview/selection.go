package textview

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/text"
	"popmail/gui/kit/widgets"
)

var (
	_ fyne.Tappable          = (*View)(nil)
	_ fyne.SecondaryTappable = (*View)(nil)
	_ fyne.Draggable         = (*View)(nil)
	_ fyne.Focusable         = (*View)(nil)
	_ fyne.Shortcutable      = (*View)(nil)
	_ desktop.Mouseable      = (*View)(nil)
	_ desktop.Hoverable      = (*View)(nil)
	_ desktop.Cursorable     = (*View)(nil)
)

// pressed remembers the last presses of the button, to tell double and triple
// ones. Fyne's own double tap would hold back every single tap.
type pressed struct {
	at    fyne.Position
	when  time.Time
	count int
}

// apart is the time and the distance within which presses belong together.
const (
	apartTime = 400 * time.Millisecond
	apartWay  = 6
)

// selection is the selected range, first place first.
func (v *View) selection() (from, to int) { return min(v.anchor, v.head), max(v.anchor, v.head) }

// SelectedText is what Copy would copy.
func (v *View) SelectedText() string {
	from, to := v.selection()
	return v.text[from:to]
}

// SelectAll selects the whole text.
func (v *View) SelectAll() { v.selectRange(0, len(v.text)) }

func (v *View) selectRange(from, to int) {
	if v.anchor == from && v.head == to {
		return
	}
	v.anchor, v.head = from, to
	v.Refresh()
}

// Copy puts what is selected on the clipboard.
func (v *View) Copy() {
	if s := v.SelectedText(); s != "" {
		fyne.CurrentApp().Clipboard().SetContent(s)
	}
}

func (v *View) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(v) }

// MouseDown implements desktop.Mouseable: once begins a selection, twice selects
// a word, three times a paragraph.
func (v *View) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	v.pressing = true
	if c := v.canvas(); c != nil && c.Focused() != v {
		c.Focus(v)
	}
	v.pressing = false
	if v.byKey {
		v.byKey, v.stop = false, -1
		v.Refresh()
	}
	at := v.offsetAt(e.Position)
	way := e.Position.Subtract(v.lastPress.at)
	now := time.Now()
	if now.Sub(v.lastPress.when) < apartTime && way.X*way.X+way.Y*way.Y < apartWay*apartWay {
		v.lastPress.count++
	} else {
		v.lastPress.count = 1
	}
	v.lastPress.at, v.lastPress.when = e.Position, now
	switch {
	case v.lastPress.count == 2:
		v.selectRange(text.WordAt(v.text, at))
	case v.lastPress.count == 3:
		v.selectRange(text.ParagraphAt(v.text, at))
	case e.Modifier&fyne.KeyModifierShift != 0:
		v.selectRange(v.anchor, at)
	default:
		v.selectRange(at, at)
	}
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (v *View) Dragged(e *fyne.DragEvent) {
	if v.lastPress.count > 1 {
		return
	}
	v.selectRange(v.anchor, v.offsetAt(e.Position))
}

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() {}

// Tapped implements fyne.Tappable: it follows links.
func (v *View) Tapped(e *fyne.PointEvent) {
	if r := v.runAt(e.Position); r != nil && r.link != "" && v.OnLink != nil && v.SelectedText() == "" {
		v.OnLink(r.link, e.AbsolutePosition)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (v *View) TappedSecondary(e *fyne.PointEvent) {
	c := v.canvas()
	if c == nil {
		return
	}
	var items []*fyne.MenuItem
	if s := v.runAt(e.Position); s != nil && s.link != "" {
		address := strings.TrimPrefix(s.link, "mailto:")
		items = append(items, fyne.NewMenuItem(lang.L("Copy address"), func() {
			fyne.CurrentApp().Clipboard().SetContent(address)
		}))
	}
	copied := fyne.NewMenuItem(lang.L("Copy"), v.Copy)
	copied.Disabled = v.SelectedText() == ""
	items = append(items, copied, fyne.NewMenuItem(lang.L("Select all"), v.SelectAll))
	widgets.ShowMenu(fyne.NewMenu("", items...), c, e.AbsolutePosition)
}

// MouseIn implements desktop.Hoverable.
func (v *View) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *View) MouseMoved(e *desktop.MouseEvent) {
	link := ""
	if r := v.runAt(e.Position); r != nil {
		link = r.link
	}
	if link != v.hover {
		v.hover = link
		v.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (v *View) MouseOut() {
	if v.hover != "" {
		v.hover = ""
		v.Refresh()
	}
}

// Cursor implements desktop.Cursorable.
func (v *View) Cursor() desktop.Cursor {
	if v.hover != "" {
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}

// FocusGained implements fyne.Focusable.
func (v *View) FocusGained() {
	v.focused, v.byKey = true, !v.pressing
	v.Refresh()
}

// FocusLost implements fyne.Focusable. What is selected stays, so that it can be
// copied from a menu.
func (v *View) FocusLost() {
	v.focused, v.stop = false, -1
	v.Refresh()
}

// TypedRune hands what is typed on to the window.
func (v *View) TypedRune(r rune) { widgets.RuneToWindow(v, r) }

// TypedKey goes from link to link with Tab and follows one with Enter or Space.
// Other keys are handed on to the window, so that its keys work while text is
// selected.
func (v *View) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyTab:
		if by := map[bool]int{false: 1, true: -1}[backwards()]; v.step(by) {
			return
		}
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if v.follow() {
			return
		}
	}
	widgets.KeyToWindow(v, e)
}

// TypedShortcut implements fyne.Shortcutable: it copies and selects all, and
// hands everything else on to the window.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		v.Copy()
		return
	case *fyne.ShortcutSelectAll:
		v.SelectAll()
		return
	}
	if c, ok := v.canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
