package send

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/account/oauth/oauthtest"
	"popmail/pop3/pop3test/dovecot"
)

// submission is Dovecot's service for outgoing mail. It hands mail on to
// nobody: nothing is handed in here.
func submission(t *testing.T, o dovecot.Options) (*dovecot.Server, account.Account, int) {
	t.Helper()
	if _, err := os.Stat("/usr/lib/dovecot/submission"); err != nil {
		t.Skip("dovecot-submissiond is not installed (Debian: apt-get install dovecot-submissiond)")
	}
	var ports []int
	var held []net.Listener
	for range 2 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
		held = append(held, l)
	}
	for _, l := range held {
		_ = l.Close()
	}
	o.Additional = fmt.Sprintf(`protocols = pop3 submission
submission_relay_host = 127.0.0.1
service submission-login {
  inet_listener submission {
    address = 127.0.0.1
    port = %d
  }
  inet_listener submissions {
    address = 127.0.0.1
    port = %d
    ssl = yes
  }
}
`, ports[0], ports[1]) + o.Additional
	s := dovecot.Run(t, o)
	return s, account.Account{User: "anna", Outgoing: account.Server{Host: "localhost", Port: ports[1], Security: account.TLS, CAFile: s.CAFile}}, ports[0]
}

// A token of OAuth is taken as long as it is good.
func TestDovecotTokens(t *testing.T) {
	for _, mechanism := range []string{"xoauth2", "oauthbearer"} {
		t.Run(mechanism, func(t *testing.T) {
			auth := oauthtest.New()
			defer auth.Close()
			p := oauth.Provider{ID: "test", Client: "test", Auth: auth.URL + "/authorize", Token: auth.URL + "/token", Scopes: auth.Scopes}
			flow := &oauth.Flow{Provider: p, Client: oauth.Client{ID: auth.ClientID, Secret: auth.ClientSecret}, Open: func(ctx context.Context, address string) error {
				go func() { _, _ = auth.Login(ctx, address) }()
				return nil
			}}
			in, err := flow.SignIn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s, a, _ := submission(t, dovecot.Options{Mechanisms: mechanism, Introspection: auth.URL + "/introspect"})
			if err := s.AddUser("anna", password); err != nil {
				t.Fatal(err)
			}
			send := prober(a.Outgoing.Port)
			send.Timeout = 20 * time.Second
			if err := send.Probe(t.Context(), a, account.WithToken(in.Token)); err != nil {
				t.Errorf("%v\n%s", err, s.Log())
			}
			auth.EndAccess()
			err = send.Probe(t.Context(), a, account.WithToken(in.Token))
			if account.TroubleOf(err) != account.TroubleSignInAgain || strings.Contains(err.Error(), in.Token.Access) {
				t.Errorf("%v", err)
			}
			if err := send.Probe(t.Context(), a, account.Password(password)); account.TroubleOf(err) != account.TroubleBrowser {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestDovecot(t *testing.T) {
	for _, mechanism := range []string{"plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "plain login cram-md5 scram-sha-1 scram-sha-256"} {
		t.Run(mechanism, func(t *testing.T) {
			s, a, open := submission(t, dovecot.Options{Mechanisms: mechanism})
			if err := s.AddUser("anna", password); err != nil {
				t.Fatal(err)
			}
			p := prober(a.Outgoing.Port)
			p.Timeout = 20 * time.Second
			for _, security := range []account.Security{account.TLS, account.STARTTLS} {
				if a.Outgoing.Security = security; security == account.STARTTLS {
					a.Outgoing.Port = open
				}
				if err := p.Probe(t.Context(), a, account.Password(password)); err != nil {
					t.Errorf("%s: %v\n%s", security, err, s.Log())
				}
				err := p.Probe(t.Context(), a, account.Password("wrong"))
				if account.TroubleOf(err) != account.TroublePassword || !strings.Contains(err.Error(), "localhost") {
					t.Errorf("%s: %v", security, err)
				}
			}
		})
	}
}
