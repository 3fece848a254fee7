package account

import (
	"log/slog"
	"time"
)

// Credential is what proves to a server who a person is, for reading mail and for
// sending it alike. Printed or logged, it shows nothing of itself. The zero Credential
// is none.
type Credential struct {
	Password    string
	Token       Token             // in the place of a password
	Certificate ClientCertificate // in the place of both
	// Outgoing is the password of the outgoing server; empty: it takes the same as the
	// other one.
	Outgoing string
}

// ClientCertificate is what proves to a server who a person is within TLS (SASL EXTERNAL, RFC
// 4422, appendix A).
type ClientCertificate struct {
	File string // of certificates, PEM, the person's own first
	Key  string // file of the private key that belongs to it, PEM, not encrypted
}

// Token is what a person has allowed PopMail by signing in with a browser (OAuth 2,
// RFC 6749).
type Token struct {
	Issuer  string // of it: the name of a provider of account/oauth
	Access  string // what the server wants to see; may be empty: it is to be fetched by Refresh
	Refresh string // what gets another Access; may be empty
	Expires int64  // of Access, in seconds since 1970; 0: not known
	// Servers are those that it was given for, with blanks between: names, or ".suffix".
	Servers string
}

// Fresh reports whether Access can still be shown to a server for a while.
func (t Token) Fresh(now time.Time) bool {
	return t.Access != "" && (t.Expires == 0 || now.Add(expiryMargin).Unix() < t.Expires)
}

// expiryMargin is how long before its end a token is fetched anew: a session that
// begins now is to have logged in.
const expiryMargin = 5 * time.Minute

// String shows nothing.
func (t Token) String() string {
	if t == (Token{}) {
		return "no token"
	}
	return "a token that is not shown"
}

// GoString shows nothing either.
func (t Token) GoString() string { return t.String() }

// LogValue implements slog.LogValuer.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalJSON shows nothing.
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

// Password is the credential of a person who types one.
func Password(p string) Credential { return Credential{Password: p} }

// WithToken is the credential of a person who has signed in with a browser.
func WithToken(t Token) Credential { return Credential{Token: t} }

// Given reports whether there is anything in it to fetch mail with.
func (c Credential) Given() bool {
	return c.Password != "" || c.Token != Token{} || c.Certificate != ClientCertificate{}
}

// Over is c, with what is missing in it taken from what was there before. Where one password
// was for both servers, another one is for both, too.
func (c Credential) Over(before Credential) Credential {
	if c.Outgoing == "" && c.Password != "" && before.Password != "" && before.Outgoing == before.Password {
		c.Outgoing = c.Password
	}
	if !c.Given() {
		c.Password, c.Token, c.Certificate = before.Password, before.Token, before.Certificate
	}
	if c.Outgoing == "" {
		c.Outgoing = before.Outgoing
	}
	return c
}

// ForSending is what the outgoing server of a is shown. The password of a log-in of its own
// belongs to that log-in: it does not go with the user name of the incoming server.
func (c Credential) ForSending(a Account) Credential {
	if c.Outgoing != "" && a.OutgoingUser != "" && !a.OutgoingOpen {
		return Password(c.Outgoing)
	}
	c.Outgoing = ""
	return c
}

// Secret is what is shown to a server, to keep it out of texts and nothing else.
func (c Credential) Secret() string {
	if c.Token != (Token{}) {
		return c.Token.Access
	}
	return c.Password
}

// String shows nothing.
func (c Credential) String() string {
	if c == (Credential{}) {
		return "no credential"
	}
	return "a credential that is not shown"
}

// GoString shows nothing either.
func (c Credential) GoString() string { return c.String() }

// LogValue implements slog.LogValuer.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalJSON shows nothing.
func (c Credential) MarshalJSON() ([]byte, error) { return []byte(`"` + c.String() + `"`), nil }
