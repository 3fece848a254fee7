package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"

	"popmail/account"
	"popmail/account/answer"
	"popmail/account/line"
	"popmail/account/login"
	"popmail/pop3"
)

// stage is how far a session has come: the same error means different things.
type stage uint8

const (
	connecting stage = iota
	loggingIn
	loggedIn
)

// explain turns any error of a session into one that a person can be told about.
// It never holds the password, even if the server repeats it.
func (v *connection) explain(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*account.Problem](err); ok {
		if p.Trouble == account.TroubleStore || p.Trouble == account.TroubleDiskFull {
			return p
		}
	}
	p := &account.Problem{Trouble: v.blame(v.trouble(err)), Server: v.a.Incoming.Host, Err: err, Certificate: account.ProblemOf(err).Certificate}
	if before, ok := err.(*account.Problem); ok && before.Err != nil { //nolint:errorlint // only the outermost: what is around it says more
		p.Err = before.Err // its sentence is said once
	}
	if p.Trouble == account.TroubleStopped {
		p.Server = ""
	}
	if e, ok := errors.AsType[*pop3.ServerError](err); ok {
		p.Answer, p.Hidden = answer.Printable(e.Text), e.Hidden
		if p.Trouble.Busy() || p.Trouble.Imposed() || as[*quotaError](err) {
			p.Wait = answer.Wait(e.Words())
		}
	}
	p.ProofOnly = v.proofOnly && p.Trouble.MayBeTheWay()
	if p.Trouble == account.TroubleNotPOP3 {
		p.Speaks = speaks(err)
	}
	v.hide(p)
	return p
}

// speaks tells by the first words of what answers in the place of a POP3 server what it
// is: "IMAP" (RFC 9051, section 7.1), "SMTP" (RFC 5321, section 4.2), "HTTP"; "": unknown.
func speaks(err error) string {
	first := ""
	if e, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		first = string(e.RecordHeader[:])
	} else if e, ok := errors.AsType[*pop3.ProtocolError](err); ok {
		first = e.Got
	}
	for _, known := range []struct{ first, name string }{{"* OK", "IMAP"}, {"* PRE", "IMAP"}, {"* BYE", "IMAP"}, {"HTTP/", "HTTP"}, {"220", "SMTP"}, {"421", "SMTP"}, {"554", "SMTP"}} {
		if strings.HasPrefix(first, known.first) {
			return known.name
		}
	}
	return ""
}

// blame is t where the server is not known for saying it of every password. Microsoft's
// has taken none from mail programs since September 2024, and calls each one wrong.
func (v *connection) blame(t account.Trouble) account.Trouble {
	if (t.Typed() || t == account.TroubleLogin) && v.stage == loggingIn && !v.token && login.NoPasswords(v.a.Incoming.Host) {
		return account.TroubleBrowser
	}
	return t
}

var errHidden = errors.New("the details are not shown because they contain the password")

// hide takes out of p whatever shows the password.
func (v *connection) hide(p *account.Problem) {
	if pop3.Reveals(p.Answer, v.a.User, v.secret) {
		p.Answer, p.Hidden = "", true
	}
	p.Err = v.safe(p.Err)
}

// safe is err, or another error in its place where one of its chain shows the password.
func (v *connection) safe(err error) error {
	if err != nil && pop3.Reveals(err.Error(), v.a.User, v.secret) {
		return errHidden
	}
	return err
}

func (v *connection) trouble(err error) account.Trouble {
	if t := account.TroubleOf(err); t != account.TroubleOther {
		return t
	}
	if errors.Is(err, context.Canceled) {
		return account.TroubleStopped
	}
	if errors.Is(err, pop3.ErrInjected) {
		return account.TroubleInjected
	}
	if t := authTrouble(err); t != account.TroubleOther {
		return t
	}
	if e, ok := errors.AsType[*pop3.ServerError](err); ok {
		return v.refusal(e)
	}
	if t := lineTrouble(err); t != account.TroubleOther {
		if t == account.TroubleSilent && v.stage == connecting && v.a.Incoming.Security != account.TLS && v.a.Incoming.Port == account.TLS.DefaultPort() {
			// Both sides wait for the other to speak first: the server expects TLS.
			return account.TroubleNotPOP3
		}
		return t
	}
	_, protocol := errors.AsType[*pop3.ProtocolError](err)
	_, limit := errors.AsType[*pop3.LimitError](err)
	_, pipe := errors.AsType[*pop3.PipelineError](err)
	switch {
	case (protocol || limit) && v.stage == connecting:
		return account.TroubleNotPOP3
	case protocol || limit || pipe:
		return account.TroubleServer
	}
	return account.TroubleOther
}

func as[T error](err error) bool { _, ok := errors.AsType[T](err); return ok }

// lineTrouble is line.Trouble for sessions of POP3.
func lineTrouble(err error) account.Trouble {
	if errors.Is(err, pop3.ErrClosed) {
		return account.TroubleCut
	}
	return line.Trouble(err)
}
