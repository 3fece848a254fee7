// Package linetest makes certificates of every kind for tests, good ones and bad ones.
package linetest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"
)

// CA is an authority, the first or one below it.
type CA struct {
	Cert  *x509.Certificate
	Key   crypto.Signer
	above []*CA // who has signed it, up to the first, which is not among them
}

// Leaf says what is special about a certificate; the zero Leaf is good today and for
// localhost.
type Leaf struct {
	Names      []string // and addresses; nil: localhost and 127.0.0.1
	From, To   time.Time
	SelfSigned bool
	Short      bool // the server leaves out who stands between it and the first authority
	SHA1       bool
	Client     bool // it is for clients
	Where      bool // it says where its issuer's certificate is
}

// NewCA makes an authority.
func NewCA(t testing.TB, name string) *CA { return newCA(t, name, nil) }

// Below makes an authority that ca has signed.
func (ca *CA) Below(t testing.TB, name string) *CA { return newCA(t, name, ca) }

func newCA(t testing.TB, name string, above *CA) *CA {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048) // for signatures with SHA-1
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: serial(t), Subject: pkix.Name{CommonName: name, Organization: []string{"Example Works"}},
		NotBefore: time.Now().AddDate(-5, 0, 0), NotAfter: time.Now().AddDate(20, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	ca := &CA{Key: key}
	parent, signer := c, crypto.Signer(key)
	if above != nil {
		parent, signer, ca.above = above.Cert, above.Key, append([]*CA{above}, above.above...)
	}
	ca.Cert = sign(t, c, parent, key.Public(), signer)
	return ca
}

// PEM is the certificate of the authority.
func (ca *CA) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Cert.Raw})
}

// Make makes the certificate of a server, as it shows it.
func (ca *CA) Make(t testing.TB, l Leaf) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: serial(t), Subject: pkix.Name{CommonName: "The server"}, NotBefore: l.From, NotAfter: l.To,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if c.NotBefore.IsZero() {
		c.NotBefore = time.Now().AddDate(0, -1, 0)
	}
	if c.NotAfter.IsZero() {
		c.NotAfter = time.Now().AddDate(1, 0, 0)
	}
	if l.Client {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	if l.Where {
		c.IssuingCertificateURL = []string{"http://ca.example.org/ca.cer"}
	}
	if l.SHA1 {
		c.SignatureAlgorithm = x509.SHA1WithRSA
	}
	if l.Names == nil {
		l.Names = []string{"localhost", "127.0.0.1"}
	}
	for _, n := range l.Names {
		if ip := net.ParseIP(n); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, n)
		}
	}
	out := tls.Certificate{PrivateKey: key}
	if l.SelfSigned {
		out.Certificate = [][]byte{sign(t, c, c, key.Public(), key).Raw}
		return out
	}
	out.Certificate = [][]byte{sign(t, c, ca.Cert, key.Public(), ca.Key).Raw}
	if len(ca.above) > 0 && !l.Short {
		out.Certificate = append(out.Certificate, ca.Cert.Raw)
		for _, a := range ca.above[:len(ca.above)-1] {
			out.Certificate = append(out.Certificate, a.Cert.Raw)
		}
	}
	return out
}

func sign(t testing.TB, c, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, signer)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func serial(t testing.TB) *big.Int {
	t.Helper()
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
