package gui

import (
	"errors"
	"io/fs"
	"syscall"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Opening is what the window shows while the mail is being opened.
func Opening() fyne.CanvasObject { return widgets.NewGround(theme.ColorPane) }

// ShowCannotOpen explains in the window why the mail cannot be opened.
func ShowCannotOpen(w fyne.Window, err error, folder string, quit func()) {
	heading := lang.L("PopMail can’t open your mail")
	text := lang.L("PopMail has changed nothing. Your mail is in the folder {{.Folder}}.", map[string]any{"Folder": folder})
	switch {
	case errors.Is(err, mailbox.ErrInUse):
		heading = lang.L("PopMail is already open")
		text = lang.L("Its window isn’t responding. It may still be closing. Wait a minute, then start PopMail again.")
	case errors.Is(err, mailbox.ErrNoLocks):
		heading = lang.L("Your mail can’t stay on this disk")
		text = lang.L("The disk with the folder {{.Folder}} doesn’t let programs lock files, so two of them could write at once. Some network drives are like that. Move the folder to a disk of this computer. PopMail has changed nothing.", map[string]any{"Folder": folder})
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		text = lang.L("PopMail may not write to the folder {{.Folder}}. Ask the person who set up this computer to allow it, then start PopMail again.", map[string]any{"Folder": folder})
	case errors.Is(err, mailbox.ErrNewerStore):
		heading = lang.L("This mail needs a newer PopMail")
		text = lang.L("Your mail was last opened with a newer version of PopMail. Please install that version or a later one. PopMail has changed nothing.")
	}
	showPage(w, heading, []string{text}, err, quit, widgets.NewButton(widgets.Primary, lang.L("Close"), "", quit))
}
