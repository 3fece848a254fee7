package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Fyne gives keys and shortcuts to the widget that has the keyboard and to
// nobody else. These hand on what a widget has no use for to the window, so that
// Escape, F5 or Ctrl+F work wherever the keyboard is.

// KeyToWindow hands on a key that o has no use for.
func KeyToWindow(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// RuneToWindow hands on a letter that o has no use for.
func RuneToWindow(o fyne.CanvasObject, r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

func shortcutToWindow(o fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// shiftIsDown asks the driver. What the list was told of the key counts only where
// the driver cannot say: a key that opens a menu or a sheet, such as Shift+F10 or a
// question mark, is let go when that has the keyboard, and nobody tells the list.
func (l *List) shiftIsDown() bool {
	if m, ok := l.modifiers(); ok {
		return m&fyne.KeyModifierShift != 0
	}
	return l.shift
}

// modifiers are the modifier keys that are down; ok is false where the driver
// cannot say.
func modifiers() (m fyne.KeyModifier, ok bool) {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	if !ok {
		return 0, false
	}
	return d.CurrentKeyModifiers(), true
}

// PastesNothing reports whether a shortcut would paste a clipboard without text, as that with a picture is.
// QUIRK: Fyne's field takes out what is selected then, for the next Undo alone, which puts it in twice.
func PastesNothing(s fyne.Shortcut) bool {
	p, ok := s.(*fyne.ShortcutPaste)
	return ok && p.Clipboard != nil && p.Clipboard.Content() == ""
}

// ShortcutToWindow hands a shortcut that a text field has no use for to the
// window, and reports whether it did.
func ShortcutToWindow(field fyne.CanvasObject, s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return false
	}
	switch custom.KeyName {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
		return false // they move in the text
	}
	shortcutToWindow(field, s)
	return true
}
