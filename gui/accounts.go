package gui

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/wizard"
)

// firstSteps welcomes a person who has no account yet.
func (w *Window) firstSteps() {
	w.openWizard(wizard.Options{First: true})
	w.firstDrawn()
}

// addAccount sets up another account.
func (w *Window) addAccount() {
	if len(w.accounts) == 0 && w.total() == 0 {
		w.firstSteps()
		return
	}
	w.openWizard(wizard.Options{OnCancel: w.closeWizard})
}

// changeAccount changes the settings of an account.
func (w *Window) changeAccount(id account.ID) {
	if a, ok := w.account(id); ok {
		w.openWizard(wizard.Options{Account: &a, OnCancel: w.closeWizard})
	}
}

func (w *Window) openWizard(o wizard.Options) {
	o.Run = w.run
	o.Probe, o.Save, o.KeyringWorks = w.setup.Probe, w.setup.Save, w.setup.KeyringWorks
	o.OnOpenLink = func(address string) {
		if u, err := url.Parse(address); err == nil {
			_ = w.app.OpenURL(u)
		}
	}
	o.OnDone = func(account.ID) {
		w.closeWizard()
		w.loadAll()
	}
	z := wizard.New(o)
	w.openSheet(z, z.First())
}

func (w *Window) closeWizard() {
	if z, ok := w.sheet.(*wizard.Wizard); ok {
		z.Close()
	}
	w.closeSheet()
}

// removeAccount removes an account; the person has been asked.
func (w *Window) removeAccount(id account.ID, keepMail bool) {
	a, _ := w.account(id)
	w.do(func(ctx context.Context) error { return w.setup.Remove(ctx, id, keepMail) }, func() {
		w.toasts.show(lang.L("The account {{.Account}} is removed.", map[string]any{"Account": a.Email}), nil)
		w.view.Folder, w.view.Account = 0, 0
		w.loadAll()
	})
}
