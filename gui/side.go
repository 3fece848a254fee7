package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// mostSides is how many windows may be open beside the main one.
const mostSides = 24

// sides are the windows beside the main one: attached messages, pictures and letters that are written. They are
// closed with it.
type sides struct {
	main *shell
	// activity is that of the main window: what goes out from a window beside it does as there. nil: nothing does.
	activity *activity
	open     map[string]*side // by what they show
}

// side is a window beside the main one. Escape and Ctrl+W close it.
type side struct {
	*shell
	saving *saving
	onKey  func(e *fyne.KeyEvent) bool // keys that nothing else takes
	onEnd  func()                      // may be nil
	onRune func(r rune)                // may be nil
	// onChanged is told what has changed in the store, see listing.onStale; may be nil.
	onChanged func(ids, gone []mailbox.ID, all bool)
	// onJudged is told that mail of somebody is judged in another way now; may be nil.
	onJudged func()
	again    func(index int) // shows another one of what is in the window
	name     string          // in sides.open
	id       mailbox.ID      // the message of the store that is shown; 0: it is something else
}

// still is a window in which something was asked; once that is closed it is the main one.
func (ss *sides) still(sh *shell) *shell {
	for _, s := range ss.open {
		if s.shell == sh {
			return sh
		}
	}
	return ss.main
}

// doIn is do that was asked in a window: where it fails, that is told there.
func (ss *sides) doIn(sh *shell, change func(ctx context.Context) error, done func()) {
	var err error
	ss.main.run.Go(func(ctx context.Context) { err = change(ctx) }, func() {
		switch {
		case err != nil:
			ss.still(sh).failed(err)
		case done != nil:
			done()
		}
	})
}

// tooMany says that there is no room for another window.
func (ss *sides) tooMany() {
	ss.main.toasts.show(lang.L("Too many windows are open. Close one first."), nil)
}

// show brings the window of what has a key to the front; where there is none, fill says what
// is in a new one, which saves and opens what store has.
func (ss *sides) show(key, title string, store Reading, size fyne.Size, fill func(s *side) fyne.CanvasObject) {
	if s := ss.open[key]; s != nil {
		s.window.RequestFocus()
		return
	}
	if len(ss.open) >= mostSides {
		ss.tooMany()
		return
	}
	w := ss.main.app.NewWindow(title)
	w.SetPadded(false)
	ss.put(key, w, store, fill)
	if c := ss.main.window.Canvas().Size(); c.Width > 0 {
		size = fyne.NewSize(min(size.Width, c.Width), min(size.Height, c.Height))
	}
	w.Resize(size)
	w.Show()
}

// put fills a window with what has a key, whatever was in it before: a question that lies over
// that goes with it.
func (ss *sides) put(key string, window fyne.Window, store Reading, fill func(s *side) fyne.CanvasObject) {
	o := ss.main.o
	o.Window, o.OnDrawn = window, nil
	s := &side{shell: newShell(o), name: key}
	s.known, s.longs, s.onSheet = ss.main.known, ss.main.longs, func() {}
	s.onQuit = func() { ss.main.onQuit() } // of whatever main is then: it may be drawn anew
	s.onGuide = func() { ss.main.onGuide() }
	if ss.main.onMailto != nil {
		s.onMailto = func(address string) bool { return ss.main.onMailto(address) }
	}
	s.saving = newSaving(s.shell, store)
	s.main = fill(s)
	w := s.window
	over := w.Canvas().Overlays()
	for top := over.Top(); top != nil; top = over.Top() {
		over.Remove(top)
	}
	w.SetContent(container.NewStack(s.main, s.toasts.layer, widgets.NewTips(s.run.After)))
	s.keys()
	if ss.open == nil {
		ss.open = map[string]*side{}
	}
	ss.open[key] = s
	w.SetOnClosed(func() {
		delete(ss.open, key)
		s.toasts.hide()
		if s.onEnd != nil {
			s.onEnd()
		}
	})
}

// changed tells the windows what has changed in the store.
func (ss *sides) changed(ids, gone []mailbox.ID, all bool) {
	for _, s := range ss.open {
		if s.onChanged != nil {
			s.onChanged(ids, gone, all)
		}
	}
}

// judgedAnew tells the windows that mail of somebody is judged in another way now.
func (ss *sides) judgedAnew() {
	for _, s := range ss.open {
		if s.onJudged != nil {
			s.onJudged()
		}
	}
}

// closeAll closes all of them.
func (ss *sides) closeAll() {
	for _, s := range ss.open {
		s.window.Close()
	}
}

func (s *side) keys() {
	c := s.window.Canvas()
	s.always(fyne.KeyW, fyne.KeyModifierShortcutDefault, s.window.Close)
	s.always(fyne.KeyQ, fyne.KeyModifierShortcutDefault, s.onQuit)
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyF1 {
			s.onGuide()
			return
		}
		if e.Name == fyne.KeyEscape && s.saving.endOut() || s.keyOver(e) || s.onKey != nil && s.onKey(e) {
			return
		}
		if e.Name == fyne.KeyEscape {
			s.window.Close()
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if f := ask.Refocus(c); f != nil {
			f.TypedRune(r)
		} else if s.onRune != nil && c.Overlays().Top() == nil {
			s.onRune(r)
		}
	})
}

// shortcut does something on a key with a modifier, unless a question is to be answered first.
func (s *side) shortcut(key fyne.KeyName, mod fyne.KeyModifier, do func()) {
	s.always(key, mod, func() {
		if over, ok := s.window.Canvas().Overlays().Top().(*widgets.Over); !ok || !over.Modal() {
			do()
		}
	})
}

// always does something on a key with a modifier, whatever lies over the window.
func (s *side) always(key fyne.KeyName, mod fyne.KeyModifier, do func()) {
	s.window.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod}, func(fyne.Shortcut) { do() })
}

// keyOver gives a key to what lies over the window; it reports whether anything does.
func (sh *shell) keyOver(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape && ask.Escape(sh.window.Canvas()) {
		return true
	}
	top := sh.window.Canvas().Overlays().Top()
	if top == nil {
		return false
	}
	if over, ok := top.(*widgets.Over); ok && !over.Modal() && e.Name == fyne.KeyEscape {
		over.Hide() // such as the card of a link
	} else if f := ask.Refocus(sh.window.Canvas()); f != nil {
		f.TypedKey(e)
	} else if step := map[fyne.KeyName]float32{fyne.KeyDown: 40, fyne.KeyUp: -40, fyne.KeyPageDown: 300, fyne.KeyPageUp: -300}[e.Name]; step != 0 {
		ask.Scroll(sh.window.Canvas(), step)
	}
	return true
}
