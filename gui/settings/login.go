package settings

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
	"popmail/gui/servers"
)

// login is the address, the user name and the password.
type login struct {
	f                     *form
	row                   *row
	email, user, password *field.Entry
	emailField, userField *field.Labelled
	recent                *recent
	passwordField         *field.Labelled
	keep                  *field.Select
	keeps                 []account.Keep
	itself                *flow.Column // that the password itself is sent, and the way back
	onlyProof             *widgets.Button
}

func newLogin(f *form) *login {
	l := &login{f: f, email: f.entry(), user: f.entry(), password: field.NewPassword(f.submit, f.s.escape)}
	l.recent = newRecent(f)
	l.emailField, l.userField = field.Label(lang.L("E-mail address"), l.email), field.Label(lang.L("User name"), l.user)
	l.password.SetPlaceHolder(lang.L("Leave empty to keep it"))
	l.passwordField = field.Label(lang.L("Password"), l.password)
	l.keep = field.NewSelect(nil, func(string) { l.mark() })
	l.email.OnChanged = func(string) { l.emailField.Say("") }
	l.user.OnChanged = func(string) { l.userField.Say(""); l.mark(); f.incoming.mark() }
	l.password.OnChanged = func(string) { l.passwordField.Say(""); f.incoming.mark() }
	names := flow.NewHalves(18, fieldsLeast, l.emailField, l.userField)
	kept := flow.NewHalves(18, fieldsLeast, l.passwordField, field.Label(lang.L("Where the password is saved"), field.Framed(l.keep)))
	names.Below, kept.Below = 14, 14
	l.onlyProof = widgets.NewButton(widgets.Quiet, lang.L("Send only a proof again"), "", func() {
		f.itself, f.proof = "", true
		l.mark()
		f.s.relayout()
		f.s.focus(f.save)
	})
	said := widgets.NewText(lang.L("The password itself is sent, over the encrypted connection, although the server could be sent only a proof of it."), theme.SizeSmall, "")
	l.itself = flow.NewColumn(8, said, flow.NewTiles(0, l.onlyProof))
	l.row = newRow(f, widgets.IconKey, lang.L("User name and password"), names, l.recent.column, kept, l.itself)
	l.row.onOpen = func() fyne.Focusable { return l.user }
	return l
}

func (l *login) objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.row.column} }

func keepName(k account.Keep) string {
	switch k {
	case account.KeepFile:
		return lang.L("In a private file")
	case account.KeepAsk:
		return lang.L("Nowhere: ask me each time PopMail starts")
	}
	return lang.L("In this computer’s password manager")
}

func (l *login) fill(a account.Account) {
	set(l.email, a.Email)
	set(l.user, a.PersonsUser())
	l.recent.fill(a)
	l.keeps = l.keeps[:0]
	var names []string
	chosen := 0
	for _, k := range []account.Keep{account.KeepKeyring, account.KeepFile, account.KeepAsk} {
		if k == account.KeepKeyring && l.f.s.keyringMissing && a.Keep != k {
			continue
		}
		if k == a.Keep {
			chosen = len(l.keeps)
		}
		l.keeps, names = append(l.keeps, k), append(names, keepName(k))
	}
	l.keep.Options = names
	l.keep.SetSelectedIndex(chosen)
	l.mark()
}

func (l *login) kept() account.Keep {
	if i := l.keep.SelectedIndex(); i >= 0 {
		return l.keeps[i]
	}
	return l.f.was.Keep
}

func (l *login) into(a *account.Account) {
	a.Email, a.User, a.Keep = strings.TrimSpace(l.email.Text), strings.TrimSpace(l.user.Text), l.kept()
	l.recent.into(a)
	if a.Auth.Browser() && l.credential().Given() {
		a.Auth = account.AuthAuto // a password in the place of the sign-in
	}
}

// credential is the password as typed, without what pasting brings along.
func (l *login) credential() account.Credential {
	c := account.Password(servers.Password(l.password.Text, l.f.incoming.fields.Host.Text))
	c.Outgoing = l.f.outgoing.login.Typed()
	return c
}

func (l *login) check() fyne.Focusable {
	for _, f := range []*field.Labelled{l.emailField, l.userField, l.passwordField} {
		f.Say("")
	}
	var first fyne.Focusable
	wrong := func(below *field.Labelled, at fyne.Focusable, text string) {
		below.Say(text)
		l.row.open()
		if first == nil {
			first = at
		}
	}
	if a, err := discover.ParseAddress(l.email.Text); err != nil {
		wrong(l.emailField, l.email, lang.L("Please type your whole e-mail address, such as ann@example.org."))
	} else {
		if l.email.Text != l.f.was.Email {
			set(l.email, a.Email)
		}
		for _, other := range l.f.s.state.Accounts {
			if other.Account.ID != l.f.card.id && account.SameEmail(other.Account.Email, l.email.Text) {
				wrong(l.emailField, l.email, lang.L("PopMail already has an account with this address."))
			}
		}
	}
	if u := strings.TrimSpace(l.user.Text); u == "" || strings.ContainsAny(u, "\r\n\x00") {
		wrong(l.userField, l.user, lang.L("Please type the user name. It’s usually your e-mail address."))
	}
	if strings.ContainsAny(field.TrimBreaks(l.password.Text), "\r\n\x00") {
		wrong(l.passwordField, l.password, lang.L("A password can’t contain a line break."))
	}
	return first
}

func (l *login) lock(on bool) {
	for _, o := range []lockable{l.email, l.user, l.password, l.keep, l.row.change, l.onlyProof, l.recent.on} {
		lock(o, on)
	}
}

func (l *login) mark() {
	where := lang.L("saved in this computer’s password manager")
	switch l.kept() {
	case account.KeepFile:
		where = lang.L("saved in a private file")
	case account.KeepAsk:
		where = lang.L("not saved, asked for at each start")
	}
	if l.f.was.Auth.Browser() {
		where = lang.L("you sign in with your browser")
	}
	now := l.f.now()
	l.itself.Hidden = now.Auth != account.AuthPlain || !now.Encrypted()
	l.row.line.SetText(widgets.OneLine(l.user.Text) + " · " + where)
}
