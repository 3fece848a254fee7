package discover

import (
	"slices"
	"strings"
	"sync"

	"popmail/account"
)

// Provider is what is known of a mail provider. Lists are words with blanks between.
type Provider struct {
	ID      string // does not change; what is said to people about a provider hangs on it
	Name    string // as people know it
	Domains string // of addresses; "*.example.org": every name below example.org
	MX      string // names that receive mail for domains of its customers, or what they end with after a dot
	Hosts   string // further names of its servers, or what they end with after a dot
	// POP and SMTP are "name" (TLS, port 995 or 465), "name:port" with a port of 110,
	// 587 or 25 (STARTTLS) or any other (TLS), or "name:port/none". The placeholders
	// of Form may stand in the name, and mx for the domain's own mail exchanger.
	POP   string // empty: there is no POP3
	SMTP  string
	User  Form  // of the user name
	Login Login // what mail programs log in with
	OAuth bool  // signing in with the browser is taken too
	// Switch says in the provider's own words where POP3 has to be turned on; empty:
	// it is always on.
	Switch  string
	Unsure  bool   // nobody could confirm the names of the servers: they are asked, and all other sources with them
	Instead Way    // what works where there is no POP3
	Help    string // the provider's own page about app passwords, mail programs or, without POP3, forwarding; may be empty
}

// Login is what a provider takes from mail programs.
type Login uint8

// The kinds of log-in.
const (
	Usual   Login = iota // the password of the account, as far as anybody knows
	App                  // a password that is made for a program (app password, secure mail key)
	Code                 // a code that the provider gives out when POP3 is turned on (授权码)
	Own                  // a password for mail that is set apart from that of the account
	Browser              // no password is taken; only signing in with the browser works
	Open                 // nothing: an outgoing server that trusts its own network
)

// Way is what works with a provider that has no POP3. The values can be joined.
type Way uint8

// The ways around.
const (
	Forward Way = 1 << iota // it can send what arrives on to another address
	Export                  // it gives out mail as files, which can be brought in
	Relay                   // the address holds no mail at all: everything goes on to another one
)

// Form is a user name with placeholders for the parts of the address.
type Form string

// The usual forms.
const (
	FullAddress  Form = ""
	LocalPart    Form = "%EMAILLOCALPART%"
	LocalDomain  Form = "%EMAILLOCALPART%.%EMAILDOMAIN%"
	mailExchange      = "%MX%" // the name of the first mail exchanger
)

// table is all that is known, by region.
var table = slices.Concat(worldwide, german, european, american, asian, hosting, withoutPOP)

// index finds providers by what is known of an address.
type index struct{ domains, below, mx, hosts map[string]*Provider }

var indexed = sync.OnceValue(func() *index {
	x := &index{map[string]*Provider{}, map[string]*Provider{}, map[string]*Provider{}, map[string]*Provider{}}
	put := func(m map[string]*Provider, names string, p *Provider) {
		for _, n := range strings.Fields(names) {
			if _, ok := m[n]; !ok {
				m[n] = p
			}
		}
	}
	for i := range table {
		p := &table[i]
		for _, d := range strings.Fields(p.Domains) {
			if rest, ok := strings.CutPrefix(d, "*."); ok {
				put(x.below, rest, p)
			} else {
				put(x.domains, d, p)
			}
		}
		put(x.mx, p.MX, p)
		put(x.hosts, p.Hosts, p)
	}
	for i := range table { // a server that several share belongs to who is named so, or to the first
		for _, host := range table[i].servers() {
			put(x.hosts, host, &table[i])
		}
	}
	return x
})

// servers are the names of POP and SMTP that do not hang on the address.
func (p *Provider) servers() (names []string) {
	for _, spec := range []string{p.POP, p.SMTP} {
		if host, _, _ := parseSpec(spec, nil); host != "" && !strings.Contains(host, "%") {
			names = append(names, host)
		}
	}
	return names
}

