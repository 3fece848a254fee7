package wizard

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
)

// paste puts text into the field as a person does.
func paste(e *field.Entry, text string) {
	c := fyne.CurrentApp().Clipboard()
	c.SetContent(text)
	e.SelectAll()
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: c})
}

// TestAPastedPassword: the line break of a copied line is no part of it, on either page that
// asks for it, and shown or not.
func TestAPastedPassword(t *testing.T) {
	for _, text := range []string{"right", "right\n", "right\r\n", "\tright\r\n", "\n\nright\n\n"} {
		for _, shown := range []bool{false, true} {
			s := newSender(t, nil)
			s.fillAs("ann@example.org")
			if s.w.person.password.Password = !shown; shown {
				s.w.person.password.Refresh()
			}
			paste(s.w.person.password, text)
			s.w.person.submit()
			s.stage.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org"}
			s.w.server.submit()
			paste(s.w.problem.password, text)
			s.stage.fail = nil
			s.w.server.login.Same.SetChecked(false)
			s.w.server.login.User.SetText("relay7")
			paste(s.w.server.login.Password, text)
			s.w.problem.submit()
			for _, p := range append(s.stage.pass, s.pass...) {
				if p != "right" {
					t.Errorf("%q: tried with %q", text, p)
				}
			}
			if len(s.stage.pass) < 2 || len(s.pass) != 1 {
				t.Errorf("%q: tried %d and %d times", text, len(s.stage.pass), len(s.pass))
			}
		}
	}
}

// TestFoundAtTheSameName: what is found is filled in where nobody has changed what was guessed,
// though the name is the same.
func TestFoundAtTheSameName(t *testing.T) {
	for _, c := range []struct {
		name      string
		typed     string // as the port of the incoming server, before
		typedOut  string
		port, out string
	}{
		{"nothing typed", "", "", "110", "587"},
		{"another port", "1995", "", "1995", "587"},
		{"another port for sending", "", "2525", "110", "2525"},
		{"the usual one for sending", "", "587", "110", "587"},
	} {
		open := false
		s := newSender(t, func(o *Options) {
			o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (r discover.Result, err error) {
				r.Address, err = discover.ParseAddress(email)
				if r.Silent = !open; open {
					r.Candidates = []discover.Candidate{{
						Incoming: discover.Server{Server: account.Server{Host: "pop.firma.example", Port: 110, Security: account.STARTTLS}, Source: discover.FromDomain},
						Outgoing: discover.Server{Server: account.Server{Host: "smtp.firma.example", Port: 587, Security: account.STARTTLS}, Source: discover.FromDomain},
					}}
				}
				return r, err
			}
		})
		p := s.at("ann@firma.example")
		if p.host.Text != "pop.firma.example" || p.port.Text != "995" || p.out.fields.Port.Text != "465" {
			t.Fatalf("guessed %q %q, %q", p.host.Text, p.port.Text, p.out.fields.Port.Text)
		}
		if c.typed != "" {
			p.port.SetText(c.typed)
		}
		if c.typedOut != "" {
			p.out.fields.Port.SetText(c.typedOut)
		}
		open = true
		s.w.seekAnew(s.w.arrive)
		if p.port.Text != c.port || p.out.fields.Port.Text != c.out {
			t.Errorf("%s: port %s, for sending %s", c.name, p.port.Text, p.out.fields.Port.Text)
		}
		if c.typed == "" && p.chosen() != account.STARTTLS {
			t.Errorf("%s: %s", c.name, p.chosen())
		}
	}
}

// TestPOPTurnedOff: the remedy is where it is turned on, not a password that the server has
// taken, or that nobody has.
func TestPOPTurnedOff(t *testing.T) {
	off := &account.Problem{Trouble: account.TroubleSwitchedOff, Answer: "[SYS/PERM] Your account is not enabled for POP access"}
	s := newStage(t, func(o *Options) { o.Find = offline })
	s.fillAs("ann@gmail.com")
	retype(s.w.person.password, "abcd efgh ijkl mnop")
	s.w.person.submit()
	s.fail = off
	s.w.server.submit()
	s.sees("POP3 is turned off", "Turn on POP3 at Gmail first.", "POP download")
	s.never("app password", "below", "16 letters")
	b := newWeb()
	s, _ = signingStage(t, b, nil)
	s.address("ann@outlook.com", "")
	s.fail = off
	s.tap("Test and continue")
	s.sees("POP3 is turned off", "Let devices and apps use POP")
	s.never("takes passwords", "Another password", "no longer")
	for _, c := range []struct {
		trouble    account.Trouble
		email      string
		host       string
		signedIn   bool
		says, lead string // empty: nothing is hinted
	}{
		{account.TroubleSwitchedOff, "a@yahoo.com", "pop.mail.yahoo.com", false, "", ""},
		{account.TroubleSwitchedOff, "a@web.de", "pop3.web.de", false, "turn on POP3", "WEB.DE"},
		{account.TroubleLasting, "a@gmail.com", "pop.gmail.com", false, "POP download", "Turn on POP3"},
		{account.TroubleBrowser, "a@gmail.com", "pop.gmail.com", false, "go back", "app password"},
		{account.TroubleMethod, "a@gmail.com", "pop.gmail.com", false, "go back", "app password"},
		{account.TroublePassword, "a@gmail.com", "pop.gmail.com", false, "below", "app password"},
		{account.TroubleLogin, "a@outlook.com", "outlook.office365.com", true, "", ""},
		{account.TroubleSwitchedOff, "a@outlook.com", "outlook.office365.com", true, "Let devices", "Turn on POP3"},
	} {
		h, ok := hintFor(c.trouble, discover.ByAccount(c.email, c.host), c.email, c.host, c.signedIn)
		if ok != (c.says != "") || !strings.Contains(h.text, c.says) || !strings.Contains(h.lead, c.lead) {
			t.Errorf("%d at %s: %q %q", c.trouble, c.host, h.lead, h.text)
		}
	}
}

