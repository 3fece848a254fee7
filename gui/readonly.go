package gui

import (
	"errors"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// readOnly says why nothing can be saved; empty where all can.
func (sh *shell) readOnly() string {
	switch {
	case sh.o.CannotWrite == nil:
		return ""
	case errors.Is(sh.o.CannotWrite, errOnlyLooked):
		return lang.L("This is a backup: nothing in it changes. Bring back what you want to work with.")
	case account.TroubleOf(sh.o.CannotWrite) == account.TroubleDiskFull:
		return lang.L("This computer’s disk is full, so PopMail can’t get new mail or save changes. You can read and search the mail that is here. Free up some space, then start PopMail again.")
	}
	return lang.L("PopMail can’t write to its folder {{.Folder}}, so it can’t get new mail or save changes. You can read and search the mail that is here.",
		map[string]any{"Folder": sh.o.DataFolder})
}

// tellReadOnly shows the bar for mail that can only be read.
func (sh *shell) tellReadOnly() {
	if text := sh.readOnly(); text != "" {
		sh.notice.Objects = []fyne.CanvasObject{widgets.NewNotice(widgets.IconWarning, text)}
		sh.notice.Show()
		sh.main.Refresh()
	}
}
