package selectable

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// FocusGained implements fyne.Focusable.
func (s *Selection) FocusGained() {
	s.focused, s.byKey = true, !s.pressing
	s.refresh()
	if s.byKey {
		flow.Reveal(s.of)
	}
}

// FocusLost implements fyne.Focusable. What is selected stays, so that it can be copied
// from a menu.
func (s *Selection) FocusLost() {
	s.focused, s.stop = false, nil
	s.hovered(nil)
	s.refresh()
}

// Focus reports whether it is to be seen that the widget has the keyboard, and the link that
// the keyboard is on; nil: the text as a whole.
func (s *Selection) Focus() (shown bool, on *Stop) { return s.focused && s.byKey, s.stop }

// TypedRune hands what is typed on to the window.
func (s *Selection) TypedRune(r rune) { widgets.RuneToWindow(s.of, r) }

// TypedKey goes from link to link with Tab, follows one with Enter or Space, and selects
// with Shift and the keys that move a caret. Other keys are handed on to the window, so that
// its keys work while text is selected.
func (s *Selection) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyTab:
		if by := map[bool]int{false: 1, true: -1}[backwards()]; s.step(by) {
			return
		}
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if s.stop != nil {
			s.of.Follow(*s.stop, s.stopAt())
			return
		}
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		if modifiers()&fyne.KeyModifierShift != 0 {
			s.Extend(e.Name, modifiers()&fyne.KeyModifierShortcutDefault != 0)
			return
		}
	}
	widgets.KeyToWindow(s.of, e)
}

// TypedShortcut implements fyne.Shortcutable: it copies and selects, and hands everything
// else on to the window.
func (s *Selection) TypedShortcut(short fyne.Shortcut) {
	switch k := short.(type) {
	case *fyne.ShortcutCopy:
		s.Copy()
		return
	case *fyne.ShortcutSelectAll:
		s.SelectAll()
		return
	case *desktop.CustomShortcut:
		if k.Modifier == fyne.KeyModifierShift|fyne.KeyModifierShortcutDefault {
			switch k.KeyName {
			case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
				s.Extend(k.KeyName, true)
				return
			}
		}
	}
	if c, ok := s.canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(short)
	}
}

// AcceptsTab implements fyne.Tabbable: Tab goes from link to link, and on from the last
// one.
func (s *Selection) AcceptsTab() bool {
	stops := s.of.Stops()
	at := s.place(stops)
	if backwards() {
		return at >= 0
	}
	return at+1 < len(stops)
}

// place is where among stops the keyboard is; -1: on the text as a whole.
func (s *Selection) place(stops []Stop) int {
	if s.stop != nil {
		for i := range stops {
			if stops[i].Key == s.stop.Key {
				return i
			}
		}
	}
	return -1
}

// step goes to the next link or to the one before; it reports whether there was one.
func (s *Selection) step(by int) bool {
	stops := s.of.Stops()
	at := s.place(stops) + by
	switch {
	case at < -1 || at >= len(stops):
		return false
	case at == -1:
		s.stop = nil
		s.hovered(nil)
	default:
		s.GoTo(&stops[at])
		s.of.Reached(stops[at])
	}
	s.byKey = true
	s.refresh()
	return true
}

// GoTo puts the keyboard on a link; nil: on the text as a whole.
func (s *Selection) GoTo(l *Stop) {
	s.stop = l
	if l != nil {
		s.hovered(l)
	}
}

// stopAt is the place on the canvas where the keyboard is.
func (s *Selection) stopAt() fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.of)
	if s.stop == nil {
		return at.Add(s.of.Top())
	}
	return at.Add(s.stop.At)
}

// ShowMenu opens the context menu where the keyboard is.
func (s *Selection) ShowMenu() bool {
	at := s.stopAt()
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.of)
	s.TappedSecondary(&fyne.PointEvent{Position: at.Subtract(origin).AddXY(1, 0), AbsolutePosition: at})
	return true
}

func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

func backwards() bool { return modifiers()&fyne.KeyModifierShift != 0 }
