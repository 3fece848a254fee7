package wizard

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

// serverPage asks where the mail is, and where it is handed in.
type serverPage struct {
	w                    *Wizard
	title, intro         *widgets.Text
	in, out              *block
	host, port, user     *field.Entry // host and port are those of in
	hostField, portField *field.Labelled
	userField            *field.Labelled
	login                *servers.Login // for out
	hints                *flow.Column   // what the provider wants to be known first
	busy                 *busy
	gap                  fyne.CanvasObject
	backButton, goOn     *widgets.Button
	skip                 *widgets.Button // the account that is taken over
	all                  []fyne.CanvasObject
}

func newServerPage(w *Wizard) *serverPage {
	p := &serverPage{w: w}
	p.title = heading(lang.L("Your mail server"))
	p.intro = muted("")
	p.in = newBlock(p, servers.Incoming, widgets.IconInbox, lang.L("Incoming mail"))
	p.out = newBlock(p, servers.Outgoing, widgets.IconOutbox, lang.L("Outgoing mail"))
	p.host, p.hostField, p.port, p.portField = p.in.fields.Host, p.in.fields.HostField, p.in.fields.Port, p.in.fields.PortField
	p.user = newEntry(w)
	p.user.OnChanged = func(string) { p.unsay(p.userField) }
	p.userField = field.Label(lang.L("User name"), p.user)
	var a account.Account
	if w.o.Account != nil {
		a = *w.o.Account
	}
	p.login = servers.NewLogin(a, func() *field.Entry { return newEntry(w) }, func() *field.Entry { return newPassword(w) }, w.relayout,
		func(user, password *field.Labelled) fyne.CanvasObject { return flow.NewColumn(14, user, password) })
	p.login.Own.Inset.Top = 14

	p.backButton = widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back)
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Test and continue"), "", p.submit)
	p.hints = flow.NewColumn(8)
	p.hints.Inset.Top = 12
	p.hints.Hide()
	p.skip = widgets.NewButton(widgets.Flat, lang.L("Skip this account"), "", w.imports.next)
	p.skip.Hide()
	p.busy = newBusy(w, flow.NewEnds(10, p.backButton, p.skip, p.goOn))
	p.busy.lock = p.lock
	p.out.onOpen = p.loginShown
	if w.o.Account != nil {
		p.user.Text = a.User
		p.in.fields.Fill(a.Incoming, true) // agreed to when it was set up
		p.out.fields.Fill(a.Outgoing, true)
	}
	p.in.expand()
	p.out.expand()
	if w.o.ProbeOutgoing == nil {
		p.out.card.Hide()
	}
	if a.Sends() {
		p.out.fold()
	} else if w.o.Account != nil {
		p.out.postpone()
	}
	p.gap = air(10)
	if w.o.ProbeOutgoing == nil {
		p.gap.Hide()
	}
	p.all = []fyne.CanvasObject{
		air(20), p.title, air(11), p.intro, p.hints,
		air(16), p.in.card, p.gap, p.out.card,
		air(16), p.userField, p.loginColumn(), air(26), p.busy.column,
	}
	return p
}

// loginColumn is the log-in for outgoing mail, with the air above it.
func (p *serverPage) loginColumn() fyne.CanvasObject {
	c := flow.NewColumn(0, p.login.Same, p.login.Own)
	c.Inset.Top = 12
	return c
}

// loginShown shows the log-in for outgoing mail where there is such a server.
func (p *serverPage) loginShown() {
	there := p.w.o.ProbeOutgoing != nil && !p.out.later
	p.login.Same.Hidden = !there
	p.login.Own.Hidden = !there || p.login.Same.Checked
}

func portOf(s account.Server) int {
	if s.Port == 0 {
		return s.Security.DefaultPort()
	}
	return s.Port
}

func (p *serverPage) objects() []fyne.CanvasObject { return p.all }
func (p *serverPage) segment() int                 { return 2 }

// first is the server's name where it is not known, for what is guessed is wrong most
// often. Enter tries the settings from any field.
func (p *serverPage) first() fyne.Focusable {
	switch {
	case p.in.open:
		return p.host
	case p.out.open && p.out.card.Visible():
		return p.out.fields.Host
	case p.w.taking() != nil:
		return p.w.person.password
	}
	return p.goOn
}

func (p *serverPage) back() {
	if p.busy.running {
		p.w.stopTest()
		return
	}
	if p.w.taking() != nil {
		p.w.imports.back()
		return
	}
	p.w.show(stepPerson)
}

func (p *serverPage) unsay(f *field.Labelled) {
	if f != nil && f.Saying() {
		f.Say("")
		p.w.relayout()
	}
}

