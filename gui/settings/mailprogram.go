package settings

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// mailProgram offers that addresses which are clicked elsewhere open letters here; nil: the
// system cannot be told.
func (s *Settings) mailProgram() fyne.CanvasObject {
	if s.OnMailProgram == nil {
		return nil
	}
	if s.state.MailProgram {
		return group(lang.L("E-mail links"), small(lang.L("PopMail is your mail program: an e-mail link in another program, such as your web browser, opens a letter here.")))
	}
	b := makes(s, widgets.NewButton(widgets.Quiet, lang.L("Make PopMail your mail program"), "", s.OnMailProgram))
	return group(lang.L("E-mail links"), small(lang.L("An e-mail link in another program, such as your web browser, opens a letter in your mail program. That can be PopMail.")), flow.NewTiles(0, b))
}
