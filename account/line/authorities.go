package line

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"time"

	"popmail/account"
)

const (
	maxFile        = 16 << 20 // of a file that an account names, in octets
	maxAuthorities = 64 << 10 // of what an account keeps, in octets
	maxCount       = 20       // certificates that an account keeps
)

// ReadAuthorities reads a file with certificates of authorities, as PEM or DER, and
// says what is in it.
func ReadAuthorities(file string, now time.Time) (account.Authority, error) {
	data, err := readFile(file, maxAuthorities)
	if err != nil {
		return account.Authority{}, err
	}
	text, err := ParseAuthorities(data, now)
	return account.Authority{Text: text, Certificates: Authorities(text)}, err
}

// ParseAuthorities takes the certificates of authorities out of the octets of a file, and
// returns them as account.Account.Authorities has them.
func ParseAuthorities(data []byte, now time.Time) (string, error) {
	certs, err := certificates(data)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	seen := map[string]bool{}
	for _, c := range certs {
		switch {
		case !c.BasicConstraintsValid || !c.IsCA || c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0:
			return "", account.ErrNoAuthority
		case now.After(c.NotAfter):
			return "", account.ErrAuthorityEnds
		case seen[string(c.Raw)]:
			continue
		}
		seen[string(c.Raw)] = true
		if err := pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
			return "", err
		}
	}
	if len(seen) > maxCount || out.Len() > maxAuthorities {
		return "", account.ErrAuthorityLarge
	}
	return out.String(), nil
}

// certificates takes all certificates out of PEM or DER.
func certificates(data []byte) (certs []*x509.Certificate, err error) {
	if c, err := x509.ParseCertificates(data); err == nil && len(c) > 0 {
		return c, nil
	}
	for len(data) > 0 && len(certs) <= maxCount {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		if bytes.Contains([]byte(block.Type), []byte("PRIVATE KEY")) {
			return nil, account.ErrPrivateKey
		}
		if block.Type != "CERTIFICATE" && block.Type != "TRUSTED CERTIFICATE" && block.Type != "X509 CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", account.ErrNoCertificate, err)
		}
		certs = append(certs, c)
	}
	if len(certs) == 0 {
		return nil, account.ErrNoCertificate
	}
	return certs, nil
}

// Authorities describes certificates of authorities as account.Account.Authorities has them.
func Authorities(text string) []account.Certificate {
	certs, err := certificates([]byte(text))
	if err != nil {
		return nil
	}
	var all []account.Certificate
	for _, c := range certs {
		all = append(all, describe(c))
	}
	return all
}

// rootsOf are the authorities for s, a server of a; nil: the system's alone.
func rootsOf(a account.Account, s account.Server) (*x509.CertPool, error) {
	text := []byte(a.Authorities)
	if s.CAFile != "" {
		named, err := readFile(s.CAFile, maxFile)
		if err != nil {
			return nil, fmt.Errorf("the file with certificate authorities cannot be read: %w", err)
		}
		if !x509.NewCertPool().AppendCertsFromPEM(named) {
			return nil, fmt.Errorf("the file %s holds no certificate", s.CAFile)
		}
		text = append(append(text, '\n'), named...)
	}
	return Roots(string(text)), nil
}

// Roots are the system's authorities and those of each text, in PEM; nil where there are
// no others than the system's.
func Roots(texts ...string) *x509.CertPool {
	var pool *x509.CertPool
	for _, text := range texts {
		if text == "" {
			continue
		}
		if pool == nil {
			var err error
			if pool, err = x509.SystemCertPool(); err != nil {
				pool = x509.NewCertPool()
			}
		}
		pool.AppendCertsFromPEM([]byte(text))
	}
	return pool
}

// readFile reads a file of at most limit octets.
func readFile(path string, limit int64) ([]byte, error) {
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
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = account.ErrAuthorityLarge
	}
	return data, err
}
