//go:build unix

package main

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
	"strconv"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// clientCertificates writes an authority, and certificates of a person that it and that
// nobody has signed, each with its key. The folder can be read by Dovecot.
func clientCertificates(t *testing.T, name string) (dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "pmexternal")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	write := func(file string, template, parent *x509.Certificate, k, signer *ecdsa.PrivateKey) {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &k.PublicKey, signer)
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(k)
		if err != nil {
			t.Fatal(err)
		}
		cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
		secret := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
		path := filepath.Join(dir, file)
		err = errors.Join(os.WriteFile(path+".crt", cert, 0o644), os.WriteFile(path+".key", secret, 0o600), os.WriteFile(path+".pem", append(cert, secret...), 0o600))
		if err != nil {
			t.Fatal(err)
		}
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Club CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	caKey := key()
	write("ca", ca, ca, caKey, caKey)
	person := func() *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	}
	write("ann", person(), ca, key(), caKey)
	stranger, strange := person(), key()
	write("stranger", stranger, stranger, strange, strange)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestExternal logs in with a certificate in the place of a password (SASL EXTERNAL), on
// a Dovecot that takes nothing else.
func TestExternal(t *testing.T) {
	certs := clientCertificates(t, clubUser)
	in := func(name string) string { return filepath.Join(certs, name) }
	server := dovecot.Run(t, dovecot.Options{Mechanisms: "external", TLSOnly: true, Additional: "ssl_ca = <" + in("ca.crt") +
		"\nssl_verify_client_cert = yes\nssl_require_crl = no\nauth_ssl_username_from_cert = yes\nauth_ssl_require_client_cert = no\n" +
		"passdb {\n driver = static\n mechanisms = external\n args = nopassword=y\n}"})
	if err := server.AddUser(clubUser, "not used"); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Deliver(clubUser, []byte("Subject: hello\n\nx\n")); err != nil {
		t.Fatal(err)
	}
	data := dataFolder(t)
	add := func(more ...string) result {
		return pop(t, data, append([]string{"account", "add", "--email", clubUser, "--server", "localhost", "--port", strconv.Itoa(server.TLS),
			"--ca-file", server.CAFile, "--auth", "external", "--keep-password", "file"}, more...)...)
	}
	for name, args := range map[string][]string{
		"no certificate":       {},
		"a key of another":     {"--client-cert", in("ann.crt"), "--client-key", in("ca.key")},
		"no key":               {"--client-cert", in("ann.crt")},
		"no file":              {"--client-cert", in("nobody.pem")},
		"a password too":       {"--client-cert", in("ann.pem"), "--password-stdin"},
		"nothing kept":         {"--client-cert", in("ann.pem"), "--keep-password", "ask"},
		"an open line":         {"--client-cert", in("ann.pem"), "--security", "none"},
		"another way to prove": {"--client-cert", in("ann.pem"), "--auth", "plain"},
	} {
		if r := add(args...); r.code != 2 || strings.Contains(r.stderr, "PRIVATE") {
			t.Errorf("%s: code %d, %s", name, r.code, r.stderr)
		}
	}
	receives := func(want int) {
		t.Helper()
		got := rows[receiveRow](t, pop(t, data, "receive", "--json").must(t, want))
		if len(got) != 1 || (got[0].Received == 1) != (want == 0) {
			t.Errorf("%+v", got)
		}
	}
	add("--client-cert", in("stranger.pem")).must(t, 0)
	receives(1)
	pop(t, data, "account", "remove", clubUser).must(t, 0)
	add("--client-cert", in("ann.crt"), "--client-key", in("ann.key")).must(t, 0)
	receives(0)
	pop(t, data, "account", "test", clubUser).must(t, 0)
	// Nothing of the key is kept, but where it is.
	if text, err := os.ReadFile(filepath.Join(data, "secrets.json")); err != nil || strings.Contains(string(text), "PRIVATE") {
		t.Errorf("%v", err)
	}
}
