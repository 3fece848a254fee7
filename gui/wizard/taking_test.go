package wizard

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/guitest"
)

// taker is a stage with accounts of another program and both tests.
func taker(t *testing.T, found []Found, change func(o *Options)) *sender {
	s := &sender{}
	s.stage = importStage(t, found, func(o *Options) {
		o.ProbeOutgoing = func(_ context.Context, a account.Account, _ account.Credential) (string, error) {
			s.asked = append(s.asked, a)
			return a.OutgoingUser, s.fail
		}
		if change != nil {
			change(o)
		}
	})
	return s
}

// TestTakingOutgoing: the outgoing server of an account that is taken over is tested as
// that of any other, and mail can be received without it.
func TestTakingOutgoing(t *testing.T) {
	own := profile("club@example.net", "pop.example.net", LeftNot)
	own.Account.OutgoingUser = "sender"
	none := profile("old@example.com", "pop.example.com", LeftNot)
	none.Account.Outgoing = account.Server{}
	s := taker(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot), own, none}, nil)
	s.tap("Use these settings…")
	s.tap("Continue")
	s.sees("ann@example.org", "Account 1 of 3", "smtp.pop.example.org · port 465 · SSL/TLS")
	test.Type(s.w.person.password, "one")
	s.fail = &account.Problem{Trouble: account.TroubleRefused, Server: "smtp.pop.example.org", Sending: true, Answers: account.Server{Host: "smtp.pop.example.org", Port: 587, Security: account.STARTTLS}}
	s.enter()
	s.sees("The outgoing server does not answer", "Your mail arrives all the same", "[Go on without sending]", "[Skip this account]", "[Use port 587]")
	guitest.Picture(t, s.win, "wizard_import_outgoing")
	s.fail = nil
	s.tap("Use port 587")
	s.sees("club@example.net", "Account 2 of 3")
	if len(s.saved) != 1 || s.saved[0].Outgoing.Port != 587 || s.saved[0].Leave.Days != 21 || len(s.probed) != 1 {
		t.Fatalf("saved %+v after %d log-ins", s.saved, len(s.probed))
	}
	if s.w.server.login.User.Text != "sender" || s.w.person.password.Text != "" {
		t.Errorf("the second account begins with %q and %q", s.w.server.login.User.Text, s.w.person.password.Text)
	}
	test.Type(s.w.person.password, "two")
	s.fail = &account.Problem{Trouble: account.TroubleNoHost, Server: "smtp.pop.example.net", Sending: true}
	s.enter()
	s.tap("Go on without sending")
	if len(s.saved) != 2 || s.saved[1].Sends() {
		t.Fatalf("saved %+v", s.saved)
	}
	asked := len(s.asked)
	s.sees("old@example.com", "Account 3 of 3", "Not set up for now.")
	test.Type(s.w.person.password, "three")
	s.enter()
	if len(s.saved) != 3 || len(s.asked) != asked {
		t.Errorf("saved %+v, asked %+v", s.saved, s.asked)
	}
	s.sees("3 accounts were added", "✓ old@example.com")
}

