package gui

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// showMenu opens the settings.
func (ac *accounts) showMenu() { ac.showSettings(nil) }

// showSettings opens the settings; turn, which may be nil, chooses a page.
func (ac *accounts) showSettings(turn func(*settings.Settings)) {
	ac.closeWizard() // which keeps what was typed in it
	s := ac.newSettings()
	ac.fillSettings(s)
	ac.openSheet(s, nil)
	if k := ac.ruleKept; k != nil {
		ac.ruleKept = nil
		s.ResumeRule(*k)
	}
	if turn != nil {
		turn(s)
	}
}

// newSettings returns settings that are wired and not filled.
func (ac *accounts) newSettings() *settings.Settings {
	s := settings.New()
	s.Shortcuts = ac.shortcuts()
	s.Run, s.Now = ac.run, ac.now
	s.Over = func() fyne.Canvas {
		if ac.sheet != s {
			return nil
		}
		return ac.window.Canvas()
	}
	s.OnClose = ac.closeSheet
	s.OnOpenLink = ac.openLink
	if ac.showReady != nil {
		s.OnReady = func() { ac.closeSheet(); ac.showReady() }
	}
	if ac.showRoom != nil {
		s.OnRoom = func() { ac.closeSheet(); ac.showRoom() }
	}
	if ac.showLicenses != nil {
		s.OnLicenses = func() { ac.closeSheet(); ac.showLicenses() }
	}
	s.OnGuide, s.OnPrintGuide = ac.showGuide, ac.printGuide
	s.OnFolder = func() { ac.openFolder(ac.o.DataFolder) }
	if ac.o.LogFile != "" {
		s.OnLog = ac.openLog
		s.OnSupport = ac.copyForSupport
	}
	s.OnFailed = ac.failed
	s.OnSay = func(text string) { ac.toasts.show(text, nil) }
	s.OnCopy = func(text string) {
		ac.app.Clipboard().SetContent(text)
		ac.toasts.show(lang.L("Copied."), nil)
	}
	s.OnLook = func(mode theme.Mode, scale int) {
		setLook(ac.app, Look{mode, scale})
		ac.fillSettings(s)
	}
	s.OnContrast = func(on bool) {
		setContrast(ac.app, on)
		ac.fillSettings(s)
	}
	if ac.speak != nil {
		s.OnLanguage = func(code string) { s.Leave(func() { ac.speak(code) }) }
	}
	s.OnNewest, s.OnStopNewest, s.OnNewPage = ac.versions.ask, ac.versions.stop, ac.versions.open
	if ac.o.CannotWrite == nil {
		s.OnMonthly = ac.versions.setMonthly
	}
	if m := ac.o.MailProgram; m != nil {
		s.OnMailProgram = func() { ac.becomeMailProgram(m, s) }
	}
	if ac.moving.mover != nil {
		s.OnSaveMail = func() { s.Leave(func() { ac.closeSheet(); ac.moving.save(lang.L("Settings"), ac.showMenu) }) }
	}
	if ac.moving.canBring() {
		s.OnBringIn = func() { s.Leave(func() { ac.closeSheet(); ac.moving.bringIn(lang.L("Settings"), ac.showMenu) }) }
	}
	if ac.o.CannotWrite == nil {
		ac.connectSettings(s)
	}
	ac.backups.connect(s)
	if ac.o.CannotWrite == nil {
		ac.connectJunk(s)
		if t := ac.telling; t.notices != nil {
			s.OfferTelling()
			s.OnTelling = func(now settings.Telling) {
				t.choose(now)
				ac.fillSettings(s)
			}
		}
		ac.connectRules(s)
		ac.tray.connect(s, func() { ac.fillSettings(s) })
	}
	return s
}

// openLog shows the log in the program that the system has for it.
func (ac *accounts) openLog() {
	ac.openAddress(fileAddress(ac.o.LogFile), func() {
		ac.toasts.offer(lang.L("No program on this computer could open the log."), lang.L("Copy for support"), ac.copyForSupport)
	})
}

// copyForSupport puts the end of the log into the clipboard.
func (ac *accounts) copyForSupport() {
	var text string
	var err error
	ac.run.Go(func(ctx context.Context) { text, err = ac.o.SupportText(ctx) }, func() {
		if err != nil {
			ac.toasts.show(lang.L("There is no log that can be read."), nil)
			return
		}
		ac.app.Clipboard().SetContent(text)
		ac.toasts.show(lang.L("Copied. You can paste it into a letter."), nil)
	})
}

// cameForward looks whether the person has chosen a mail program in the settings of the system, once
// the window has the keyboard again.
func (ac *accounts) cameForward() {
	if look := ac.chosen; look != nil {
		ac.chosen = nil
		look()
	}
}

