package line

import (
	"crypto/tls"
	"errors"
	"fmt"

	"popmail/account"
)

// ErrClientCertificate says that a certificate of this side, or its key, cannot be used.
var ErrClientCertificate = errors.New("your certificate or its key can’t be used")

// Prove lets a line show the certificate of this side. Errors are ErrClientCertificate;
// none of them holds anything of a key.
func Prove(c *tls.Config, with account.ClientCertificate) error {
	if with == (account.ClientCertificate{}) {
		return nil
	}
	cert, err := readFile(with.File, maxFile)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrClientCertificate, err)
	}
	key, err := readFile(with.Key, maxFile)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrClientCertificate, err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrClientCertificate, err)
	}
	c.Certificates = []tls.Certificate{pair}
	return nil
}
