package wizard

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// sending is what is known of the outgoing server.
type sending struct {
	guessed  account.Server // as filled in; zero: not yet
	user     string         // as filled in: the OutgoingUser
	open     bool           // as filled in: the OutgoingOpen
	madeUp   bool           // guessed is a usual name that nobody has published
	declined bool           // the person leaves it for later
	passed   passed         // the incoming server has let in with this; only the outgoing one has not
}

// passed is what a test of an incoming server was about.
type passed struct {
	server account.Server
	user   string
	itself bool // the password itself was sent
	c      account.Credential
}

// putOutgoing fills in the outgoing server of what was found for an address. What the
// person has typed stays, and so does that there is to be none for now. It reports
// whether there is one.
func (p *serverPage) putOutgoing(email string, c *discover.Candidate, asked bool) bool {
	if p.w.o.ProbeOutgoing == nil {
		return false
	}
	if !c.Outgoing.Found() {
		if p.outgoingIsOurs() {
			p.fillOutgoing(account.Server{}, "", false)
			p.out.postpone()
		}
		return false
	}
	if !p.outgoingIsOurs() {
		if !p.w.sending.declined {
			p.out.expand()
		}
		return false
	}
	in := c.Incoming.User
	if in == "" {
		in = userName(email)
	}
	user := c.Outgoing.User
	if user == in {
		user = ""
	}
	p.fillOutgoing(c.Outgoing.Server, user, c.Outgoing.Login == discover.Open)
	p.w.sending.madeUp = c.Outgoing.Source == discover.FromGuess && !asked
	if p.w.sending.declined {
		p.out.postpone()
	} else {
		p.out.fold()
	}
	return true
}

// guessOutgoing fills in the usual name for an address, or what is known of its provider.
func (p *serverPage) guessOutgoing(email string) {
	if p.w.o.ProbeOutgoing == nil || !p.outgoingIsOurs() {
		return
	}
	s, user := account.Server{Host: "smtp." + discover.Domain(email), Security: account.TLS}, ""
	known := false
	if found, err := new(discover.Finder).Find(context.Background(), email, nil); err == nil && len(found.Candidates) > 0 && found.Candidates[0].Outgoing.Found() {
		s, known = found.Candidates[0].Outgoing.Server, true
	} else if a, err := discover.ParseAddress(email); err == nil {
		s.Host = "smtp." + a.Domain
	}
	p.fillOutgoing(s, user, false)
	p.w.sending.madeUp = !known
	if p.w.sending.declined {
		p.out.postpone()
	} else {
		p.out.expand()
	}
}

// outgoingIsOurs reports whether the name of the outgoing server was not typed.
func (p *serverPage) outgoingIsOurs() bool {
	host := strings.TrimSpace(p.out.fields.Host.Text)
	return host == "" || account.SameHost(host, p.w.sending.guessed.Host)
}

// fillOutgoing writes an outgoing server, unless it stands there already and the person
// has perhaps changed how it is reached.
func (p *serverPage) fillOutgoing(s account.Server, user string, open bool) {
	w := &p.w.sending
	if s.Host != "" && s.Port == 0 {
		s.Port = s.Security.SubmissionPort()
	}
	if !account.SameHost(s.Host, w.guessed.Host) || p.out.fields.Host.Text == "" || untouched(p.out.fields.Server(), w.guessed) {
		p.out.fields.Fill(s, false)
	}
	if p.typedOutgoingUser() == w.user && p.outgoingIsOpen() == w.open {
		p.login.Fill(account.Account{OutgoingUser: user, OutgoingOpen: open})
		w.user, w.open = user, open
	}
	w.guessed, w.madeUp = s, false
	p.loginShown()
}

// typedOutgoingUser is the user name of its own; empty: the same.
func (p *serverPage) typedOutgoingUser() string {
	if p.login.Same.Checked {
		return ""
	}
	return strings.TrimSpace(p.login.User.Text)
}

// outgoingIsOpen reports whether nobody signs in to the outgoing server.
func (p *serverPage) outgoingIsOpen() bool {
	return !p.login.Same.Checked && strings.TrimSpace(p.login.User.Text) == ""
}

// outgoingPassword is the password of its own as typed; empty: the same.
func (p *serverPage) outgoingPassword() string {
	if p.w.o.ProbeOutgoing == nil || p.out.later {
		return ""
	}
	return p.login.Typed()
}

// sameOutgoing reports whether the outgoing server and its log-in are as they were.
func (w *Wizard) sameOutgoing(a account.Account, c account.Credential) bool {
	old := w.o.Account
	return old != nil && !w.o.Anew && !c.Given() && c.Outgoing == "" && old.Outgoing == a.Outgoing && old.OutgoingUser == a.OutgoingUser && old.OutgoingOpen == a.OutgoingOpen
}

