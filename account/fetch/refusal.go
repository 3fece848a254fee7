package fetch

import (
	"strings"

	"popmail/account"
	"popmail/pop3"
)

// refusal reads an answer of -ERR. A person is blamed only where the server says
// so: the password is called wrong only by the code AUTH or words that name user
// name, password or log-in, and called right only by a code that says so. What is
// not understood stays the server's words.
func (v *connection) refusal(e *pop3.ServerError) account.Trouble {
	text := folded(e.Words())
	command, _, _ := strings.Cut(strings.ToUpper(e.Command), " ")
	// IN-USE and LOGIN-DELAY say that the log-in was right (RFC 2449, section
	// 8.1.1), if there was one.
	tried := command == "PASS" || command == "AUTH" || v.stage == loggedIn
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
	case code == pop3.CodeSysPerm:
		return account.TroubleLasting
	case command == "STLS":
		return account.TroubleNoSTLS
	case v.stage == loggingIn:
		return v.loginRefusal(command, code, text)
	case containsAny(text, saysBusy), saysLocked(text):
		return account.TroubleBusy
	}
	return account.TroubleServer
}

// loginRefusal is refusal for USER and PASS. text is folded.
func (v *connection) loginRefusal(command, code, text string) account.Trouble {
	clear := v.a.Incoming.Security == account.None
	typed := containsAny(text, namesPassword)
	wrong := containsAny(text, saysWrong)
	busy := containsAny(text, saysBusy) || saysLocked(text)
	switch {
	case clear && containsAny(text, wantsTLS):
		return account.TroublePlainRefused
	case namesMethod(text):
		return account.TroubleMethod
	case code == pop3.CodeAuth:
		return account.TroublePassword
	case command == "USER" && containsAny(text, saysUnknownCommand):
		// RFC 2595, section 4: USER may be switched off before STLS.
		if clear {
			return account.TroublePlainRefused
		}
		return account.TroubleMethod
	case containsAny(text, saysFull):
		return account.TroubleLogin
	case typed && wrong && busy, containsAny(text, saysClosed) && !containsAny(text, saysWhile):
		// "The password is incorrect, or the system is busy": it may be either.
		return account.TroubleLogin
	case busy:
		return account.TroubleBusy
	case containsAny(text, saysFault):
		return account.TroubleServer
	case containsAny(text, saysBroken):
		return account.TroubleLogin
	case v.otherMethods:
		// It lists neither USER nor a mechanism that takes a password as it is.
		return account.TroubleMethod
	case wrong && (typed || containsAny(text, namesLogin) && !containsAny(text, saysElse)):
		return account.TroublePassword
	}
	return account.TroubleLogin
}

// namesMethod reports whether a refusal asks for another kind of log-in.
func namesMethod(text string) bool {
	if containsAny(text, []string{"oauth", "gssapi", "kerberos", "ntlm", "cram-md5", "digest-md5", "scram-", "apop", "basicauthblocked", "modern auth"}) {
		return true
	}
	return containsAny(text, []string{"mechanism", "authentication method", "auth method", "basic auth", "sasl"}) &&
		containsAny(text, []string{"not support", "unsupported", "disabled", "required", "requires", "not allowed", "not permitted", "not available", "too weak", "blocked", "must use", "deprecated"})
}
