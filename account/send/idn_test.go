package send

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"net"
	"os"
	"testing"
	"time"

	"github.com/xdg-go/scram"

	"popmail/account"
	"popmail/account/line/linetest"
)

// TestAnotherPortOfOneName: what is trusted for a server counts at its other port too, in
// whatever letters its name is written there.
func TestAnotherPortOfOneName(t *testing.T) {
	b, direct, _ := binding(t, linetest.NewCA(t, "nobody knows it"), scram.ChannelBindingTLSExporter, tls.VersionTLS13)
	p := Prober{Timeout: 5 * time.Second, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
		host, port, _ := net.SplitHostPort(addr)
		if host != "smtp.xn--bcher-kva.example" {
			t.Errorf("dialed %q", addr)
		}
		if port == "465" {
			return (&net.Dialer{}).DialContext(ctx, network, direct.String())
		}
		return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errsNothing)}
	}}
	for _, name := range []string{"smtp.bücher.example", "SMTP.Bücher.example", "smtp.xn--bcher-kva.example"} {
		for _, trusted := range []string{"smtp.bücher.example", "smtp.XN--bcher-kva.example."} {
			a := account.Account{User: "anna@example.org", Outgoing: account.Server{Host: name, Port: 2525, Security: account.TLS}}
			a.Trust(trusted, sha256.Sum256(b.own.Raw), time.Now())
			got := account.ProblemOf(p.Probe(t.Context(), a, account.Password(password)))
			if got.Trouble != account.TroubleRefused || got.Answers.Port != 465 || got.Answers.Security != account.TLS {
				t.Errorf("%q, trusted as %q: %v", name, trusted, got)
			}
			a.Outgoing.Port = 465
			if err := p.Probe(t.Context(), a, account.Password(password)); err != nil {
				t.Errorf("%q, trusted as %q: %v", name, trusted, err)
			}
		}
	}
	if b.said() == "" {
		t.Error("nobody has logged in")
	}
}
