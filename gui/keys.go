package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/book"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/reader"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// keys sets the shortcuts of the window. Keys without Ctrl that no field takes
// come through key.
func (w *Window) keys() {
	c := w.window.Canvas()
	for _, cmd := range w.commands() {
		for _, b := range cmd.bind {
			c.AddShortcut(&desktop.CustomShortcut{KeyName: b.key, Modifier: b.mod}, w.unlessCovered(cmd.do))
		}
	}
	const ctrl = fyne.KeyModifierShortcutDefault
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyG, Modifier: ctrl}, w.unlessCovered(func() { w.reading.reader.FindNext(1) }))
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyG, Modifier: ctrl | fyne.KeyModifierShift}, w.unlessCovered(func() { w.reading.reader.FindNext(-1) }))
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyP, Modifier: ctrl}, w.unlessCovered(w.printOrJump))
	for _, k := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight} { // back is where the arrow on its button points
		c.AddShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierAlt}, w.unlessCovered(func() {
			if flow.Turned(k) == fyne.KeyLeft {
				w.goBack()
			}
		}))
	}
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault}, w.finding)
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierShortcutDefault}, func(s fyne.Shortcut) {
		if w.book.open() != nil {
			w.orBook((*book.Book).Search, nil)(s)
			return
		}
		w.leaveAndJump()
	})
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierShortcutDefault}, w.orBook(func(b *book.Book) { b.Edit(mailbox.Contact{}) }, w.write))
	// On a page over the window this asks the server as F5 does.
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
		if p := w.onServer.open(); p != nil && w.window.Canvas().Overlays().Top() == nil {
			p.Load()
		} else if !w.covered() {
			w.activity.getMail()
		}
	})
	c.AddShortcut(&fyne.ShortcutUndo{}, w.undo)
	c.AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) {
		if p := w.onServer.open(); p != nil && w.window.Canvas().Overlays().Top() == nil {
			p.SelectAll()
		} else if !w.covered() {
			w.listing.list.SelectAll()
		}
	})
	// Whatever is on the screen can be made larger, and closed.
	for _, s := range []struct {
		key fyne.KeyName
		mod fyne.KeyModifier
		do  func()
	}{
		{fyne.KeyQ, fyne.KeyModifierShortcutDefault, w.leave},
		{fyne.KeyPlus, fyne.KeyModifierShortcutDefault, func() { w.scale(scaleStep) }},
		{fyne.KeyPlus, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift, func() { w.scale(scaleStep) }},
		{fyne.KeyEqual, fyne.KeyModifierShortcutDefault, func() { w.scale(scaleStep) }},
		{fyne.KeyEqual, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift, func() { w.scale(scaleStep) }},
		{fyne.KeyMinus, fyne.KeyModifierShortcutDefault, func() { w.scale(-scaleStep) }},
		{fyne.Key0, fyne.KeyModifierShortcutDefault, func() { w.scale(0) }},
	} {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: s.key, Modifier: s.mod}, func(fyne.Shortcut) { s.do() })
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { w.key(e) })
	c.SetOnTypedRune(func(r rune) { w.rune(r) })
}

// undo takes back what the bar at the bottom offers to, else what was done last.
func (w *Window) undo(s fyne.Shortcut) {
	if w.book.open() != nil || w.window.Canvas().Overlays().Top() != nil || !w.toasts.takeBack() {
		w.orBook((*book.Book).Undo, w.filing.undo)(s)
	}
}

// takeBack is undo by the word of that name.
func (w *Window) takeBack() {
	if !w.toasts.takeBack() {
		w.filing.undo()
	}
}

// finding leads to the search of what is in front.
func (w *Window) finding(s fyne.Shortcut) {
	if p := w.onServer.open(); p != nil && w.window.Canvas().Overlays().Top() == nil {
		p.Search()
		return
	}
	w.orBook((*book.Book).Search, w.find)(s)
}

func (w *Window) unlessCovered(do func()) func(fyne.Shortcut) {
	return func(fyne.Shortcut) {
		if !w.covered() {
			do()
		}
	}
}

