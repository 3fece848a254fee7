package gui

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
	"popmail/gui/wizard"
	"popmail/gui/words"
)

// accounts is the adding, changing, pausing and removing of accounts, and the Settings.
type accounts struct {
	*shell
	listing  *listing
	activity *activity
	owners   Owners
	setup    Setup
}

func newAccounts(sh *shell, ls *listing, act *activity, owners Owners, setup Setup) *accounts {
	return &accounts{shell: sh, listing: ls, activity: act, owners: owners, setup: setup}
}

// firstSteps welcomes a person who has no account yet.
func (ac *accounts) firstSteps() {
	ac.openWizard(wizard.Options{First: true}, false)
	ac.listing.firstDrawn()
}

// addAccount sets up another account.
func (ac *accounts) addAccount() {
	if len(ac.known.accounts) == 0 && ac.total() == 0 {
		ac.firstSteps()
		return
	}
	ac.openWizard(wizard.Options{OnCancel: ac.leaveWizard(ac.sheet != nil)}, false)
}

// changeAccount changes the settings of an account, and comes back to the Settings.
func (ac *accounts) changeAccount(id account.ID) {
	if a, ok := ac.account(id); ok {
		ac.openWizard(wizard.Options{Account: &a, OnCancel: ac.leaveWizard(true)}, true)
	}
}

// openWizard shows the wizard; back says that what it opened from is to be seen
// again afterwards. A new account's mail is shown.
func (ac *accounts) openWizard(o wizard.Options, back bool) {
	o.Run = ac.run
	o.Find = ac.setup.Find
	o.Probe, o.Save, o.SaveAnyway, o.KeyringWorks = ac.setup.Probe, ac.setup.Save, ac.setup.SaveAnyway, ac.setup.KeyringWorks
	o.OnOpenLink, o.Now = ac.openLink, ac.now
	o.Browser = ac.browser()
	leave := ac.leaveWizard(back)
	o.OnDone = func(id account.ID) {
		ac.closeWizard()
		ac.listing.loadFolders(func() {
			switch {
			case back:
				leave()
			case !o.SignIn:
				ac.listing.showInbox(id)
			}
		})
	}
	if o.Account == nil {
		o.Draft = ac.draft()
	}
	z := wizard.New(o)
	ac.openSheet(z, z.First())
	z.Begin()
}

// leaveWizard returns what closes the wizard, and shows the Settings again where
// it was opened from there.
func (ac *accounts) leaveWizard(settings bool) func() {
	return func() {
		ac.closeWizard()
		if settings {
			ac.showMenu()
		}
	}
}

func (ac *accounts) closeWizard() {
	if z, ok := ac.sheet.(*wizard.Wizard); ok {
		z.Close()
		ac.keepDraft(z)
		ac.closeSheet()
	}
}

// draft is what was typed of a new account when the wizard was left the last time.
func (ac *accounts) draft() (d wizard.Draft) {
	_ = json.Unmarshal([]byte(ac.app.Preferences().String(prefDraft)), &d) // of another version: nothing
	return d
}

// keepDraft keeps what was typed of a new account, without its password, until it is saved.
func (ac *accounts) keepDraft(z *wizard.Wizard) {
	if z.Changes() {
		return
	}
	text, err := json.Marshal(z.Draft())
	if err == nil && string(text) != ac.app.Preferences().String(prefDraft) {
		ac.app.Preferences().SetString(prefDraft, string(text))
	}
}

// removeAccount removes an account; the person has been asked. then is called once
// it is gone, and may be nil.
func (ac *accounts) removeAccount(id account.ID, keepMail bool, then func()) {
	a, _ := ac.account(id)
	ac.do(func(ctx context.Context) error { return ac.setup.Remove(ctx, id, keepMail) }, func() {
		ac.toasts.show(lang.L("The account {{.Account}} was removed.", map[string]any{"Account": a.Email}), nil)
		ac.listing.loadFolders(func() {
			if len(ac.known.accounts) == 0 && ac.total() == 0 {
				ac.closeSheet()
				ac.firstSteps()
				return
			}
			ac.listing.chooseInbox()
			if then != nil {
				then()
			}
		})
	})
}