// becomeMailProgram makes this the program for e-mail links, and says where it was not possible.
func (ac *accounts) becomeMailProgram(m MailProgram, s *settings.Settings) {
	var err error
	ac.run.Go(func(ctx context.Context) { err = m.Become(ctx) }, func() {
		if errors.Is(err, ErrPersonChooses) {
			ac.chosen = func() { ac.fillSettings(s) }
			ac.toasts.show(lang.L("Now choose PopMail for e-mail in the settings that have opened."), nil)
			return
		}
		if err != nil {
			fyne.LogError("the system has not made this the mail program", err)
			ac.toasts.show(lang.L("That didn’t work: your computer didn’t accept PopMail as its mail program."), nil)
			return
		}
		ac.toasts.show(lang.L("E-mail links open a letter in PopMail now."), nil)
		ac.fillSettings(s)
	})
}

// connectSettings wires what is stored.
func (ac *accounts) connectSettings(s *settings.Settings) {
	s.KeyringWorks = ac.setup.KeyringWorks
	s.ProbeOutgoing = ac.setup.ProbeOutgoing
	s.Probe = func(ctx context.Context, a account.Account, c account.Credential) error {
		_, err := ac.setup.Probe(ctx, a, c)
		return err
	}
	s.Save, s.SaveAnyway = ac.saving(ac.setup.Save), ac.saving(ac.setup.SaveAnyway)
	emails := map[account.ID]string{} // read in the background
	for _, a := range ac.known.accounts {
		emails[a.ID] = a.Email
	}
	s.Removal = func(ctx context.Context, id account.ID) (settings.Removal, error) {
		r, err := ac.owners.Removal(ctx, id)
		return settings.Removal{Goes: r.Deleted, Stays: r.Stays, Unsent: r.Unsent, Heir: emails[r.Heir]}, err
	}
	if m := ac.o.ServerMail; m != nil {
		s.Removable = m.Removable
	}
	again := func() { ac.listing.loadFolders(nil) } // which fills the settings too
	s.OnAdd = ac.addAccount
	if c := ac.o.Certificates; c != nil {
		s.Authorities, s.OnAddAuthority = c.Authorities, ac.authorityAdder()
	}
	if ac.o.SignIns != nil {
		s.OnSignIn, s.SetClient = ac.signIn, ac.o.SignIns.SetClient
	}
	s.OnSaved, s.OnSetUp = again, ac.setUpAgain
	s.OnUndo = ac.toasts.show
	s.OnRemove = func(id account.ID, keepMail bool) { ac.removeAccount(id, keepMail, nil) }
	s.OnPause = ac.pause
	s.OnCheck, s.OnAsides = ac.activity.checkAccount, ac.activity.showAsides
	if ac.o.ServerMail != nil {
		s.OnServer = func(id account.ID) { ac.onServer.show(id, lang.L("Settings"), ac.showMenu) }
	}
	s.OnOrder = func(ids []account.ID) {
		var err error
		ac.run.Go(func(ctx context.Context) { err = ac.setup.Order(ctx, ids) }, func() {
			if err != nil {
				ac.failed(err)
			}
			again() // what is stored is shown, whatever it is
		})
	}
	s.OnOffline = ac.activity.workOffline
	if t := ac.travel; t.port != nil {
		s.OnTravel = func(on bool) {
			if on != t.on() {
				t.toggle()
			}
		}
		s.OnSizes = t.setSizes
		if t.port.Metered() != nil {
			s.OnMetered = t.useMetered
		}
	}
	s.OnTogether = ac.listing.setTogether
	if p := ac.o.Pictures; p != nil {
		s.OnAhead = func(on bool) { ac.app.Preferences().SetBool(prefAhead, on) }
		s.OnForget = func(address string) {
			ac.do(func(ctx context.Context) error { return p.SetPictureSender(ctx, address, false) }, func() { ac.fillSettings(s) })
		}
	}
}

// showJunk opens the page about junk.
func (ac *accounts) showJunk() { ac.showSettings((*settings.Settings).ShowJunk) }

// showHelp opens the page that says what this program is.
func (ac *accounts) showHelp() { ac.showSettings((*settings.Settings).ShowHelp) }

// connectJunk wires the page about junk.
func (ac *accounts) connectJunk(s *settings.Settings) {
	s.OfferJunk()
	again := func() { ac.fillSettings(s) }
	s.OnJunkFilter = func(on bool) {
		ac.do(func(ctx context.Context) error { return ac.judge.SetJunkFilter(ctx, on) }, again)
	}
	s.OnSender = func(d mailbox.Sender, decided bool) {
		ac.do(func(ctx context.Context) error { return ac.judge.DecideSender(ctx, d, decided) }, func() {
			again()
			ac.files.decided()
		})
	}
	s.OnForgetJunk = func() {
		ac.ask(lang.L("Forget what was learned about junk?"), lang.L("PopMail begins to learn anew. Your letters stay where they are."), lang.L("Keep"), lang.L("Forget"), func() {
			ac.do(ac.judge.ForgetJunk, again)
		})
	}
}

