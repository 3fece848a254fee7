package gui

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/settings"
	"popmail/gui/wizard"
)

// accounts is the adding, changing, pausing and removing of accounts, and the Settings.
type accounts struct {
	*shell
	listing  *listing
	activity *activity
	travel   *travel
	onServer *onServer
	moving   *movingMail
	tray     *tray
	owners   Owners
	judge    Judging
	ruling   Ruling
	ruleKept *settings.KeptRule // a rule that is gone on with when the settings are opened; nil: none
	files    *filing
	setup    Setup
	filling  loop.Latest // the settings
	backups  *backups
	telling  *telling
	versions *newVersions

	showReady    func() // tells whether all is here for a time without internet; nil: nobody knows
	showRoom     func() // tells what takes the room
	showLicenses func() // tells what PopMail is made of
	showGuide    func() // tells how PopMail works
	printGuide   func() // hands that to the web browser
	shortcuts    func() []settings.Shortcut
	speak        func(code string) // takes another language
	chooseFile   func(title, accept string, chosen func(path string))
	chosen       func() // looks for the mail program, which the person was asked to choose; nil: nobody was
}

func newAccounts(sh *shell, ls *listing, act *activity, tr *travel, owners Owners, setup Setup) *accounts {
	return &accounts{shell: sh, listing: ls, activity: act, travel: tr, owners: owners, setup: setup, filling: loop.Latest{Run: sh.run}}
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

// setUpAgain goes through the setting up of an account that is there, and shows the
// Settings afterwards.
func (ac *accounts) setUpAgain(id account.ID) {
	if a, ok := ac.account(id); ok {
		ac.openWizard(wizard.Options{Account: &a, Anew: true, OnCancel: ac.leaveWizard(true)}, true)
	}
}

// openWizard shows the wizard; back says that what it opened from is to be seen
// again afterwards. A new account's mail is shown.
func (ac *accounts) openWizard(o wizard.Options, back bool) {
	o.Run = ac.run
	o.Find = ac.setup.Find
	o.ProbeOutgoing = ac.setup.ProbeOutgoing
	o.Probe, o.Save, o.SaveAnyway, o.KeyringWorks = ac.setup.Probe, ac.setup.Save, ac.setup.SaveAnyway, ac.setup.KeyringWorks
	o.Offline = ac.activity.worksOffline
	o.OnOpenLink, o.Now = ac.openLink, ac.now
	o.Browser, o.AddAuthority = ac.browser(), ac.authorityAdder()
	o.Import, o.Has = ac.importer(), ac.has
	if o.First && ac.backups.restoring.port != nil && ac.o.CannotWrite == nil {
		o.OnBackup = func() { ac.backups.restoring.ask(ac.restored) }
	}
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
	if ac.moving.canBring() {
		o.OnBringIn = func() {
			ac.closeWizard()
			ac.moving.bringIn(lang.L("Back"), ac.moving.home)
		}
	}
	if o.Account == nil {
		d := ac.draft()
		o.Draft, o.Taken = d.Draft, d.Taken
	}
	var z *wizard.Wizard
	o.OnTurn = func() {
		if z != nil {
			ac.keepDraft(z) // also for when the computer goes off
		}
	}
	z = wizard.New(o)
	ac.openSheet(z, z.First())
	z.Begin()
}

// restored shows what a backup has brought into the first steps.
func (ac *accounts) restored() {
	ac.listing.loadFolders(func() {
		if len(ac.known.accounts) == 0 && ac.total() == 0 {
			return // nothing came
		}
		ac.closeWizard()
		ac.listing.loadAll()
	})
}

// has reports whether there is an account of an address.
func (ac *accounts) has(email string) bool {
	return slices.ContainsFunc(ac.known.accounts, func(a account.Account) bool { return account.SameEmail(a.Email, email) })
}

// importer is what the wizard brings in settings with; nil: nothing.
func (ac *accounts) importer() *wizard.Importer {
	if ac.o.Import == nil {
		return nil
	}
	im := *ac.o.Import
	im.Choose = func(chosen func(path string)) {
		ac.chooseFile(lang.L("Choose a settings file"), lang.L("Open"), chosen)
	}
	return &im
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

// typed is what is kept of a wizard that is left.
type typed struct {
	wizard.Draft
	Taken []wizard.Taken `json:"taken,omitempty"`
}

// draft is what was typed of new accounts when the wizard was left the last time.
func (ac *accounts) draft() (d typed) {
	_ = json.Unmarshal([]byte(ac.app.Preferences().String(prefDraft)), &d) // of another version: nothing
	return d
}

// keepDraft keeps what was typed of new accounts, without their passwords, until they are saved.
func (ac *accounts) keepDraft(z *wizard.Wizard) {
	if z.Changes() {
		return
	}
	text, err := json.Marshal(typed{z.Draft(), z.Taken()})
	if err == nil && string(text) != ac.app.Preferences().String(prefDraft) {
		ac.app.Preferences().SetString(prefDraft, string(text))
	}
}

// removeAccount removes an account; the person has been asked. then is called once
// it is gone, and may be nil.
func (ac *accounts) removeAccount(id account.ID, keepMail bool, then func()) {
	a, _ := ac.account(id)
	stays := false
	ac.do(func(ctx context.Context) error {
		err := ac.setup.Remove(ctx, id, keepMail)
		if stays = errors.Is(err, ErrPasswordStays); stays {
			return nil
		}
		return err
	}, func() {
		text := lang.L("The account {{.Account}} was removed.", map[string]any{"Account": a.Email})
		if stays {
			text = lang.L("The account {{.Account}} was removed, but PopMail could not delete its password from where it was saved.", map[string]any{"Account": a.Email})
		}
		ac.toasts.show(text, nil)
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
