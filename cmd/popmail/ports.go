package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/disk"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/line"
	"popmail/account/secret"
	"popmail/account/send"
	"popmail/account/setup"
	"popmail/cmd/popmail/internal/desktop"
	"popmail/gui"
)

// post fills gui.Post.
type post struct{ s *session }

func (p post) CheckNow()                  { p.s.poller.CheckNow() }
func (p post) CheckAccount(id account.ID) { p.s.poller.CheckAccount(id) }

func (p post) SendNow(id account.ID) { p.s.poller.SendNow(id) }

// RawMessage gets a message with what the account is logged in with.
func (p post) RawMessage(ctx context.Context, id account.ID, uid, path string) (gui.RawFile, error) {
	return p.s.app.rawMessage(ctx, id, uid, path, p.s.poller.Credential)
}

func (p post) Stop() { p.s.poller.Stop() }
func (p post) SendingRests(id account.ID, within time.Duration) bool {
	return p.s.poller.SendingRests(id, within)
}
func (p post) WorkOffline(on bool)                    { p.s.poller.WorkOffline(on) }
func (p post) Activity() *event.Topic[event.Activity] { return &p.s.activity }

// Give hands a credential to the poller for as long as the program runs. One
// that is to be remembered is kept where the account says once the server has
// taken it.
func (p post) Give(id account.ID, c account.Credential, remember bool) {
	if remember {
		p.s.poller.Remember(id, "", c)
	} else {
		p.s.poller.Give(id, "", c)
	}
}

// accountPort fills gui.Setup.
type accountPort struct{ s *session }

func (u accountPort) Find(ctx context.Context, email, authorities string, tell func(discover.Event)) (discover.Result, error) {
	finder := discover.New(u.s.options.Data)
	accounts, err := u.s.app.store.Accounts(ctx)
	if err != nil {
		return discover.Result{}, err
	}
	finder.Roots = authoritiesFor(accounts, email, authorities)
	found, err := finder.Find(ctx, email, tell)
	u.s.behind.Store(int64(found.Behind))
	return found, err
}

func (u accountPort) Probe(ctx context.Context, a account.Account, c account.Credential) (gui.Waiting, error) {
	typed := c.Given()
	if !typed && a.ID != 0 {
		to := a
		if c.Outgoing != "" {
			to.Outgoing = account.Server{} // which is not shown what is kept
		}
		kept, err := u.kept(ctx, to)
		if err != nil {
			return gui.Waiting{}, err
		}
		c = kept
	}
	// The name may have been changed since the person has signed in.
	if err := u.s.app.accounts.MayRead(a, c); err != nil {
		return gui.Waiting{}, err
	}
	var found gui.Waiting
	user, err := setup.FindUser(ctx, a, c, func(ctx context.Context, a account.Account, c account.Credential) error {
		probe := func(c account.Credential) (err error) {
			found.Messages, found.Bytes, err = fetch.Probe(ctx, a, c, networkTimeout)
			return err
		}
		if typed {
			return probe(c) // and not kept yet: nothing can take its place
		}
		return u.s.app.renewing(ctx, a, c, probe)
	})
	if user != a.User {
		found.User = user
	}
	if err != nil {
		err = u.s.app.looker().Examine(ctx, a.Incoming, u.dated(account.ProblemOf(err)))
	}
	return found, err
}

// kept is what an account whose settings may be about to change is logged in with: what is
// kept for it, else what the person has typed since the program was started.
func (u accountPort) kept(ctx context.Context, a account.Account) (account.Credential, error) {
	c, err := u.s.app.accounts.CredentialFor(ctx, a)
	if t := account.TroubleOf(err); t != account.TroubleNoPassword && t != account.TroubleNoKeyring {
		return c, err
	}
	given, ok := u.s.poller.Given(a)
	if !ok || u.s.app.accounts.Moved(ctx, a) {
		return c, err
	}
	return given.Over(c), nil
}

// dated adds to a problem with the dates of a certificate the date that a web server has
// shown in the search, where the mail server shows none.
func (u accountPort) dated(p *account.Problem) *account.Problem {
	behind := time.Duration(u.s.behind.Load())
	if behind == 0 || p.Certificate == nil || !p.Certificate.Shown.IsZero() || !line.OnlyDates(p.Certificate) {
		return p
	}
	out, c := *p, *p.Certificate
	c.Faults = slices.Clone(c.Faults)
	line.Clock(&c, c.Today.Add(behind))
	c.Elsewhere = true
	out.Certificate, out.Trouble = &c, c.Trouble()
	return &out
}

func (u accountPort) ProbeOutgoing(ctx context.Context, a account.Account, c account.Credential) (user string, err error) {
	if a.ID != 0 && a.SendsAs() != "" && c.Outgoing == "" && (!c.Given() || a.OutgoingUser != "") {
		kept, err := u.kept(ctx, a)
		if err != nil && !c.Given() && kept.Outgoing == "" {
			return a.OutgoingUser, err
		}
		c = c.Over(kept)
	}
	if err := u.s.app.accounts.MaySend(a, c); err != nil {
		return a.OutgoingUser, err
	}
	user, err = setup.FindOutgoingUser(ctx, a, c, send.Prober{Timeout: networkTimeout}.Probe)
	return user, u.s.app.network(ctx, a.Outgoing, err)
}

