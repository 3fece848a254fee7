package wizard

import (
	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
)

// remedy changes what has made a test fail.
type remedy struct {
	label string
	apply func() // nil: nothing is known to be wrong, trying again can help
}

// remedyFor is what the main button of a page about a problem with the server s does where the
// same settings would fail again. The heading of that page stands below the field that it
// leads to.
func (p *problemPage) remedyFor(problem *account.Problem, s account.Server, heading string) remedy {
	if p.from != stepServer {
		return remedy{}
	}
	if problem.Sending {
		return p.remedySending(problem, heading)
	}
	page := p.w.server
	host := remedy{lang.L("Change the server name"), func() { p.lead(page.host, page.hostField, heading) }}
	port := remedy{lang.L("Change the port"), func() { p.lead(page.port, page.portField, heading) }}
	if in := problem.Answers; in.Security == account.None && in.Port != 0 {
		return p.inTheClear(in, page.in)
	} else if in != (account.Server{}) {
		return remedy{lang.L("Use port {{.Port}}", map[string]any{"Port": in.Port}), func() {
			page.reach(in)
			p.w.test()
		}}
	}
	switch problem.Trouble {
	case account.TroubleBrowser, account.TroubleAppPassword:
		if s := p.w.signing; s.there && s.provider.Ready && s.key == keyOf(p.w.account()) {
			return remedy{lang.L("Sign in with {{.Provider}}", map[string]any{"Provider": p.w.signing.provider.Name}), func() { p.w.signIn.begin(false) }}
		}
	case account.TroubleNoHost, account.TroubleCertName:
		return host
	case account.TroubleRefused:
		if p.w.isGuess(s.Host) && s.Port == s.Security.DefaultPort() {
			return host
		}
		return port
	case account.TroubleNotPOP3:
		if problem.Speaks == "IMAP" || problem.Speaks == "SMTP" {
			return host // no port of it will do
		}
		return port
	case account.TroubleNoSTLS, account.TroublePlainRefused:
		return remedy{lang.L("Use SSL/TLS"), func() {
			// A port that has answered without encryption does not begin with it.
			page.reach(account.Server{Security: account.TLS, Port: account.TLS.DefaultPort()})
			p.lead(page.in.fields.Security, nil, "")
		}}
	case account.TroubleOffline, account.TroublePortal:
		if p.w.soughtInVain() {
			p.w.foundFor = "" // from the first page on, too
			return remedy{lang.L("Try again"), p.w.lookAnew}
		}
	case account.TroubleMethod, account.TroubleUserName, account.TroubleOldTLS, account.TroubleOldCiphers:
		return remedy{lang.L("Change the settings"), func() { p.lead(page.host, nil, "") }}
	}
	return remedy{}
}

// inTheClear fills in a way without encryption and leads to what the person has to agree to
// before anything goes there.
func (p *problemPage) inTheClear(how account.Server, b *block) remedy {
	return remedy{lang.L("Change the settings"), func() {
		f := b.fields
		s := f.Server()
		s.Security, s.Port = how.Security, how.Port
		f.Fill(s, false)
		b.expand()
		p.lead(f.Unsafe, nil, "")
	}}
}

// reach puts in how a server is reached.
func (p *serverPage) reach(s account.Server) {
	now := p.in.fields.Server()
	now.Security, now.Port = s.Security, portOf(s)
	p.in.fields.Fill(now, false)
}

// lead shows the page of the server with the keyboard at what has to be changed,
// and why below it.
func (p *problemPage) lead(to fyne.Focusable, below *field.Labelled, why string) {
	for _, f := range p.w.server.labelled() {
		f.Say("")
	}
	if below != nil {
		below.Say(why)
	}
	if in := p.w.server.in.fields; to == fyne.Focusable(in.Host) || to == fyne.Focusable(in.Port) || to == fyne.Focusable(in.Security) {
		p.w.server.in.expand()
	}
	p.w.show(stepServer)
	p.w.focus(to)
}

// isGuess reports whether host is the name that PopMail made up from the address:
// not typed by the person, not that of a provider it knows, and published by nobody.
func (w *Wizard) isGuess(host string) bool {
	return w.madeUp && w.guessed.Host != "" && account.SameHost(host, w.guessed.Host) && discover.ByAddress(w.person.email.Text) == nil
}

// soughtInVain reports whether the server is only a guess because the search was made in a
// network that is shut.
func (w *Wizard) soughtInVain() bool {
	return w.o.Find != nil && w.o.Account == nil && w.taking() == nil && w.isGuess(w.server.host.Text) && (w.found.Silent || w.found.Portal || w.foundFor == w.person.email.Text)
}

// guessedNext is next, or what to do where the name of the server may be wrong and
// is PopMail's own guess.
func (w *Wizard) guessedNext(problem *account.Problem, s account.Server, next string) string {
	if problem.Answers != (account.Server{}) {
		return next
	}
	t := problem.Trouble
	if !w.isGuess(s.Host) {
		if known := discover.ByHost(s.Host); known != nil && known.POP != "" && (t == account.TroubleRefused || t == account.TroubleSilent) && s.Port == s.Security.DefaultPort() {
			return lang.L("This is the right server for {{.Provider}}, so something on the way probably blocks mail programs, such as a firewall. Try another network, or ask who looks after this one.", map[string]any{"Provider": known.Name})
		}
		return next
	}
	guessed := lang.L("PopMail guessed this name. Your provider’s help page has the right one, under “POP3” or “incoming mail”.")
	switch t {
	case account.TroubleNoHost:
		return guessed
	case account.TroubleRefused, account.TroubleSilent, account.TroubleNotPOP3, account.TroubleCertName:
		return guessed + " " + next
	}
	return next
}
