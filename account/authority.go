package account

import "errors"

// Authority is a file of somebody, such as a company, that vouches for servers of its own.
type Authority struct {
	Text         string        // as Account.Authorities has it
	Certificates []Certificate // what is in it, at least one
}

// The reasons for which a file is not one of an authority.
var (
	ErrNoCertificate  = errors.New("there is no certificate in this file")
	ErrNoAuthority    = errors.New("the certificate in this file is not that of an authority, so it cannot vouch for servers")
	ErrAuthorityEnds  = errors.New("the certificate in this file is out of date")
	ErrAuthorityLarge = errors.New("this file is too large for the certificate of an authority")
	ErrPrivateKey     = errors.New("there is a private key in this file, which must stay secret; ask for the certificate alone")
)
