package gui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"popmail/gui/viewer"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// openPictures shows the pictures that are attached to a message, beginning with one, in a
// window of their own.
func (ss *sides) openPictures(store Reading, id mailbox.ID, list []eml.Attachment, first int) {
	key := fmt.Sprint("pictures ", id)
	if in, ok := store.(*enclosed); ok {
		key = "pictures " + in.place
	}
	if s := ss.open[key]; s != nil {
		s.again(first)
	}
	ss.show(key, "", store, fyne.NewSize(900, 720), func(s *side) fyne.CanvasObject {
		v := viewer.New(s.run, list)
		v.Load = func(ctx context.Context, index int) ([]byte, error) {
			data, _, err := store.Attachment(ctx, id, index)
			return data, err
		}
		v.OnSave = func(index int) { s.saving.saveAttachment(id, index) }
		v.OnShown = func(a eml.Attachment) { s.window.SetTitle(eml.SafeName(a.Name, a.Index)) }
		s.onKey, s.onRune, s.onEnd, s.again = v.Key, v.Rune, v.Stop, v.Open
		const ctrl = fyne.KeyModifierShortcutDefault
		s.shortcut(fyne.KeyS, ctrl, v.Save)
		for _, key := range []fyne.KeyName{fyne.KeyPlus, fyne.KeyEqual} {
			s.shortcut(key, ctrl, func() { v.Zoom(1) })
			s.shortcut(key, ctrl|fyne.KeyModifierShift, func() { v.Zoom(1) })
		}
		s.shortcut(fyne.KeyMinus, ctrl, func() { v.Zoom(-1) })
		s.shortcut(fyne.Key0, ctrl, v.Fit)
		v.Open(first)
		return v
	})
}
