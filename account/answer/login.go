package answer

import (
	"popmail/account"
)

// Login is a refusal to let a person in.
type Login struct {
	Words     Words
	Denied    bool // a code says that user name or password are wrong, though maybe not of these alone
	User      bool // nothing but the user name was sent, with POP3's USER
	Clear     bool // the person has chosen a line without encryption
	Token     bool // a token of OAuth was shown
	TokenOnly bool // the server lists ways to log in for such tokens, and with a password none
}

// Trouble says what the refusal is about. The password is called wrong only by Denied or
// by words that name user name, password or log-in. What is not understood is
// account.TroubleLogin: it stays the server's words.
func (r Login) Trouble() account.Trouble {
	text := r.Words
	while := text.has(saysWhile)
	typed := text.has(namesPassword)
	wrong := text.has(saysWrong)
	busy := text.Busy()
	switch {
	case r.Clear && text.has(wantsTLS):
		return account.TroublePlainRefused
	case text.has(wantsBrowser):
		return account.TroubleBrowser
	case text.Method() && r.TokenOnly && !r.Token:
		return account.TroubleBrowser
	case text.Method():
		return account.TroubleMethod
	case text.has(wantsAppPassword):
		return account.TroubleAppPassword
	case text.has(wantsWeb):
		return account.TroubleWeb
	case wrong && (typed || text.has(namesLogin)) && text.has(saysEither):
		// "The password is incorrect, or the service is off": it may be any of them.
		return account.TroubleLogin
	case text.TooMany():
		return account.TroubleTooMany
	case text.POPOff():
		return account.TroubleSwitchedOff
	case text.Has("access blocked", "access is blocked", "access has been blocked") && text.FromHere():
		return account.TroubleFromHere
	case text.has(saysAccountLocked) && !while:
		return account.TroubleLocked
	case text.FromHere():
		return account.TroubleFromHere
	case text.has(wantsUserForm):
		return account.TroubleUserName
	case r.Token && (r.Denied || wrong && (typed || text.has(namesLogin))):
		return account.TroubleSignInAgain
	case r.Denied && busy && !typed:
		// Providers that count tries refuse with AUTH as well.
		return account.TroubleBusy
	case r.Denied:
		return account.TroublePassword
	case r.User && text.has(saysUnknownCommand):
		// RFC 2595, section 4: USER may be switched off before STLS.
		if r.Clear {
			return account.TroublePlainRefused
		}
		return account.TroubleMethod
	case text.has(saysFull):
		return account.TroubleLogin
	case typed && wrong && busy, text.has(saysClosed) && !while:
		// "The password is incorrect, or the system is busy": it may be either.
		return account.TroubleLogin
	case busy:
		return account.TroubleBusy
	case text.has(saysFault):
		return account.TroubleServer
	case text.has(saysBroken):
		return account.TroubleLogin
	case wrong && (typed || text.has(namesLogin) && !text.has(saysElse)):
		return account.TroublePassword
	}
	return account.TroubleLogin
}

// Method reports whether they ask for another kind of log-in.
func (text Words) Method() bool {
	if text.has([]string{"gssapi", "kerberos", "ntlm", "cram-md5", "digest-md5", "scram-", "apop"}) {
		return true
	}
	return text.has([]string{"mechanism", "authentication method", "auth method", "authentication type", "auth type", "authentication scheme", "basic auth", "plain auth", "login auth", "sasl", "auth plain", "auth login", "mecanism", "meccanism", "verfahren", "methode d'auth"}) &&
		text.has([]string{
			"not support", "unsupported", "disabled", "required", "requires", "not allowed", "not permitted", "not available", "too weak", "blocked", "must use", "deprecated",
			"unknown", "unrecogni", "invalid mech", "invalid auth", "not implemented", "not enabled", "unavailable", "no mechanism", "no such", "not known", "nicht unterst", "unbekannt", "non support", "no soport",
		})
}

// POPOff reports whether they say that the provider has POP3 switched off for
// this mailbox.
func (text Words) POPOff() bool {
	return text.has(saysOff) || (" "+text+" ").has(namesPOP) && text.has(saysNotOn)
}
