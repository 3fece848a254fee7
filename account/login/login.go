// Package login knows the ways to log in to a server and the order in which they are
// tried, for reading and for sending alike: SASL mechanisms (RFC 4422) as go-sasl's
// sasl.Client, and in POP3 the commands USER and PASS, and APOP. It does no input or
// output.
//
// The strongest way that both sides know comes first. What a later one gives away that
// the one before it did not is never decided here: the caller goes on to the next way
// only where the server says that the way is the trouble, see Way.Clear.
package login

import (
	"crypto/tls"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"

	"popmail/account"
)

// The names of ways that are not SASL mechanisms.
const (
	UserPass = "USER" // USER and PASS (RFC 1939, section 7)
	APOP     = "APOP"
)

// Case is what is known before a log-in.
type Case struct {
	User       string
	Credential account.Credential
	Auth       account.Auth
	Host       string   // of the server, as it was set up
	Port       int      //
	Offered    []string // SASL mechanisms that the server lists, in upper case
	UserPass   bool     // USER and PASS may be tried
	TLS        *tls.ConnectionState
	// Insecure says that the person has chosen a line without encryption for this
	// account: only then a password goes out readable without TLS.
	Insecure bool
}

// Way is one way to log in.
type Way struct {
	Name     string             // of the mechanism, or UserPass or APOP
	New      func() sasl.Client // the mechanism; nil for UserPass and APOP
	TwoLines bool               // see pop3.Exchange
	Clear    bool               // the password or token is sent as it is
	Strength int                // of two ways the one with more gives less away
}

// Microsoft's servers close the line at an initial response, although it is what RFC
// 5034 says, and take no passwords.
var microsoftHosts = []string{"outlook.office365.com", "outlook.office.com", "outlook.com", "hotmail.com", "live.com", "office365.us", "partner.outlook.cn"}

// NoPasswords reports whether a server is known for taking tokens of OAuth alone.
func NoPasswords(host string) bool { return microsoft(host) }

func microsoft(host string) bool {
	host = account.HostKey(host)
	return slices.ContainsFunc(microsoftHosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// The strengths: what is bound to the line, what proves and is proved to, what proves
// only, what shows the password.
const (
	strengthClear = iota
	strengthDigest
	strengthMutual
	strengthBound
)

// Ways returns the ways to try, best first. None says that the server lists nothing
// that goes with the credential and with what the person has chosen.
func Ways(c Case) []Way {
	if c.Credential.Token != (account.Token{}) {
		return c.only(c.tokenWays(), account.AuthOAuth)
	}
	return c.only(c.passwordWays(), account.AuthAuto)
}

// only leaves those that the person has chosen, and drops those that would show a
// password on an open line.
func (c Case) only(all []Way, auto account.Auth) []Way {
	return slices.DeleteFunc(all, func(w Way) bool {
		if w.Clear && c.TLS == nil && !c.Insecure {
			return true
		}
		return !chosen(c.Auth, w, auto)
	})
}

// chosen reports whether a way is one of those that auth stands for.
func chosen(auth account.Auth, w Way, auto account.Auth) bool {
	switch auth {
	case account.AuthAuto, "":
		return w.Name != APOP && w.Name != "EXTERNAL"
	case account.AuthPlain:
		return w.Name == "PLAIN" || w.Name == "LOGIN" || w.Name == UserPass
	case account.AuthUser:
		return w.Name == UserPass
	case account.AuthOAuth:
		return auto == account.AuthOAuth
	}
	name := strings.TrimSuffix(w.Name, "-PLUS")
	return strings.EqualFold(string(auth), name)
}

func (c Case) offers(name string) bool { return slices.Contains(c.Offered, name) }

func (c Case) tokenWays() (list []Way) {
	token := c.Credential.Token.Access
	// QUIRK: Microsoft knows XOAUTH2 only, and other servers that list both were
	// seen with an OAUTHBEARER that does not work, but hardly one the other way round.
	// Both show the token.
	if c.offers("XOAUTH2") {
		list = append(list, Way{Name: "XOAUTH2", New: func() sasl.Client { return &bearer{name: "XOAUTH2", user: c.User, token: token} }, TwoLines: microsoft(c.Host), Clear: true})
	}
	if c.offers("OAUTHBEARER") {
		list = append(list, Way{Name: "OAUTHBEARER", New: func() sasl.Client {
			return &bearer{name: "OAUTHBEARER", user: c.User, token: token, host: c.Host, port: c.Port}
		}, Clear: true})
	}
	return list
}

func (c Case) passwordWays() (list []Way) {
	password := c.Credential.Password
	list = append(list, c.scramWays(password)...)
	if c.offers("CRAM-MD5") {
		list = append(list, Way{Name: "CRAM-MD5", New: func() sasl.Client { return &cramMD5{c.User, password} }, Strength: strengthDigest})
	}
	list = append(list, Way{Name: APOP, Strength: strengthDigest})
	if c.offers("EXTERNAL") {
		list = append(list, Way{Name: "EXTERNAL", New: func() sasl.Client { return sasl.NewExternalClient("") }})
	}
	if c.offers("PLAIN") {
		list = append(list, Way{Name: "PLAIN", New: func() sasl.Client { return sasl.NewPlainClient("", c.User, password) }, Clear: true})
	}
	if c.offers("LOGIN") {
		list = append(list, Way{Name: "LOGIN", New: func() sasl.Client { return &loginMechanism{user: c.User, password: password} }, Clear: true})
	}
	if c.UserPass {
		list = append(list, Way{Name: UserPass, Clear: true})
	}
	return list
}

// ProofOnly reports whether the way that was refused only proves the password, and one of
// all, which are those of Ways, sends the password itself over an encrypted line.
func ProofOnly(all []Way, refused Way, encrypted bool) bool {
	return encrypted && !refused.Clear && refused.Strength > strengthClear && slices.ContainsFunc(all, func(w Way) bool { return w.Clear })
}

// Browser reports whether a server lists ways to log in, and with a password none,
// but with a token of OAuth one.
func Browser(offered []string, userPass bool) bool {
	if userPass {
		return false
	}
	token := slices.Contains(offered, "XOAUTH2") || slices.Contains(offered, "OAUTHBEARER")
	return token && !TakesPassword(offered)
}

// TakesPassword reports whether one of the mechanisms is known here and goes with a
// password.
func TakesPassword(offered []string) bool {
	return slices.ContainsFunc(offered, func(m string) bool {
		switch m {
		case "PLAIN", "LOGIN", "CRAM-MD5":
			return true
		}
		return scrams[strings.TrimSuffix(m, "-PLUS")] != nil
	})
}
