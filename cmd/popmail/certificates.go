package main

import (
	"context"
	"time"

	"popmail/account"
	"popmail/account/line"
)

// certificates fills gui.Certificates.
type certificates struct{}

func (certificates) ReadAuthority(_ context.Context, file string) (account.Authority, error) {
	return line.ReadAuthorities(file, time.Now())
}

func (certificates) Authorities(text string) []account.Certificate { return line.Authorities(text) }