// key takes what the focused part of the window has no use for; it reports
// whether it had one.
func (w *Window) key(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyF1 {
		w.showGuide()
		return true
	}
	if e.Name == fyne.KeyEscape && w.endDrag() || w.keyOver(e) {
		return true
	}
	if w.isMenuKey(e) && w.contextMenu() {
		return true
	}
	if w.sheet != nil {
		return w.sheet.TypedKey(e)
	}
	r := w.reading.reader
	switch pages := w.alone() || r.HasKeyboard(); {
	case pages && e.Name == fyne.KeyPageUp:
		r.PageUp()
		return true
	case pages && e.Name == fyne.KeyPageDown:
		r.PageDown()
		return true
	}
	switch e.Name {
	case fyne.KeyF3:
		by := 1
		if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
			by = -1
		}
		return r.FindNext(by)
	case fyne.KeyF5:
		w.activity.getMail()
	case fyne.KeyEscape:
		switch {
		case r.EndFind(), r.Back():
		case w.alone() && w.goBack():
		case w.listing.bar.Active():
			w.listing.bar.Leave()
			w.listing.list.Focus()
		case w.goBack():
		default:
			w.toasts.hide()
		}
	case fyne.KeyBackspace:
		return w.goBack()
	case fyne.KeySpace:
		switch {
		case !w.panes.Shows(paneReader) && len(w.listing.list.Selected()) == 1:
			w.bring(paneReader)
		default:
			r.Next()
		}
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyDelete:
		if w.window.Canvas().Focused() == fyne.Focusable(w.listing.list.View()) {
			return false
		}
		if !w.alone() {
			w.bring(paneList)
			w.listing.list.Focus()
		}
		w.listing.list.View().TypedKey(e)
	default:
		return false
	}
	return true
}

// isMenuKey reports whether a key asks for the context menu: the Menu key, or Shift
// and F10.
func (w *Window) isMenuKey(e *fyne.KeyEvent) bool {
	if e.Name == desktop.KeyMenu {
		return true
	}
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return e.Name == fyne.KeyF10 && ok && d.CurrentKeyModifiers() == fyne.KeyModifierShift
}

// contextMenu opens the menu of what has the keyboard, else that of the message
// that is shown, else that of the chosen ones; it reports whether there is one.
func (w *Window) contextMenu() bool {
	switch f := w.window.Canvas().Focused().(type) {
	case interface{ ShowMenu() bool }:
		if f.ShowMenu() {
			return true
		}
	case fyne.SecondaryTappable:
		if o, ok := f.(fyne.CanvasObject); ok {
			at := fyne.NewPos(flow.Across(o.Size().Width, 16), o.Size().Height/2)
			f.TappedSecondary(&fyne.PointEvent{Position: at, AbsolutePosition: fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Add(at)})
			return true
		}
	}
	switch {
	case w.sheet != nil:
		return false
	case w.panes.Shows(paneReader) && w.reading.reader.ShowMenu():
		return true
	}
	return w.panes.Shows(paneList) && w.listing.list.View().ShowMenu()
}

// write opens an empty letter.
func (w *Window) write() {
	if w.writing.store != nil {
		w.writing.write()
	}
}

// rune takes letters that no field takes.
func (w *Window) rune(r rune) {
	if f := ask.Refocus(w.window.Canvas()); f != nil {
		f.TypedRune(r)
		return
	}
	if b := w.book.open(); b != nil && r == '/' && w.window.Canvas().Overlays().Top() == nil {
		b.Search()
	}
	if w.covered() {
		return
	}
	switch r {
	case '?':
		w.showShortcuts()
	case '/':
		w.search()
	case 'b':
		w.snoozeChosen()
	case 'm':
		w.filing.toggleMute()
	case 'r':
		w.answer(reader.Reply)
	case 'R':
		w.answer(reader.ReplyAll)
	case 'f':
		w.answer(reader.Forward)
	case 'F':
		w.answer(reader.Redirect)
	}
}

// find looks for words in the message while that has the keyboard or the window to itself,
// else in all mail.
func (w *Window) find() {
	if (w.reading.reader.HasKeyboard() || w.alone()) && w.reading.reader.Find() {
		return
	}
	w.search()
}

// search puts the keyboard into the search field, which is not there while a
// message has the window to itself.
func (w *Window) search() {
	if w.alone() {
		w.bring(paneList)
	}
	w.listing.bar.Focus()
}

// scale changes the text size by a number of percent points; 0 sets it back. While the
// message has the keyboard only that changes.
func (w *Window) scale(by int) {
	if w.reading.reader.HasKeyboard() && !w.covered() {
		w.reading.reader.ZoomBy(by / scaleStep)
		return
	}
	w.scaleAll(by)
}

// scaleAll is scale for the text of all windows, whatever has the keyboard.
func (w *Window) scaleAll(by int) {
	l := look(w.app.Preferences())
	if by == 0 {
		l.Scale = 100
	} else {
		l.Scale = min(max(l.Scale+by, minScale), maxScale)
	}
	setLook(w.app, l)
	if s, ok := w.sheet.(*settings.Settings); ok {
		w.accounts.fillSettings(s)
	}
}

func (w *Window) showShortcuts() { settings.ShowShortcuts(w.window.Canvas(), w.shortcutSheet()) }
