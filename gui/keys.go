package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/ask"
)

// keys sets the shortcuts of the window. Keys without Ctrl that no field takes
// come through key.
func (w *Window) keys() {
	c := w.window.Canvas()
	for _, s := range []struct {
		key fyne.KeyName
		mod fyne.KeyModifier
		do  func()
	}{
		{fyne.KeyF, fyne.KeyModifierShortcutDefault, w.bar.Focus},
		{fyne.KeyK, fyne.KeyModifierShortcutDefault, w.bar.Focus},
		{fyne.KeyR, fyne.KeyModifierShortcutDefault, w.getMail},
		{fyne.KeyQ, fyne.KeyModifierShortcutDefault, w.window.Close},
		{fyne.KeyU, fyne.KeyModifierShortcutDefault, w.list.ToggleRead},
		{fyne.KeyD, fyne.KeyModifierShortcutDefault, w.list.ToggleStar},
		{fyne.KeyE, fyne.KeyModifierShortcutDefault, func() { w.archive(w.list.Selected()) }},
		{fyne.KeyPlus, fyne.KeyModifierShortcutDefault, func() { w.scale(scaleStep) }},
		{fyne.KeyPlus, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift, func() { w.scale(scaleStep) }},
		{fyne.KeyEqual, fyne.KeyModifierShortcutDefault, func() { w.scale(scaleStep) }},
		{fyne.KeyEqual, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift, func() { w.scale(scaleStep) }},
		{fyne.KeyMinus, fyne.KeyModifierShortcutDefault, func() { w.scale(-scaleStep) }},
		{fyne.Key0, fyne.KeyModifierShortcutDefault, func() { w.scale(0) }},
	} {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: s.key, Modifier: s.mod}, w.unlessSheet(s.do))
	}
	c.AddShortcut(&fyne.ShortcutUndo{}, w.unlessSheet(w.undo))
	c.AddShortcut(&fyne.ShortcutSelectAll{}, w.unlessSheet(w.list.SelectAll))
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { w.key(e) })
	c.SetOnTypedRune(func(r rune) { w.rune(r) })
}

func (w *Window) unlessSheet(do func()) func(fyne.Shortcut) {
	return func(fyne.Shortcut) {
		if w.sheet == nil {
			do()
		}
	}
}

// key takes what the focused part of the window has no use for; it reports
// whether it had one.
func (w *Window) key(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape && ask.Escape(w.window.Canvas()) {
		return true
	}
	if w.sheet != nil {
		return w.sheet.TypedKey(e)
	}
	switch e.Name {
	case fyne.KeyF5:
		w.getMail()
	case fyne.KeyEscape:
		switch {
		case w.bar.Active():
			w.bar.Leave()
			w.list.Focus()
		default:
			w.toasts.hide()
		}
	case fyne.KeySpace:
		if !w.reader.PageDown() {
			w.list.Next()
		}
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyDelete:
		if w.window.Canvas().Focused() == fyne.Focusable(w.list.View()) {
			return false
		}
		w.list.Focus()
		w.list.View().TypedKey(e)
	default:
		return false
	}
	return true
}

// rune takes letters that no field takes.
func (w *Window) rune(r rune) {
	if w.sheet != nil {
		return
	}
	switch r {
	case '?':
		w.showShortcuts()
	case '/':
		w.bar.Focus()
	}
}

// scale changes the text size by a number of percent points; 0 sets it back.
func (w *Window) scale(by int) {
	l := look(w.app.Preferences())
	if by == 0 {
		l.Scale = 100
	} else {
		l.Scale = min(max(l.Scale+by, minScale), maxScale)
	}
	setLook(w.app, l)
}
