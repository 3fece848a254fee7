package gui

import (
	"context"

	"fyne.io/fyne/v2"

	"popmail/gui/guide"
	"popmail/gui/kit/lang"
	"popmail/storage/eml"
)

// guideKey is the key of the guide's window.
const guideKey = "guide"

// showGuide opens the guide in a window of its own, so that it can be read beside what it is about.
func (w *Window) showGuide() {
	w.sides.show(guideKey, lang.L("Guide"), w.reading.store, fyne.NewSize(1040, 760), w.guideIn)
}

// guideIn fills a window with the guide.
func (w *Window) guideIn(s *side) fyne.CanvasObject {
	s.window.SetTitle(lang.L("Guide"))
	g := guide.New(s.run)
	g.OnPrint = s.saving.printGuide
	g.OnZoom = func(steps int) { w.scaleAll(steps * scaleStep) }
	const ctrl, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	s.shortcut(fyne.KeyF, ctrl, g.Find)
	s.shortcut(fyne.KeyP, ctrl, g.OnPrint)
	for _, key := range []fyne.KeyName{fyne.KeyPlus, fyne.KeyEqual} {
		s.shortcut(key, ctrl, func() { w.scaleAll(scaleStep) })
		s.shortcut(key, ctrl|shift, func() { w.scaleAll(scaleStep) })
	}
	s.shortcut(fyne.KeyMinus, ctrl, func() { w.scaleAll(-scaleStep) })
	s.shortcut(fyne.Key0, ctrl, func() { w.scaleAll(0) })
	s.onKey = g.TypedKey
	s.onEnd = g.End
	return g
}

// printGuide hands the guide to the web browser, to be printed there.
func (sv *saving) printGuide() {
	note := lang.L("To print the guide, press Ctrl+P here, or choose Print in the browser’s menu.")
	var path string
	sv.do(func(context.Context) (err error) {
		path, err = sv.lend(eml.SafeTitle(guide.Title, ".html"), octets(guide.Open().Paper(note)))
		return err
	}, func() {
		sv.openAddress(fileAddress(path), func() {
			sv.toasts.show(lang.L("No program on this computer could open the guide."), nil)
		})
	})
}
