package wizard

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// signInPage waits while a person signs in with the browser.
type signInPage struct {
	w             *Wizard
	state         *widgets.Text
	intro         *widgets.Text
	spinner       *widgets.Spinner
	copy, again   *widgets.Button
	backTo        *widgets.Button
	more, another *widgets.Button
	help          *flow.Column
	all           []fyne.CanvasObject
	address       string // of the page; empty: not known yet
	turn          int    // that is waited for; others have their last words
	spins         bool
	from          step // where Back leads
}

func newSignInPage(w *Wizard) *signInPage {
	p := &signInPage{w: w, from: stepServer, spinner: widgets.NewSpinner(), state: widgets.NewText("", "", ""), intro: muted("")}
	p.copy = widgets.NewButton(widgets.Flat, lang.L("Copy address"), "", p.copyAddress)
	p.copy.Small = true
	p.again = widgets.NewButton(widgets.Quiet, lang.L("Open the page again"), "", p.openAgain)
	p.again.Small = true
	p.backTo = widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back)
	p.more = widgets.NewButton(widgets.Quiet, lang.L("Having trouble?"), "", p.showHelp)
	return p
}

func (p *signInPage) objects() []fyne.CanvasObject { return p.all }
func (p *signInPage) segment() int                 { return 2 }

// first is nothing while only Back could be pressed: who presses Enter once more does not
// want to give up.
func (p *signInPage) first() fyne.Focusable {
	if p.again.Visible() && !p.again.Disabled() {
		return p.again
	}
	return nil
}

// submit opens the page once more: that is what a person wants who comes back to this
// window without having signed in.
func (p *signInPage) submit() { p.openAgain() }

// back gives up waiting.
func (p *signInPage) back() {
	w := p.w
	p.stop()
	w.probe.Cancel()
	w.server.busy.stop()
	w.forgetSignIn()
	if w.o.SignIn {
		w.cancel()
		return
	}
	w.show(p.from)
}

// stop ends the waiting.
func (p *signInPage) stop() {
	p.turn++
	p.spins = false
	p.w.browsing.Cancel()
}

// begin opens the provider's page and waits. other lets another person sign in than the
// one that the browser knows.
func (p *signInPage) begin(other bool) {
	w := p.w
	p.stop()
	w.forgetSignIn()
	if w.at == stepServer || w.at == stepChoice {
		p.from = w.at
	}
	a := w.account()
	turn := p.turn
	p.address = ""
	p.fill(a)
	w.show(stepSignIn)
	p.spins = true
	p.spin(turn)
	var in SignedIn
	var err error
	ask := SignInAsk{
		Other: other, Provider: providerID(w.foundProvider(a)), Done: lang.L("You are signed in. You can close this page and go back to PopMail."),
		Failed: lang.L("The sign-in did not work. You can close this page and go back to PopMail."),
		Open: func(ctx context.Context, address string) error {
			w.o.Run.Do(func() { p.opened(turn, address) })
			if err := w.o.Browser.Open(ctx, address); err != nil {
				w.o.Run.Do(func() { p.notOpened(turn) })
			}
			return nil // the address can be copied
		},
	}
	w.browsing.Start(func(ctx context.Context) { in, err = w.o.Browser.SignIn(ctx, a, ask) }, func() {
		if p.turn != turn || w.at != stepSignIn {
			return
		}
		p.address = ""
		if err != nil {
			w.failed(err, stepSignIn)
			return
		}
		w.signedIn(in)
	})
}

func providerID(p *discover.Provider) string {
	if p == nil {
		return ""
	}
	return p.ID
}

// fill writes the page for an account.
func (p *signInPage) fill(a account.Account) {
	w := p.w
	d := map[string]any{"Provider": w.signing.provider.Name, "Mail": w.mailName(a), "Address": a.Email}
	p.intro.SetText(lang.L("For {{.Mail}}, you sign in on {{.Provider}}’s own page. Your browser opens now.", d))
	p.state.SetText(lang.L("Opening your browser…"))
	p.copy.SetText(lang.L("Copy address"))
	for _, b := range []*widgets.Button{p.copy, p.again} {
		b.Show()
		b.Disable()
	}
	page := widgets.NewSpans(widgets.Span{Text: w.signing.provider.Page, Bold: true})
	what := flow.NewColumn(0, page, muted(lang.L("Sign in as {{.Address}} and allow PopMail to read and send your mail.", d)))
	box := flow.NewColumn(14,
		flow.NewRow(14, what, tile(widgets.IconBrowser), what),
		widgets.NewHairline(),
		flow.NewEnds(10, flow.NewRow(12, nil, p.spinner, field.Sized(p.state, 182)), p.copy, p.again),
	).Card(flow.Insets{Left: 19, Top: 16, Right: 19, Bottom: 16})
	box.Radius = fynetheme.SizeNameInputRadius
	p.help = flow.NewColumn(10)
	p.help.Inset.Top = 16
	p.help.Hide()
	p.more.Show()
	p.all = []fyne.CanvasObject{
		air(20), heading(lang.L("Sign in with {{.Provider}}", d)), air(11), p.intro, air(18), box, air(16),
		note(widgets.IconLock, lang.L("PopMail never sees your {{.Provider}} password.", d)), air(8),
		note(widgets.IconKey, lang.L("You can take back this permission at any time in your {{.Provider}} account.", d)),
		p.help, air(24), flow.NewEnds(10, p.backTo, p.more),
	}
}

