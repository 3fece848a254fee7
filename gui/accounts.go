package gui

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/wizard"
	"popmail/storage/mailbox"
)

// firstSteps welcomes a person who has no account yet.
func (w *Window) firstSteps() {
	w.openWizard(wizard.Options{First: true}, false)
	w.firstDrawn()
}

// addAccount sets up another account.
func (w *Window) addAccount() {
	if len(w.accounts) == 0 && w.total() == 0 {
		w.firstSteps()
		return
	}
	w.openWizard(wizard.Options{OnCancel: w.leaveWizard(w.sheet != nil)}, false)
}

// changeAccount changes the settings of an account, and comes back to the Settings.
func (w *Window) changeAccount(id account.ID) {
	if a, ok := w.account(id); ok {
		w.openWizard(wizard.Options{Account: &a, OnCancel: w.leaveWizard(true)}, true)
	}
}

// openWizard shows the wizard; back says that what it opened from is to be seen
// again afterwards. A new account's mail is shown.
func (w *Window) openWizard(o wizard.Options, back bool) {
	o.Run = w.run
	o.Probe, o.Save, o.SaveAnyway, o.KeyringWorks = w.setup.Probe, w.setup.Save, w.setup.SaveAnyway, w.setup.KeyringWorks
	o.OnOpenLink, o.Now = w.openLink, w.now
	leave := w.leaveWizard(back)
	o.OnDone = func(id account.ID) {
		w.closeWizard()
		w.loadFolders(func() {
			if back {
				leave()
				return
			}
			w.showInbox(id)
		})
	}
	z := wizard.New(o)
	w.openSheet(z, z.First())
}

// showInbox shows the Inbox of an account.
func (w *Window) showInbox(id account.ID) {
	for _, f := range w.folders {
		v := mailbox.View{Account: id, Folder: f.ID}
		if f.Account == id && f.Role == mailbox.Inbox && w.tree.Select(v) {
			w.choose(v, w.tree.Title())
			return
		}
	}
	w.chooseInbox()
}

// leaveWizard returns what closes the wizard, and shows the Settings again where
// it was opened from there.
func (w *Window) leaveWizard(settings bool) func() {
	return func() {
		w.closeWizard()
		if settings {
			w.showMenu()
		}
	}
}

func (w *Window) closeWizard() {
	if z, ok := w.sheet.(*wizard.Wizard); ok {
		z.Close()
		w.closeSheet()
	}
}

// removeAccount removes an account; the person has been asked. then is called once
// it is gone, and may be nil.
func (w *Window) removeAccount(id account.ID, keepMail bool, then func()) {
	a, _ := w.account(id)
	w.do(func(ctx context.Context) error { return w.setup.Remove(ctx, id, keepMail) }, func() {
		w.toasts.show(lang.L("The account {{.Account}} was removed.", map[string]any{"Account": a.Email}), nil)
		w.view.Folder, w.view.Account = 0, 0
		w.loadFolders(func() {
			if len(w.accounts) == 0 && w.total() == 0 {
				w.closeSheet()
				w.firstSteps()
				return
			}
			w.chooseInbox()
			if then != nil {
				then()
			}
		})
	})
}
