// Package line is the way to a server, for reading and for sending mail alike: its name,
// how the line is encrypted, whose certificates are good, and what goes wrong on it.
package line

import (
	"strings"

	"golang.org/x/net/idna"

	"popmail/account"
)

// ASCII is s with the name as the network knows it: names in other scripts are
// looked up, and stand in certificates, in their A-label form (RFC 5891, section 4.4).
func ASCII(s account.Server) (account.Server, error) {
	if strings.IndexFunc(s.Host, func(r rune) bool { return r >= 0x80 }) < 0 {
		return s, nil // names that only DNS servers would mind are left as they are
	}
	host, err := idna.Lookup.ToASCII(s.Host)
	s.Host = host
	return s, err
}
