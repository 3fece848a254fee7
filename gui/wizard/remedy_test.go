package wizard

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/servers"
)

// refused brings the wizard to the page about trouble, through a test of settings.
func refused(t *testing.T, trouble account.Trouble, change func(p *serverPage)) *stage {
	t.Helper()
	s := atStep(t, stepServer)
	if change != nil {
		change(s.w.server)
	}
	s.fail = &account.Problem{Trouble: trouble, Server: strings.TrimSpace(s.w.server.host.Text)}
	s.w.server.submit()
	if s.w.at != stepProblem {
		t.Fatalf("no page about the trouble:\n%s", s.text())
	}
	return s
}

func choose(p *serverPage, i int) {
	p.in.fields.Choose(servers.Securities[i])
	p.in.fields.Unsafe.SetChecked(servers.Securities[i] == account.None)
}

func TestTheMainButtonChangesWhatIsWrong(t *testing.T) {
	typed := func(p *serverPage) { p.host.SetText("mail.example.net") }
	host := func(p *serverPage) fyne.Focusable { return p.host }
	port := func(p *serverPage) fyne.Focusable { return p.port }
	tls := func(p *serverPage) fyne.Focusable { return p.in.fields.Security }
	for name, c := range map[string]struct {
		trouble account.Trouble
		change  func(p *serverPage)
		label   string
		at      func(p *serverPage) fyne.Focusable
	}{
		"guessed name":      {account.TroubleNoHost, nil, "Change the server name", host},
		"typed name":        {account.TroubleNoHost, typed, "Change the server name", host},
		"certificate":       {account.TroubleCertName, typed, "Change the server name", host},
		"typed, refused":    {account.TroubleRefused, typed, "Change the port", port},
		"guessed, refused":  {account.TroubleRefused, nil, "Change the server name", host},
		"own port, refused": {account.TroubleRefused, func(p *serverPage) { p.port.SetText("31999") }, "Change the port", port},
		"not POP3":          {account.TroubleNotPOP3, nil, "Change the port", port},
		"no STLS":           {account.TroubleNoSTLS, func(p *serverPage) { choose(p, 1) }, "Use SSL/TLS", tls},
		"own port, no STLS": {account.TroubleNoSTLS, func(p *serverPage) { choose(p, 1); p.port.SetText("1110") }, "Use SSL/TLS", tls},
		"plain refused":     {account.TroublePlainRefused, func(p *serverPage) { choose(p, 2) }, "Use SSL/TLS", tls},
		"kind of log-in":    {account.TroubleMethod, nil, "Change the settings", host},
		"old TLS":           {account.TroubleOldTLS, nil, "Change the settings", host},
		"old ciphers":       {account.TroubleOldCiphers, nil, "Change the settings", host},
	} {
		t.Run(name, func(t *testing.T) {
			s := refused(t, c.trouble, c.change)
			if strings.Contains(s.text(), "[Try again]") || strings.Contains(s.text(), "Go back") {
				t.Errorf("the same settings are to be tried again:\n%s", s.text())
			}
			s.sees("[" + c.label + "]")
			if s.win.Canvas().Focused() != fyne.Focusable(s.w.problem.main) {
				t.Error("the main button has not the keyboard")
			}
			s.enter()
			p := s.w.server
			if s.w.at != stepServer || len(s.probed) != 1 {
				t.Fatalf("at step %d after %d tests", s.w.at, len(s.probed))
			}
			if s.win.Canvas().Focused() != c.at(p) {
				t.Fatalf("the keyboard is at %T", s.win.Canvas().Focused())
			}
			if e, ok := c.at(p).(*field.Entry); ok {
				if e.SelectedText() != e.Text {
					t.Errorf("selected is %q of %q", e.SelectedText(), e.Text)
				}
			} else if p.chosen() != account.TLS || p.port.Text != "995" {
				t.Errorf("%s with port %s", p.chosen(), p.port.Text)
			}
			s.fail = nil
			if p.port == c.at(p) {
				for _, r := range "1995" {
					s.win.Canvas().Focused().TypedRune(r)
				}
			}
			s.key(fyne.KeyReturn)
			if s.w.at != stepLeave {
				t.Errorf("Enter does not test anew:\n%s", s.text())
			}
			if last := s.probed[len(s.probed)-1]; p.port == c.at(p) && last.Incoming.Port != 1995 {
				t.Errorf("tested port %d", last.Incoming.Port)
			}
		})
	}
}

func TestTryAgainWhereItCanHelp(t *testing.T) {
	for _, trouble := range []account.Trouble{
		account.TroubleOffline, account.TroubleSilent, account.TroubleCut, account.TroublePassing, account.TroubleInUse,
		account.TroubleTooSoon, account.TroubleServer, account.TroubleCertExpired, account.TroubleCertUnknown, account.TroubleOther,
	} {
		s := refused(t, trouble, nil)
		s.sees("[Try again]")
		s.fail = nil
		s.enter()
		if s.w.at != stepLeave || len(s.probed) != 2 {
			t.Errorf("%d: at step %d after %d tests", trouble, s.w.at, len(s.probed))
		}
	}
}

