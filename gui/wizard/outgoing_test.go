package wizard

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
)

// sender is a stage with an outgoing server; what it is asked is noted.
type sender struct {
	*stage
	asked []account.Account
	pass  []string
	user  string // that it takes
	fail  error
}

func newSender(t *testing.T, change func(o *Options)) *sender {
	s := &sender{}
	s.stage = newStage(t, func(o *Options) {
		o.Find = offline
		o.ProbeOutgoing = func(_ context.Context, a account.Account, c account.Credential) (string, error) {
			s.asked, s.pass = append(s.asked, a), append(s.pass, c.ForSending(a).Password)
			if s.user != "" {
				return s.user, s.fail
			}
			return a.OutgoingUser, s.fail
		}
		if change != nil {
			change(o)
		}
	})
	return s
}

func (s *sender) at(email string) *serverPage {
	s.t.Helper()
	s.fillAs(email)
	s.w.person.submit()
	if s.w.at != stepServer {
		s.t.Fatalf("at step %d", s.w.at)
	}
	return s.w.server
}

// Both servers are found, seen, tested one after the other, and saved.
func TestOutgoing(t *testing.T) {
	s := newSender(t, nil)
	s.at("ann@gmx.de")
	s.sees("PopMail found your mail servers", "Incoming mail", "pop.gmx.net · port 995 · SSL/TLS", "Outgoing mail", "mail.gmx.net · port 465 · SSL/TLS", "Same user name and password for outgoing mail")
	if s.win.Canvas().Focused() != fyne.Focusable(s.w.server.goOn) {
		t.Errorf("the keyboard is at %T", s.win.Canvas().Focused())
	}
	s.enter()
	if len(s.probed) != 1 || len(s.asked) != 1 || s.w.at != stepLeave || s.asked[0].Outgoing.Host != "mail.gmx.net" {
		t.Fatalf("step %d, %+v", s.w.at, s.asked)
	}
	s.w.leave.submit()
	if got := s.saved[0].Outgoing; got.Host != "mail.gmx.net" || got.Port != 465 || got.Security != account.TLS {
		t.Errorf("%+v", got)
	}
}

