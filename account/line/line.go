// Package line is the way to a server, for reading and for sending mail alike: its name,
// how the line is encrypted, whose certificates are good, and what goes wrong on it.
package line

import "popmail/account"

// ASCII is s with the name as the network knows it, see account.ASCIIHost.
func ASCII(s account.Server) (account.Server, error) {
	host, err := account.ASCIIHost(s.Host)
	s.Host = host
	return s, err
}