// tile is an icon on a small ground.
func tile(icon widgets.IconName) fyne.CanvasObject {
	c := flow.NewColumn(0, widgets.NewGlyph(icon, theme.ColorMuted))
	c.Fill, c.Radius, c.Inset = theme.ColorField, fynetheme.SizeNameInputRadius, flow.Same(11)
	return c
}

// note is a line with an icon in front.
func note(icon widgets.IconName, text string) fyne.CanvasObject {
	words := muted(text)
	sign := flow.NewColumn(0, widgets.NewGlyph(icon, theme.ColorMuted))
	sign.Inset.Top = 2
	row := flow.NewRow(10, words, sign, words)
	row.Top = true
	return row
}

// opened takes in the address of the page.
func (p *signInPage) opened(turn int, address string) {
	w := p.w
	if p.turn != turn || w.at != stepSignIn {
		return
	}
	p.address = address
	d := map[string]any{"Provider": w.signing.provider.Name, "Mail": w.mailName(w.account())}
	p.intro.SetText(lang.L("For {{.Mail}}, you sign in on {{.Provider}}’s own page. It should be open in your browser now.", d))
	p.state.SetText(lang.L("Waiting for you to sign in…"))
	p.copy.Enable()
	p.again.Enable()
	w.relayout()
	w.Focus()
}

// notOpened says that there is no browser, and what works then.
func (p *signInPage) notOpened(turn int) {
	if p.turn != turn || p.w.at != stepSignIn {
		return
	}
	p.intro.SetText(lang.L("PopMail could not open a browser. Copy the address, and paste it into a browser on this computer."))
	p.w.relayout()
}

// connecting says that the mailbox is being opened with what the person has allowed.
func (p *signInPage) connecting() {
	if p.w.at != stepSignIn {
		p.fill(p.w.account())
		p.w.show(stepSignIn)
	}
	p.turn++
	p.spins = true
	p.spin(p.turn)
	p.state.SetText(lang.L("You are signed in. Opening your mailbox…"))
	p.copy.Hide()
	p.again.Hide()
	p.w.relayout()
	p.w.Focus()
}

// spin turns the ring for as long as turn is waited for.
func (p *signInPage) spin(turn int) {
	p.w.o.Run.After(widgets.SpinnerStep, func() {
		if p.spins && p.turn == turn && p.w.at == stepSignIn {
			p.spinner.Step()
			p.spin(turn)
		}
	})
}

func (p *signInPage) copyAddress() {
	if p.address == "" {
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(p.address)
	turn := p.turn
	p.copy.SetText(lang.L("Copied"))
	p.w.relayout()
	p.w.o.Run.After(copiedFor, func() {
		if p.turn == turn {
			p.copy.SetText(lang.L("Copy address"))
			p.w.relayout()
		}
	})
}

// copiedFor is how long a button says that it has copied.
const copiedFor = 2 * time.Second

// openAgain opens the page once more.
func (p *signInPage) openAgain() {
	if p.address == "" {
		return
	}
	address, turn := p.address, p.turn
	var err error
	p.w.o.Run.Go(func(ctx context.Context) { err = p.w.o.Browser.Open(ctx, address) }, func() {
		if err != nil {
			p.notOpened(turn)
		}
	})
}

// showHelp says what can be wrong, and offers what helps.
func (p *signInPage) showHelp() {
	w := p.w
	d := map[string]any{"Provider": w.signing.provider.Name, "Address": w.account().Email}
	p.another = widgets.NewButton(widgets.Quiet, lang.L("Use another account"), "", func() { p.begin(true) })
	p.another.Small = true
	tips := []fyne.CanvasObject{
		tip(lang.L("No page opened?"), lang.L("Copy the address, and paste it into a browser on this computer."), nil),
		tip(lang.L("The page shows someone else?"), lang.L("Sign in there as {{.Address}}.", d), p.another),
		tip(lang.L("The page asks for an administrator?"), lang.L("Your organization has to allow PopMail first. Ask whoever looks after its mail."), nil),
	}
	if w.passwordWorks(w.account().Incoming.Host) {
		b := widgets.NewButton(widgets.Quiet, lang.L("Use an app password"), "", func() {
			p.stop()
			w.choice.usePassword()
		})
		b.Small = true
		tips = append(tips, tip(lang.L("It just doesn’t work?"), lang.L("An app password works too."), b))
	}
	if c := w.clientParts(func() { p.begin(false) }); c != nil {
		tips = append(tips, flow.NewColumn(4, tip(lang.L("Whoever helps you has registered PopMail with {{.Provider}}?", d), lang.L("Then there is a client ID, which can be used instead of the one of this copy."), nil), c))
	}
	p.help.Objects = tips
	p.help.Show()
	p.more.Hide()
	w.relayout()
	w.focus(p.another)
}

// tip is a question and what helps.
func tip(question, text string, button *widgets.Button) fyne.CanvasObject {
	para := widgets.NewSpans(widgets.Span{Text: question + " ", Bold: true}, widgets.Span{Text: text})
	para.SizeName = theme.SizeSmall
	if button == nil {
		return para
	}
	return flow.NewRow(12, para, para, button)
}
