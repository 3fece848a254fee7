// Package line is the way to a server, for reading and for sending mail alike: its name,
// how the line is encrypted, and what goes wrong on it.
package line

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/net/idna"

	"popmail/account"
)

// maxCAFile bounds a file with certificate authorities, in octets.
const maxCAFile = 16 << 20

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

// TLS is how the line to a server is encrypted. It trusts the system's authorities and those in the server's CAFile.
func TLS(s account.Server) (*tls.Config, error) {
	c := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
	if s.CAFile == "" {
		return c, nil
	}
	pem, err := readCAFile(s.CAFile)
	if err != nil {
		return nil, fmt.Errorf("the file with certificate authorities cannot be read: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the file %s holds no certificate", s.CAFile)
	}
	c.RootCAs = pool
	return c, nil
}

func readCAFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if fi, err := f.Stat(); err != nil {
		return nil, err
	} else if !fi.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	pem, err := io.ReadAll(io.LimitReader(f, maxCAFile+1))
	if err == nil && len(pem) > maxCAFile {
		err = errors.New("it is too large")
	}
	return pem, err
}
