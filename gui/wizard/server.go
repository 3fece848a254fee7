package wizard

import (
	"net"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// serverPage asks where the mail is.
type serverPage struct {
	w                    *Wizard
	title, intro         *widgets.Text
	host, port, user     *field.Entry
	hostField, portField *field.Labelled
	userField            *field.Labelled
	security             *widgets.OptionGroup
	unsafe               *field.Check // the person knows what None means
	unsafeField          *field.Labelled
	before               account.Security // the choice that port was filled in for
	hints                *flow.Column     // what the provider wants to be known first
	busy                 *busy
	backButton, goOn     *widgets.Button
	all                  []fyne.CanvasObject
}

// securities are the choices in the order of the cards.
var securities = []account.Security{account.TLS, account.STARTTLS, account.None}

func newServerPage(w *Wizard) *serverPage {
	p := &serverPage{w: w, before: account.TLS}
	p.title = heading(lang.L("Your mail server"))
	p.intro = muted("")
	p.host, p.port, p.user = newEntry(w), newEntry(w), newEntry(w)
	p.host.OnChanged = func(string) { p.unsay(p.hostField) }
	p.port.OnChanged = func(string) { p.unsay(p.portField) }
	p.user.OnChanged = func(string) { p.unsay(p.userField) }
	p.hostField = field.Label(lang.L("Server"), p.host)
	p.portField = field.Label(lang.L("Port"), p.port)
	p.userField = field.Label(lang.L("User name"), p.user)
	line := flow.NewRow(14, nil, p.hostField, p.portField)
	line.Parts, line.Top = []float32{3, 1}, true

	cards := []*widgets.OptionCard{
		widgets.NewOptionCard(lang.L("SSL/TLS"), lang.L("(port 995) — recommended"), lang.L("Nobody on the way can read your password or mail."), nil),
		widgets.NewOptionCard(lang.L("STARTTLS"), lang.L("(port 110)"), lang.L("The connection is protected before your password is sent. If that is not possible, PopMail stops."), nil),
		widgets.NewOptionCard(lang.X("no encryption", "None"), lang.L("(port 110) — not safe"), lang.L("Anyone on the same network could read your password and mail."), nil),
	}
	p.security = widgets.NewOptionGroup(func(int) { p.securityChanged() }, cards...)
	p.unsafe = field.NewCheck(lang.L("I understand that others may read my password and mail."), func(bool) { p.unsay(p.unsafeField) })
	p.unsafeField = field.Label("", p.unsafe)
	p.unsafeField.Hide()

	p.backButton = widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back)
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Test and continue"), "", p.submit)
	p.hints = flow.NewColumn(8)
	p.hints.Inset.Top = 12
	p.hints.Hide()
	p.busy = newBusy(w, flow.NewEnds(10, p.backButton, p.goOn))
	p.busy.lock = p.lock
	p.all = []fyne.CanvasObject{
		air(20), p.title, air(11), p.intro, p.hints,
		air(14), line,
		air(14), field.Name(lang.L("Connection security")), air(9), cards[0], air(8), cards[1], air(8), cards[2], p.unsafeField,
		air(14), p.userField,
		air(26), p.busy.column,
	}
	if a := w.o.Account; a != nil {
		p.host.Text, p.user.Text = a.Incoming.Host, a.User
		if p.before = a.Incoming.Security; p.before == "" {
			p.before = account.TLS
		}
		p.port.Text = strconv.Itoa(portOf(a.Incoming))
		for i, s := range securities {
			if s == p.before {
				p.security.Choose(i)
			}
		}
		p.unsafe.Checked = p.before == account.None // agreed to when it was set up
		p.unsafeField.Hidden = p.before != account.None
	}
	return p
}

func portOf(s account.Server) int {
	if s.Port == 0 {
		return s.Security.DefaultPort()
	}
	return s.Port
}

func (p *serverPage) objects() []fyne.CanvasObject { return p.all }
func (p *serverPage) segment() int                 { return 2 }

// first is the server's name, the guess that is wrong most often. Enter tries
// the settings from any field.
func (p *serverPage) first() fyne.Focusable { return p.host }