func (u accountPort) Save(ctx context.Context, a account.Account, c account.Credential) (account.ID, error) {
	id := a.ID
	moved := id != 0 && !c.Given() && u.s.app.accounts.Moved(ctx, a)
	apart := id != 0 && u.s.app.accounts.LeavesApart(ctx, a)
	var err error
	if id == 0 {
		id, err = u.s.app.accounts.Add(ctx, a, c)
	} else {
		err = u.s.app.accounts.Change(ctx, a, c)
	}
	if errors.Is(err, setup.ErrPasswordStays) {
		// The settings are saved. Perhaps the password store does not work, and
		// that is why the person has chosen another place.
		fyne.LogError("a password is of no use any more and still kept", err)
	} else if err != nil {
		return 0, err
	}
	u.s.poller.Reload()
	switch {
	case moved:
		u.s.poller.Anew(id) // with what the person types for the new server
	case c == (account.Credential{}):
		if apart {
			u.s.poller.GiveOutgoing(id, "") // the one that was given was for the other log-in
		}
	case !c.Given():
		u.s.poller.GiveOutgoing(id, c.Outgoing)
	case a.Keep == account.KeepAsk:
		u.s.poller.Give(id, a.Incoming.Host, c)
	case a.ID != 0:
		u.s.poller.Anew(id)
	}
	return id, nil
}

func (u accountPort) SaveAnyway(ctx context.Context, a account.Account, c account.Credential) (account.ID, error) {
	if c.Token != (account.Token{}) {
		return u.Save(ctx, a, c) // nobody can have mistyped it, and it changes with use
	}
	if !c.Given() {
		return u.Save(ctx, a, c) // the password for outgoing mail alone: receiving does not show whether it is right
	}
	id, err := u.Save(ctx, a, account.Credential{})
	if err == nil {
		u.s.poller.Remember(id, a.Incoming.Host, c)
	}
	return id, err
}

func (u accountPort) Remove(ctx context.Context, id account.ID, keepMail bool) error {
	err := u.s.app.accounts.Remove(ctx, id, keepMail)
	u.s.poller.Reload()
	if errors.Is(err, setup.ErrPasswordStays) {
		err = fmt.Errorf("%w: %w", gui.ErrPasswordStays, err)
	}
	return err
}

// holder fulfils setup.Sessions for the window.
type holder struct{ s *session }

func (h holder) Hold(ctx context.Context, id account.ID) (release func(), err error) {
	if err := h.s.poller.End(ctx, id); err != nil {
		h.s.poller.Reload()
		return nil, err
	}
	return h.s.app.hold(ctx, id)
}

// End ends the session; whether another one begins is for who reads the accounts anew.
func (h holder) End(ctx context.Context, id account.ID) error { return h.s.poller.End(ctx, id) }

func (u accountPort) Pause(ctx context.Context, id account.ID, paused bool) error {
	err := u.s.app.accounts.Pause(ctx, id, paused)
	u.s.poller.Reload()
	return err
}

func (u accountPort) Order(ctx context.Context, ids []account.ID) error {
	return u.s.app.store.OrderAccounts(ctx, ids)
}

func (u accountPort) KeyringWorks(ctx context.Context) bool { return secret.KeyringWorks(ctx) }

// system fills gui.Desktop.
type system struct{ parent string }

func (system) Open(ctx context.Context, address string) error { return desktop.Open(ctx, address) }

func (s system) Choose(ctx context.Context, title, accept, dir, name string) (string, error) {
	paths, err := desktop.Choose(ctx, desktop.Ask{Title: title, Accept: accept, Dir: dir, Name: name, Parent: s.parent})
	if len(paths) == 0 {
		return "", err
	}
	return paths[0], err
}

func (s system) ChooseFiles(ctx context.Context, title, accept string, many bool) ([]string, error) {
	return desktop.Choose(ctx, desktop.Ask{Title: title, Accept: accept, Read: true, Many: many, Parent: s.parent})
}

// parentOf names a window to the desktop, so that a dialog stays before it; empty where
// there is no name for it.
func parentOf(w fyne.Window) (name string) {
	if n, ok := w.(driver.NativeWindow); ok {
		n.RunNative(func(c any) {
			if x, ok := c.(driver.X11WindowContext); ok && x.WindowHandle != 0 {
				name = fmt.Sprintf("x11:%x", x.WindowHandle)
			}
		})
	}
	return name
}

// files is the gui's way to the disk.
type files struct{}

func (files) New(dir, name string, fill func(w io.Writer) error) (string, error) {
	return disk.New(dir, name, fill)
}
func (files) Replace(path string, fill func(w io.Writer) error) error {
	return disk.ReplaceForeign(path, fill)
}