// has reports whether a server is one of p's.
func (p *Provider) has(host string) bool {
	host = account.HostKey(host)
	return slices.ContainsFunc(append(p.servers(), strings.Fields(p.Hosts)...), func(name string) bool {
		return host == name || strings.HasSuffix(host, "."+name)
	})
}

// suffix finds the longest of m that name is, or ends with after a dot.
func suffix(m map[string]*Provider, name string) *Provider {
	for name = account.HostKey(name); name != ""; {
		if p := m[name]; p != nil {
			return p
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return nil
}

// ByAddress returns the provider of an address; nil: not known.
func ByAddress(email string) *Provider {
	d := Domain(email)
	if a, err := ParseAddress(email); err == nil {
		d = a.Domain
	}
	return ByDomain(d)
}

// ByDomain returns the provider of addresses in a domain; nil: not known.
func ByDomain(domain string) *Provider {
	x := indexed()
	if p := x.domains[domain]; p != nil {
		return p
	}
	_, parent, _ := strings.Cut(domain, ".")
	return suffix(x.below, parent)
}

// ByHost returns the provider of a server; nil: not known.
func ByHost(host string) *Provider { return suffix(indexed().hosts, host) }

// ByAccount returns the provider of an address at a server: of several that share it the one whose
// address it is, else ByHost; nil: not known.
func ByAccount(email, host string) *Provider {
	if p := ByAddress(email); p != nil && p.has(host) {
		return p
	}
	return ByHost(host)
}

// ByMX returns the provider whose servers receive mail under the name host; nil: not
// known.
func ByMX(host string) *Provider { return suffix(indexed().mx, host) }

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
	d := Domain(email)
	if a, err := ParseAddress(email); err == nil {
		d = a.Domain
		if p := ByDomain(d); p != nil {
			if c, ok := p.candidate(a, "", FromTable); ok {
				return c.Incoming.Host
			}
		}
	}
	if d != "" {
		return "pop." + d
	}
	return ""
}

// Tidy takes the blanks out of an app password that was copied as it is shown: four
// groups of four letters. Any other password stays as it was typed.
func (p *Provider) Tidy(password string) string {
	short := strings.Join(strings.Fields(password), "")
	if p == nil || p.Login != App || len(short) != 16 {
		return password
	}
	for _, r := range short {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return password
		}
	}
	return short
}

// parseSpec takes the parts of Provider.POP or SMTP.
func parseSpec(spec string, usual func(account.Security) int) (host string, port int, s account.Security) {
	rest, word, named := strings.Cut(spec, "/")
	host, digits, _ := strings.Cut(rest, ":")
	for _, d := range digits {
		port = port*10 + int(d-'0')
	}
	switch {
	case named:
		s = account.Security(word)
	case port == 110 || port == 587 || port == 25:
		s = account.STARTTLS
	default:
		s = account.TLS
	}
	if port == 0 && usual != nil {
		port = usual(s)
	}
	return host, port, s
}

// candidate is what the table says for an address. mx is the name of the domain's
// mail exchanger where it is known. ok is false where there is no POP3, or the name of
// the server needs what is not known.
func (p *Provider) candidate(a Address, mx string, from Source) (c Candidate, ok bool) {
	fill := func(spec string, usual func(account.Security) int) (s Server, ok bool) {
		host, port, security := parseSpec(spec, usual)
		if strings.Contains(host, mailExchange) {
			if mx == "" {
				return s, false
			}
			host = strings.ReplaceAll(host, mailExchange, strings.ToLower(strings.TrimSuffix(mx, ".")))
		}
		host, valid := cleanHost(a.expand(Form(host), ""))
		s = Server{Server: account.Server{Host: host, Port: port, Security: security}, User: a.expand(p.User, ""), Login: p.Login, OAuth: p.OAuth, Source: from}
		return s, valid
	}
	if p.POP == "" {
		return c, false
	}
	c.Provider, c.Page = p, p.Help
	if c.Incoming, ok = fill(p.POP, account.Security.DefaultPort); !ok {
		return c, false
	}
	if out, ok := fill(p.SMTP, account.Security.SubmissionPort); ok {
		c.Outgoing = out
	}
	return c, true
}
