package account

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Security says how the line to the server is protected.
type Security string

// The kinds of protection.
const (
	TLS      Security = "tls"      // encrypted from the first byte (RFC 8314, section 3.2), port 995
	STARTTLS Security = "starttls" // STLS before the password is sent (RFC 2595, section 4), port 110
	None     Security = "none"     // everything in the clear, port 110
)

// ParseSecurity reads the value of --security.
func ParseSecurity(s string) (Security, error) {
	switch v := Security(strings.ToLower(s)); v {
	case TLS, STARTTLS, None:
		return v, nil
	}
	return "", fmt.Errorf("%q is not a kind of connection security: use tls, starttls or none", s)
}

// DefaultPort is the usual port for s: 995 for TLS, else 110.
func (s Security) DefaultPort() int {
	if s == TLS {
		return 995
	}
	return 110
}

// SubmissionPort is the usual port to hand mail in: 465 for TLS, else 587 (RFC 8314,
// section 3.3).
func (s Security) SubmissionPort() int {
	if s == TLS {
		return 465
	}
	return 587
}

// Server is where an account's mail is fetched, or handed in.
type Server struct {
	Host     string // name or IP address, without port
	Port     int    // Validate fills in Security.DefaultPort when 0
	Security Security
	CAFile   string // PEM file with certificate authorities to trust besides the system's; may be empty
}

// Addr is "host:port", ready to dial.
func (s Server) Addr() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// Validate trims the fields of a POP3 server, fills in the port and says what is wrong.
func (s *Server) Validate() error { return s.validate(Security.DefaultPort) }

// ValidateOutgoing is Validate for an SMTP server.
func (s *Server) ValidateOutgoing() error { return s.validate(Security.SubmissionPort) }

func (s *Server) validate(port func(Security) int) error {
	s.Host = strings.Trim(strings.TrimSpace(s.Host), "[]")
	if s.Security == "" {
		s.Security = TLS
	}
	if _, err := ParseSecurity(string(s.Security)); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if s.Port == 0 {
		s.Port = port(s.Security)
	}
	if s.Host == "" {
		return fmt.Errorf("%w: the server's name is missing", ErrInvalid)
	}
	if strings.ContainsAny(s.Host, " /\\@\r\n\t\x00") || (strings.Contains(s.Host, ":") && net.ParseIP(s.Host) == nil) {
		return fmt.Errorf("%w: %q is not the name of a server", ErrInvalid, s.Host)
	}
	if s.Port < 1 || s.Port > 65535 {
		return fmt.Errorf("%w: the port must be between 1 and 65535", ErrInvalid)
	}
	return nil
}
