package send

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"regexp"
	"strings"
	"sync"

	"github.com/emersion/go-smtp"

	"popmail/account"
	"popmail/account/answer"
	"popmail/account/line"
	"popmail/account/login"
	"popmail/pop3"
)

// explain turns any error of a session into one that a person can be told about. It
// never holds the password, even if the server repeats it.
func (s *session) explain(err error) *account.Problem {
	p := &account.Problem{Trouble: s.blame(s.trouble(err)), Server: s.name, Sending: true, Err: err, Certificate: account.ProblemOf(err).Certificate}
	if before, ok := err.(*account.Problem); ok && before.Err != nil { //nolint:errorlint // only the outermost: what is around it says more
		p.Err = before.Err // its sentence is said once
	}
	if p.Trouble == account.TroubleStopped {
		p.Server = ""
	}
	if _, text, ok := said(err); ok {
		p.Answer = answer.Printable(text)
		if p.Trouble.Busy() {
			p.Wait = answer.Wait(text)
		}
	}
	p.ProofOnly = s.proofOnly && s.stage == loggingIn && p.Trouble.MayBeTheWay()
	if pop3.Reveals(p.Answer, s.user, s.cred.Secret()) {
		p.Answer, p.Hidden = "", true
	}
	if p.Err != nil && pop3.Reveals(p.Err.Error(), s.user, s.cred.Secret()) {
		p.Err = errHidden
	}
	return p
}

var errHidden = errors.New("the details are not shown because they contain the password")

// enhancedCode stands at the beginning of each line of an answer (RFC 2034, section 4).
var enhancedCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[245]\.\d{1,3}\.\d{1,3} +`) })

// said is the code and the words of a server's refusal.
func said(err error) (code int, text string, ok bool) {
	if e, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return e.Code, e.Message, true
	}
	if e, ok := errors.AsType[*textproto.Error](err); ok {
		return e.Code, enhancedCode().ReplaceAllString(e.Msg, ""), true
	}
	return 0, "", false
}

// blame is t where the server is not known for saying it of every password, see
// login.NoPasswords.
func (s *session) blame(t account.Trouble) account.Trouble {
	if (t.Typed() || t == account.TroubleLogin) && s.stage == loggingIn && s.cred.Token == (account.Token{}) && login.NoPasswords(s.server.Host) {
		return account.TroubleBrowser
	}
	return t
}

func (s *session) trouble(err error) account.Trouble {
	if t := account.TroubleOf(err); t != account.TroubleOther {
		return t
	}
	switch {
	case errors.Is(err, context.Canceled):
		return account.TroubleStopped
	case errors.Is(err, login.ErrUnproven):
		return account.TroubleUnproven
	case errors.Is(err, errNoTLS):
		return account.TroubleNoSTLS
	case errors.Is(err, errInjected):
		return account.TroubleInjected
	}
	if code, text, ok := said(err); ok {
		return s.refusal(code, text, enhanced(err))
	}
	if t := line.Trouble(err); t != account.TroubleOther {
		early := s.stage == connecting || s.stage == greeting
		if t == account.TroubleSilent && early && s.server.Security != account.TLS && s.server.Port == account.TLS.SubmissionPort() {
			// Both sides wait for the other to speak first: the server expects TLS.
			return account.TroubleNotPOP3
		}
		return t
	}
	_, odd := errors.AsType[textproto.ProtocolError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case (odd || record || errors.Is(err, errTooLong)) && s.stage <= greeting:
		return account.TroubleNotPOP3
	case odd || errors.Is(err, errTooLong):
		return account.TroubleServer
	case s.stage == loggingIn:
		return account.TroubleMethod // the mechanism did not want what the server has asked
	}
	return account.TroubleOther
}

// enhanced is the code of RFC 3463 of a refusal.
func enhanced(err error) smtp.EnhancedCode {
	if e, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return e.EnhancedCode
	}
	return smtp.EnhancedCode{}
}

// saysSendingOff: the provider lets mail programs read, and not send.
var saysSendingOff = []string{
	"smtpclientauthentication is disabled", "smtp auth is disabled", "smtp auth is not", "smtp access", "smtp is disabled", "smtp is not", "smtp service is not", "smtp service not", "not enabled for smtp", "not allowed to use smtp", "no smtp",
	"sending is disabled", "sending disabled", "sending mail is disabled", "not allowed to send", "not permitted to send", "outgoing mail is disabled", "smtp disabled",
	"smtp ist nicht", "smtp-versand", "versand deaktiviert", "smtp desactive", "smtp disabilitat", "smtp отключен", "smtp服务未", "smtp未",
}

// refusal reads an answer that refuses something. A person is blamed only where the
// server says so.
func (s *session) refusal(code int, said string, enhanced smtp.EnhancedCode) account.Trouble {
	// QUIRK: Postfix 3.7 says so of each wrong password; nothing is unavailable.
	text := answer.Fold(strings.ReplaceAll(said, "(reason unavailable)", ""))
	passing := code/100 == 4
	switch {
	case s.stage == encrypting && !passing:
		return account.TroubleNoSTLS
	case s.stage == encrypting:
		return account.TroublePassing
	case text.FromHere():
		return account.TroubleFromHere
	case s.stage == loggingIn && text.TooMany():
		return account.TroubleTooMany
	case s.stage != loggingIn && (passing || text.Busy()):
		return account.TroubleBusy
	case s.stage != loggingIn:
		return account.TroubleServer
	case passing && text.Busy(), code == 421:
		return account.TroubleBusy
	case passing && code != 432: // RFC 4954, section 6: 454 is a fault of the server
		return account.TroublePassing
	case text.Has(saysSendingOff...):
		return account.TroubleSwitchedOff
	}
	switch code {
	case 500, 502, 504, 555: // the command, or the mechanism, is not known
		return account.TroubleMethod
	case 525: // RFC 5248: the account is disabled
		return account.TroubleLocked
	case 530, 538: // encryption is wanted
		if s.tls == nil {
			return account.TroublePlainRefused
		}
	}
	denied := code == 535 || enhanced == smtp.EnhancedCode{5, 7, 8}
	return answer.Login{
		Words: text, Denied: denied && !text.Broken(), Clear: s.tls == nil,
		Token: s.cred.Token != (account.Token{}), TokenOnly: s.tokenOnly,
	}.Trouble()
}
