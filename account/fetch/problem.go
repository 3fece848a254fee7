package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"popmail/account"
	"popmail/account/login"
	"popmail/assets/plain"
	"popmail/pop3"
)

// stage is how far a session has come: the same error means different things.
type stage uint8

const (
	connecting stage = iota
	loggingIn
	loggedIn
)

// maxAnswer bounds what is shown of a server's words, in octets.
const maxAnswer = 300

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
	p := &account.Problem{Trouble: v.blame(v.trouble(err)), Server: v.a.Incoming.Host, Err: err}
	if before, ok := err.(*account.Problem); ok && before.Err != nil { //nolint:errorlint // only the outermost: what is around it says more
		p.Err = before.Err // its sentence is said once
	}
	if p.Trouble == account.TroubleStopped {
		p.Server = ""
	}
	if e, ok := errors.AsType[*pop3.ServerError](err); ok {
		p.Answer, p.Hidden = printable(e.Text), e.Hidden
		if p.Trouble.Busy() {
			p.Wait = waitNamed(e.Words())
		}
	}
	v.hide(p)
	return p
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
	if t := authTrouble(err); t != account.TroubleOther {
		return t
	}
	if e, ok := errors.AsType[*pop3.ServerError](err); ok {
		return v.refusal(e)
	}
	if t := certTrouble(err); t != account.TroubleOther {
		return t
	}
	if t := netTrouble(err); t != account.TroubleOther {
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

// certTrouble recognises what goes wrong when a line is to be encrypted.
func certTrouble(err error) account.Trouble {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return account.TroubleCertName
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired {
			return account.TroubleCertExpired
		}
		return account.TroubleCertUnknown
	}
	for _, is := range []bool{
		as[x509.UnknownAuthorityError](err), as[x509.SystemRootsError](err), as[x509.ConstraintViolationError](err),
		as[x509.UnhandledCriticalExtension](err), as[x509.InsecureAlgorithmError](err), as[*tls.CertificateVerificationError](err),
	} {
		if is {
			return account.TroubleCertUnknown
		}
	}
	if as[tls.RecordHeaderError](err) {
		return account.TroubleNotPOP3
	}
	// The alerts of the other side and the choice of a version have no types of
	// their own in crypto/tls.
	s := err.Error()
	switch {
	case strings.Contains(s, "tls: ") && strings.Contains(s, "protocol version"):
		return account.TroubleOldTLS
	case strings.Contains(s, "tls: ") && containsAny(s, noCommonCipher):
		return account.TroubleOldCiphers
	case strings.Contains(s, "tls: failed to parse certificate"), strings.Contains(s, "x509: "):
		return account.TroubleCertUnknown
	case strings.Contains(s, "tls: first record does not look like"):
		return account.TroubleNotPOP3
	}
	return account.TroubleOther
}

// noCommonCipher are the words of crypto/tls where the two sides found no key
// exchange or cipher in common (RFC 5246, section 7.2.2; RFC 8446, section 6.2).
var noCommonCipher = []string{"handshake failure", "insufficient security level", "unconfigured cipher suite", "unsupported key exchange", "unsupported curve", "no cipher suite"}

// netTrouble recognises what goes wrong on the way to the server.
func netTrouble(err error) account.Trouble {
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		// Without any network a resolver may also say that there is no such name.
		if e.IsNotFound && networkUp() {
			return account.TroubleNoHost
		}
		return account.TroubleOffline
	}
	switch {
	case isAny(err, errsOffline):
		return account.TroubleOffline
	case isAny(err, errsRefused):
		return account.TroubleRefused
	case isAny(err, errsSilent), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return account.TroubleSilent
	case isAny(err, errsCut), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe),
		errors.Is(err, net.ErrClosed), errors.Is(err, pop3.ErrClosed):
		return account.TroubleCut
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return account.TroubleSilent
	}
	return account.TroubleOther
}

// networkUp reports whether this computer has an address besides that of itself.
func networkUp() bool {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			return true
		}
	}
	return false
}

func as[T error](err error) bool { _, ok := errors.AsType[T](err); return ok }

func isAny(err error, targets []error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// printable makes a server's words fit to be shown.
func printable(s string) string {
	if s = plain.Line(s, plain.Any); len(s) > maxAnswer {
		s = plain.Cut(s, maxAnswer) + "…"
	}
	return s
}
