package account

import "log/slog"

// Credential is what proves to a server who a person is. Printed or logged, it shows
// nothing of itself. The zero Credential is none.
type Credential struct {
	Password string
}

// Password is the credential of a person who types one.
func Password(p string) Credential { return Credential{Password: p} }

// Given reports whether there is anything in it.
func (c Credential) Given() bool { return c != Credential{} }

// String shows nothing.
func (c Credential) String() string {
	if !c.Given() {
		return "no credential"
	}
	return "a credential that is not shown"
}

// GoString shows nothing either.
func (c Credential) GoString() string { return c.String() }

// LogValue implements slog.LogValuer.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.String()) }
