package send

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/dovecot"
)

// submission is Dovecot's service for outgoing mail, with mechanisms. It hands mail on to
// nobody: nothing is handed in here.
func submission(t *testing.T, mechanisms string) (*dovecot.Server, account.Account, int) {
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
	s := dovecot.Run(t, dovecot.Options{Mechanisms: mechanisms, Additional: fmt.Sprintf(`protocols = pop3 submission
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
`, ports[0], ports[1])})
	return s, account.Account{User: "anna", Outgoing: account.Server{Host: "localhost", Port: ports[1], Security: account.TLS, CAFile: s.CAFile}}, ports[0]
}

func TestDovecot(t *testing.T) {
	for _, mechanism := range []string{"plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "plain login cram-md5 scram-sha-1 scram-sha-256"} {
		t.Run(mechanism, func(t *testing.T) {
			s, a, open := submission(t, mechanism)
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
