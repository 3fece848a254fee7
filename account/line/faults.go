package line

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net/netip"
	"slices"
	"time"

	"popmail/account"
	"popmail/assets/plain"
)

const (
	maxNames = 50  // of a certificate that are told
	maxText  = 100 // octets of a text of a certificate
)

// Faults returns what the server s of a has shown, where err says that its certificate
// is not good; nil where err is about something else.
func Faults(err error, a account.Account, s account.Server, now time.Time) *account.Certificate {
	bad, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(bad.UnverifiedCertificates) == 0 {
		return nil
	}
	leaf := bad.UnverifiedCertificates[0]
	c := describe(leaf)
	c.Server, c.Today = s.Host, now
	if errors.Is(err, errChanged) {
		c.Faults = append(c.Faults, account.FaultChanged)
	}
	roots, _ := rootsOf(a, s) // read before, for the line
	if f := chainFault(bad.UnverifiedCertificates, roots, now); f != 0 {
		c.Faults = append(c.Faults, f)
	}
	if ascii, err := ASCII(s); err != nil || leaf.VerifyHostname(ascii.Host) != nil {
		c.Faults = append(c.Faults, account.FaultName)
	}
	switch {
	case now.After(leaf.NotAfter):
		c.Faults = append(c.Faults, account.FaultExpired)
	case now.Before(leaf.NotBefore):
		c.Faults = append(c.Faults, account.FaultNotYet)
	}
	if len(c.Faults) == 0 {
		c.Faults = append(c.Faults, account.FaultRule)
	}
	slices.Sort(c.Faults)
	return &c
}

// chainFault is what is wrong with the way from a certificate to an authority, whatever
// its name and its own dates are; 0: nothing.
func chainFault(certs []*x509.Certificate, roots *x509.CertPool, now time.Time) account.Fault {
	leaf := certs[0]
	at := now
	if at.After(leaf.NotAfter) {
		at = leaf.NotAfter
	} else if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between(certs), CurrentTime: at})
	if err == nil {
		return 0
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		switch e.Reason {
		case x509.Expired:
			return account.FaultIssuerEnds
		case x509.IncompatibleUsage:
			return account.FaultPurpose
		}
		return account.FaultRule
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		switch {
		case slices.ContainsFunc(certs, weak):
			return account.FaultWeak
		case string(leaf.RawSubject) == string(leaf.RawIssuer):
			return account.FaultSelfSigned
		case len(certs) == 1 && len(leaf.IssuingCertificateURL) > 0:
			// Public authorities have certificates between them and servers, and say where.
			return account.FaultIncomplete
		}
		return account.FaultIssuer
	}
	return account.FaultRule
}

// weak reports whether a certificate that is no authority of its own is signed by what
// can be forged (RFC 9155 for SHA-1 and MD5).
func weak(c *x509.Certificate) bool {
	if string(c.RawSubject) == string(c.RawIssuer) {
		return false
	}
	switch c.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// describe tells of a certificate what a person can understand.
func describe(c *x509.Certificate) account.Certificate {
	d := account.Certificate{Owner: person(c.Subject), Issuer: person(c.Issuer), From: c.NotBefore, To: c.NotAfter, Sum: sha256.Sum256(c.Raw)}
	for _, n := range c.DNSNames {
		d.Names = append(d.Names, short(n))
	}
	for _, ip := range c.IPAddresses {
		if a, ok := netip.AddrFromSlice(ip); ok {
			d.Names = append(d.Names, a.String())
		}
	}
	if len(d.Names) > maxNames {
		d.Names = append(d.Names[:maxNames:maxNames], "…")
	}
	return d
}

// person is who a name stands for: the organization and the name of it.
func person(n pkix.Name) string {
	var org string
	if len(n.Organization) > 0 {
		org = short(n.Organization[0])
	}
	switch cn := short(n.CommonName); {
	case cn == "" || cn == org:
		return org
	case org == "":
		return cn
	default:
		return cn + " (" + org + ")"
	}
}

func short(s string) string {
	if s = plain.Line(s, plain.Any); len(s) > maxText {
		s = plain.Cut(s, maxText) + "…"
	}
	return s
}
