package account

import "strings"

// recentMode before the user name has Gmail's POP3 server list all mail of the last 30 days.
// Without it each message is given to one program only, as support.google.com/a/answer/6089246
// has it ("recent mode").
const recentMode = "recent:"

// OffersRecent reports whether the incoming server knows that mode. With a token of OAuth the
// name is that of the token.
func (a *Account) OffersRecent() bool {
	return (SameHost(a.Incoming.Host, "pop.gmail.com") || SameHost(a.Incoming.Host, "pop.googlemail.com")) && !a.Auth.Browser()
}

// Recent reports whether the account asks for it.
func (a *Account) Recent() bool { return a.OffersRecent() && strings.HasPrefix(a.User, recentMode) }

// SetRecent asks for it, or does so no more. Where the server does not know it nothing is done.
func (a *Account) SetRecent(on bool) {
	if !a.OffersRecent() {
		return
	}
	a.User = a.PersonsUser()
	if on {
		a.User = recentMode + a.User
	}
}

// PersonsUser is the user name without the mode.
func (a *Account) PersonsUser() string {
	if !a.OffersRecent() {
		return a.User
	}
	return strings.TrimPrefix(a.User, recentMode)
}
