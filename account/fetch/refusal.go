package fetch

import (
	"errors"
	"strings"

	"popmail/account"
	"popmail/account/answer"
	"popmail/account/login"
	"popmail/pop3"
)

// refusal reads an answer of -ERR. A person is blamed only where the server says
// so: the password is called wrong only by the code AUTH or words that name user
// name, password or log-in, and called right only by a code that says so. What is
// not understood stays the server's words.
func (v *connection) refusal(e *pop3.ServerError) account.Trouble {
	text := answer.Fold(e.Words())
	command, _, _ := strings.Cut(strings.ToUpper(e.Command), " ")
	// IN-USE and LOGIN-DELAY say that the log-in was right (RFC 2449, section
	// 8.1.1), if there was one.
	tried := command == "PASS" || command == "APOP" || command == "AUTH" || v.stage == loggedIn
	code := pop3.KnownCode(e.Code)
	switch {
	case code == pop3.CodeInUse && tried:
		return account.TroubleInUse
	case code == pop3.CodeLoginDelay && tried:
		return account.TroubleTooSoon
	case code == pop3.CodeInUse, code == pop3.CodeLoginDelay:
		return account.TroubleBusy
	case code == pop3.CodeSysTemp:
		return account.TroublePassing
	case (code == pop3.CodeSysPerm || code == "") && v.stage == loggedIn && shut(command, text) != account.TroubleOther:
		return shut(command, text)
	case code == pop3.CodeSysPerm && v.stage == loggingIn && text.POPOff():
		return account.TroubleSwitchedOff
	case code == pop3.CodeSysPerm:
		return account.TroubleLasting
	case command == "STLS":
		return account.TroubleNoSTLS
	case v.stage == loggingIn:
		return answer.Login{
			Words: text, Denied: code == pop3.CodeAuth, User: command == "USER",
			Clear: v.a.Incoming.Security == account.None, Token: v.token, TokenOnly: v.tokenOnly,
		}.Trouble()
	case v.stage == connecting && text.TooMany():
		return account.TroubleTooMany
	case v.stage == connecting && text.FromHere():
		return account.TroubleFromHere
	case text.Busy():
		return account.TroubleBusy
	}
	return account.TroubleServer
}

// shut is why a server that has let somebody in does not open the mailbox: there are some
// that look only then whether they may. TroubleOther: it says nothing of that.
func shut(command string, text answer.Words) account.Trouble {
	switch command {
	case "STAT", "UIDL", "LIST":
	default:
		return account.TroubleOther
	}
	switch t := (answer.Login{Words: text}).Trouble(); t {
	case account.TroubleSwitchedOff, account.TroubleLocked, account.TroubleWeb, account.TroubleFromHere:
		return t
	}
	return account.TroubleOther
}

// wayRefused reports whether a failed try to log in is about the way and not about user
// name and password; named says that the server says so, or that it refused before
// anything of the credential was sent. A refusal that names neither is taken for one of
// the way as long as the next way gives no more away.
func (v *connection) wayRefused(err error) (refused, named bool) {
	if errors.Is(err, pop3.ErrNoTimestamp) {
		return true, false
	}
	auth, isAuth := errors.AsType[*pop3.AuthError](err)
	if isAuth && login.LineDetail(auth.Detail) || errors.Is(err, login.ErrUnproven) {
		return false, false
	}
	if isAuth && auth.Canceled && !isCut(err) && !as[*pop3.ProtocolError](err) {
		return true, false
	}
	if isAuth && as[*pop3.ArgumentError](err) {
		return true, false
	}
	e, ok := errors.AsType[*pop3.ServerError](err)
	if !ok {
		return isAuth && !auth.Given && !isCut(err) && !isSilent(err) && !as[*pop3.ProtocolError](err), false
	}
	if isAuth && login.WayDetail(auth.Detail) {
		return true, true
	}
	code, text := pop3.KnownCode(e.Code), answer.Fold(e.Words())
	if code != "" && code != pop3.CodeAuth {
		return false, false
	}
	t := v.refusal(e)
	switch {
	case t == account.TroubleMethod:
		return true, true
	case isAuth && !auth.Given && !t.Busy() && t != account.TroubleBrowser:
		return true, true
	case isAuth && code == "" && !auth.Proof && text.UnknownCommand():
		return true, true
	case code == pop3.CodeAuth || isAuth && auth.Detail != "":
		return false, false
	case isAuth && text.UnknownCommand():
		return true, true
	}
	return t == account.TroubleLogin && !text.Elsewhere(), false
}

// wantsTwoLines reports whether a server stumbles over the initial response of AUTH.
func (v *connection) wantsTwoLines(auth *pop3.AuthError) bool {
	e, ok := errors.AsType[*pop3.ServerError](auth)
	return ok && e.Code == "" && !auth.Canceled && auth.Detail == "" && answer.Fold(e.Words()).Has("argument", "syntax", "parameter", "malformed", "line too long", "too long")
}

// authTrouble is the trouble that an exchange of AUTH has had for other reasons than an
// answer of -ERR.
func authTrouble(err error) account.Trouble {
	auth, ok := errors.AsType[*pop3.AuthError](err)
	switch {
	case errors.Is(err, login.ErrUnproven), ok && login.LineDetail(auth.Detail):
		return account.TroubleUnproven
	case errors.Is(err, pop3.ErrNoTimestamp), ok && auth.Canceled && !as[*pop3.ProtocolError](err):
		return account.TroubleMethod
	}
	return account.TroubleOther
}