// TestNothingComesByItself: the last page promises nothing to who looks for mail by hand, or
// works offline.
func TestNothingComesByItself(t *testing.T) {
	for _, n := range []int{0, 5020} {
		for _, offline := range []bool{false, true} {
			s := newStage(t, func(o *Options) { o.Offline = func() bool { return offline } })
			s.waiting = Waiting{Messages: n, Bytes: 5e6}
			s.fillPerson()
			s.tap("Continue")
			s.tap("Test and continue")
			if !offline {
				s.w.leave.fill(account.Retention{}, account.ByHand)
			}
			s.toDone()
			s.sees("All set", "when you press Get mail")
			s.never("is fetching", "by itself", "is coming", "while")
		}
	}
}

// TestAnotherPlaceForWhatIsTakenOver: who goes back and chooses another place for the password
// of an account of another program gets it.
func TestAnotherPlaceForWhatIsTakenOver(t *testing.T) {
	s := importStage(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot)}, nil)
	s.tap("Use these settings…")
	s.tap("Continue")
	test.Type(s.w.person.password, "one")
	s.failing = &account.Problem{Trouble: account.TroubleNoKeyring}
	s.tap("Test and add")
	s.sees("can’t use this computer’s password manager", "choose another place")
	s.tap("Back")
	s.tap("Back")
	for s.w.at != stepPerson {
		s.w.body().back()
	}
	s.w.person.setKeep(account.KeepFile)
	s.failing = nil
	s.tap("Use these settings…")
	if s.w.taking() == nil {
		s.tap("Continue")
	}
	if s.w.person.password.Text != "one" {
		t.Errorf("the password is gone: %q", s.w.person.password.Text)
	}
	s.tap("Test and add")
	if n := len(s.saved); n != 2 || s.saved[1].Keep != account.KeepFile {
		t.Errorf("saved %+v", s.saved)
	}
}

// TestSetUpAgainAsAnother: the address of another account is refused where it is typed.
func TestSetUpAgainAsAnother(t *testing.T) {
	ann := account.Account{ID: 1, Email: "ann@example.org", User: "ann@example.org", Keep: account.KeepFile, Incoming: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}}
	s := newStage(t, func(o *Options) {
		o.First, o.Account, o.Anew = false, &ann, true
		o.Has = func(email string) bool { return email == "bob@example.org" || email == "ann@example.org" }
	})
	retype(s.w.person.email, "bob@example.org")
	s.tap("Continue")
	s.sees("PopMail already has the account bob@example.org.")
	if s.w.at != stepPerson {
		t.Errorf("at %d", s.w.at)
	}
	retype(s.w.person.email, "Ann@example.org")
	s.tap("Continue")
	if s.w.at != stepServer {
		t.Errorf("its own address is refused:\n%s", s.text())
	}
}

// TestTheAnswerAboutTheKeyringComesLate: the password goes where the first page has said, also
// where that turns out not to work; the page itself says then what is so.
func TestTheAnswerAboutTheKeyringComesLate(t *testing.T) {
	run := &slow{}
	s := newStage(t, func(o *Options) {
		o.Run, o.KeyringWorks = run, func(context.Context) bool { return false }
	})
	s.sees("Saved in this computer’s password manager")
	s.fillPerson()
	s.w.person.byHand()
	if s.w.at != stepServer {
		t.Fatalf("at %d", s.w.at)
	}
	for _, f := range run.work {
		f()
	}
	if a := s.w.account(); a.Keep != account.KeepKeyring {
		t.Errorf("kept in %q, which nobody was told", a.Keep)
	}
	s.tap("Back")
	s.sees("Saved in a private file (this computer has no password manager")
	if a := s.w.account(); a.Keep != account.KeepFile {
		t.Errorf("kept in %q", a.Keep)
	}
}

// TestAPasswordAfterTheSignIn: who signs in, goes back and types an app password uses that.
func TestAPasswordAfterTheSignIn(t *testing.T) {
	b := newWeb()
	b.name = "Google"
	s, with := signingStage(t, b, nil)
	s.address("ann@gmail.com", "typed")
	s.tap("Test and continue")
	s.sees("How do you want to sign in?")
	s.tap("Continue")
	if s.w.at != stepLeave || (*with)[0].Token == (account.Token{}) {
		t.Fatalf("at %d", s.w.at)
	}
	s.w.show(stepPerson)
	retype(s.w.person.password, "abcdefghijklmnop")
	s.w.person.submit()
	s.tap("Test and continue")
	if c := (*with)[len(*with)-1]; c.Password != "abcdefghijklmnop" || c.Token != (account.Token{}) || len(b.asks) != 1 {
		t.Errorf("logged in with a token: %t, signed in %d times, at %d", c.Token != account.Token{}, len(b.asks), s.w.at)
	}
}
