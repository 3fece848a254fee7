package settings

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// moving leads to the pages that bring mail in and save it outside.
func (s *Settings) moving() (page []fyne.CanvasObject) {
	if s.OnBringIn != nil {
		page = append(page, group(lang.L("Bring mail in"),
			widgets.NewText(lang.L("Mail that another program has saved on this computer, or files with mail. PopMail makes a copy and leaves the originals alone."), "", ""),
			flow.NewTiles(0, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Bring mail in…"), "", s.OnBringIn)))))
	}
	if s.OnSaveMail != nil {
		page = append(page, group(lang.L("Save mail outside PopMail"),
			widgets.NewText(lang.L("All mail, a folder, or what a search has found, in files for another mail program or to read in the web browser. It stays in PopMail as it is."), "", ""),
			flow.NewTiles(0, makes(s, widgets.NewButton(widgets.Quiet, lang.L("Save mail…"), "", s.OnSaveMail)))))
	}
	return page
}