// Each failure has its own sentence, and receiving goes on without sending.
func TestOutgoingFails(t *testing.T) {
	other := account.Server{Host: "mail.gmx.net", Port: 587, Security: account.STARTTLS}
	for name, c := range map[string]struct {
		problem account.Problem
		says    string
		main    string
		at      func(p *serverPage) fyne.Focusable // where the main button leads; nil: it tests anew
	}{
		"password":   {account.Problem{Trouble: account.TroublePassword, Answer: "5.7.8 no"}, "The outgoing server did not accept the password", "Change the sign-in", func(p *serverPage) fyne.Focusable { return p.login.Same }},
		"name":       {account.Problem{Trouble: account.TroubleNoHost}, "PopMail can’t find the outgoing server", "Change the server name", func(p *serverPage) fyne.Focusable { return p.out.fields.Host }},
		"port":       {account.Problem{Trouble: account.TroubleRefused}, "nothing answers on port 465", "Change the port", func(p *serverPage) fyne.Focusable { return p.out.fields.Port }},
		"other port": {account.Problem{Trouble: account.TroubleRefused, Answers: other}, "The server does answer on port 587, with STARTTLS.", "Use port 587", nil},
		"in the clear": {account.Problem{Trouble: account.TroubleRefused, Answers: account.Server{Host: "mail.gmx.net", Port: 587, Security: account.None}},
			"The server only answers on port 587, without encryption.", "Change the settings", func(p *serverPage) fyne.Focusable { return p.out.fields.Unsafe }},
		"no TLS":   {account.Problem{Trouble: account.TroubleNoSTLS}, "The outgoing server can’t turn on encryption", "Use SSL/TLS", func(p *serverPage) fyne.Focusable { return p.out.fields.Security }},
		"switched": {account.Problem{Trouble: account.TroubleSwitchedOff}, "Sending is turned off for your mailbox", "Try again", nil},
		"busy":     {account.Problem{Trouble: account.TroubleBusy}, "The outgoing server is busy right now", "Try again", nil},
		"refuses":  {account.Problem{Trouble: account.TroubleServer, Answer: "blocked"}, "The outgoing server refused PopMail", "Try again", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSender(t, nil)
			p := s.at("ann@gmx.de")
			c.problem.Server, c.problem.Sending = "mail.gmx.net", true
			s.fail = &c.problem
			p.submit()
			if s.w.at != stepProblem {
				t.Fatalf("at step %d", s.w.at)
			}
			s.sees(c.says, "Your mail arrives all the same.", "[Go on without sending]", "["+c.main+"]")
			if strings.Contains(s.text(), "Password\n") {
				t.Error("the password that fetches mail is asked for again")
			}
			s.fail = nil
			s.enter()
			if c.at == nil {
				if s.w.at != stepLeave || len(s.probed) != 1 || len(s.asked) != 2 {
					t.Errorf("step %d, %d and %d tests", s.w.at, len(s.probed), len(s.asked))
				}
				if last := s.asked[1].Outgoing; c.problem.Answers != (account.Server{}) && last != other {
					t.Errorf("%+v", last)
				}
				return
			}
			if s.w.at != stepServer || s.win.Canvas().Focused() != c.at(p) {
				t.Fatalf("step %d, the keyboard is at %T", s.w.at, s.win.Canvas().Focused())
			}
			p.submit()
			if c.problem.Answers.Port != 0 {
				if s.w.at != stepServer || len(s.asked) != 1 {
					t.Fatalf("step %d, the password went in the clear", s.w.at)
				}
				p.out.fields.Unsafe.SetChecked(true)
				p.submit()
			}
			if s.w.at != stepLeave || len(s.probed) != 1 {
				t.Errorf("step %d; the incoming server was asked %d times", s.w.at, len(s.probed))
			}

			s = newSender(t, nil)
			s.fail = &c.problem
			s.at("ann@gmx.de").submit()
			s.tap("Go on without sending")
			if s.w.at != stepLeave {
				t.Fatalf("at step %d", s.w.at)
			}
			s.w.leave.submit()
			if got := s.saved[0]; got.Sends() || got.Incoming.Host != "pop.gmx.net" {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A server of the person's own choice, with another user name and password.
func TestOutgoingByHand(t *testing.T) {
	s := newSender(t, nil)
	s.fillAs("ann@own.example")
	s.w.byHand()
	p := s.w.server
	if p.out.fields.Host.Text != "smtp.own.example" || p.out.fields.Port.Text != "465" || !p.out.open || p.host.Text != "pop.own.example" {
		t.Errorf("%q %q", p.out.fields.Host.Text, p.out.fields.Port.Text)
	}
	p.out.fields.Choose(account.STARTTLS)
	if p.out.fields.Port.Text != "587" {
		t.Errorf("port %q", p.out.fields.Port.Text)
	}
	retype(p.out.fields.Port, "2525")
	p.out.fields.Choose(account.None)
	if p.out.fields.Port.Text != "2525" {
		t.Errorf("a typed port became %q", p.out.fields.Port.Text)
	}
	s.sees("Anyone on the same network could read your password and mail.")
	p.submit()
	s.sees("Check this box to continue without encryption.")
	if len(s.asked) > 0 || s.win.Canvas().Focused() != fyne.Focusable(p.out.fields.Unsafe) {
		t.Errorf("tested: %+v", s.asked)
	}
	test.Tap(p.out.fields.Unsafe)
	test.Tap(p.login.Same)
	retype(p.login.User, "out")
	retype(p.login.Password, "other")
	retype(p.out.fields.Host, "smtp://relay.own.example:2526/")
	p.submit()
	if len(s.asked) != 1 || s.w.at != stepLeave {
		t.Fatalf("step %d, %+v:\n%s", s.w.at, s.asked, s.text())
	}
	got := s.asked[0]
	if got.Outgoing.Addr() != "relay.own.example:2526" || got.Outgoing.Security != account.None || got.SendsAs() != "out" || s.pass[0] != "other" {
		t.Errorf("%+v %q", got, s.pass)
	}

	// Nothing typed is lost on the way back and forth, or in a draft; the password is.
	s.w.body().back()
	s.w.body().back()
	s.w.byHand()
	if p.out.fields.Server().Addr() != "relay.own.example:2526" || p.login.User.Text != "out" {
		t.Errorf("%+v", p.out.fields.Server())
	}
	d := s.w.Draft()
	again := newSender(t, func(o *Options) { o.Draft = d })
	again.at("ann@own.example")
	if a := again.w.account(); a.Outgoing.Addr() != "relay.own.example:2526" || a.OutgoingUser != "out" || again.w.server.login.Password.Text != "" {
		t.Errorf("%+v", a)
	}
}

// Sending can be left for later, and that stays.
func TestOutgoingLater(t *testing.T) {
	s := newSender(t, nil)
	p := s.at("ann@gmx.de")
	test.Tap(p.out.button) // Change
	s.sees("For writing and replying. You can set it up later.", "[Set up later]")
	if s.win.Canvas().Focused() != fyne.Focusable(p.out.fields.Host) {
		t.Errorf("the keyboard is at %T", s.win.Canvas().Focused())
	}
	s.tap("Set up later")
	if text := s.text(); strings.Contains(text, "Same user name") || !strings.Contains(text, "[Set up]") {
		t.Errorf("%s", text)
	}
	d := s.w.Draft()
	p.submit()
	if s.w.at != stepLeave || len(s.asked) > 0 {
		t.Fatalf("step %d, %+v", s.w.at, s.asked)
	}
	s.w.body().back()
	s.w.body().back()
	s.w.person.submit()
	if !p.out.later {
		t.Error("it is there again")
	}
	again := newSender(t, func(o *Options) { o.Draft = d })
	if again.at("ann@gmx.de"); !again.w.server.out.later {
		t.Error("the draft has it there again")
	}
	test.Tap(p.out.button)
	if p.out.later || p.out.fields.Host.Text != "mail.gmx.net" {
		t.Errorf("%q", p.out.fields.Host.Text)
	}
}

// The user name that the server takes is kept, and what a provider says of it.
func TestOutgoingUser(t *testing.T) {
	s := newSender(t, nil)
	s.user = "ann@gmx.de"
	s.at("ann@gmx.de").submit()
	if a := s.w.account(); a.OutgoingUser != "ann@gmx.de" || s.w.credential().Outgoing != "" {
		t.Errorf("%+v", a)
	}
	find := func(out discover.Server) func(o *Options) {
		return func(o *Options) {
			o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
				a, err := discover.ParseAddress(email)
				in := discover.Server{Server: account.Server{Host: "pop.x.example", Port: 995, Security: account.TLS}, User: "ann"}
				return discover.Result{Address: a, Candidates: []discover.Candidate{{Incoming: in, Outgoing: out}}}, err
			}
		}
	}
	server := account.Server{Host: "smtp.x.example", Port: 587, Security: account.STARTTLS}
	s = newSender(t, find(discover.Server{Server: server, User: "ann@x.example"}))
	s.at("ann@x.example")
	if a := s.w.account(); a.User != "ann" || a.OutgoingUser != "ann@x.example" || a.Outgoing != server {
		t.Errorf("%+v", a)
	}
	s = newSender(t, find(discover.Server{Server: server, User: "ann", Login: discover.Open}))
	s.at("ann@x.example")
	if a := s.w.account(); !a.OutgoingOpen {
		t.Errorf("%+v", a)
	}
	s = newSender(t, find(discover.Server{}))
	s.at("ann@x.example")
	s.sees("PopMail found your mail server\n", "[Set up]")
	if a := s.w.account(); a.Sends() {
		t.Errorf("%+v", a)
	}
	// Another address has other servers.
	s = newSender(t, nil)
	s.at("ann@gmx.de")
	s.w.body().back()
	s.at("ann@web.de")
	if a := s.w.account(); a.Outgoing.Host != "smtp.web.de" {
		t.Errorf("%+v", a.Outgoing)
	}
}
