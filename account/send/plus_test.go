package send

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/xdg-go/scram"

	"popmail/account"
	"popmail/account/line/linetest"
)

// bindingServer is an SMTP server with SCRAM-SHA-256 that is bound to its line.
type bindingServer struct {
	kind   scram.ChannelBindingType
	stored scram.StoredCredentials
	own    *x509.Certificate

	mu  sync.Mutex
	log []string // mechanisms that were begun, with "ok" behind those that went well
}

func (b *bindingServer) say(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.log = append(b.log, text)
}

func (b *bindingServer) said() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.log, " ")
}

// NewSession fulfils smtp.Backend.
func (b *bindingServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &bindingSession{b: b, c: c}, nil
}

type bindingSession struct {
	b *bindingServer
	c *smtp.Conn
}

func (*bindingSession) Reset()                               {}
func (*bindingSession) Logout() error                        { return nil }
func (*bindingSession) Mail(string, *smtp.MailOptions) error { return smtp.ErrAuthRequired }
func (*bindingSession) Rcpt(string, *smtp.RcptOptions) error { return smtp.ErrAuthRequired }
func (*bindingSession) Data(io.Reader) error                 { return smtp.ErrAuthRequired }

// AuthMechanisms fulfils smtp.AuthSession.
func (*bindingSession) AuthMechanisms() []string {
	return []string{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN"}
}

// Auth fulfils smtp.AuthSession.
func (s *bindingSession) Auth(mechanism string) (sasl.Server, error) {
	s.b.say(mechanism)
	if mechanism == "PLAIN" {
		return sasl.NewPlainServer(func(_, _, _ string) error { return errors.New("no") }), nil
	}
	server, err := scram.SHA256.NewServer(func(string) (scram.StoredCredentials, error) { return s.b.stored, nil })
	if err != nil {
		return nil, err
	}
	state, _ := s.c.TLSConnectionState()
	if s.b.kind == scram.ChannelBindingTLSServerEndpoint {
		state.PeerCertificates = []*x509.Certificate{s.b.own}
	}
	binding, err := scram.NewTLSServerEndpointBinding(&state)
	if s.b.kind == scram.ChannelBindingTLSExporter {
		binding, err = scram.NewTLSExporterBinding(&state)
	}
	return &scramServer{b: s.b, conv: server.NewConversationWithChannelBinding(binding)}, err
}

// scramServer is the server's side of SCRAM.
type scramServer struct {
	b    *bindingServer
	conv *scram.ServerConversation
	err  error
}

// Next fulfils sasl.Server. The reason of a refusal is a challenge of its own (RFC 5802,
// section 5.1).
func (s *scramServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case s.err != nil:
		return nil, false, smtp.ErrAuthFailed
	case s.conv.Done():
		s.b.say("ok")
		return nil, true, nil
	case response == nil:
		return []byte{}, false, nil
	}
	text, err := s.conv.Step(string(response))
	s.err = err
	return []byte(text), false, nil
}

// binding starts a server that binds by kind, and returns its port with TLS of one version
// and the one for STARTTLS.
func binding(t *testing.T, ca *linetest.CA, kind scram.ChannelBindingType, version uint16) (b *bindingServer, direct, starttls net.Addr) {
	t.Helper()
	client, err := scram.SHA256.NewClient("anna@example.org", password, "")
	if err != nil {
		t.Fatal(err)
	}
	b = &bindingServer{kind: kind}
	if b.stored, err = client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "salt", Iters: 4096}); err != nil {
		t.Fatal(err)
	}
	cert := ca.Make(t, linetest.Leaf{})
	if b.own, err = x509.ParseCertificate(cert.Certificate[0]); err != nil {
		t.Fatal(err)
	}
	var at []net.Addr
	for _, direct := range []bool{true, false} {
		s := smtp.NewServer(b)
		s.Domain, s.ReadTimeout, s.WriteTimeout = "mx.test", 20*time.Second, 20*time.Second
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: version, MaxVersion: version}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		at = append(at, l.Addr())
		if direct {
			l = tls.NewListener(l, s.TLSConfig)
		}
		ended := make(chan struct{})
		go func() { defer close(ended); _ = s.Serve(l) }()
		t.Cleanup(func() { _ = s.Close(); <-ended })
	}
	return b, at[0], at[1]
}

// between sits between a client and a server with a certificate of its own that is as good
// as the server's, and changes what the server says.
func between(t *testing.T, ca *linetest.CA, server net.Addr, change func([]byte) []byte) net.Addr {
	t.Helper()
	cert := ca.Make(t, linetest.Leaf{})
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); all.Wait() })
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer func() { _ = c.Close() }()
				s, err := tls.Dial("tcp", server.String(), &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is the one in between
				if err != nil {
					t.Error(err)
					return
				}
				all.Go(func() {
					_, _ = io.Copy(s, c)
					_ = s.Close()
				})
				buf := make([]byte, 64<<10)
				for {
					n, err := s.Read(buf)
					if err != nil {
						return
					}
					if _, err := c.Write(change(buf[:n])); err != nil {
						return
					}
				}
			})
		}
	})
	return l.Addr()
}

// TestPlus: SCRAM-SHA-256-PLUS over SMTP by each binding and version of TLS, to the server
// itself; who sits in between does not get in, and neither the password nor a weaker way.
func TestPlus(t *testing.T) {
	ca := linetest.NewCA(t, "root")
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, ca.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	probe := func(to net.Addr, security account.Security, secret string) error {
		port := to.(*net.TCPAddr).Port
		return prober(port).Probe(t.Context(), account.Account{
			User: "anna@example.org", Outgoing: account.Server{Host: "localhost", Port: port, Security: security, CAFile: file},
		}, account.Password(secret))
	}
	same := func(p []byte) []byte { return p }
	for _, kind := range []scram.ChannelBindingType{scram.ChannelBindingTLSExporter, scram.ChannelBindingTLSServerEndpoint} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			name := string(kind) + " " + tls.VersionName(version)
			b, direct, starttls := binding(t, ca, kind, version)
			for security, to := range map[account.Security]net.Addr{account.TLS: direct, account.STARTTLS: starttls} {
				if err := probe(to, security, password); err != nil {
					t.Errorf("%s, %s: %v", name, security, err)
				}
				if said := b.said(); !strings.HasSuffix(said, "SCRAM-SHA-256-PLUS ok") || strings.Contains(said, "PLAIN") {
					t.Errorf("%s, %s: %s", name, security, said)
				}
			}
			before := b.said()
			err := probe(direct, account.TLS, "wrong")
			if account.TroubleOf(err) != account.TroublePassword {
				t.Errorf("%s, wrong: %v", name, err)
			}
			for how, change := range map[string]func([]byte) []byte{
				"hands on":   same,
				"hides PLUS": func(p []byte) []byte { return bytes.ReplaceAll(p, []byte("SCRAM-SHA-256-PLUS "), nil) },
				"offers nothing": func(p []byte) []byte {
					return bytes.ReplaceAll(p, []byte("SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN"), []byte("SCRAM-SHA-256"))
				},
			} {
				err := probe(between(t, ca, direct, change), account.TLS, password)
				if account.TroubleOf(err) != account.TroubleUnproven || strings.Contains(err.Error(), password) {
					t.Errorf("%s, somebody in between %s: %v", name, how, err)
				}
			}
			if said := strings.TrimPrefix(b.said(), before); strings.Contains(said, "ok") || strings.Contains(said, "PLAIN") {
				t.Errorf("%s, with somebody in between: %s", name, said)
			}
		}
	}
}