// TestTakingCertificate: an exception can be made for the account whose server it is, and
// counts for no other one that is taken over with it.
func TestTakingCertificate(t *testing.T) {
	bad := &account.Certificate{Server: "pop.example.org", Sum: [32]byte{1}, Faults: []account.Fault{account.FaultIssuer}, From: time.Unix(1e9, 0), To: time.Unix(2e9, 0)}
	first, second := profile("ann@example.org", "pop.example.org", LeftNot), profile("bob@example.org", "pop.example.org", LeftNot)
	added := ""
	s := taker(t, []Found{first, second}, func(o *Options) {
		o.Probe = func(_ context.Context, a account.Account, _ account.Credential) (Waiting, error) {
			if _, ok := a.Exceptions.For("pop.example.org"); ok || a.Authorities != "" {
				return Waiting{}, nil
			}
			return Waiting{}, &account.Problem{Trouble: account.TroubleCertUnknown, Server: "pop.example.org", Certificate: bad}
		}
		o.AddAuthority = func(add func(string)) { added = "CA"; add("CA") }
	})
	s.tap("Use these settings…")
	s.tap("Continue")
	test.Type(s.w.person.password, "one")
	s.enter()
	s.sees("PopMail can’t be sure this is your mail server", "[Trust this certificate for this account]", "[Add a certificate authority…]")
	s.tap("Trust this certificate for this account")
	if len(s.saved) != 1 || len(s.saved[0].Exceptions.All()) != 1 {
		t.Fatalf("saved %+v", s.saved)
	}
	s.sees("bob@example.org")
	test.Type(s.w.person.password, "two")
	s.enter()
	s.sees("PopMail can’t be sure this is your mail server")
	s.tap("Add a certificate authority…")
	if len(s.saved) != 2 || len(s.saved[1].Exceptions.All()) != 0 || s.saved[1].Authorities != "CA" || added == "" {
		t.Errorf("saved %+v", s.saved)
	}
}

// TestTakingRemedies: what the wizard does about other trouble works for an account that
// is taken over, and leads back to its page.
func TestTakingRemedies(t *testing.T) {
	s := taker(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot), profile("bob@example.org", "pop.example.org", LeftNot)}, nil)
	s.fillAs("typed@example.org")
	s.tap("Use these settings…")
	s.tap("Continue")
	test.Type(s.w.person.password, "secret")
	s.stage.fail = &account.Problem{Trouble: account.TroubleNoHost, Server: "pop.example.org"}
	s.enter()
	s.tap("Change the server name")
	if s.w.at != stepServer || s.win.Canvas().Focused() != s.w.server.host {
		t.Fatalf("step %d, keyboard at %T", s.w.at, s.win.Canvas().Focused())
	}
	retype(s.w.server.host, "mail.example.org")
	s.stage.fail = &account.Problem{Trouble: account.TroubleSilent, Server: "mail.example.org", Answers: account.Server{Host: "mail.example.org", Port: 110, Security: account.STARTTLS}}
	s.enter()
	s.tap("Back") // from what has gone wrong
	if s.w.at != stepServer || s.w.server.host.Text != "mail.example.org" || s.w.person.password.Text != "secret" {
		t.Errorf("step %d with %q", s.w.at, s.w.server.host.Text)
	}
	s.tap("Back")
	s.sees("Accounts on this computer")
	s.tap("Continue")
	if s.w.server.host.Text != "mail.example.org" || s.w.person.password.Text != "secret" {
		t.Errorf("back and forth loses %q, %q", s.w.server.host.Text, s.w.person.password.Text)
	}
	if d := s.w.Draft(); d.Email != "typed@example.org" || d.Host != "" {
		t.Errorf("the draft is %+v", d)
	}
	s.enter()
	s.stage.fail = nil
	s.tap("Use port 110")
	if len(s.saved) != 1 || s.saved[0].Incoming != (account.Server{Host: "mail.example.org", Port: 110, Security: account.STARTTLS}) {
		t.Errorf("saved %+v", s.saved)
	}
	s.tap("Skip this account")
	s.tap("Show my mail")
	if s.done != 7 || s.w.person.email.Text != "typed@example.org" {
		t.Errorf("done %d, %q", s.done, s.w.person.email.Text)
	}
}

// TestLeavingASearch: who turns to something else before a search is shown is not led away
// by what it finds, nor by its end.
func TestLeavingASearch(t *testing.T) {
	for _, name := range []string{"Use these settings…", "Use a settings file…", "Set up by hand…"} {
		found := profile("ann@example.org", "pop.example.org", LeftNot)
		var s *stage
		s = importStage(t, []Found{found}, func(o *Options) {
			o.Import.Choose = func(chosen func(string)) { chosen("/settings") }
			o.Import.Read = func(context.Context, string) (Found, error) { return Found{Account: found.Account}, nil }
			o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
				s.tap(name) // while it is under way
				a, err := discover.ParseAddress(email)
				return discover.Result{Address: a, Candidates: []discover.Candidate{{Incoming: discover.Server{Server: account.Server{Host: "found.example.org", Port: 995, Security: account.TLS}}}}}, err
			}
		})
		s.fillAs("ann@own.example")
		s.tap("Continue")
		want := map[string]step{"Use these settings…": stepImport, "Use a settings file…": stepServer, "Set up by hand…": stepServer}[name]
		if s.w.at != want || strings.Contains(s.text(), "found.example.org") || s.w.looking != "" {
			t.Errorf("%s leads to page %d:\n%s", name, s.w.at, s.text())
		}
	}
}

