// Package discover finds where the mail of an address is: what is known of large
// providers, and what is usual. It holds facts and asks nobody.
package discover

import (
	"slices"
	"strings"
)

// Provider is what is known of a mail provider.
type Provider struct {
	ID       string   // does not change; what is said to people about a provider hangs on it
	Domains  []string // of addresses
	Hosts    []string // of servers, or what they end with after a dot
	POP      string   // POP3 server (TLS, port 995); empty: there is none
	Password Password // that mail programs log in with
}

// Password is the kind of password that a provider takes from mail programs.
type Password uint8

// The kinds of passwords.
const (
	Usual   Password = iota // that of the account
	App                     // one that is made for a program, shown in groups of four letters
	Switch                  // that of the account, once POP3 was turned on there
	Browser                 // no password is taken
)

var providers = []Provider{
	{ID: "google", Domains: []string{"gmail.com", "googlemail.com"}, Hosts: []string{"gmail.com", "googlemail.com"}, POP: "pop.gmail.com", Password: App},
	{ID: "microsoft", Domains: []string{"outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de", "live.de", "hotmail.co.uk", "live.co.uk",
		"hotmail.fr", "live.fr", "outlook.fr", "outlook.es", "hotmail.es", "hotmail.it", "outlook.it"},
		Hosts: []string{"outlook.com", "office365.com", "hotmail.com", "live.com"}, POP: "outlook.office365.com", Password: Browser},
	{ID: "yahoo", Domains: []string{"yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "ymail.com", "rocketmail.com"},
		Hosts: []string{"yahoo.com"}, POP: "pop.mail.yahoo.com", Password: App},
	{ID: "aol", Domains: []string{"aol.com"}, Hosts: []string{"aol.com"}, POP: "pop.aol.com", Password: App},
	{ID: "apple", Domains: []string{"icloud.com", "me.com", "mac.com"}, Hosts: []string{"icloud.com", "me.com", "mac.com"}},
	{ID: "gmx", Domains: []string{"gmx.de", "gmx.net", "gmx.at", "gmx.ch"}, Hosts: []string{"gmx.net", "gmx.de"}, POP: "pop.gmx.net", Password: Switch},
	{ID: "gmx", Domains: []string{"gmx.com", "gmx.us", "gmx.co.uk"}, Hosts: []string{"gmx.com"}, POP: "pop.gmx.com", Password: Switch},
	{ID: "web.de", Domains: []string{"web.de"}, Hosts: []string{"web.de"}, POP: "pop3.web.de", Password: Switch},
}

// ByAddress returns the provider of an address; nil: not known.
func ByAddress(email string) *Provider {
	domain := Domain(email)
	for i := range providers {
		if slices.Contains(providers[i].Domains, domain) {
			return &providers[i]
		}
	}
	return nil
}

// ByHost returns the provider of a server; nil: not known.
func ByHost(host string) *Provider {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for i := range providers {
		for _, h := range providers[i].Hosts {
			if host == h || strings.HasSuffix(host, "."+h) {
				return &providers[i]
			}
		}
	}
	return nil
}

// Domain is what stands behind the last @ of an address, in lower case.
func Domain(email string) string {
	if at := strings.LastIndexByte(email, '@'); at >= 0 {
		return strings.ToLower(strings.TrimSpace(email[at+1:]))
	}
	return ""
}

// Guess is the POP3 server that an address most likely has; empty where it has no
// domain.
func Guess(email string) string {
	if p := ByAddress(email); p != nil && p.POP != "" {
		return p.POP
	}
	if d := Domain(email); d != "" {
		return "pop." + d
	}
	return ""
}

// Tidy takes the blanks out of an app password that was copied as it is shown: four
// groups of four letters. Any other password stays as it was typed.
func (p *Provider) Tidy(password string) string {
	short := strings.Join(strings.Fields(password), "")
	if p == nil || p.Password != App || len(short) != 16 {
		return password
	}
	for _, r := range short {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return password
		}
	}
	return short
}
