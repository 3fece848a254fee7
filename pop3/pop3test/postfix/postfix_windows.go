package postfix

import (
	"testing"

	"popmail/pop3/pop3test/dovecot"
)

// Server is one Postfix.
type Server struct {
	Dovecot       *dovecot.Server
	TLS, STARTTLS int // ports
}

// Run skips the test: there is no Postfix for this system.
func Run(t testing.TB, _, _ string, _ ...string) *Server {
	t.Helper()
	t.Skip("there is no Postfix for this system")
	return nil
}

// Log is empty.
func (s *Server) Log() string { return "" }

// Alias does nothing.
func (s *Server) Alias(testing.TB, string, string) {}
