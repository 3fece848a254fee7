package selectable

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/text"
	"popmail/gui/kit/widgets"
)

// apart is the time and the distance within which presses belong together.
const (
	apartTime = 400 * time.Millisecond
	apartWay  = 6
)

// TakeKeyboard gives the text the keyboard, as a press of the pointer does.
func (s *Selection) TakeKeyboard() {
	s.pressing = true
	if c := s.canvas(); c != nil && c.Focused() != fyne.Focusable(s.of) {
		c.Focus(s.of)
	}
	s.pressing = false
	if s.byKey {
		s.byKey, s.stop = false, nil
		s.refresh()
	}
}

// MouseDown implements desktop.Mouseable: once begins a selection, twice selects a word,
// three times a paragraph.
func (s *Selection) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	s.TakeKeyboard()
	at := s.of.PlaceAt(e.Position)
	way := e.Position.Subtract(s.press.at)
	now := time.Now()
	if now.Sub(s.press.when) < apartTime && way.X*way.X+way.Y*way.Y < apartWay*apartWay {
		s.press.count++
	} else {
		s.press.count = 1
	}
	s.press.at, s.press.when = e.Position, now
	switch {
	case s.press.count == 2:
		s.Select(s.around(at, text.WordAt))
	case s.press.count == 3:
		s.Select(s.around(at, text.ParagraphAt))
	case e.Modifier&fyne.KeyModifierShift != 0:
		s.Select(s.anchor, at)
	default:
		s.Select(at, at)
	}
	s.press.word = [2]Place{s.anchor, s.head}
}

// Unpress forgets the presses of the button: the next one is a first one.
func (s *Selection) Unpress() { s.press = pressed{} }

// around is what a function of text finds around a place.
func (s *Selection) around(at Place, find func(string, int) (int, int)) (from, to Place) {
	if at.Part >= s.of.Parts() {
		return at, at
	}
	start, end := find(s.of.Part(at.Part), at.Offset)
	return Place{at.Part, start}, Place{at.Part, end}
}

// MouseUp implements desktop.Mouseable.
func (s *Selection) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable. After a double click it selects by words, after a
// triple one by paragraphs.
func (s *Selection) Dragged(e *fyne.DragEvent) { s.DragTo(e.Position) }

// DragTo selects up to a point of the widget.
func (s *Selection) DragTo(point fyne.Position) {
	at := s.of.PlaceAt(point)
	if s.press.count < 2 {
		s.Select(s.anchor, at)
		return
	}
	find := text.WordAt
	if s.press.count > 2 {
		find = text.ParagraphAt
	}
	from, to := s.around(at, find)
	if from.Before(s.press.word[0]) {
		s.Select(s.press.word[1], from)
	} else {
		s.Select(s.press.word[0], to)
	}
}

// DragEnd implements fyne.Draggable.
func (s *Selection) DragEnd() {}

// Tapped implements fyne.Tappable: it follows links.
func (s *Selection) Tapped(e *fyne.PointEvent) {
	if l, ok := s.of.StopAt(e.Position); ok && s.SelectedText() == "" {
		s.of.Follow(l, e.AbsolutePosition)
	}
}

// TappedSecondary implements fyne.SecondaryTappable: it opens the context menu.
func (s *Selection) TappedSecondary(e *fyne.PointEvent) {
	c := s.canvas()
	if c == nil {
		return
	}
	l, ok := s.of.StopAt(e.Position)
	if s.stop != nil && s.byKey {
		l, ok = *s.stop, true
	}
	var items []*fyne.MenuItem
	if ok && l.Target != "" {
		name, address := lang.L("Copy link"), l.Target
		if len(address) > 7 && strings.EqualFold(address[:7], "mailto:") {
			name, address = lang.L("Copy address"), address[7:]
		}
		items = append(items, fyne.NewMenuItem(name, func() { fyne.CurrentApp().Clipboard().SetContent(address) }))
	}
	ctrl := lang.L("Ctrl")
	copied := widgets.MenuItem("", lang.L("Copy"), ctrl+"+C", s.Copy)
	copied.Disabled = s.SelectedText() == ""
	items = append(items, copied, widgets.MenuItem("", lang.L("Select all"), ctrl+"+A", s.SelectAll))
	if s.MenuItems != nil {
		if more := s.MenuItems(); len(more) > 0 {
			items = append(append(items, fyne.NewMenuItemSeparator()), more...)
		}
	}
	widgets.ShowMenu(fyne.NewMenu("", items...), c, e.AbsolutePosition)
}

// MouseIn implements desktop.Hoverable.
func (s *Selection) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (s *Selection) MouseMoved(e *desktop.MouseEvent) {
	if l, ok := s.of.StopAt(e.Position); ok {
		s.hovered(&l)
	} else {
		s.hovered(nil)
	}
}

// MouseOut implements desktop.Hoverable.
func (s *Selection) MouseOut() { s.hovered(nil) }

// Hovered is the link under the pointer or the keyboard.
func (s *Selection) Hovered() (Stop, bool) {
	if s.hover == nil {
		return Stop{}, false
	}
	return *s.hover, true
}

func (s *Selection) hovered(l *Stop) {
	if l == nil && s.hover == nil || l != nil && s.hover != nil && l.Key == s.hover.Key {
		return
	}
	s.hover = l
	if s.OnHover == nil {
		return
	}
	if l == nil {
		s.OnHover("")
	} else {
		s.OnHover(l.Target)
	}
}

// Cursor implements desktop.Cursorable.
func (s *Selection) Cursor() desktop.Cursor {
	if s.hover != nil {
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}
