package send

import (
	"context"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
)

// A server for sending that is silent is given up after a step's time, and the look whether
// another of its ports answers is a short one.
func TestSilentServerForSending(t *testing.T) {
	refused := func(ctx context.Context, _, _ string) (net.Conn, error) { return nil, syscall.ECONNREFUSED }
	silent := func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			_, _ = io.Copy(io.Discard, server)
			_ = server.Close()
		}()
		return client, nil
	}
	for name, c := range map[string]struct {
		first   func(context.Context, string, string) (net.Conn, error) // on the port that was asked for
		timeout time.Duration
		want    time.Duration
		trouble account.Trouble
	}{
		"refused":                   {refused, 0, 5 * time.Second, account.TroubleRefused},
		"silent":                    {silent, 0, 35 * time.Second, account.TroubleSilent},
		"silent, a time of its own": {silent, 8 * time.Second, 13 * time.Second, account.TroubleSilent},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := account.Account{Email: "a@example.org", User: "a", Outgoing: account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}}
				p := Prober{Timeout: c.timeout, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
					if _, port, _ := net.SplitHostPort(addr); port == "465" {
						return c.first(ctx, network, addr)
					}
					<-ctx.Done() // no other port answers
					return nil, ctx.Err()
				}}
				begun := time.Now()
				err := p.Probe(t.Context(), a, account.Password("x"))
				if took := time.Since(begun); took != c.want || account.TroubleOf(err) != c.trouble {
					t.Errorf("%v after %v, want %v", err, took, c.want)
				}
			})
		})
	}
}
