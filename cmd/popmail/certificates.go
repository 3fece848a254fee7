package main

import (
	"context"
	"crypto/x509"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/line"
)

// certificates fills gui.Certificates.
type certificates struct{}

func (certificates) ReadAuthority(_ context.Context, file string) (account.Authority, error) {
	return line.ReadAuthorities(file, time.Now())
}

func (certificates) Authorities(text string) []account.Certificate { return line.Authorities(text) }

// authoritiesFor are the authorities that accounts of the same domain as email trust, for
// the search for its servers; nil: the system's alone.
func authoritiesFor(accounts []account.Account, email string, more ...string) *x509.CertPool {
	texts := more
	for _, a := range accounts {
		if d := discover.Domain(email); d != "" && account.SameHost(discover.Domain(a.Email), d) {
			texts = append(texts, a.Authorities)
		}
	}
	return line.Roots(texts...)
}
