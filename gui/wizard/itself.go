package wizard

import (
	"cmp"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// itselfParts offer to send the password itself to a server that has refused a proof of
// it. It is the person's choice, and stands below the buttons: most often the password is
// wrong.
func (p *problemPage) itselfParts(problem *account.Problem, a account.Account, host string) []fyne.CanvasObject {
	if !problem.ProofOnly || p.from != stepServer || !a.Encrypted() {
		return nil
	}
	send := widgets.NewButton(widgets.Quiet, words.SendPassword(), "", func() { p.sendItself(host) })
	return []fyne.CanvasObject{
		air(22), widgets.NewHairline(), air(14), widgets.NewText(words.BeforePassword(host), theme.SizeSmall, theme.ColorMuted), air(12), flow.NewTiles(10, send),
	}
}

// sendItself tries again, with the password itself.
func (p *problemPage) sendItself(host string) {
	if p.busy.running {
		return
	}
	if p.password.Visible() {
		p.w.person.password.SetText(cmp.Or(p.password.Text, p.refused))
	}
	p.w.itself = host
	p.w.test()
}
