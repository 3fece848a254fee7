package discover

import (
	"cmp"
	"slices"

	"popmail/account"
)

// Source says where a setting comes from, best first.
type Source uint8

// The sources.
const (
	FromFolder    Source = iota // a file in the folder isp of the data folder
	FromTable                   // PopMail's own table
	FromDomain                  // what the domain of the address publishes over https
	FromPublic                  // the public list of providers (ISPDB)
	FromSRV                     // SRV records of the domain (RFC 6186)
	FromExchanger               // who receives the mail of the domain (MX), and what is known or published about that
	FromGuess                   // a usual name
)

// String is the word for scripts; it does not change.
func (s Source) String() string {
	return [...]string{"folder", "provider", "autoconfig", "ispdb", "srv", "mx", "guess"}[min(s, FromGuess)]
}

// Server is one server of a Candidate.
type Server struct {
	account.Server
	User   string
	Login  Login
	OAuth  bool // signing in with the browser is taken too
	Source Source
	// Verified says that the server has answered in this search, in its protocol and
	// over TLS with a certificate for its name.
	Verified bool
	// Ask says that a person has to see and agree to the name before any password goes
	// there: it was guessed, or comes from what anybody on the way could have forged.
	Ask bool
	// Err is why a server that was asked is not Verified; nil: it was not asked.
	Err error
}

// Found reports whether there is a server.
func (s Server) Found() bool { return s.Host != "" }

// Candidate is one way to set an account up.
type Candidate struct {
	Incoming Server // POP3
	Outgoing Server // SMTP; not Found: nobody knows
	Provider *Provider
	// Page is where the provider says how to turn POP3 on or how to set up a mail
	// program: https, may be empty. Without Provider it comes from others.
	Page string
}

// grade orders candidates: who has answered stands before who has not, and what
// encrypts before what does not.
func (c *Candidate) grade() (answered, source, security int) {
	if c.Incoming.Err != nil {
		answered = 1
	}
	switch c.Incoming.Security {
	case account.STARTTLS:
		security = 1
	case account.None:
		security = 2
	}
	return answered, int(c.Incoming.Source), security
}

// rank sorts best first and leaves out what stands there already.
func rank(all []Candidate) []Candidate {
	slices.SortStableFunc(all, func(a, b Candidate) int {
		aa, as, ac := a.grade()
		ba, bs, bc := b.grade()
		// A line without encryption is the last resort, whoever recommends it.
		return cmp.Or(cmp.Compare(aa, ba), cmp.Compare(ac/2, bc/2), cmp.Compare(as, bs), cmp.Compare(ac, bc))
	})
	type key struct {
		host     string
		port     int
		security account.Security
		user     string
	}
	seen := map[key]int{}
	kept := all[:0]
	for _, c := range all {
		k := key{c.Incoming.Host, c.Incoming.Port, c.Incoming.Security, c.Incoming.User}
		if at, ok := seen[k]; ok {
			if !kept[at].Outgoing.Found() {
				kept[at].Outgoing = c.Outgoing
			}
			continue
		}
		seen[k] = len(kept)
		kept = append(kept, c)
	}
	return kept
}