// saving makes, of a function that stores an account, one that stores what was changed of
// it, and leaves alone what was changed elsewhere meanwhile.
func (ac *accounts) saving(save func(context.Context, account.Account, account.Credential) (account.ID, error)) func(context.Context, account.Account, account.Account, account.Credential) error {
	return func(ctx context.Context, was, now account.Account, c account.Credential) error {
		all, err := ac.owners.Accounts(ctx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(a account.Account) bool { return a.ID == was.ID }); i >= 0 {
			now = account.Merge(was, now, all[i])
		}
		_, err = save(ctx, now, c)
		return err
	}
}

// fillSettings shows the present state.
func (ac *accounts) fillSettings(s *settings.Settings) {
	var known map[account.ID]account.Status
	var err error
	var senders []string
	var clients []SignInClient
	var mailProgram bool
	var background settings.Background
	var junk settings.Junk
	var rules settings.Rules
	accounts, offers := ac.known.accounts, make(map[account.ID]bool)
	ac.filling.Start(func(ctx context.Context) {
		known, err = ac.owners.Status(ctx)
		if p := ac.o.Pictures; p != nil {
			var e error
			senders, e = p.PictureSenders(ctx)
			err = errors.Join(err, e)
		}
		if ac.o.CannotWrite == nil {
			var e1, e2 error
			junk.Filter, e1 = ac.judge.JunkFilter(ctx)
			junk.Senders, e2 = ac.judge.Senders(ctx)
			var e3 error
			rules.List, e3 = ac.ruling.Rules(ctx)
			err = errors.Join(err, e1, e2, e3)
		}
		if in := ac.o.SignIns; in != nil {
			var e error
			clients, e = in.Clients(ctx)
			err = errors.Join(err, e)
			for _, a := range accounts {
				if a.Auth.Auto() {
					p, ok := in.SignInAt(ctx, a.Incoming.Host, a.Email)
					offers[a.ID] = ok && p.Ready
				}
			}
		}
		if m := ac.o.MailProgram; m != nil {
			mailProgram, _ = m.Is(ctx) // where it is not known, it can be made so
		}
		if a := ac.o.Autostart; a != nil {
			background.Starts, background.Forbidden, _ = a.State(ctx) // likewise
		}
	}, func() {
		if err != nil {
			ac.failed(err)
		}
		l := look(ac.app.Preferences())
		state := settings.State{Language: ac.app.Preferences().String(prefLanguage), Mode: l.Mode, Scale: l.Scale, Contrast: theme.Strong(), Version: ac.o.Version, DataFolder: ac.o.DataFolder, Senders: senders, Ahead: ac.app.Preferences().Bool(prefAhead), Together: ac.listing.talks, Offline: ac.app.Preferences().Bool(prefOffline), Clients: clients, MailProgram: mailProgram}
		rules.Folders = ac.ruleFolders()
		state.Junk, state.Rules = junk, rules
		state.Travel = ac.travel.state()
		state.Telling = ac.telling.state()
		ac.tray.fill(&background)
		state.Background = background
		state.NewVersions = ac.versions.state()
		if b := ac.backups; b.port != nil {
			state.Backup, state.Kept = b.port.State(), b.kept
		}
		for _, a := range ac.known.accounts {
			n := 0
			for _, f := range ac.known.folders {
				if f.Account == a.ID {
					n += f.Total
				}
			}
			st := known[a.ID]
			state.Accounts = append(state.Accounts, settings.Account{
				Account: a, Color: ac.known.colors[a.ID], Status: st, Messages: n, Trouble: ac.trouble(a, st), Checking: ac.activity.status.Checks(a.ID),
				SignIn:    ac.o.SignIns != nil && (a.Auth.Browser() || ac.activity.status.NeedsSignIn(a.ID) || st.Failure.Trouble == account.TroubleBrowser),
				MaySignIn: offers[a.ID],
			})
		}
		s.Set(state)
	})
}

// trouble is what is wrong with an account, in a few words.
func (ac *accounts) trouble(a account.Account, st account.Status) string {
	switch err := ac.activity.status.Trouble(a.ID); {
	case ac.activity.status.WaitsForPassword(a.ID):
		return ac.activity.status.Wants(a.ID)
	case err != nil:
		return words.Explain(account.ProblemOf(err).Trouble, a.Incoming.Host, a.Incoming.Port).Heading
	case st.Failure.Happened():
		return words.Explain(st.Failure.Trouble, a.Incoming.Host, a.Incoming.Port).Heading
	}
	return ""
}

// refillSettings brings the settings up to date where they are open.
func (ac *accounts) refillSettings() {
	if s, ok := ac.sheet.(*settings.Settings); ok {
		ac.fillSettings(s)
	}
}

// pause stops the checks of an account, or goes on with them.
func (ac *accounts) pause(id account.ID, paused bool) {
	ac.do(func(ctx context.Context) error { return ac.setup.Pause(ctx, id, paused) }, func() { ac.listing.loadFolders(nil) })
}

// showSettingsAt opens the settings at a page, by its name.
func (ac *accounts) showSettingsAt(page string) {
	ac.showSettings(func(s *settings.Settings) { s.ShowPlace(page) })
}