// labelled are those that can say what is wrong with them.
func (p *serverPage) labelled() []*field.Labelled {
	all := append(p.in.fields.All(), p.out.fields.All()...)
	return append(all, p.userField, p.login.UserField, p.login.PasswordField)
}

func (p *serverPage) lock(on bool) {
	p.in.lock(on)
	p.out.lock(on)
	p.login.Lock(on)
	for _, o := range []fyne.Disableable{p.user, p.w.person.password, p.skip, p.goOn} {
		if on {
			o.Disable()
		} else {
			o.Enable()
		}
	}
}

// chosen is the chosen security of the incoming server.
func (p *serverPage) chosen() account.Security { return p.in.fields.Chosen() }

// fill puts in what is usual for an address, unless the person has typed
// something else.
func (p *serverPage) fill(email string) {
	w := p.w
	if w.o.Account != nil {
		p.intro.SetText(lang.L("Change these settings only if your provider told you to."))
		return
	}
	p.advise(discover.ByAddress(email))
	p.fillUsual(email, lang.L("PopMail has filled in what is usual. If your provider’s help page says something else, use that."))
}

// fillUsual puts in what is usual, which intro speaks of.
func (p *serverPage) fillUsual(email, intro string) {
	p.title.SetText(lang.L("Your mail server"))
	p.in.expand()
	p.guessOutgoing(email)
	if !p.put(account.Server{Host: discover.Guess(email), Port: account.TLS.DefaultPort(), Security: account.TLS}, email, userName(email)) {
		intro = lang.L("This is the server that you typed. Your provider’s help page says whether it’s the right one.")
	} else {
		p.w.madeUp = account.SameHost(p.host.Text, p.w.guessed.Host)
	}
	p.intro.SetText(intro)
}

// put fills in a server and a user name for an address. What the person has typed stays;
// a change of security or port alone goes with the name that it was made for, and what nobody
// has changed since it was filled in follows. ours
// reports whether the server is the one that was filled in.
func (p *serverPage) put(s account.Server, email, user string) (ours bool) {
	w := p.w
	s.Port = portOf(s)
	if p.host.Text == "" || p.host.Text == w.guessed.Host {
		if p.host.Text == "" || s.Host != w.guessed.Host || untouched(p.in.fields.Server(), w.guessed) {
			p.in.fields.Fill(s, false)
		}
		w.guessed, w.madeUp = s, false
	}
	ours = account.SameHost(p.host.Text, s.Host)
	if w.proved.email == email && account.SameHost(w.proved.host, p.host.Text) {
		user = w.proved.user
	}
	if p.user.Text == "" || p.user.Text == w.guessedUser {
		w.guessedUser = user
		p.user.SetText(user)
	}
	return ours
}

// userName is the whole of an address as a user name.
func userName(email string) string {
	if a, err := discover.ParseAddress(email); err == nil {
		return a.UserName()
	}
	return email
}

// take fills in what was found for an address.
func (p *serverPage) take(email string, found discover.Result) {
	if len(found.Candidates) == 0 {
		var intro string
		switch d := map[string]any{"Domain": found.Address.Domain}; {
		case found.Silent:
			intro = lang.L("PopMail couldn’t look for your provider’s settings, because nothing on the internet answered. It has filled in what is usual.")
		case found.Portal:
			intro = lang.L("PopMail couldn’t look for your provider’s settings, because something in this network answers in place of your provider’s servers. Hotels, trains and public Wi-Fi do this until you sign in.")
		case found.OtherOnly:
			intro = lang.L("{{.Domain}} publishes settings, but none for POP3. PopMail has filled in what is usual. Your provider’s help page says whether it offers POP3.", d)
		default:
			intro = lang.L("PopMail found no settings for {{.Domain}}, so it has filled in what is usual. If your provider’s help page says something else, use that.", d)
		}
		p.advise(discover.ByAddress(email))
		p.fillUsual(email, intro)
		return
	}
	c := &found.Candidates[0]
	p.advise(c.Provider)
	user := c.Incoming.User
	if user == "" {
		user = userName(email)
	}
	both := p.putOutgoing(email, c, c.Incoming.Ask)
	if p.put(c.Incoming.Server, email, user) {
		p.in.fold()
		p.title.SetText(lang.L("PopMail found your mail server"))
		if unproved(c) {
			p.title.SetText(lang.L("Your mail server"))
		} else if both {
			p.title.SetText(lang.L("PopMail found your mail servers"))
		}
		p.intro.SetText(origin(c, found.Address.Domain))
		p.w.madeUp = c.Incoming.Source == discover.FromGuess
		return
	}
	p.in.expand()
	p.title.SetText(lang.L("Your mail server"))
	p.intro.SetText(lang.L("This is the server that you typed. For {{.Domain}}, PopMail found {{.Server}}.", map[string]any{"Domain": found.Address.Domain, "Server": c.Incoming.Host}))
}

