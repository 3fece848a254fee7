package line

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"

	"popmail/account"
)

// Trouble recognises what goes wrong on the way to a server, and where the way is to be
// encrypted. What it does not know is account.TroubleOther.
func Trouble(err error) account.Trouble {
	if t := encryption(err); t != account.TroubleOther {
		return t
	}
	return Net(err)
}

// encryption recognises what goes wrong when a line is to be encrypted.
func encryption(err error) account.Trouble {
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
	case strings.Contains(s, "tls: ") && slices.ContainsFunc(noCommonCipher, func(w string) bool { return strings.Contains(s, w) }):
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

// Net recognises what goes wrong on the way to the server.
func Net(err error) account.Trouble {
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
		errors.Is(err, net.ErrClosed):
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