// testOutgoing tries the outgoing server, after the incoming one has let the person in,
// and goes on, or explains what is wrong; mail can be received all the same.
func (w *Wizard) testOutgoing(a account.Account, c account.Credential) {
	if w.o.ProbeOutgoing == nil || !a.Sends() || w.sameOutgoing(a, c) {
		w.settled()
		return
	}
	b, busy := w.body(), w.busyHere()
	busy.start(a.Outgoing.Host)
	var user string
	var err error
	w.probe.Start(func(ctx context.Context) { user, err = w.o.ProbeOutgoing(ctx, a, c) }, func() {
		busy.stop()
		if w.body() != b {
			return
		}
		if err != nil {
			w.sending.passed = passed{a.Incoming, a.User, a.Auth == account.AuthPlain, c}
			w.failed(err, stepServer)
			return
		}
		w.sending.passed = passed{}
		if user != a.OutgoingUser {
			w.server.login.Fill(account.Account{OutgoingUser: user})
			w.server.loginShown()
			w.sending.user, w.sending.open = user, false // it goes with this address
		}
		w.settled()
	})
}

// withoutSending goes on without an outgoing server for now.
func (p *problemPage) withoutSending() {
	if p.busy.running {
		return
	}
	p.w.server.out.postpone()
	p.w.sending.declined, p.w.sending.passed = true, passed{}
	p.w.settled()
}

// explainSending is what a person is told about a problem with the outgoing server.
func (p *problemPage) explainSending(problem *account.Problem, a account.Account) words.Explanation {
	e := words.ExplainSending(problem, a.Outgoing)
	w := p.w
	if !w.sending.madeUp || !account.SameHost(a.Outgoing.Host, w.sending.guessed.Host) || problem.Answers != (account.Server{}) {
		return e
	}
	guessed := lang.L("PopMail guessed this name. Your provider’s help page has the right one, under “SMTP” or “outgoing mail”.")
	switch problem.Trouble {
	case account.TroubleNoHost:
		e.Next = guessed
	case account.TroubleRefused, account.TroubleSilent, account.TroubleNotPOP3, account.TroubleCertName:
		e.Next = guessed + " " + e.Next
	}
	return e
}

// remedySending is remedyFor for the outgoing server.
func (p *problemPage) remedySending(problem *account.Problem, heading string) remedy {
	page := p.w.server
	f := page.out.fields
	lead := func(label string, to fyne.Focusable, below *field.Labelled) remedy {
		return remedy{label, func() {
			page.out.expand()
			p.lead(to, below, heading)
		}}
	}
	host := lead(lang.L("Change the server name"), f.Host, f.HostField)
	if in := problem.Answers; in.Security == account.None && in.Port != 0 {
		return p.inTheClear(in, page.out)
	} else if in != (account.Server{}) {
		return remedy{lang.L("Use port {{.Port}}", map[string]any{"Port": in.Port}), func() {
			s := f.Server()
			s.Security, s.Port = in.Security, in.Port
			f.Fill(s, false)
			p.w.test()
		}}
	}
	switch t := problem.Trouble; t {
	case account.TroubleNoHost, account.TroubleCertName:
		return host
	case account.TroubleRefused, account.TroubleNotPOP3:
		if p.w.sending.madeUp && account.SameHost(f.Server().Host, p.w.sending.guessed.Host) {
			return host
		}
		return lead(lang.L("Change the port"), f.Port, f.PortField)
	case account.TroubleNoSTLS, account.TroublePlainRefused:
		return remedy{lang.L("Use SSL/TLS"), func() {
			s := f.Server()
			s.Security, s.Port = account.TLS, account.TLS.SubmissionPort()
			f.Fill(s, false)
			page.out.expand()
			p.lead(f.Security, nil, "")
		}}
	case account.TroublePassword, account.TroubleAppPassword, account.TroubleUserName, account.TroubleNoPassword, account.TroubleMethod, account.TroubleLogin:
		return remedy{lang.L("Change the sign-in"), func() {
			to, below := fyne.Focusable(page.login.Same), (*field.Labelled)(nil)
			if !page.login.Same.Checked {
				to, below = page.login.User, page.login.UserField
			}
			p.lead(to, below, heading)
		}}
	case account.TroubleOldTLS, account.TroubleOldCiphers:
		return lead(lang.L("Change the settings"), f.Host, nil)
	}
	return remedy{}
}

// later is the button that leaves sending for later; nil where the problem is another.
func (p *problemPage) later(problem *account.Problem) *widgets.Button {
	if !problem.Sending || p.from != stepServer || p.w.o.Account != nil {
		return nil
	}
	return widgets.NewButton(widgets.Quiet, lang.L("Go on without sending"), "", p.withoutSending)
}
