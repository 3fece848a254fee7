package htmlview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/widgets"
)

// FocusGained implements fyne.Focusable.
func (v *View) FocusGained() {
	v.focused, v.byKey = true, !v.pressing
	v.Refresh()
}

// FocusLost implements fyne.Focusable. What is selected stays, so that it can be copied
// from a menu.
func (v *View) FocusLost() {
	v.focused, v.stop = false, nil
	v.setHover("")
	v.Refresh()
}

// TypedRune hands what is typed on to the window.
func (v *View) TypedRune(r rune) { widgets.RuneToWindow(v, r) }

// TypedKey goes from link to link with Tab, follows one with Enter or Space, and selects
// with Shift and the keys that move a caret. Other keys are handed on to the window.
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
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		if modifiers()&fyne.KeyModifierShift != 0 {
			v.extend(e.Name, modifiers()&fyne.KeyModifierShortcutDefault != 0)
			return
		}
	}
	widgets.KeyToWindow(v, e)
}

// TypedShortcut implements fyne.Shortcutable: it copies and selects, and hands everything
// else on to the window.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		v.Copy()
		return
	case *fyne.ShortcutSelectAll:
		v.SelectAll()
		return
	case *desktop.CustomShortcut:
		if s.Modifier == fyne.KeyModifierShift|fyne.KeyModifierShortcutDefault {
			switch s.KeyName {
			case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
				v.extend(s.KeyName, true)
				return
			}
		}
	}
	if c, ok := v.canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
