package wizard

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
)

// remedy changes what has made a test fail.
type remedy struct {
	label string
	apply func() // nil: nothing is known to be wrong, trying again can help
}

// remedyFor is what the main button of a page about trouble t with the server s
// does where the same settings would fail again. The heading of that page stands
// below the field that it leads to.
func (p *problemPage) remedyFor(t account.Trouble, s account.Server, heading string) remedy {
	if p.from != stepServer {
		return remedy{}
	}
	page := p.w.server
	host := remedy{lang.L("Change the server name"), func() { p.lead(page.host, page.hostField, heading) }}
	port := remedy{lang.L("Change the port"), func() { p.lead(page.port, page.portField, heading) }}
	switch t {
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
		return port
	case account.TroubleNoSTLS, account.TroublePlainRefused:
		return remedy{lang.L("Use SSL/TLS"), func() {
			for i, security := range securities {
				if security == account.TLS {
					page.security.Choose(i)
				}
			}
			page.securityChanged()
			// A port that has answered without encryption does not begin with it.
			page.port.SetText(strconv.Itoa(account.TLS.DefaultPort()))
			p.lead(page.security.Stop(), nil, "")
		}}
	case account.TroubleMethod, account.TroubleUserName, account.TroubleOldTLS, account.TroubleOldCiphers:
		return remedy{lang.L("Change the settings"), func() { p.lead(page.host, nil, "") }}
	}
	return remedy{}
}

// lead shows the page of the server with the keyboard at what has to be changed,
// and why below it.
func (p *problemPage) lead(to fyne.Focusable, below *field.Labelled, why string) {
	for _, f := range p.w.server.fields() {
		f.Say("")
	}
	if below != nil {
		below.Say(why)
	}
	p.w.show(stepServer)
	p.w.focus(to)
}

// isGuess reports whether host is the name that PopMail made up from the address:
// not typed by the person, not that of a provider it knows, and published by nobody.
func (w *Wizard) isGuess(host string) bool {
	return w.madeUp && w.guessed.Host != "" && strings.EqualFold(host, w.guessed.Host) && discover.ByAddress(w.person.email.Text) == nil
}

// guessedNext is next, or what to do where the name of the server may be wrong and
// is PopMail's own guess.
func (w *Wizard) guessedNext(t account.Trouble, s account.Server, next string) string {
	if !w.isGuess(s.Host) {
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
