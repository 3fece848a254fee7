package gui

import (
	"context"
	"net/url"

	"popmail/account"
	"popmail/gui/wizard"
)

// browser is what the wizard signs people in with; nil: nothing.
func (ac *accounts) browser() *wizard.Browser {
	if ac.o.SignIns == nil {
		return nil
	}
	return &wizard.Browser{At: ac.o.SignIns.SignInAt, SignIn: ac.o.SignIns.SignIn, SetClient: ac.o.SignIns.SetClient, Open: ac.openPage}
}

// openPage opens a page in the browser, in the background.
func (ac *accounts) openPage(ctx context.Context, address string) error {
	if ac.o.Desktop != nil {
		return ac.o.Desktop.Open(ctx, address)
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return ac.app.OpenURL(u)
}

// signIn lets a person sign in to an account again, and shows afterwards what was seen
// before.
func (ac *accounts) signIn(id account.ID) {
	a, ok := ac.account(id)
	if !ok || ac.o.SignIns == nil {
		return
	}
	settings := ac.sheet != nil
	ac.openWizard(wizard.Options{Account: &a, SignIn: true, OnCancel: ac.leaveWizard(settings)}, settings)
}
