package main

import (
	"cmp"
	"crypto/tls"
	"errors"
	"path/filepath"

	"popmail/account"
	"popmail/account/line"
)

// certificate is what an account is logged in to with by EXTERNAL. Its errors are errors
// of usage.
func (f *addFlags) certificate(acct account.Account) (c account.ClientCertificate, err error) {
	switch {
	case acct.Auth != account.AuthExternal && (f.clientCert != "" || f.clientKey != ""):
		return c, errors.New("--client-cert goes with --auth external")
	case acct.Auth != account.AuthExternal:
		return c, nil
	case f.clientCert == "":
		return c, errors.New("--auth external needs --client-cert")
	case f.password.given():
		return c, errors.New("--auth external takes no password")
	case acct.Incoming.Security == account.None:
		return c, errors.New("--auth external needs an encrypted connection")
	case acct.Keep == account.KeepAsk:
		return c, errors.New("--auth external keeps the names of the files: use --keep-password keyring or file")
	}
	// The account is used from other folders later.
	if c.File, err = filepath.Abs(f.clientCert); err != nil {
		return c, err
	}
	if c.Key, err = filepath.Abs(cmp.Or(f.clientKey, f.clientCert)); err != nil {
		return c, err
	}
	return c, line.Prove(new(tls.Config), c)
}
