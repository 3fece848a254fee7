package wizard

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
)

// What is being saved is not given up by Escape: it would be there, and be saved again.
func TestSavingIsNotStopped(t *testing.T) {
	var s *stage
	escape := false
	saves := 0
	save := func(next func(context.Context, account.Account, account.Credential) (account.ID, error)) func(context.Context, account.Account, account.Credential) (account.ID, error) {
		return func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error) {
			saves++
			if escape {
				s.w.body().back()
				s.w.body().back()
			}
			return next(ctx, a, c)
		}
	}
	s = newStage(t, func(o *Options) { o.Find = offline; o.Save = save(o.Save) })
	s.failing = errors.New("the disk is full")
	s.fillAs("ann@gmx.de")
	s.w.person.submit()
	s.enter()
	s.w.leave.submit()
	if s.w.at != stepProblem {
		t.Fatalf("at step %d", s.w.at)
	}
	s.failing, escape = nil, true
	s.tap("Try again")
	if s.w.at != stepDone || saves != 2 {
		t.Errorf("step %d after %d saves", s.w.at, saves)
	}

	saves = 0
	s = importStage(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot)}, func(o *Options) { o.Save = save(o.Save) })
	s.tap("Use these settings…")
	s.tap("Continue")
	test.Type(s.w.person.password, "secret")
	s.tap("Test and add")
	if s.w.at != stepImported || saves != 1 || len(s.w.imports.added()) != 1 {
		t.Errorf("step %d after %d saves, %v", s.w.at, saves, s.w.imports.added())
	}
}

// Who goes back while PopMail finds out who signs people in sends no password.
func TestBackBeforeTheTest(t *testing.T) {
	var s *stage
	back := true
	s = newStage(t, func(o *Options) {
		o.Browser = &Browser{At: func(context.Context, string, string) (Provider, bool) {
			if back {
				s.w.body().back()
			}
			return Provider{}, false
		}}
	})
	s.fillAs("ann@own.example")
	s.w.person.byHand()
	s.w.server.submit()
	if s.w.at != stepPerson || len(s.probed) > 0 {
		t.Errorf("step %d, asked %+v", s.w.at, s.probed)
	}
	back = false
	s.w.person.byHand()
	s.w.server.submit()
	if len(s.probed) != 1 {
		t.Errorf("asked %+v", s.probed)
	}
}

// The log-in for outgoing mail goes back and forth with the person: what they chose stays,
// what PopMail found out goes with its address.
func TestOutgoingLogInBackAndForth(t *testing.T) {
	s := newSender(t, nil)
	p := s.at("ann@gmx.de")
	p.login.Same.SetChecked(false) // and no user name: nobody signs in
	s.w.body().back()
	s.w.person.submit()
	if a := s.w.account(); !a.OutgoingOpen {
		t.Errorf("a password would be sent to the outgoing server: %+v", a)
	}

	s = newSender(t, nil)
	s.user = "ann@gmx.de"
	s.at("ann@gmx.de").submit()
	s.w.body().back()
	s.w.body().back()
	s.at("bob@web.de")
	if a := s.w.account(); a.OutgoingUser != "" {
		t.Errorf("the user name %q of another address", a.OutgoingUser)
	}

	s = newSender(t, func(o *Options) {
		o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
			a, err := discover.ParseAddress(email)
			out := discover.Server{Server: account.Server{Host: "smtp." + a.Domain, Port: 465, Security: account.TLS}}
			if a.Domain == "open.example" {
				out.Login = discover.Open
			}
			in := discover.Server{Server: account.Server{Host: "pop." + a.Domain, Port: 995, Security: account.TLS}}
			return discover.Result{Address: a, Candidates: []discover.Candidate{{Incoming: in, Outgoing: out}}}, err
		}
	})
	for _, d := range []string{"closed.example", "open.example", "closed.example"} {
		s.at("ann@" + d)
		if a := s.w.account(); a.OutgoingOpen != (d == "open.example") {
			t.Errorf("%s: open %v", d, a.OutgoingOpen)
		}
		s.w.body().back()
	}

	s = newSender(t, func(o *Options) { o.Draft = Draft{Email: "ann@gmx.de", OutgoingUser: "ann7"} })
	s.at("ann@gmx.de")
	if a := s.w.account(); a.OutgoingUser != "ann7" {
		t.Errorf("the draft’s user name became %q", a.OutgoingUser)
	}

	// A server that was typed and then left for later stays left for later.
	s = newSender(t, nil)
	p = s.at("ann@gmx.de")
	test.Tap(p.out.button)
	retype(p.out.fields.Host, "smtp.own.example")
	s.tap("Set up later")
	s.w.body().back()
	s.w.person.submit()
	if !p.out.later {
		t.Error("it is there again")
	}
}

// Outgoing mail without encryption is shown and agreed to, too.
func TestImportUnencryptedOutgoing(t *testing.T) {
	open := profile("ann@example.org", "pop.example.org", LeftNot)
	open.Account.Outgoing.Security, open.Account.Outgoing.Port = account.None, 25
	s := taker(t, []Found{open}, nil)
	s.tap("Use these settings…")
	s.check("ann@example.org")
	s.tap("Continue")
	s.sees("pop.example.org · port 995 · SSL/TLS", "Outgoing mail", "Anyone on the same network could read your password and mail.")
	if s.w.server.out.fields.Server() != open.Account.Outgoing {
		t.Errorf("%+v", s.w.server.out.fields.Server())
	}
	test.Type(s.w.person.password, "secret")
	s.enter()
	s.sees("Check this box to continue without encryption.")
	if len(s.probed) > 0 {
		t.Error("the password was sent")
	}
	s.check("I understand that others may read my password and mail.")
	s.tap("Test and add")
	if len(s.saved) != 1 {
		t.Errorf("%+v", s.saved)
	}
}
