package account

import (
	"fmt"
	"slices"
	"strings"
)

// Auth says how to log in.
type Auth string

// The ways to log in. AuthAuto takes the safest that both sides know. The names of
// the others are those of SASL mechanisms in lower case, where not said otherwise.
const (
	AuthAuto        Auth = "auto"
	AuthPlain       Auth = "plain" // the password as it is: PLAIN (RFC 4616), LOGIN, or USER and PASS
	AuthUser        Auth = "user"  // USER and PASS alone (RFC 1939, section 7)
	AuthLogin       Auth = "login"
	AuthCRAM        Auth = "cram-md5" // RFC 2195
	AuthSCRAM1      Auth = "scram-sha-1"
	AuthSCRAM256    Auth = "scram-sha-256" // RFC 7677; with channel binding where the server can
	AuthSCRAM512    Auth = "scram-sha-512"
	AuthAPOP        Auth = "apop"        // RFC 1939, section 7
	AuthExternal    Auth = "external"    // by the certificate of this side
	AuthOAuth       Auth = "oauth"       // XOAUTH2 or OAUTHBEARER (RFC 7628)
	AuthXOAuth2     Auth = "xoauth2"     //
	AuthOAuthBearer Auth = "oauthbearer" //
)

var auths = []Auth{AuthAuto, AuthPlain, AuthUser, AuthLogin, AuthCRAM, AuthSCRAM1, AuthSCRAM256, AuthSCRAM512, AuthAPOP, AuthExternal, AuthOAuth, AuthXOAuth2, AuthOAuthBearer}

// Browser reports whether a is a log-in with what a person has allowed by signing in with
// the browser.
func (a Auth) Browser() bool { return a == AuthOAuth || a == AuthXOAuth2 || a == AuthOAuthBearer }

// Auto reports whether nobody has chosen a way.
func (a Auth) Auto() bool { return a == AuthAuto || a == "" }

// ParseAuth reads the value of --auth.
func ParseAuth(s string) (Auth, error) {
	if a := Auth(strings.ToLower(s)); slices.Contains(auths, a) {
		return a, nil
	}
	return "", fmt.Errorf("%q is not a way to log in: use auto, plain, user, or the name of a mechanism such as scram-sha-256", s)
}
