package line

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"popmail/account"
)

// errChanged says that a server for which there is an exception has shown another
// certificate, which is no good either.
var errChanged = errors.New("the server shows another certificate than the one that is trusted")

// TLS is how the line to s, a server of a, is encrypted: with TLS 1.2 or newer (RFC 8996)
// and a certificate for the server's name that the system's authorities or those of a
// have signed, or the one that the person has made an exception for (RFC 8314, section
// 5.4). Each call makes a new one.
func TLS(a account.Account, s account.Server) (*tls.Config, error) {
	ascii, err := ASCII(s)
	if err != nil {
		return nil, &account.Problem{Trouble: account.TroubleNoHost, Server: s.Host, Err: err}
	}
	roots, err := rootsOf(a, s)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{ServerName: ascii.Host, RootCAs: roots, MinVersion: tls.VersionTLS12}
	e, ok := a.Exceptions.For(s.Host)
	if !ok {
		return c, nil
	}
	c.InsecureSkipVerify = true // VerifyConnection does it
	c.VerifyConnection = func(state tls.ConnectionState) error {
		return verify(state.PeerCertificates, ascii.Host, roots, e)
	}
	return c, nil
}

// verify is what crypto/tls does by itself, unless the certificate is the one of e.
func verify(certs []*x509.Certificate, name string, roots *x509.CertPool, e account.Exception) error {
	if len(certs) == 0 {
		return errors.New("tls: the server has shown no certificate")
	}
	if sha256.Sum256(certs[0].Raw) == e.Sum {
		return nil
	}
	_, err := certs[0].Verify(x509.VerifyOptions{DNSName: name, Roots: roots, Intermediates: between(certs)})
	if err == nil {
		return nil // it is good by itself now
	}
	return &tls.CertificateVerificationError{UnverifiedCertificates: certs, Err: fmt.Errorf("%w: %w", errChanged, err)}
}

// between are the certificates that may lead from the first to an authority.
func between(certs []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range certs[1:] {
		pool.AddCert(c)
	}
	return pool
}
