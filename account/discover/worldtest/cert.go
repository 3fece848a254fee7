package worldtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"
)

// forever is how long certificates are good for unless something else is said.
var forever = Period{time.Unix(0, 0), time.Unix(1<<32, 0)}

// Period is the time in which a certificate is good.
type Period struct{ From, Until time.Time }

func authority(t testing.TB) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "the world's own"}, NotBefore: forever.From, NotAfter: forever.Until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if ca, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return ca, key
}

// CAPEM is the certificate of the world's own authority.
func (w *World) CAPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.ca.Raw})
}

// Cert is a certificate of the world's authority for names.
func (w *World) Cert(names ...string) *tls.Config { return w.CertFor(forever, names...) }

// Stranger is one of an authority that nobody knows.
func (w *World) Stranger(names ...string) *tls.Config {
	cert, _ := w.Company(names...)
	return cert
}

// Company is one of an authority that nobody knows but who has its file, in PEM.
func (w *World) Company(names ...string) (cert *tls.Config, file []byte) {
	other := &World{t: w.t}
	other.ca, other.caKey = authority(w.t)
	return other.Cert(names...), other.CAPEM()
}

// CertFor is a certificate of the world's authority for a time and names.
func (w *World) CertFor(good Period, names ...string) *tls.Config {
	w.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, NotBefore: good.From, NotAfter: good.Until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, w.ca, &key.PublicKey, w.caKey)
	if err != nil {
		w.t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}
