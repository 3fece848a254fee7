package fetch

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account"
)

// TestServersWithOldTLS: a server with nothing but key exchanges that are given up
// is told as that, not as something that is no mail server.
func TestServersWithOldTLS(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	for _, c := range []struct {
		name    string
		ciphers string
		args    []string
		want    account.Trouble
	}{
		{"RSA key exchange", "AES128-SHA:AES256-SHA:AES128-GCM-SHA256@SECLEVEL=0", []string{"-tls1_2"}, account.TroubleOldCiphers},
		{"DHE key exchange", "DHE-RSA-AES128-SHA:DHE-RSA-AES128-GCM-SHA256@SECLEVEL=0", []string{"-tls1_2"}, account.TroubleOldCiphers},
		{"TLS 1.1", "ALL@SECLEVEL=0", []string{"-tls1_1"}, account.TroubleOldTLS},
		{"ECDHE", "ECDHE-RSA-AES128-GCM-SHA256", []string{"-tls1_2"}, account.TroubleSilent},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert, key := selfSigned(t)
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			port := l.Addr().(*net.TCPAddr).Port
			_ = l.Close()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			cmd := exec.CommandContext(ctx, openssl, append([]string{"s_server", "-accept", fmt.Sprintf("127.0.0.1:%d", port),
				"-cert", cert, "-key", key, "-cipher", c.ciphers, "-quiet"}, c.args...)...)
			said := &spoken{}
			cmd.Stderr = said
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() { _ = cmd.Wait(); close(ended) }()
			defer func() { cancel(); _ = in.Close(); <-ended }()
			for n := 0; ; n++ {
				conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err == nil {
					_ = conn.Close()
					break
				}
				select {
				case <-ended:
					t.Skipf("this openssl does not serve it: %s", said.String())
				case <-time.After(20 * time.Millisecond):
				}
				if n > 500 {
					t.Fatal("openssl does not listen")
				}
			}
			a := at(account.TLS, port, cert)
			_, err = (&Session{Store: newStore(t), Timeout: 3 * time.Second}).Run(t.Context(), a, account.Password(testPassword))
			if strings.Contains(said.String(), "no cipher match") || strings.Contains(said.String(), "no protocols available") {
				t.Skipf("this openssl does not serve it: %s", said.String())
			}
			if account.TroubleOf(err) != c.want {
				t.Errorf("%v (trouble %d), want %d\n%s", err, account.TroubleOf(err), c.want, said.String())
			}
		})
	}
}

// spoken is what a program has said so far.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// selfSigned writes a certificate for the test's host and its key, and returns the
// paths.
func selfSigned(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", secret)
}
