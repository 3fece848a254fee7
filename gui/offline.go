package gui

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
)

// WorksOffline reports whether the person has chosen to work offline, as p has it.
func WorksOffline(p fyne.Preferences) bool { return p.Bool(prefOffline) }

func (act *activity) worksOffline() bool { return WorksOffline(act.app.Preferences()) }

// workOffline keeps PopMail off the network until it is called with false, also when it is
// started again: no mail is fetched, and letters wait.
func (act *activity) workOffline(on bool) {
	act.app.Preferences().SetBool(prefOffline, on)
	act.post.WorkOffline(on)
	act.status.WorkOffline(on)
	act.showStatus()
}

// toggleOffline is workOffline by key.
func (act *activity) toggleOffline() {
	on := !act.worksOffline()
	act.workOffline(on)
	if on {
		act.toasts.offer(lang.L("You are working offline now."), lang.L("Go online"), func() { act.workOffline(false) })
	} else {
		act.toasts.show(lang.L("You are online again."), nil)
	}
}

// offerOnline says that something needs the network.
func (act *activity) offerOnline(then func()) {
	act.toasts.offer(lang.L("You are working offline, so no mail is received."), lang.L("Go online"), func() {
		act.workOffline(false)
		then()
	})
}
