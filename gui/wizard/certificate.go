package wizard

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/certificate"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// trusting is what the person has said about certificates while the account is set up.
type trusting struct {
	exceptions  []exception
	authorities string // PEM
}

// exception is a certificate that the person trusts, and when they have said so.
type exception struct {
	shown *account.Certificate
	at    time.Time
}

// withTrust puts into a whom the person trusts. What belongs to no server of a counts
// for nothing.
func (w *Wizard) withTrust(a *account.Account) {
	for _, e := range w.trusting.exceptions {
		a.Trust(e.shown.Server, e.shown.Sum, e.at)
	}
	if t := w.trusting.authorities; t != "" && !strings.Contains(a.Authorities, t) {
		a.Authorities += t
	}
}

// certificateParts are what a page about a certificate says beyond its heading: each
// fault, and what the certificate says. A clock that is all that is wrong is told above.
func (p *problemPage) certificateParts(c *account.Certificate) []fyne.CanvasObject {
	now, rest := p.w.o.Now(), *c
	if c.Trouble() == account.TroubleClock {
		rest.Faults = slices.DeleteFunc(slices.Clone(c.Faults), func(f account.Fault) bool { return f == account.FaultClock })
	}
	return []fyne.CanvasObject{air(12), certificate.Faults(&rest, now), air(12), certificate.Facts(c, now)}
}

// trustParts offer what can be done about a certificate by who knows why it is as it is.
// None of it is the main button: it stands below, and is reached last.
func (p *problemPage) trustParts(problem *account.Problem) []fyne.CanvasObject {
	c, o := problem.Certificate, &p.w.o
	was := account.Account{}
	if o.Account != nil {
		was = *o.Account
	}
	if p.from != stepServer || !account.MayTrust(was, !o.Anew, c) {
		return nil
	}
	ways := flow.NewTiles(10)
	text := words.BeforeTrust()
	if o.AddAuthority != nil && (c.Has(account.FaultIssuer) || c.Has(account.FaultIncomplete)) {
		text += " " + lang.L("If your company or club has its own certificate authority, add its file instead.")
		ways.Objects = append(ways.Objects, widgets.NewButton(widgets.Quiet, lang.L("Add a certificate authority…"), "", p.w.addAuthority))
	}
	trust := widgets.NewButton(widgets.Quiet, lang.L("Trust this certificate for this account"), "", func() { p.trustIt(c) })
	ways.Objects = append(ways.Objects, trust)
	return []fyne.CanvasObject{air(22), widgets.NewHairline(), air(14), widgets.NewText(text, theme.SizeSmall, theme.ColorMuted), air(12), ways}
}

// trustIt makes the exception and tries again.
func (p *problemPage) trustIt(c *account.Certificate) {
	if p.busy.running {
		return
	}
	p.w.trusting.exceptions = append(p.w.trusting.exceptions, exception{c, p.w.o.Now()})
	p.w.test()
}

// addAuthority asks for a file, and tries again with the authorities in it: where the
// search has met a server of theirs, that too.
func (w *Wizard) addAuthority() {
	if w.testing() {
		return
	}
	at, whose := w.at, w.state
	w.o.AddAuthority(func(text string) {
		if w.at != at || w.state != whose || w.testing() {
			return // the person has gone on meanwhile, perhaps to another account
		}
		w.trusting.authorities += text
		if w.distrusts() {
			w.lookAnew()
			return
		}
		w.test()
	})
}

// distrusts reports whether the search for the servers has found none because of who has
// signed a certificate.
func (w *Wizard) distrusts() bool {
	return w.o.AddAuthority != nil && w.found.Untrusted && w.foundFor != "" && w.foundFor == w.person.email.Text
}
