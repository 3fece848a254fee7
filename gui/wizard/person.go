package wizard

import (
	"strings"

	"fyne.io/fyne/v2"
	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// personPage asks who the person is.
type personPage struct {
	w                                    *Wizard
	name, email, password                *field.Entry
	nameField, emailField, passwordField *field.Labelled
	keep                                 account.Keep
	keepChosen                           bool // by the person
	note                                 *widgets.Text
	change                               *widgets.Button
	handButton, cancelButton, goOn       *widgets.Button
	title, intro                         *widgets.Text
	buttons                              *flow.Ends
	keyringMissing                       bool
	all                                  []fyne.CanvasObject
}

func newPersonPage(w *Wizard) *personPage {
	p := &personPage{w: w, keep: account.KeepKeyring}
	p.name, p.email, p.password = newEntry(w), newEntry(w), newPassword(w)
	p.name.OnChanged = func(string) { p.unsay(p.nameField) }
	p.email.OnChanged = func(string) { p.unsay(p.emailField); p.sayPassword() }
	p.password.OnChanged = func(text string) {
		p.unsay(p.passwordField)
		if text != "" && w.state != nil && w.person == p && w.signing.whose != "" && w.passwordWorks(w.server.host.Text) {
			w.forgetSignIn() // it is to be used in the place of the sign-in
		}
	}
	p.nameField = field.Label(lang.L("Your name"), p.name)
	p.emailField = field.Label(lang.L("E-mail address"), p.email)
	p.passwordField = field.Label(lang.L("Password"), p.password)
	p.title = heading(lang.L("Welcome! Let’s set up your mail."))
	p.intro = muted(lang.L("PopMail keeps your mail on this computer, so you can read it anywhere, even without internet."))
	if a := w.o.Account; a != nil {
		p.title.SetText(lang.L("Change this account"))
		p.intro.SetText(lang.L("Changes apply from the next check for mail. Mail already on this computer stays as it is."))
		if w.o.Anew {
			p.title.SetText(lang.L("Set up this account again"))
			p.intro.SetText(lang.L("PopMail tests the servers as for a new account. Mail already on this computer stays as it is."))
		}
		p.name.Text, p.email.Text = a.Name, a.Email
		p.password.PlaceHolder = lang.L("Leave empty to keep it")
		if a.Keep != "" {
			p.keep, p.keepChosen = a.Keep, true
		}
	} else if !w.o.First {
		p.title.SetText(lang.L("Add an account"))
		p.intro.SetText(lang.L("Its mail is added to the mail you already have."))
	}
	lock := flow.NewColumn(0, widgets.NewGlyph(widgets.IconLock, theme.ColorMuted))
	lock.Inset.Top = 1
	p.note = widgets.NewText("", theme.SizeSmall, theme.ColorMuted)
	p.change = widgets.NewLink(lang.L("Change…"), p.chooseKeep)
	p.change.Small = true
	row := flow.NewRow(6, p.note, lock, p.note, p.change)
	row.Top = true
	p.handButton = widgets.NewButton(widgets.Flat, lang.L("Set up by hand…"), "", p.byHand)
	p.cancelButton = widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", w.cancel)
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Continue"), "", p.submit)
	p.buttons = flow.NewEnds(10, p.handButton, p.goOn)
	if !w.o.First && w.o.OnCancel != nil {
		p.buttons = flow.NewEnds(10, p.cancelButton, p.handButton, p.goOn)
	}
	p.handButton.Hidden = w.o.Account != nil
	p.all = []fyne.CanvasObject{
		air(20), p.title, air(11), p.intro, w.imports.box,
		air(14), p.nameField, air(14), p.emailField, air(14), p.passwordField,
		air(8), row, air(25), p.buttons, w.imports.wrong, w.imports.file,
	}
	p.sayKeep()
	return p
}

func (p *personPage) objects() []fyne.CanvasObject { return p.all }
func (p *personPage) segment() int                 { return 1 }
func (p *personPage) back()                        { p.w.cancel() }

func (p *personPage) first() fyne.Focusable {
	for _, e := range []*field.Entry{p.name, p.email, p.password} {
		if e.Text == "" {
			return e
		}
	}
	return p.name
}

func (p *personPage) unsay(f *field.Labelled) {
	if f != nil && f.Saying() {
		f.Say("")
		p.w.relayout()
	}
}

// submit looks for the server when everything is usable.
func (p *personPage) submit() { p.check(p.w.look) }

// byHand goes on without looking for it.
func (p *personPage) byHand() { p.check(func(string) { p.w.byHand() }) }

// check goes on with the address when everything is usable.
func (p *personPage) check(then func(email string)) {
	p.nameField.Say("")
	p.emailField.Say("")
	var wrong fyne.Focusable
	typed, err := discover.ParseAddress(p.email.Text)
	email := typed.Email
	if err != nil {
		p.emailField.Say(lang.L("Please type your whole e-mail address, such as ann@example.org."))
		wrong = p.email
	} else if old := p.w.o.Account; (old == nil || !account.SameEmail(old.Email, email)) && p.w.o.Has != nil && p.w.o.Has(email) {
		p.emailField.Say(lang.L("PopMail already has the account {{.Value}}.", map[string]any{"Value": email}))
		wrong = p.email
	}
	if wrong = or(wrong, p.checkPassword(email)); wrong != nil {
		p.w.relayout()
		p.w.focus(wrong)
		return
	}
	p.email.SetText(email)
	if strings.TrimSpace(p.name.Text) == "" && typed.Name != "" { // pasted with a name
		p.name.SetText(typed.Name)
	}
	then(email)
}

// checkPassword says below the password what is wrong with it; nil: nothing is.
func (p *personPage) checkPassword(email string) fyne.Focusable {
	wrong := p.w.passwordFault(p.password.Text, email)
	p.passwordField.Say(wrong)
	if wrong == "" {
		return nil
	}
	return p.password
}

// passwordFault is what is wrong with a password as it was typed for an address; empty:
// nothing is.
func (w *Wizard) passwordFault(typed, email string) string {
	switch typed = field.TrimBreaks(typed); {
	case strings.ContainsAny(typed, "\r\n\x00"):
		return lang.L("A password can’t contain a line break.")
	case typed == "" && w.o.Account == nil && !w.mayLackPassword(email) && !w.seeksProvider(email):
		return lang.L("Please type your e-mail password.")
	}
	return ""
}

// mayLackPassword reports whether a provider is known for letting people sign in with the
// browser, or the settings that are taken over say so.
func (w *Wizard) mayLackPassword(email string) bool {
	if t := w.taking(); t != nil && (t.Account.Auth.Browser() || t.Account.Auth == account.AuthExternal) {
		return true
	}
	known := discover.ByAddress(email)
	return w.o.Browser != nil && known != nil && (known.OAuth || known.Login == discover.Browser)
}

// seeksProvider reports whether only the search finds out who the provider of an address is, and so
// whether there is a password: one that turns out to be needed is asked for then, and from then on.
func (w *Wizard) seeksProvider(email string) bool {
	if w.o.Browser == nil || w.taking() != nil || discover.ByAddress(email) != nil {
		return false
	}
	s, a := &w.signing, w.account()
	a.Email = email
	key := keyOf(a)
	return s.typed != key && (s.key != key || s.there && (s.provider.Ready || !w.passwordWorks(a.Incoming.Host)))
}

// sayPassword says in the field for the password that none is needed.
func (p *personPage) sayPassword() {
	if p.w.o.Account != nil {
		return
	}
	text := ""
	if known := discover.ByAddress(p.email.Text); p.w.o.Browser != nil && known != nil && known.Login == discover.Browser {
		text = lang.L("Not needed: you sign in with your browser")
	}
	if p.password.PlaceHolder != text {
		p.password.SetPlaceHolder(text)
	}
}

// needPassword asks for the password that turns out to be needed, on the page where it is
// typed: the present one, where it has a field for it.
func (w *Wizard) needPassword() {
	text := lang.L("Please type your e-mail password.")
	if w.at == stepProblem && w.problem.password.Visible() {
		w.problem.refuse(text)
		return
	}
	p := w.person
	if w.taking() != nil {
		w.show(stepServer)
	} else {
		w.show(stepPerson)
	}
	p.passwordField.Say(text)
	w.relayout()
	w.focus(p.password)
}

// refuseAddress says that an address cannot be one.
func (p *personPage) refuseAddress() {
	p.emailField.Say(lang.L("Please type your whole e-mail address, such as ann@example.org."))
	p.w.relayout()
	p.w.focus(p.email)
}

func or(a, b fyne.Focusable) fyne.Focusable {
	if a != nil {
		return a
	}
	return b
}

// focus gives the keyboard to a thing that has to be changed: typing replaces
// what is in a field.
func (w *Wizard) focus(f fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(w); c != nil {
		c.Focus(f)
	}
	if e, ok := f.(*field.Entry); ok {
		e.SelectAll()
	}
}

// keepChanged takes in whether the password store can be used. Who has gone on meanwhile has
// read where the password goes: it goes nowhere else unless they come back to this page.
func (p *personPage) keepChanged(works bool) {
	p.keyringMissing = !works
	if p.w.at == stepPerson {
		p.keepUsable()
		p.w.relayout()
	}
}

// keepUsable chooses another place where the password store cannot be used, and says so.
func (p *personPage) keepUsable() {
	if p.keyringMissing && !p.keepChosen {
		p.keep = account.KeepFile
	}
	p.sayKeep()
}

func keepName(k account.Keep) string {
	switch k {
	case account.KeepFile:
		return lang.L("In a private file")
	case account.KeepAsk:
		return lang.L("Nowhere: ask me each time PopMail starts")
	}
	return lang.L("In this computer’s password manager")
}

func (p *personPage) sayKeep() {
	text := lang.L("Saved in this computer’s password manager, never in PopMail’s files.")
	switch {
	case p.keep == account.KeepFile && p.keyringMissing:
		text = lang.L("Saved in a private file (this computer has no password manager that PopMail can use).")
	case p.keep == account.KeepFile:
		text = lang.L("Saved in a private file.")
	case p.keep == account.KeepAsk:
		text = lang.L("Not saved. PopMail will ask for it each time it starts.")
	}
	p.note.SetText(text)
}

// chooseKeep offers the places for the password.
func (p *personPage) chooseKeep() {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.w)
	if c == nil {
		return
	}
	menu := fyne.NewMenu("")
	for _, k := range []account.Keep{account.KeepKeyring, account.KeepFile, account.KeepAsk} {
		if k == account.KeepKeyring && p.keyringMissing {
			continue
		}
		item := fyne.NewMenuItem(keepName(k), func() { p.setKeep(k) })
		item.Checked = k == p.keep
		menu.Items = append(menu.Items, item)
	}
	widgets.ShowMenuBelow(menu, c, p.change, false)
}

func (p *personPage) setKeep(k account.Keep) {
	p.keep, p.keepChosen = k, true
	p.sayKeep()
	p.w.relayout()
}