func TestAGuessedNameIsNoTypingMistake(t *testing.T) {
	const guessed, check = "PopMail guessed this name. Your provider’s help page has the right one", "Check the server’s name."
	for _, trouble := range []account.Trouble{account.TroubleNoHost, account.TroubleRefused, account.TroubleNotPOP3, account.TroubleSilent, account.TroubleCertName} {
		s := refused(t, trouble, nil)
		s.sees(guessed)
		if strings.Contains(s.text(), check) || strings.Contains(s.text(), "typing mistake") {
			t.Errorf("%d: the person is to look at what PopMail has guessed:\n%s", trouble, s.text())
		}
		s = refused(t, trouble, func(p *serverPage) { p.host.SetText("mail.example.net") })
		if strings.Contains(s.text(), "guessed") {
			t.Errorf("%d: a typed name counts as guessed:\n%s", trouble, s.text())
		}
	}
	refused(t, account.TroubleNoHost, func(p *serverPage) { p.host.SetText("mail.example.net") }).sees(check)
	// a provider that PopMail knows is no guess
	s := newStage(t, nil)
	s.fail = &account.Problem{Trouble: account.TroubleNoHost, Server: "pop.gmail.com"}
	s.fillPerson()
	retype(s.w.person.email, "ann@gmail.com")
	s.w.person.submit()
	s.w.server.submit()
	if strings.Contains(s.text(), "guessed") {
		t.Errorf("a known name counts as guessed:\n%s", s.text())
	}
}

func TestWhatIsWrongStandsBelowItsField(t *testing.T) {
	s := refused(t, account.TroubleNoHost, nil)
	s.enter()
	s.sees("PopMail can’t find the server")
	s.win.Canvas().Focused().TypedRune('m')
	if strings.Contains(s.text(), "can’t find") {
		t.Error("it stays while another name is typed")
	}
}

// Where the server answers on another port, one press is the way there; where it names a
// time to wait, that is told; where PopMail does not understand it, that is told too.
func TestWaysOut(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.fail = &account.Problem{Trouble: account.TroubleRefused, Server: "pop.example.org", Answers: account.Server{Host: "pop.example.org", Port: 110, Security: account.STARTTLS}}
	s.tap("Test and continue")
	s.sees("nothing answers on port 995", "The server does answer on port 110, with STARTTLS.")
	s.fail = nil
	s.tap("Use port 110")
	if s.w.at != stepLeave {
		t.Fatalf("page %d", s.w.at)
	}
	if got := s.w.account().Incoming; got.Port != 110 || got.Security != account.STARTTLS {
		t.Errorf("%+v", got)
	}
	s.fail = &account.Problem{Trouble: account.TroubleNotPOP3, Speaks: "IMAP"}
	s.w.show(stepServer)
	s.tap("Test and continue")
	s.sees("speaks IMAP", "[Change the server name]")
	for text, p := range map[string]*account.Problem{
		"The server asks you to wait 15 minutes. Then try again.":        {Trouble: account.TroubleTooMany, Answer: "too many tries, wait 15 minutes", Wait: 15 * time.Minute},
		"and PopMail does not know what this means.":                     {Trouble: account.TroubleLogin, Answer: "Ghnorf"},
		"and gave no reason.":                                            {Trouble: account.TroubleLogin},
		"Something in this network answers in place of pop.example.org.": {Trouble: account.TroublePortal},
	} {
		s.fail = p
		s.w.show(stepServer)
		s.tap("Test and continue")
		s.sees(text)
	}
}

// A server that answers only without encryption is named with what that means, and nothing
// goes there before the person has agreed.
func TestOnlyInTheClear(t *testing.T) {
	for _, trouble := range []account.Trouble{account.TroubleRefused, account.TroubleSilent, account.TroubleNoSTLS, account.TroubleNotPOP3, account.TroubleCut} {
		s := newStage(t, nil)
		s.fillPerson()
		s.tap("Continue")
		s.fail = &account.Problem{Trouble: trouble, Server: "pop.example.org", Answers: account.Server{Host: "pop.example.org", Port: 110, Security: account.None}}
		s.tap("Test and continue")
		s.sees("The server only answers on port 110, without encryption.", "Others could read your password and your mail on the way")
		if strings.Contains(s.text(), "[Use ") {
			t.Errorf("%d: it is one press away:\n%s", trouble, s.text())
		}
		s.fail = nil
		s.tap("Change the settings")
		f := s.w.server.in.fields
		if got := f.Server(); got.Port != 110 || got.Security != account.None || s.win.Canvas().Focused() != fyne.Focusable(f.Unsafe) {
			t.Fatalf("%d: %+v, the keyboard is at %T", trouble, got, s.win.Canvas().Focused())
		}
		s.sees("I understand that others may read my password and mail.")
		s.w.server.submit()
		if len(s.probed) != 1 {
			t.Fatalf("%d: the password went in the clear", trouble)
		}
		s.sees("Check this box to continue without encryption.")
		f.Unsafe.SetChecked(true)
		s.tap("Test and continue")
		if s.w.at != stepLeave || s.probed[1].Incoming.Security != account.None || s.probed[1].Incoming.Port != 110 {
			t.Errorf("%d: at %d, tested %+v", trouble, s.w.at, s.probed)
		}
	}
}