func (p *serverPage) back() {
	if p.busy.running {
		p.w.stopTest()
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

// fields are those that can say what is wrong with them.
func (p *serverPage) fields() []*field.Labelled {
	return []*field.Labelled{p.hostField, p.portField, p.userField, p.unsafeField}
}

func (p *serverPage) lock(on bool) {
	for _, e := range []*field.Entry{p.host, p.port, p.user} {
		if on {
			e.Disable()
		} else {
			e.Enable()
		}
	}
	if on {
		p.security.Disable()
		p.unsafe.Disable()
		p.goOn.Disable()
	} else {
		p.security.Enable()
		p.unsafe.Enable()
		p.goOn.Enable()
	}
}

// chosen is the chosen security.
func (p *serverPage) chosen() account.Security {
	if i := p.security.Chosen(); i >= 0 {
		return securities[i]
	}
	return account.TLS
}

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
	if !p.put(account.Server{Host: discover.Guess(email), Port: account.TLS.DefaultPort(), Security: account.TLS}, email, email) {
		intro = lang.L("This is the server that you typed. Your provider’s help page says whether it’s the right one.")
	} else {
		p.w.madeUp = strings.EqualFold(p.host.Text, p.w.guessed.Host)
	}
	p.intro.SetText(intro)
}

// put fills in a server and a user name for an address. What the person has typed stays;
// a change of security or port alone goes with the name that it was made for. ours
// reports whether the server is the one that was filled in.
func (p *serverPage) put(s account.Server, email, user string) (ours bool) {
	w := p.w
	if p.host.Text == "" || p.host.Text == w.guessed.Host {
		if p.host.Text == "" || s.Host != w.guessed.Host {
			p.host.SetText(s.Host)
			p.unsafe.SetChecked(false) // agreed to for another server
			for i, security := range securities {
				if security == s.Security && p.chosen() != s.Security {
					p.security.Choose(i)
					p.securityChanged()
				}
			}
			p.port.SetText(strconv.Itoa(portOf(s)))
		}
		w.guessed, w.madeUp = s, false
	}
	ours = strings.EqualFold(strings.TrimSpace(p.host.Text), s.Host)
	if w.proved.email == email && strings.EqualFold(w.proved.host, p.host.Text) {
		user = w.proved.user
	}
	if p.user.Text == "" || p.user.Text == w.guessedUser {
		w.guessedUser = user
		p.user.SetText(user)
	}
	return ours
}

// take fills in what was found for an address.
func (p *serverPage) take(email string, found discover.Result) {
	if len(found.Candidates) == 0 {
		var intro string
		switch d := map[string]any{"Domain": found.Address.Domain}; {
		case found.Silent:
			intro = lang.L("PopMail couldn’t look for your provider’s settings, because nothing on the internet answered. It has filled in what is usual.")
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
		user = email
	}
	if p.put(c.Incoming.Server, email, user) {
		p.title.SetText(lang.L("PopMail found your mail server"))
		p.intro.SetText(origin(c, found.Address.Domain))
		p.w.madeUp = c.Incoming.Source == discover.FromGuess
		return
	}
	p.title.SetText(lang.L("Your mail server"))
	p.intro.SetText(lang.L("This is the server that you typed. For {{.Domain}}, PopMail found {{.Server}}.", map[string]any{"Domain": found.Address.Domain, "Server": c.Incoming.Host}))
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
	return text + " " + lang.L("Change these settings only if your provider told you to.")
}

// advise says what has to be done at the provider before PopMail can log in.
func (p *serverPage) advise(provider *discover.Provider) {
	p.hints.Objects = nil
	h := adviceOf(provider)
	if s := p.w.signing; s.there && s.provider.Ready && s.key == keyOf(p.w.account()) {
		h = p.w.browserAdvice(p.host.Text)
	}
	if h.text != "" {
		p.hints.Objects = append(p.hints.Objects, p.w.noticeOf(h))
	}
	p.hints.Hidden = len(p.hints.Objects) == 0
	p.hints.Refresh()
}

// securityChanged changes the port along, if it is still the usual one.
func (p *serverPage) securityChanged() {
	now := p.chosen()
	if text := strings.TrimSpace(p.port.Text); text == "" || text == strconv.Itoa(p.before.DefaultPort()) {
		p.port.SetText(strconv.Itoa(now.DefaultPort()))
	}
	p.before = now
	p.unsafeField.Hidden = now != account.None
	if now != account.None {
		p.unsafe.SetChecked(false)
		p.unsafeField.Say("")
	}
	p.w.relayout()
}

// into puts what is on the page into an account.
func (p *serverPage) into(a *account.Account) {
	a.Incoming.Host = strings.TrimSpace(p.host.Text)
	a.Incoming.Port, _ = strconv.Atoi(strings.TrimSpace(p.port.Text))
	a.Incoming.Security = p.chosen()
	a.User = strings.TrimSpace(p.user.Text)
}

// tidyHost takes a port and a scheme out of the server's name, as people paste
// them.
func (p *serverPage) tidyHost() {
	h := strings.TrimSpace(p.host.Text)
	for _, scheme := range []string{"pop3s://", "pops://", "pop3://", "pop://", "ssl://", "https://", "http://"} {
		if len(h) > len(scheme) && strings.EqualFold(h[:len(scheme)], scheme) {
			h = h[len(scheme):]
		}
	}
	h = strings.TrimRight(h, "/.")
	if host, port, err := net.SplitHostPort(h); err == nil && host != "" {
		if n, err := strconv.Atoi(port); err == nil && n > 0 && n < 65536 {
			h = host
			p.port.SetText(port)
		}
	}
	if h != p.host.Text {
		p.host.SetText(h)
	}
}

// submit tests the settings when they are usable.
func (p *serverPage) submit() {
	if p.busy.running {
		return
	}
	p.tidyHost()
	var wrong fyne.Focusable
	for _, f := range p.fields() {
		f.Say("")
	}
	s := account.Server{Host: p.host.Text, Port: 1, Security: p.chosen()}
	if strings.TrimSpace(p.host.Text) == "" {
		p.hostField.Say(lang.L("Please type the name of the server, such as pop.example.org."))
		wrong = p.host
	} else if s.Validate() != nil {
		p.hostField.Say(lang.L("That isn’t a server name. Server names look like pop.example.org."))
		wrong = p.host
	}
	if n, err := strconv.Atoi(strings.TrimSpace(p.port.Text)); err != nil || n < 1 || n > 65535 {
		p.portField.Say(lang.L("Type a number from 1 to 65535, usually 995 or 110."))
		wrong = or(wrong, p.port)
	}
	if user := strings.TrimSpace(p.user.Text); user == "" || strings.ContainsAny(user, "\r\n\x00") {
		p.userField.Say(lang.L("Please type the user name. It’s usually your e-mail address."))
		wrong = or(wrong, p.user)
	}
	if p.chosen() == account.None && !p.unsafe.Checked {
		p.unsafeField.Say(lang.L("Check this box to continue without encryption."))
		wrong = or(wrong, p.unsafe)
	}
	if wrong != nil {
		p.w.relayout()
		p.w.focus(wrong)
		return
	}
	p.w.test()
}
