package gui

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
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

// BeginAnew makes the best of preferences that could not be read: nothing goes over the network
// before the person says so, who may have worked offline or limited what is fetched.
func BeginAnew(p fyne.Preferences) { p.SetBool(prefOffline, true) }

// tellLost says that the settings could not be read; first: the window was just opened.
func (w *Window) tellLost(first bool) {
	if !w.o.SettingsLost || !first || w.o.CannotWrite != nil {
		return
	}
	bar := widgets.NewNotice(widgets.IconWarning,
		lang.L("PopMail couldn’t read its settings, so it uses the usual ones and works offline. Please look through them, also where backups are kept, and then go online."))
	bar.AddAction(lang.L("Settings"), func() { w.accounts.showSettings(nil) })
	bar.AddAction(lang.L("Go online"), func() {
		w.hideNotice()
		w.activity.workOffline(false)
	})
	bar.AddAction(lang.L("Close"), w.hideNotice)
	w.notice.Objects = []fyne.CanvasObject{bar}
	w.notice.Show()
	w.main.Refresh()
}
