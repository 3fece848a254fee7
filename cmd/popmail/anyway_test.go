package main

import (
	"testing"

	"popmail/account"
	"popmail/account/poll"
)

// A password for outgoing mail alone is kept by saving anyway: nothing else would ever keep it.
func TestSaveAnywayOutgoing(t *testing.T) {
	ctx := t.Context()
	app, err := openApp(ctx, dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	u := accountPort{&session{app: app, poller: &poll.Poller{}}}
	a := account.Account{
		Email: "ann@example.org", User: "ann", Keep: account.KeepFile,
		Incoming: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS},
		Outgoing: account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS},
	}
	if a.ID, err = app.accounts.Add(ctx, a, account.Password("incoming")); err != nil {
		t.Fatal(err)
	}
	a.OutgoingUser = "relay7"
	if _, err := u.SaveAnyway(ctx, a, account.Credential{Outgoing: "outgoing"}); err != nil {
		t.Fatal(err)
	}
	c, err := app.accounts.Credential(ctx, a)
	if err != nil || c.Password != "incoming" || c.Outgoing != "outgoing" {
		t.Errorf("%q, %q, %v", c.Password, c.Outgoing, err)
	}
}

// The password for outgoing mail alone leaves the one for reading mail that was typed: no server
// may have taken it yet.
func TestSaveOutgoingLeavesTheTyped(t *testing.T) {
	for _, keep := range []account.Keep{account.KeepFile, account.KeepAsk} {
		ctx := t.Context()
		app, err := openApp(ctx, dataFolder(t))
		if err != nil {
			t.Fatal(err)
		}
		defer app.Close()
		u := accountPort{&session{app: app, poller: poll.New(poll.Options{})}}
		a := account.Account{
			Email: "ann@example.org", User: "ann", Keep: keep, OutgoingUser: "relay7",
			Incoming: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS},
			Outgoing: account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS},
		}
		if a.ID, err = app.accounts.Add(ctx, a, account.Password("old")); err != nil {
			t.Fatal(err)
		}
		u.s.poller.Remember(a.ID, a.Incoming.Host, account.Credential{Password: "typed", Outgoing: "wrong"})
		for _, save := range []func() error{
			func() error { _, err := u.Save(ctx, a, account.Credential{Outgoing: "own"}); return err },
			func() error { _, err := u.SaveAnyway(ctx, a, account.Credential{Outgoing: "own"}); return err },
		} {
			if err := save(); err != nil {
				t.Fatal(err)
			}
			if c, ok := u.s.poller.Given(a); !ok || c != (account.Credential{Password: "typed", Outgoing: "own"}) {
				t.Errorf("%s: not there any more, or with the one before for outgoing mail: %v", keep, ok)
			}
		}
		// It goes with its log-in.
		a.Outgoing.Port = 587
		for _, c := range []struct{ host, own string }{{"smtp.example.org", "own"}, {"mail.example.org", ""}} {
			a.Outgoing.Host = c.host
			if _, err := u.Save(ctx, a, account.Credential{}); err != nil {
				t.Fatal(err)
			}
			if got, ok := u.s.poller.Given(a); !ok || got != (account.Credential{Password: "typed", Outgoing: c.own}) {
				t.Errorf("%s: at %s: another password for outgoing mail: %v", keep, c.host, ok)
			}
		}
	}
}
