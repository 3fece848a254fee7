package gui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/guide"
	"popmail/gui/kit/lang"
	"popmail/gui/settings"
	"popmail/gui/words"
)

// Speak is ApplyLanguage for a program without a window; p is what the window remembers.
func Speak(p fyne.Preferences) {
	lang.Use(p.String(prefLanguage))
	words.Use(lang.Locale())
}

// ApplyLanguage makes the language that the person chose that of the window, and the country's
// habits those of dates and numbers. What is on the screen stays as it is.
func ApplyLanguage(a fyne.App) {
	Speak(a.Preferences())
	lang.Teach(map[string]string{
		"Cut": lang.L("Cut"), "Copy": lang.L("Copy"), "Paste": lang.L("Paste"), "Select all": lang.L("Select all"), "Undo": lang.L("Undo"), "Redo": lang.L("Redo"),
		"Open": lang.L("Open"), "Save": lang.L("Save"), "Cancel": lang.L("Cancel"), "OK": lang.L("OK"), "Quit": lang.L("Quit"),
	})
}

// settleTime is how long the window waits with another language for what letters are busy with.
const settleTime = 200 * time.Millisecond

// speak takes another language and draws the window anew in it as soon as nothing is lost by that.
// code is one of lang.Languages; empty: the system's.
func (w *Window) speak(code string) {
	w.app.Preferences().SetString(prefLanguage, code)
	if w.settling != nil {
		w.settling()
	}
	if w.moving.underWay() {
		w.toasts.show(lang.L("The language changes as soon as your mail is brought in or saved."), nil)
	}
	w.settle()
	if s, ok := w.sheet.(*settings.Settings); ok && w.settling != nil {
		w.accounts.fillSettings(s)
	}
}

// settle draws the window anew in the language that was chosen, now or later; the settings, where
// they are open, at the page where it was.
func (w *Window) settle() {
	w.settling = nil
	if w.unsettled() {
		w.settling = w.run.After(settleTime, w.settle)
		return
	}
	_, chosen := w.sheet.(*settings.Settings)
	ApplyLanguage(w.app)
	if n := w.anew(); chosen {
		n.accounts.showSettings(func(s *settings.Settings) { s.ShowLook() })
	}
}

// unsettled reports whether something belongs to the window as it is: what letters are busy with,
// mail or files that are brought in or saved, a question, or a page in which something may be typed.
func (w *Window) unsettled() bool {
	if slices.ContainsFunc(w.writing.open, func(d *draft) bool { return d.underWay() }) || len(w.writing.ending) > 0 {
		return true
	}
	if w.accounts.ruleKept != nil || w.moving.underWay() || len(w.longs.names) > 0 || w.moving.telling() || w.window.Canvas().Overlays().Top() != nil {
		return true
	}
	s, ok := w.sheet.(*settings.Settings)
	return w.sheet != nil && !ok || ok && s.Unsaved()
}

// anew puts another Window in the place of this one, which shows the same: the folder or what
// was searched for, the message, letters that are written. What was going on goes on.
func (w *Window) anew() *Window {
	w.remember()
	w.app.Preferences().SetInt(prefMessage, int(w.reading.row)) // it is on the screen, read or not
	text := w.listing.bar.Text()
	if w.sheet != nil {
		w.closeSheet()
	}
	w.toasts.hide()
	w.reading.reader.StopAloud()
	w.scope.End()
	o := w.given
	o.OnDrawn, o.Hidden, o.InFront = nil, w.hidden, w.telling.front
	n := fill(o, w)
	if text != "" {
		n.listing.bar.SetText(text)
	}
	if o.OnAnew != nil {
		o.OnAnew(n)
	}
	return n
}

// follow takes over what another Window knows that nobody would tell again.
func (w *Window) follow(was *Window) {
	w.unseen = was.unseen
	w.activity.status = was.activity.status
	w.travel.metered, w.travel.ended = was.travel.metered, was.travel.ended
	w.telling.follow(was.telling)
	w.tray.inSight = was.tray.inSight
	w.writing.count, w.writing.asked = was.writing.count, was.writing.asked
	w.known = was.known
	w.filing.past.steps = was.filing.lasting()
	w.weekly.began = was.weekly.began
}

// again draws the windows beside the main one anew that show messages and letters of the store, or the guide.
// The others, such as that of a backup, stay as they are until they are closed.
func (w *Window) again(was *Window) {
	for key, s := range w.sides.open {
		if s.id != 0 {
			s.onEnd()
			w.sides.put(key, s.window, w.reading.store, w.inWindow(s.id, false))
		}
		if key == guideKey {
			was, _ := s.main.(*guide.Guide)
			w.sides.put(key, s.window, w.reading.store, func(n *side) fyne.CanvasObject {
				o := w.guideIn(n)
				if g, ok := o.(*guide.Guide); ok && was != nil {
					g.GoBack(was.Place())
				}
				return o
			})
			s.onEnd()
		}
	}
	for _, d := range was.writing.open {
		w.writing.goOn(d)
	}
}

// goOn shows a letter that is being written in its window, as it is now.
func (wr *writing) goOn(was *draft) {
	if was.editor.Redirects() { // what it shows of the message is known to its window alone
		was.writing = wr
		wr.open = append(wr.open, was)
		return
	}
	was.nothingDue()
	was.gone = true // not saved any more
	was.editor.Stop()
	var d *draft
	wr.sides.put(was.side.name, was.side.window, wr.reading, func(s *side) fyne.CanvasObject {
		d = newDraft(wr, s, was.keeper, was.editor.Letter(), was.from)
		return d.editor
	})
	d.begun, d.turn, d.settled, d.partly, d.moved = was.begun, was.turn, was.settled, was.partly, was.moved
	wr.open = append(wr.open, d)
	d.shown()
	d.wait, d.waitDue = was.wait, was.waitDue
	d.editor.SetReminder(d.wait.says(d.now()))
	if was.dirty {
		d.changed()
	}
}
