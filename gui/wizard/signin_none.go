package wizard

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// noSignInPage says what works where a provider lets in registered programs only, and
// this copy of PopMail is not registered.
type noSignInPage struct {
	w    *Wizard
	main *widgets.Button
	all  []fyne.CanvasObject
}

func newNoSignInPage(w *Wizard) *noSignInPage {
	p := &noSignInPage{w: w}
	p.main = widgets.NewButton(widgets.Primary, lang.L("Use another address"), "", p.submit)
	return p
}

func (p *noSignInPage) objects() []fyne.CanvasObject { return p.all }
func (p *noSignInPage) segment() int                 { return 2 }
func (p *noSignInPage) first() fyne.Focusable        { return p.main }

func (p *noSignInPage) back() {
	if p.w.o.SignIn {
		p.w.cancel()
		return
	}
	p.w.show(stepServer)
}

func (p *noSignInPage) submit() {
	if p.w.o.Account != nil {
		p.w.cancel()
		return
	}
	if p.w.taking() != nil {
		p.w.imports.next()
		return
	}
	p.w.show(stepPerson)
	p.w.focus(p.w.person.email)
}

// say fills the page for an account.
func (p *noSignInPage) say(a account.Account) {
	w := p.w
	d := map[string]any{"Provider": w.signing.provider.Name, "Mail": w.mailName(a)}
	help := ""
	provider := discover.ByAddress(a.Email)
	if provider == nil {
		provider = w.providerOf(a)
	}
	if provider != nil {
		help = provider.Help
	}
	show := func() {
		if help != "" && w.o.OnOpenLink != nil {
			w.o.OnOpenLink(help)
		}
	}
	label := ""
	if help != "" && w.o.OnOpenLink != nil {
		label = lang.L("Show me how")
	}
	cards := []fyne.CanvasObject{
		w.offer(widgets.IconNext, lang.L("Forward your mail"), lang.L("{{.Mail}} can send a copy to an address that PopMail can read. You turn it on in its settings.", d), label, show),
		w.offer(widgets.IconPerson, lang.L("Use another address"), lang.L("For example, one from your internet provider, or from GMX, Posteo or Fastmail."), "", nil),
	}
	p.main.SetText(lang.L("Use another address"))
	if w.o.Account != nil {
		p.main.SetText(lang.L("Close"))
	}
	title := lang.L("PopMail can’t sign in with {{.Provider}} yet", d)
	if t := w.taking(); t != nil {
		t.problem = title
		p.main.SetText(lang.L("Skip this account"))
	}
	p.all = []fyne.CanvasObject{
		air(20), heading(title), air(11),
		muted(lang.L("{{.Mail}} takes no passwords from mail programs, only a sign-in with the browser by programs that are registered with {{.Provider}}. This copy of PopMail isn’t. It isn’t your address or your password. Here is what works instead:", d)),
		air(14), flow.NewColumn(8, cards...),
		air(26), flow.NewEnds(10, widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back), p.main),
		w.registration(),
	}
}

// offer is one thing that works, with a button where there is something to do.
func (w *Wizard) offer(icon widgets.IconName, title, text, label string, do func()) fyne.CanvasObject {
	name := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	name.SizeName = theme.SizeSmall
	words := flow.NewColumn(3, name, widgets.NewText(text, theme.SizeSmall, theme.ColorMuted))
	parts := []fyne.CanvasObject{widgets.NewGlyph(icon, theme.ColorMuted), words}
	if label != "" {
		parts = append(parts, widgets.NewButton(widgets.Quiet, label, "", do))
	}
	c := flow.NewColumn(0, flow.NewRow(14, words, parts...)).Card(flow.Insets{Left: 16, Top: 12, Right: 14, Bottom: 12})
	c.Radius = fynetheme.SizeNameInputRadius
	return c
}
