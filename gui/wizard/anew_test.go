package wizard

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
)

// TestAnew: a known account whose server has a new certificate is set up again: the
// certificate is read, trusted in the place of the old one, and nothing else changes.
func TestAnew(t *testing.T) {
	old := example()
	old.Incoming.Host = "pop.example.org"
	old.Trust("pop.example.org", [32]byte{9}, time.Unix(1e9, 0))
	c := badCert(account.FaultChanged, account.FaultSelfSigned)
	for _, anew := range []bool{false, true} {
		s := newStage(t, func(o *Options) {
			o.First, o.Account, o.Anew, o.OnCancel = false, &old, anew, func() {}
			probe := o.Probe
			o.Probe = func(ctx context.Context, a account.Account, cr account.Credential) (Waiting, error) {
				w, err := probe(ctx, a, cr)
				if x, ok := a.Exceptions.For(c.Server); ok && x.Sum == c.Sum {
					return w, nil
				}
				return w, &account.Problem{Trouble: c.Trouble(), Server: c.Server, Certificate: c, Err: err}
			}
		})
		s.tap("Continue")
		if !anew {
			s.tap("Test and continue") // nothing was changed that a server minds
			if s.w.at != stepLeave || len(s.probed) > 0 {
				t.Errorf("at %d after %d tests", s.w.at, len(s.probed))
			}
			continue
		}
		s.tap("Test and continue")
		s.sees("The server shows a different certificate", "whether it has a new certificate", "AB:00:00", "[Trust this certificate for this account]")
		guitest.Picture(t, s.win, "wizard_anew")
		s.enter()
		if s.w.at != stepProblem || len(s.w.trusting.exceptions) > 0 {
			t.Error("Enter trusts it")
		}
		s.tap("Trust this certificate for this account")
		if s.w.at != stepLeave {
			t.Fatalf("at %d", s.w.at)
		}
		s.tap("Save")
		if len(s.saved) != 1 {
			t.Fatalf("%+v", s.saved)
		}
		now := s.saved[0]
		if x, _ := now.Exceptions.For("pop.example.org"); x.Sum != c.Sum || len(now.Exceptions.All()) != 1 || now.ID != old.ID || now.Leave != old.Leave || slices.Contains(s.pass, "x") {
			t.Errorf("%+v", now)
		}
	}
}

// TestClientID: who helps can type a client ID where PopMail is not registered, and the
// sign-in goes on by itself.
func TestClientID(t *testing.T) {
	ready, kept := false, ""
	var signed int
	s := newStage(t, func(o *Options) {
		o.Find = offline
		o.Browser = &Browser{
			At: func(context.Context, string, string) (Provider, bool) {
				return Provider{Key: "ms", Name: "Microsoft", Page: "login.example", Ready: ready}, true
			},
			SignIn: func(context.Context, account.Account, SignInAsk) (SignedIn, error) {
				signed++
				return SignedIn{Credential: account.WithToken(account.Token{Access: "a"})}, nil
			},
			SetClient: func(_ context.Context, key, id, secret string) (bool, error) {
				if kept = key + " " + id + " " + secret; id == "bad" {
					return false, nil
				}
				ready = true
				return true, nil
			},
		}
	})
	s.fillAs("ann@outlook.com")
	s.w.person.submit()
	s.tap("Test and continue")
	s.sees("PopMail can’t sign in with Microsoft yet", "[I have a client ID…]")
	if strings.Contains(s.text(), "Client secret") {
		t.Error("the fields stand there unasked")
	}
	guitest.Picture(t, s.win, "wizard_nosignin_client")
	s.tap("I have a client ID…")
	s.sees("Client ID", "Client secret, if there is one")
	guitest.Picture(t, s.win, "wizard_client")
	typeFocused(s, "bad")
	s.tap("Use this client ID")
	s.sees("That isn’t a client ID of Microsoft.")
	typeFocused(s, "0123-good")
	s.enter()
	if kept != "ms 0123-good " || signed != 1 || s.w.at != stepLeave {
		t.Errorf("kept %q, signed in %d times, at %d\n%s", kept, signed, s.w.at, s.text())
	}
	// While a sign-in is waited for, only who has trouble sees it.
	s.w.forgetSignIn()
	s.w.signIn.fill(s.w.account())
	s.w.show(stepSignIn)
	if strings.Contains(s.text(), "client ID") {
		t.Error("it stands there unasked")
	}
	s.tap("Having trouble?")
	s.sees("[I have a client ID…]")
	guitest.Picture(t, s.win, "wizard_signin_help")
}

// typeFocused types into the field that has the keyboard, in the place of what is there.
func typeFocused(s *stage, text string) {
	s.t.Helper()
	e, ok := s.win.Canvas().Focused().(interface{ SetText(string) })
	if !ok {
		s.t.Fatalf("the keyboard is at %T", s.win.Canvas().Focused())
	}
	e.SetText("")
	test.Type(s.win.Canvas().Focused(), text)
}

// Who types a password for a provider that takes either finds the client ID where the
// password is refused, and only there.
func TestClientIDBesidePassword(t *testing.T) {
	ready := false
	var signed int
	s := newStage(t, func(o *Options) {
		o.Find = offline
		o.Browser = &Browser{
			At: func(context.Context, string, string) (Provider, bool) {
				return Provider{Key: "google", Name: "Google", Page: "accounts.google.com", Ready: ready}, true
			},
			SignIn: func(context.Context, account.Account, SignInAsk) (SignedIn, error) {
				signed++
				return SignedIn{Credential: account.WithToken(account.Token{Access: "a"})}, nil
			},
			SetClient: func(context.Context, string, string, string) (bool, error) { ready = true; return true, nil },
		}
	})
	s.fillAs("ann@gmail.com")
	s.w.person.submit()
	s.fail = &account.Problem{Trouble: account.TroubleSilent, Server: "pop.gmail.com"}
	s.tap("Test and continue")
	if strings.Contains(s.text(), "client ID") {
		t.Error("it stands where nothing answers")
	}
	s.fail = &account.Problem{Trouble: account.TroubleAppPassword, Server: "pop.gmail.com"}
	s.tap("Try again")
	s.sees("Gmail needs an “app password” here.", "[I have a client ID…]")
	guitest.Picture(t, s.win, "wizard_refused_client")
	s.fail = nil
	s.tap("I have a client ID…")
	typeFocused(s, "0123-good")
	s.enter()
	s.sees("How do you want to sign in?")
	s.tap("Continue")
	if signed != 1 || s.w.at != stepLeave {
		t.Errorf("signed in %d times, at %d\n%s", signed, s.w.at, s.text())
	}
}