// unproved reports whether what has answered under a usual name could not prove that it is
// that server.
func unproved(c *discover.Candidate) bool {
	return c.Incoming.Source == discover.FromGuess && c.Incoming.Err != nil
}

// origin says where settings come from, and what the person should look at.
func origin(c *discover.Candidate, domain string) string {
	d := map[string]any{"Domain": domain, "Server": c.Incoming.Host}
	if c.Provider != nil {
		d["Provider"] = c.Provider.Name
	}
	check := lang.L("Before you continue, check that {{.Server}} belongs to your provider.", d)
	var text string
	switch {
	case unproved(c):
		return lang.L("PopMail tried usual names. Something answered as {{.Server}}, but it could not prove that it is that server.", d) + " " + check
	case c.Incoming.Source == discover.FromGuess:
		return lang.L("PopMail tried usual names, and this server answered.") + " " + check
	case c.Incoming.Source == discover.FromFolder:
		text = lang.L("From a settings file on this computer.")
	case c.Provider != nil && c.Incoming.Source == discover.FromTable:
		text = lang.L("PopMail knows {{.Provider}}.", d)
	case c.Provider != nil:
		text = lang.L("{{.Provider}} handles mail for {{.Domain}}.", d)
	case c.Incoming.Source == discover.FromPublic:
		text = lang.L("From a public list of mail providers.")
	case c.Incoming.Source == discover.FromExchanger:
		text = lang.L("From the provider that handles mail for {{.Domain}}.", d)
	default:
		text = lang.L("From the settings that {{.Domain}} publishes.", d)
	}
	if c.Incoming.Ask {
		return text + " " + check
	}
	if c.Outgoing.Found() && c.Outgoing.Ask {
		return text + " " + lang.L("Before you continue, check that {{.Server}} belongs to your provider.", map[string]any{"Server": c.Outgoing.Host})
	}
	return text + " " + lang.L("Change these settings only if your provider told you to.")
}

// advise says what has to be done at the provider before PopMail can log in.
func (p *serverPage) advise(provider *discover.Provider) {
	p.hints.Objects = nil
	h := adviceOf(provider)
	if s := p.w.signing; s.there && s.provider.Ready && s.key == keyOf(p.w.account()) {
		h = p.w.browserAdvice(p.host.Text)
	}
	if p.w.distrusts() {
		p.hints.Objects = append(p.hints.Objects, p.w.noticeOf(hint{
			text: lang.L("PopMail asked a server that has a certificate from nobody this computer knows. If your company or club has its own certificate authority, add its file. PopMail then looks again."),
			act:  lang.L("Add a certificate authority…"), do: p.w.addAuthority,
		}))
	}
	if p.w.shut() {
		p.hints.Objects = append(p.hints.Objects, p.w.noticeOf(hint{
			text: lang.L("Open any page in your web browser and sign in to the network there."),
			act:  lang.L("Look again"), do: func() { p.w.seekAnew(p.w.arrive) },
		}))
	}
	if h.text != "" {
		p.hints.Objects = append(p.hints.Objects, p.w.noticeOf(h))
	}
	p.hints.Hidden = len(p.hints.Objects) == 0
	p.hints.Refresh()
}

// into puts what is on the page into an account.
func (p *serverPage) into(a *account.Account) {
	p.in.fields.Into(&a.Incoming)
	a.User = strings.TrimSpace(p.user.Text)
	if p.w.o.ProbeOutgoing == nil {
		return
	}
	if p.out.fields.Into(&a.Outgoing); p.out.later {
		a.Outgoing = account.Server{}
	}
	p.login.Into(a)
}

// submit tests the settings when they are usable.
func (p *serverPage) submit() {
	if p.busy.running {
		return
	}
	p.userField.Say("")
	wrong := p.in.fields.Check()
	if wrong != nil {
		p.in.expand()
	}
	if p.w.o.ProbeOutgoing != nil && !p.out.later {
		bad := p.out.fields.Check()
		if bad != nil {
			p.out.expand()
		} else if !p.out.used() {
			p.out.postpone()
		} else {
			bad = p.login.Check()
		}
		wrong = or(wrong, bad)
	}
	if user := strings.TrimSpace(p.user.Text); user == "" || strings.ContainsAny(user, "\r\n\x00") {
		p.userField.Say(lang.L("Please type the user name. It’s usually your e-mail address."))
		wrong = or(wrong, p.user)
	}
	if p.w.taking() != nil {
		wrong = or(wrong, p.w.person.checkPassword(p.w.person.email.Text))
	}
	if wrong != nil {
		p.w.relayout()
		p.w.focus(wrong)
		return
	}
	p.w.test()
}