// TestAuthorityLooksAnew: an authority that is added because the search has met a server of
// its makes the search begin anew, and what was tried is tried again if it is what is found.
func TestAuthorityLooksAnew(t *testing.T) {
	var asked []string
	host := "pop.corp.example"
	s := newStage(t, func(o *Options) {
		o.AddAuthority = func(add func(string)) { add("CA") }
		o.Find = func(_ context.Context, email, authorities string, _ func(discover.Event)) (discover.Result, error) {
			asked = append(asked, authorities)
			a, err := discover.ParseAddress(email)
			if authorities == "" {
				return discover.Result{Address: a, Untrusted: true}, err
			}
			return discover.Result{Address: a, Candidates: []discover.Candidate{{Incoming: discover.Server{Server: account.Server{Host: host, Port: 995, Security: account.TLS}, Source: discover.FromDomain}}}}, err
		}
	})
	s.fillAs("ann@corp.example")
	s.w.person.submit()
	s.sees("a certificate from nobody this computer knows")
	guitest.Picture(t, s.win, "wizard_untrusted")
	s.fail = &account.Problem{Trouble: account.TroubleCertUnknown, Server: host, Certificate: &account.Certificate{Server: host, Faults: []account.Fault{account.FaultIssuer}}}
	s.w.server.submit()
	s.fail = nil
	s.tap("Add a certificate authority…")
	if len(asked) != 2 || asked[1] != "CA" || s.w.at != stepLeave || len(s.probed) != 2 || s.probed[1].Authorities != "CA" {
		t.Errorf("asked %q, probed %+v, at %d", asked, s.probed, s.w.at)
	}
	// Another server than the one that was tried is seen before a password goes there.
	host, asked = "mail.corp.example", nil
	s.w.newState()
	s.w.show(stepPerson)
	s.fillAs("ann@corp.example")
	s.w.person.submit()
	s.tap("Add a certificate authority…")
	s.sees("mail.corp.example")
	if len(s.probed) != 2 || s.w.at != stepServer || strings.Contains(s.text(), "nobody this computer knows") {
		t.Errorf("probed %+v, at %d\n%s", s.probed, s.w.at, s.text())
	}
}

// A file of an authority that is chosen when another account has its turn is not trusted
// for that one.
func TestAuthorityForAnotherAccount(t *testing.T) {
	var add func(string)
	s := taker(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot), profile("bob@example.org", "pop.example.net", LeftNot)}, func(o *Options) {
		o.AddAuthority = func(f func(string)) { add = f }
	})
	s.fillAs("typed@example.org")
	s.tap("Use these settings…")
	s.tap("Continue")
	fail := func(host string) {
		c := badCert(account.FaultIssuer)
		c.Server = host
		s.stage.fail = &account.Problem{Trouble: c.Trouble(), Server: host, Certificate: c}
		test.Type(s.w.person.password, "secret")
		s.enter()
		s.sees("PopMail can’t be sure this is your mail server")
	}
	fail("pop.example.org")
	s.tap("Add a certificate authority…")
	s.tap("Skip this account") // while the file is being chosen
	fail("pop.example.net")
	s.stage.fail = nil
	add("PEM")
	if s.w.trusting.authorities != "" || len(s.saved) != 0 || s.w.at != stepProblem {
		t.Errorf("trusted %q, saved %+v, at %d", s.w.trusting.authorities, s.saved, s.w.at)
	}
}
