// Package oauth signs a person in with the system's browser (OAuth 2 for native
// applications, RFC 8252, with PKCE, RFC 7636) where a provider takes no password from
// mail programs, and keeps the permission that it gets alive. It knows the providers,
// but neither the window nor where a browser is.
//
// No error of this package holds a token, a code or the secret of a client.
package oauth

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"popmail/account"
)

// Provider is who signs people in.
type Provider struct {
	ID     string // as in account.Token.Issuer
	Name   string // as people know it
	Client string // the row of the file with client IDs; several providers may share one
	Auth   string // authorization endpoint (RFC 6749, section 3.1)
	Token  string // token endpoint (section 3.2)
	Revoke string // revocation endpoint (RFC 7009); empty: none
	Issuer string // what the provider calls itself in answers (RFC 9207); empty: it says nothing
	Scopes []string
	Extra  map[string]string // further parameters of the authorization request
	Hosts  []string          // POP3 and SMTP servers that take its tokens: names, or ".suffix"
	// Domains are those of addresses for which this provider and none other with the
	// same Hosts is the right one; none: all others.
	Domains []string
}

// Providers are those that demand a sign-in with a browser or offer one, with the
// scopes for reading by POP3 and for sending by SMTP, and, where a provider gives them
// to everybody, for the address of who has signed in (OpenID Connect Core 1.0, section
// 5.4). From the providers' own pages:
// developers.google.com/gmail/imap/xoauth2-protocol, learn.microsoft.com
// (exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-…),
// developer.yahoo.com/oauth2/guide.
var Providers = []Provider{
	{
		ID: "google", Name: "Google", Client: "google",
		Auth: "https://accounts.google.com/o/oauth2/v2/auth", Token: "https://oauth2.googleapis.com/token", Revoke: "https://oauth2.googleapis.com/revoke",
		Issuer: "https://accounts.google.com",
		Scopes: []string{"https://mail.google.com/", "openid", "email"},
		// Without them no refresh token comes the second time.
		Extra: map[string]string{"access_type": "offline", "prompt": "consent"},
		Hosts: []string{"pop.gmail.com", "smtp.gmail.com", "pop.googlemail.com", "smtp.googlemail.com"},
	},
	{
		ID: "microsoft", Name: "Microsoft", Client: "microsoft",
		Auth: "https://login.microsoftonline.com/consumers/oauth2/v2.0/authorize", Token: "https://login.microsoftonline.com/consumers/oauth2/v2.0/token",
		Scopes:  []string{"https://outlook.office.com/POP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access", "openid", "email", "profile"},
		Hosts:   []string{".outlook.com", ".office365.com", ".hotmail.com", ".live.com"},
		Domains: []string{"outlook.*", "hotmail.*", "live.*", "livemail.tw", "msn.com", "passport.com", "windowslive.com"},
	},
	{
		ID: "microsoft365", Name: "Microsoft", Client: "microsoft",
		Auth: "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize", Token: "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
		Scopes: []string{"https://outlook.office.com/POP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access", "openid", "email", "profile"},
		Hosts:  []string{".outlook.com", ".office365.com"},
	},
	{
		ID: "yahoo", Name: "Yahoo", Client: "yahoo",
		Auth: "https://api.login.yahoo.com/oauth2/request_auth", Token: "https://api.login.yahoo.com/oauth2/get_token",
		Scopes: []string{"mail-w"}, // it covers POP3, IMAP and SMTP
		Hosts:  []string{"pop.mail.yahoo.com", "smtp.mail.yahoo.com", ".mail.yahoo.com"},
	},
	{
		ID: "aol", Name: "AOL", Client: "yahoo",
		Auth: "https://api.login.aol.com/oauth2/request_auth", Token: "https://api.login.aol.com/oauth2/get_token",
		Scopes: []string{"mail-w"},
		Hosts:  []string{"pop.aol.com", "smtp.aol.com"},
	},
}

// ByID finds a provider.
func ByID(id string) (Provider, bool) { return find(Providers, id) }

func find(list []Provider, id string) (Provider, bool) {
	i := slices.IndexFunc(list, func(p Provider) bool { return p.ID == id })
	if i < 0 {
		return Provider{}, false
	}
	return list[i], true
}

// For finds the provider of a server, and of an address where several share servers.
func For(host, email string) (Provider, bool) { return search(Providers, host, email) }

// ForOne is For where the provider of the address is known by its ID, as for an address of a domain
// of one's own, which says nothing; the hint counts only where that provider serves host.
func (c Clients) ForOne(id, host, email string) (Provider, bool) {
	all := c.Providers()
	if p, ok := find(all, id); ok && p.Serves(host) {
		return p, true
	}
	return search(all, host, email)
}

func search(list []Provider, host, email string) (Provider, bool) {
	_, domain, _ := strings.Cut(email, "@")
	domain = account.HostKey(domain)
	for _, p := range list {
		if p.Serves(host) && (len(p.Domains) == 0 || slices.ContainsFunc(p.Domains, func(d string) bool { return matches(d, domain) })) {
			return p, true
		}
	}
	return Provider{}, false
}

// Serves reports whether a server takes the tokens of p. They are for no other.
func (p Provider) Serves(host string) bool { return among(p.Hosts, host) }

// Serves reports whether t may be shown to a server: one of its provider, or, where that is
// not known any more, one of those that t was given for.
func (k *Keeper) Serves(t account.Token, host string) bool {
	if p, ok := k.Provider(t.Issuer); ok {
		return p.Serves(host)
	}
	return among(strings.Fields(t.Servers), host)
}

// among reports whether host is one of names, which may be ".suffix".
func among(names []string, host string) bool {
	host = account.HostKey(host)
	return slices.ContainsFunc(names, func(h string) bool {
		name, below := strings.CutPrefix(h, ".")
		name = account.HostKey(name)
		return host == name || below && strings.HasSuffix(host, "."+name)
	})
}

// matches compares a domain with a pattern, such as "outlook.*" for the countries'.
func matches(pattern, domain string) bool {
	if stem, ok := strings.CutSuffix(pattern, "*"); ok {
		rest, ok := strings.CutPrefix(domain, stem)
		return ok && rest != "" && strings.Count(rest, ".") <= 1 && len(rest) <= 6
	}
	return account.SameHost(pattern, domain)
}

// config is what golang.org/x/oauth2 wants to know.
func (p Provider) config(c Client, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: c.ID, ClientSecret: c.Secret, RedirectURL: redirect, Scopes: p.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: p.Auth, TokenURL: p.Token, AuthStyle: oauth2.AuthStyleInParams},
	}
}

// Page is the name of the server with the page on which a person signs in.
func (p Provider) Page() string {
	if u, err := url.Parse(p.Auth); err == nil {
		return u.Hostname()
	}
	return ""
}

// host is the provider's name in the network, for problems.
func (p Provider) host() string {
	if u, err := url.Parse(p.Token); err == nil {
		return u.Hostname()
	}
	return ""
}
