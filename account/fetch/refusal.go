package fetch

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/login"
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
	case code == pop3.CodeSysPerm && v.stage == loggingIn && saysPOPOff(text):
		return account.TroubleSwitchedOff
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

// loginRefusal is refusal for USER, PASS, APOP and AUTH. text is folded.
func (v *connection) loginRefusal(command, code, text string) account.Trouble {
	clear := v.a.Incoming.Security == account.None
	while := containsAny(text, saysWhile)
	typed := containsAny(text, namesPassword)
	wrong := containsAny(text, saysWrong)
	busy := containsAny(text, saysBusy) || saysLocked(text)
	switch {
	case clear && containsAny(text, wantsTLS):
		return account.TroublePlainRefused
	case containsAny(text, wantsBrowser):
		return account.TroubleBrowser
	case namesMethod(text) && v.tokenOnly && !v.token:
		return account.TroubleBrowser
	case namesMethod(text):
		return account.TroubleMethod
	case containsAny(text, wantsAppPassword):
		return account.TroubleAppPassword
	case containsAny(text, wantsWeb):
		return account.TroubleLogin
	case wrong && (typed || containsAny(text, namesLogin)) && containsAny(text, saysEither):
		// "The password is incorrect, or the service is off": it may be any of them.
		return account.TroubleLogin
	case saysPOPOff(text):
		return account.TroubleSwitchedOff
	case containsAny(text, saysAccountLocked) && !while:
		return account.TroubleLocked
	case containsAny(text, wantsUserForm):
		return account.TroubleUserName
	case v.token && (code == pop3.CodeAuth || wrong && (typed || containsAny(text, namesLogin))):
		return account.TroubleSignInAgain
	case code == pop3.CodeAuth && busy && !typed:
		// Providers that count tries refuse with AUTH as well.
		return account.TroubleBusy
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
	case typed && wrong && busy, containsAny(text, saysClosed) && !while:
		// "The password is incorrect, or the system is busy": it may be either.
		return account.TroubleLogin
	case busy:
		return account.TroubleBusy
	case containsAny(text, saysFault):
		return account.TroubleServer
	case containsAny(text, saysBroken):
		return account.TroubleLogin
	case wrong && (typed || containsAny(text, namesLogin) && !containsAny(text, saysElse)):
		return account.TroublePassword
	}
	return account.TroubleLogin
}

// namesMethod reports whether a refusal asks for another kind of log-in.
func namesMethod(text string) bool {
	if containsAny(text, []string{"gssapi", "kerberos", "ntlm", "cram-md5", "digest-md5", "scram-", "apop"}) {
		return true
	}
	return containsAny(text, []string{"mechanism", "authentication method", "auth method", "authentication type", "auth type", "authentication scheme", "basic auth", "plain auth", "login auth", "sasl", "auth plain", "auth login", "mecanism", "meccanism", "verfahren", "methode d'auth"}) &&
		containsAny(text, []string{
			"not support", "unsupported", "disabled", "required", "requires", "not allowed", "not permitted", "not available", "too weak", "blocked", "must use", "deprecated",
			"unknown", "unrecogni", "invalid mech", "invalid auth", "not implemented", "not enabled", "unavailable", "no mechanism", "no such", "not known", "nicht unterst", "unbekannt", "non support", "no soport",
		})
}

// saysPOPOff reports whether a refusal says that the provider has POP3 switched off for
// this mailbox.
func saysPOPOff(text string) bool {
	return containsAny(text, saysOff) || containsAny(text, namesPOP) && containsAny(text, saysNotOn)
}

// The reasons of SCRAM (RFC 5802, section 7) that say that the way is the trouble, and
// those that say that the line does not end at the server.
var (
	scramWay  = []string{"unsupported-channel-binding-type", "channel-binding-not-supported", "extensions-not-supported"}
	scramLine = []string{"channel-bindings-dont-match", "server-does-support-channel-binding"}
)

// wayRefused reports whether a failed try to log in is about the way and not about user
// name and password; named says that the server says so, or that it refused before
// anything of the credential was sent. A refusal that names neither is taken for one of
// the way as long as the next way gives no more away.
func (v *connection) wayRefused(err error) (refused, named bool) {
	if errors.Is(err, pop3.ErrNoTimestamp) {
		return true, false
	}
	auth, isAuth := errors.AsType[*pop3.AuthError](err)
	if isAuth && slices.Contains(scramLine, auth.Detail) || errors.Is(err, login.ErrUnproven) {
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
	if isAuth && slices.Contains(scramWay, auth.Detail) {
		return true, true
	}
	code, text := pop3.KnownCode(e.Code), folded(e.Words())
	if code != "" && code != pop3.CodeAuth {
		return false, false
	}
	t := v.refusal(e)
	switch {
	case t == account.TroubleMethod:
		return true, true
	case isAuth && !auth.Given && !t.Busy() && t != account.TroubleBrowser:
		return true, true
	case isAuth && code == "" && !auth.Proof && containsAny(text, saysUnknownCommand):
		return true, true
	case code == pop3.CodeAuth || isAuth && auth.Detail != "":
		return false, false
	case isAuth && containsAny(text, saysUnknownCommand):
		return true, true
	}
	return t == account.TroubleLogin && !containsAny(text, saysElse) && !containsAny(text, saysFull) && !containsAny(text, saysClosed) && !containsAny(text, saysBroken), false
}

// wantsTwoLines reports whether a server stumbles over the initial response of AUTH.
func (v *connection) wantsTwoLines(auth *pop3.AuthError) bool {
	e, ok := errors.AsType[*pop3.ServerError](auth)
	return ok && e.Code == "" && !auth.Canceled && auth.Detail == "" && containsAny(folded(e.Words()), []string{"argument", "syntax", "parameter", "malformed", "line too long", "too long"})
}

// authTrouble is the trouble that an exchange of AUTH has had for other reasons than an
// answer of -ERR.
func authTrouble(err error) account.Trouble {
	auth, ok := errors.AsType[*pop3.AuthError](err)
	switch {
	case errors.Is(err, login.ErrUnproven), ok && slices.Contains(scramLine, auth.Detail):
		return account.TroubleUnproven
	case errors.Is(err, pop3.ErrNoTimestamp), ok && auth.Canceled && !as[*pop3.ProtocolError](err):
		return account.TroubleMethod
	}
	return account.TroubleOther
}

// waitNamed finds the time that a refusal asks to wait, such as "try again in 15
// minutes"; 0: none. What goes beyond a day is not believed.
func waitNamed(text string) time.Duration {
	m := waitWords.FindStringSubmatch(folded(text))
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	unit := time.Second
	switch {
	case strings.HasPrefix(m[2], "m"), strings.HasPrefix(m[2], "мин"), strings.HasPrefix(m[2], "分"):
		unit = time.Minute
	case strings.HasPrefix(m[2], "h"), strings.HasPrefix(m[2], "st"), strings.HasPrefix(m[2], "or"), strings.HasPrefix(m[2], "ч"), strings.HasPrefix(m[2], "小"):
		unit = time.Hour
	}
	if d := time.Duration(n) * unit; n <= 24*3600 && d <= 24*time.Hour {
		return d
	}
	return 0
}

var waitWords = regexp.MustCompile(`(\d{1,5})\s*(seconds?|secs?\b|sekunden?|secondes?|segundos?|secondi|seconden|сек|秒|minut|mins?\b|minuto|мин|分|hours?|hrs?\b|stunde|heures?|horas?|ore\b|ora\b|час|ч\b|小时)`)
