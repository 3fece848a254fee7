package wizard

import (
	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// choicePage lets a person choose between signing in with the browser and a password
// that the provider makes for mail programs, where both work.
type choicePage struct {
	w    *Wizard
	ways *widgets.OptionGroup
	all  []fyne.CanvasObject
}

func newChoicePage(w *Wizard) *choicePage { return &choicePage{w: w} }

func (p *choicePage) objects() []fyne.CanvasObject { return p.all }
func (p *choicePage) segment() int                 { return 2 }
func (p *choicePage) first() fyne.Focusable        { return p.ways.Stop() }
func (p *choicePage) back()                        { p.w.show(stepServer) }

func (p *choicePage) submit() {
	if p.ways.Chosen() == 1 {
		p.usePassword()
		return
	}
	p.w.signIn.begin(false)
}

// usePassword goes on with a password.
func (p *choicePage) usePassword() {
	w := p.w
	w.forgetSignIn()
	w.signing.typed = keyOf(w.account())
	if w.credential().Password == "" && w.o.Account == nil {
		w.needPassword()
		return
	}
	w.show(stepServer)
	w.test()
}

// say fills the page for an account.
func (p *choicePage) say(a account.Account) {
	d := map[string]any{"Provider": p.w.signing.provider.Name, "Mail": p.w.mailName(a)}
	cards := []*widgets.OptionCard{
		widgets.NewOptionCard(lang.L("Sign in with your browser"), lang.L("— recommended"), lang.L("On {{.Provider}}’s own page. PopMail never sees your password.", d), nil),
		widgets.NewOptionCard(lang.L("Use an app password"), "", lang.L("A password that {{.Provider}} makes for mail programs. Your normal password does not work.", d), nil),
	}
	p.ways = widgets.NewOptionGroup(nil, cards...)
	p.all = []fyne.CanvasObject{
		air(20), heading(lang.L("How do you want to sign in?")), air(11),
		muted(lang.L("{{.Mail}} takes either. You can change this later.", d)), air(14), cards[0], air(8), cards[1],
		air(26), flow.NewEnds(10, widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back), widgets.NewButton(widgets.Primary, lang.L("Continue"), "", p.submit)),
	}
}

// otherPage says that somebody else has signed in than was typed.
type otherPage struct {
	w    *Wizard
	main *widgets.Button
	all  []fyne.CanvasObject
}

func newOtherPage(w *Wizard) *otherPage { return &otherPage{w: w} }

func (p *otherPage) objects() []fyne.CanvasObject { return p.all }
func (p *otherPage) segment() int                 { return 2 }
func (p *otherPage) first() fyne.Focusable        { return p.main }
func (p *otherPage) submit()                      { p.w.signIn.begin(true) }
func (p *otherPage) back()                        { p.w.signIn.back() }

// say fills the page; other is who has signed in.
func (p *otherPage) say(a account.Account, other string) {
	w := p.w
	d := map[string]any{"Address": a.Email, "Other": other, "Provider": w.signing.provider.Name}
	p.main = widgets.NewButton(widgets.Primary, lang.L("Sign in again"), "", p.submit)
	var ways []fyne.CanvasObject
	if w.o.Account == nil && (w.o.Has == nil || !w.o.Has(other)) {
		ways = append(ways, w.offer(widgets.IconPerson, lang.L("Set up {{.Other}} instead", d), lang.L("PopMail then gets the mail of this address."),
			lang.L("Use this address"), func() { w.take(other) }))
	}
	ways = append(ways, w.offer(widgets.IconPeople, lang.L("Both addresses belong to one mailbox"), lang.L("For example, one is another name of yours, or you share the mailbox."),
		lang.L("Go on"), func() {
			w.signing.agreed = keyOf(w.account())
			w.signedIn(SignedIn{Credential: w.signing.token})
		}))
	p.all = []fyne.CanvasObject{
		air(20), heading(lang.L("You signed in as someone else")), air(11),
		muted(lang.L("You typed {{.Address}}, but in your browser you signed in to {{.Provider}} as {{.Other}}. PopMail has not used that sign-in.", d)), air(14),
		flow.NewColumn(8, ways...), air(26),
		flow.NewEnds(10, widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back), p.main),
	}
}

// take sets up the address that has signed in, with what it has allowed.
func (w *Wizard) take(email string) {
	token, known := w.signing.token, w.signing
	if w.server.user.Text == w.person.email.Text || w.server.user.Text == w.guessedUser {
		w.guessedUser = email
		w.server.user.SetText(email)
	}
	w.person.email.SetText(email)
	w.signing.key, w.signing.provider, w.signing.there = keyOf(w.account()), known.provider, known.there
	w.signedIn(SignedIn{Credential: token, Email: email})
}
