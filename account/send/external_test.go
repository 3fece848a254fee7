package send

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/dovecot"
)

// persons writes an authority and certificates for names that it has signed, and one for
// the first name that nobody has, each with its key, and returns the folder.
func persons(t *testing.T, names ...string) (dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "pmpersons")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	write := func(file string, c, parent *x509.Certificate, signer *ecdsa.PrivateKey) *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if signer == nil {
			signer = key
		}
		c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
		private, err2 := x509.MarshalPKCS8PrivateKey(key)
		err = errors.Join(err, err2, os.WriteFile(filepath.Join(dir, file+".crt"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644),
			os.WriteFile(filepath.Join(dir, file+".key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	person := func(name string) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Club CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	key := write("ca", ca, ca, nil)
	for _, name := range names {
		write(name, person(name), ca, key)
	}
	stranger := person(names[0])
	write("stranger", stranger, stranger, nil)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestDovecotExternal: a certificate in the place of a password (SASL EXTERNAL), at a
// server that takes nothing else and at one that takes passwords too, which get none.
func TestDovecotExternal(t *testing.T) {
	dir := persons(t, "anna")
	in := func(name string) string { return filepath.Join(dir, name) }
	with := func(name, key string) account.Credential {
		return account.Credential{Certificate: account.ClientCertificate{File: in(name + ".crt"), Key: in(key + ".key")}}
	}
	for _, mechanisms := range []string{"external", "plain login external"} {
		t.Run(mechanisms, func(t *testing.T) {
			s, a, open := submission(t, dovecot.Options{Mechanisms: mechanisms, Additional: "ssl_ca = <" + in("ca.crt") +
				"\nssl_verify_client_cert = yes\nssl_require_crl = no\nauth_ssl_username_from_cert = yes\nauth_ssl_require_client_cert = no\n" +
				"passdb {\n driver = static\n mechanisms = external\n args = nopassword=y\n}\n"})
			if err := s.AddUser("anna", password); err != nil {
				t.Fatal(err)
			}
			a.Auth = account.AuthExternal
			p := prober(a.Outgoing.Port)
			p.Timeout = 20 * time.Second
			for _, security := range []account.Security{account.TLS, account.STARTTLS} {
				if a.Outgoing.Security = security; security == account.STARTTLS {
					a.Outgoing.Port = open
				}
				if err := p.Probe(t.Context(), a, with("anna", "anna")); err != nil {
					t.Errorf("%s: %v\n%s", security, err, s.Log())
				}
				for name, c := range map[string]account.Credential{"a stranger": with("stranger", "stranger"), "none": {}, "a key of another": with("anna", "ca"), "no file": with("nobody", "nobody")} {
					err := p.Probe(t.Context(), a, c)
					if err == nil || strings.Contains(err.Error(), "PRIVATE") {
						t.Errorf("%s: %s: %v", security, name, err)
					}
				}
				// Who has chosen a certificate is not made to show a password.
				both := with("stranger", "stranger")
				both.Password = password
				if err := p.Probe(t.Context(), a, both); err == nil {
					t.Errorf("%s: the password stands in for the certificate", security)
				}
			}
			if log := s.Log(); strings.Contains(log, "method=PLAIN") || strings.Contains(log, "method=LOGIN") {
				t.Errorf("a password was tried:\n%s", log)
			}
		})
	}
}
