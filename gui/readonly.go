package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/widgets"
)

// readOnly says why nothing can be saved; empty where all can.
func (w *Window) readOnly() string {
	switch {
	case w.o.CannotWrite == nil:
		return ""
	case account.TroubleOf(w.o.CannotWrite) == account.TroubleDiskFull:
		return lang.L("This computer’s disk is full, so PopMail can’t get new mail or save changes. You can read and search the mail that is here. Free up some space, then start PopMail again.")
	}
	return lang.L("PopMail can’t write to its folder {{.Folder}}, so it can’t get new mail or save changes. You can read and search the mail that is here.",
		map[string]any{"Folder": w.o.DataFolder})
}

// tellReadOnly shows the bar for mail that can only be read.
func (w *Window) tellReadOnly() {
	if text := w.readOnly(); text != "" {
		w.notice.Objects = []fyne.CanvasObject{widgets.NewNotice(widgets.IconWarning, text)}
		w.notice.Show()
		w.main.Refresh()
	}
}
