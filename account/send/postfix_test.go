package send

import (
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test/postfix"
)

func TestPostfix(t *testing.T) {
	for _, mechanism := range []string{"plain", "login", "cram-md5", "scram-sha-256", "plain scram-sha-1"} {
		t.Run(mechanism, func(t *testing.T) {
			s := postfix.Run(t, mechanism, password, "anna")
			a := account.Account{User: "anna", Outgoing: account.Server{Host: "localhost", Port: s.TLS, Security: account.TLS, CAFile: s.Dovecot.CAFile}}
			p := prober(a.Outgoing.Port)
			p.Timeout = 20 * time.Second
			for _, security := range []account.Security{account.TLS, account.STARTTLS} {
				if a.Outgoing.Security = security; security == account.STARTTLS {
					a.Outgoing.Port = s.STARTTLS
				}
				if err := p.Probe(t.Context(), a, account.Password(password)); err != nil {
					t.Errorf("%s: %v", security, err)
				}
				if err := p.Probe(t.Context(), a, account.Password("wrong")); account.TroubleOf(err) != account.TroublePassword {
					t.Errorf("%s: %v", security, err)
				}
			}
			// Without encryption it takes no password, and gets none.
			a.Outgoing.Security = account.None
			if err := p.Probe(t.Context(), a, account.Password(password)); account.TroubleOf(err) != account.TroublePlainRefused {
				t.Errorf("none: %v", err)
			}
		})
	}
}
