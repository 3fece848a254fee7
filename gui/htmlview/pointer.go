package htmlview

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/htmlview/plain"
	"popmail/gui/kit/text"
	"popmail/gui/kit/widgets"
)

// pressed remembers the last presses of the button, to tell double and triple ones.
type pressed struct {
	at    fyne.Position
	when  time.Time
	count int
	word  [2]position // what a double or triple click has selected
}

// apart is the time and the distance within which presses belong together.
const (
	apartTime = 400 * time.Millisecond
	apartWay  = 6
)

// MouseDown implements desktop.Mouseable: once begins a selection, twice selects a word,
// three times a paragraph.
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
		v.byKey, v.stop = false, nil
		v.Refresh()
	}
	at := v.positionAt(e.Position)
	way := e.Position.Subtract(v.press.at)
	now := time.Now()
	if now.Sub(v.press.when) < apartTime && way.X*way.X+way.Y*way.Y < apartWay*apartWay {
		v.press.count++
	} else {
		v.press.count = 1
	}
	v.press.at, v.press.when = e.Position, now
	switch {
	case v.press.count == 2:
		v.selectRange(v.around(at, text.WordAt))
	case v.press.count == 3:
		v.selectRange(v.around(at, text.ParagraphAt))
	case e.Modifier&fyne.KeyModifierShift != 0:
		v.selectRange(v.anchor, at)
	default:
		v.selectRange(at, at)
	}
	v.press.word = [2]position{v.anchor, v.head}
}

// around is what a function of text finds around a place.
func (v *View) around(at position, find func(string, int) (int, int)) (from, to position) {
	if v.sheet == nil || at.part >= len(v.sheet.parts) {
		return at, at
	}
	start, end := find(v.sheet.parts[at.part].reading().text, at.offset)
	return position{at.part, start}, position{at.part, end}
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable. After a double click it selects by words, after a
// triple one by paragraphs.
func (v *View) Dragged(e *fyne.DragEvent) {
	v.dragAt = e.Position
	v.drag()
	if !v.dragging {
		v.dragging = true
		v.autoscroll()
	}
}

func (v *View) drag() {
	at := v.positionAt(v.dragAt)
	if v.press.count < 2 {
		v.selectRange(v.anchor, at)
		return
	}
	find := text.WordAt
	if v.press.count > 2 {
		find = text.ParagraphAt
	}
	from, to := v.around(at, find)
	if from.before(v.press.word[0]) {
		v.selectRange(v.press.word[1], from)
	} else {
		v.selectRange(v.press.word[0], to)
	}
}

// How quickly a selection that is dragged out of sight scrolls.
const (
	scrollEach = 40 * time.Millisecond
	scrollMost = 60
)

// autoscroll scrolls as long as a selection is dragged to a place that is out of sight.
func (v *View) autoscroll() {
	if !v.dragging || v.OnScroll == nil {
		return
	}
	dy := float32(0)
	if below := v.dragAt.Y - v.bottom; below > 0 {
		dy = min(below, scrollMost)
	} else if above := v.top - v.dragAt.Y; above > 0 {
		dy = -min(above, scrollMost)
	}
	if dy != 0 {
		top := v.top
		v.OnScroll(dy)
		v.dragAt.Y += v.top - top // the pointer stays where it is on the screen
		v.drag()
	}
	v.stopDrag = v.run.After(scrollEach, v.autoscroll)
}

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() {
	v.dragging = false
	if v.stopDrag != nil {
		v.stopDrag()
		v.stopDrag = nil
	}
}

// Tapped implements fyne.Tappable: it follows links.
func (v *View) Tapped(e *fyne.PointEvent) {
	if l := v.linkAt(e.Position); l != nil && v.SelectedText() == "" {
		v.open(l, e.AbsolutePosition)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (v *View) TappedSecondary(e *fyne.PointEvent) {
	c := v.canvas()
	if c == nil {
		return
	}
	var items []*fyne.MenuItem
	l := v.linkAt(e.Position)
	if v.stop != nil && v.byKey {
		l = &v.stop.link
	}
	if l != nil && !strings.HasPrefix(l.target, plain.FoldLink) {
		name, address := lang.L("Copy link"), l.target
		if len(address) > 7 && strings.EqualFold(address[:7], "mailto:") {
			name, address = lang.L("Copy address"), address[7:]
		}
		items = append(items, fyne.NewMenuItem(name, func() { fyne.CurrentApp().Clipboard().SetContent(address) }))
	}
	ctrl := lang.L("Ctrl")
	copied := widgets.MenuItem("", lang.L("Copy"), ctrl+"+C", v.Copy)
	copied.Disabled = v.SelectedText() == ""
	items = append(items, copied, widgets.MenuItem("", lang.L("Select all"), ctrl+"+A", v.SelectAll))
	if v.MenuItems != nil {
		if more := v.MenuItems(); len(more) > 0 {
			items = append(append(items, fyne.NewMenuItemSeparator()), more...)
		}
	}
	widgets.ShowMenu(fyne.NewMenu("", items...), c, e.AbsolutePosition)
}

// MouseIn implements desktop.Hoverable.
func (v *View) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *View) MouseMoved(e *desktop.MouseEvent) {
	if l := v.linkAt(e.Position); l != nil {
		v.setHover(l.target)
	} else {
		v.setHover("")
	}
}

// MouseOut implements desktop.Hoverable.
func (v *View) MouseOut() { v.setHover("") }

func (v *View) setHover(target string) {
	if target != v.hover {
		v.hover = target
		if strings.HasPrefix(target, plain.FoldLink) {
			target = ""
		}
		if v.OnHover != nil {
			v.OnHover(target)
		}
	}
}

// Cursor implements desktop.Cursorable.
func (v *View) Cursor() desktop.Cursor {
	if v.hover != "" {
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}

// Scrolled implements fyne.Scrollable: with Ctrl it asks for another size, sideways it
// moves a page that is wider than the view; the rest is others'.
func (v *View) Scrolled(e *fyne.ScrollEvent) {
	m := modifiers()
	if m&fyne.KeyModifierShortcutDefault != 0 && v.OnZoom != nil {
		switch {
		case e.Scrolled.DY > 0:
			v.OnZoom(1)
		case e.Scrolled.DY < 0:
			v.OnZoom(-1)
		}
		return
	}
	dx := e.Scrolled.DX
	if m&fyne.KeyModifierShift != 0 && dx == 0 {
		dx = e.Scrolled.DY
	}
	if dx != 0 && v.sheet != nil && len(v.sheet.parts) > 0 {
		i, _, _ := v.on(e.Position)
		if v.sideways(i, -dx) {
			return
		}
	}
	if v.OnWheel != nil {
		v.OnWheel(e)
	}
}

// sideways moves a page that is wider than the view; it reports whether it has moved.
func (v *View) sideways(i int, dx float32) bool {
	p := v.sheet.parts[i]
	to := v.sheet.spec.whole(min(max(p.shift+dx, 0), max(p.wide-p.w, 0)))
	if to == p.shift {
		return false
	}
	p.shift = to
	v.tile()
	v.Refresh()
	return true
}

func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}