// showMenu opens the settings.
func (ac *accounts) showMenu() {
	s := settings.New()
	s.Now = ac.now
	s.OnClose = ac.closeSheet
	s.OnAdd = ac.addAccount
	s.OnChange = ac.changeAccount
	if ac.o.SignIns != nil {
		s.OnSignIn = ac.signIn
	}
	s.OnRemove = func(id account.ID, keepMail bool) {
		ac.removeAccount(id, keepMail, func() { ac.fillSettings(s) })
	}
	save := func(a account.Account) {
		ac.do(func(ctx context.Context) error {
			_, err := ac.setup.Save(ctx, a, account.Credential{})
			return err
		}, func() { ac.listing.loadFolders(func() { ac.fillSettings(s) }) })
	}
	s.OnName = func(changed account.Account) {
		if a, ok := ac.account(changed.ID); ok {
			a.Label, a.Name, a.Color = changed.Label, changed.Name, changed.Color
			save(a)
		}
	}
	s.OnInterval = func(id account.ID, every time.Duration) {
		if a, ok := ac.account(id); ok {
			a.Interval = every
			save(a)
		}
	}
	s.OnPause = func(id account.ID, paused bool) {
		ac.do(func(ctx context.Context) error { return ac.setup.Pause(ctx, id, paused) },
			func() { ac.listing.loadFolders(func() { ac.fillSettings(s) }) })
	}
	s.OnLook = func(mode theme.Mode, scale int) {
		setLook(ac.app, Look{mode, scale})
		ac.fillSettings(s)
	}
	if p := ac.o.Pictures; p != nil && ac.o.CannotWrite == nil {
		s.OnAhead = func(on bool) { ac.app.Preferences().SetBool(prefAhead, on) }
		s.OnForget = func(address string) {
			ac.do(func(ctx context.Context) error { return p.SetPictureSender(ctx, address, false) }, func() { ac.fillSettings(s) })
		}
	}
	s.OnOpenLink = ac.openLink
	s.OnFolder = func() { ac.openFolder(ac.o.DataFolder) }
	ac.fillSettings(s)
	ac.openSheet(s, nil)
}

// fillSettings shows the present state.
func (ac *accounts) fillSettings(s *settings.Settings) {
	var known map[account.ID]account.Status
	var err error
	var senders []string
	goes := map[account.ID]int{}
	accounts := ac.known.accounts
	ac.run.Go(func(ctx context.Context) {
		known, err = ac.owners.Status(ctx)
		if p := ac.o.Pictures; p != nil {
			var e error
			senders, e = p.PictureSenders(ctx)
			err = errors.Join(err, e)
		}
		for _, a := range accounts {
			r, e := ac.owners.Removal(ctx, a.ID)
			goes[a.ID], err = r.Deleted, errors.Join(err, e)
		}
	}, func() {
		if err != nil {
			ac.failed(err)
		}
		l := look(ac.app.Preferences())
		state := settings.State{Mode: l.Mode, Scale: l.Scale, Version: ac.o.Version, DataFolder: ac.o.DataFolder, Senders: senders, Ahead: ac.app.Preferences().Bool(prefAhead)}
		for _, a := range ac.known.accounts {
			n := 0
			for _, f := range ac.known.folders {
				if f.Account == a.ID {
					n += f.Total
				}
			}
			st := known[a.ID]
			wrong := ""
			switch err := ac.activity.status.Trouble(a.ID); {
			case ac.activity.status.NeedsSignIn(a.ID):
				wrong = lang.L("Sign in again to check for new mail.")
			case ac.activity.status.Rejected(a.ID):
				wrong = lang.L("The server did not accept the password.")
			case ac.activity.status.WaitsForPassword(a.ID):
				wrong = lang.L("PopMail needs your password to check for new mail.")
			case err != nil:
				wrong = words.Explain(account.ProblemOf(err).Trouble, a.Incoming.Host, a.Incoming.Port).Heading
			case st.Failure.Happened():
				wrong = words.Explain(st.Failure.Trouble, a.Incoming.Host, a.Incoming.Port).Heading
			}
			state.Accounts = append(state.Accounts, settings.Account{Account: a, Status: st, Messages: n, Goes: goes[a.ID], Trouble: wrong, SignIn: ac.o.SignIns != nil && (a.Auth.Browser() || ac.activity.status.NeedsSignIn(a.ID) || st.Failure.Trouble == account.TroubleBrowser)})
		}
		s.Set(state)
	})
}
