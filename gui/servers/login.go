package servers

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
)

// Login are the fields for the log-in to the outgoing server: the same as for incoming
// mail, another one, or none.
type Login struct {
	Same                     *field.Check
	User, Password           *field.Entry
	UserField, PasswordField *field.Labelled
	Own                      *flow.Column // the fields below Same, hidden while it is checked
	changed                  func()
}

// NewLogin makes the fields for an account, which may be a new one; entry and password
// make entries of the screen, changed is called after each change.
func NewLogin(a account.Account, entry, password func() *field.Entry, changed func(), own func(user, password *field.Labelled) fyne.CanvasObject) *Login {
	l := &Login{User: entry(), Password: password(), changed: changed}
	l.UserField, l.PasswordField = field.Label(lang.L("User name for outgoing mail"), l.User), field.Label(lang.L("Password for outgoing mail"), l.Password)
	l.User.SetPlaceHolder(lang.L("Empty: no sign-in"))
	l.Same = field.NewCheck(lang.L("Same user name and password for outgoing mail"), func(on bool) {
		l.Own.Hidden = on
		changed()
	})
	l.Own = flow.NewColumn(14, own(l.UserField, l.PasswordField))
	l.User.OnChanged = func(string) { l.unsay(l.UserField) }
	l.Password.OnChanged = func(string) { l.unsay(l.PasswordField) }
	if a.OutgoingUser != "" {
		l.Password.SetPlaceHolder(lang.L("Leave empty to keep it"))
	}
	l.Fill(a)
	return l
}

func (l *Login) unsay(f *field.Labelled) {
	f.Say("")
	l.changed()
}

// Fill shows an account.
func (l *Login) Fill(a account.Account) {
	l.Same.Checked = !a.OutgoingOpen && a.OutgoingUser == ""
	l.Same.Refresh()
	l.Own.Hidden = l.Same.Checked
	set(l.User, a.OutgoingUser)
}

// Into puts what is in the fields into an account.
func (l *Login) Into(a *account.Account) {
	a.OutgoingUser, a.OutgoingOpen = "", false
	if a.Sends() && !l.Same.Checked {
		a.OutgoingUser = strings.TrimSpace(l.User.Text)
		a.OutgoingOpen = a.OutgoingUser == ""
	}
}

// Typed is the password for outgoing mail as typed, without what pasting brings along.
func (l *Login) Typed() string {
	if l.Same.Checked {
		return ""
	}
	return field.TrimBreaks(l.Password.Text)
}

// Password is a password for a server as typed, without what pasting brings along.
func Password(typed, host string) string {
	return discover.ByHost(host).Tidy(field.TrimBreaks(typed))
}

// Check says below the fields what is wrong with them, and returns the first of these;
// nil: nothing is.
func (l *Login) Check() fyne.Focusable {
	l.UserField.Say("")
	l.PasswordField.Say("")
	switch {
	case l.Same.Checked:
	case strings.ContainsAny(l.User.Text, "\r\n\x00"):
		l.UserField.Say(lang.L("A user name can’t contain a line break."))
		return l.User
	case strings.TrimSpace(l.User.Text) == "" && l.Typed() != "":
		l.UserField.Say(lang.L("Please type the user name. It’s usually your e-mail address."))
		return l.User
	case strings.ContainsAny(l.Typed(), "\r\n\x00"):
		l.PasswordField.Say(lang.L("A password can’t contain a line break."))
		return l.Password
	}
	return nil
}

// Lock keeps the fields from being changed, or lets them be changed again.
func (l *Login) Lock(on bool) {
	for _, o := range []fyne.Disableable{l.Same, l.User, l.Password} {
		lock(o, on)
	}
}
