package discover

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account/discover/worldtest"
)

// These tests run in a bubble with a clock of its own (testing/synctest): what they
// measure is what PopMail waits for, not how quick the machine is.

// deaf asks a network on which nothing answers at all.
type deaf struct{}

func (deaf) LookupMX(ctx context.Context, _ string) ([]*net.MX, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (deaf) LookupSRV(ctx context.Context, _, _, _ string) (string, []*net.SRV, error) {
	<-ctx.Done()
	return "", nil, ctx.Err()
}

func (deaf) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// records is a DNS that answers after a while.
type records struct {
	wait time.Duration
	a    map[string]string
	srv  map[string]*net.SRV
	mx   []*net.MX
}

func (r records) pause(ctx context.Context) error {
	select {
	case <-time.After(r.wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func missing(name string) error {
	return &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (r records) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	if err := r.pause(ctx); err != nil {
		return nil, err
	}
	if len(r.mx) == 0 {
		return nil, missing(name)
	}
	return r.mx, nil
}

func (r records) LookupSRV(ctx context.Context, service, _, name string) (string, []*net.SRV, error) {
	if err := r.pause(ctx); err != nil {
		return "", nil, err
	}
	if s := r.srv[service]; s != nil {
		return "", []*net.SRV{s}, nil
	}
	return "", nil, missing(name)
}

func (r records) LookupNetIP(ctx context.Context, _, host string) ([]netip.Addr, error) {
	if err := r.pause(ctx); err != nil {
		return nil, err
	}
	if ip := r.a[host]; ip != "" {
		return []netip.Addr{netip.MustParseAddr(ip)}, nil
	}
	return nil, missing(host)
}

// swallowed is a network that takes everything and answers nothing.
func swallowed(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// timed runs a search and returns how long it took.
func timed(t *testing.T, f *Finder, email string) (r Result, took time.Duration) {
	t.Helper()
	start := time.Now()
	r, err := f.Find(t.Context(), email, nil)
	if err != nil {
		t.Error(err)
	}
	return r, time.Since(start)
}

func TestTimeWhereNothingAnswers(t *testing.T) {
	everywhere := map[string]string{}
	for _, name := range []string{"example.org.", "autoconfig.example.org.", "list.test.", "pop.example.org.", "pop3.example.org.", "mail.example.org.", "smtp.example.org."} {
		everywhere[name] = "203.0.113.1"
	}
	for name, resolver := range map[string]Resolver{
		"no DNS": deaf{}, "slow DNS": records{wait: 3 * time.Second}, "names that exist": records{a: everywhere},
		"names that exist, slowly": records{wait: time.Second, a: everywhere, srv: map[string]*net.SRV{"pop3s": {Target: "pop.example.org.", Port: 995}}, mx: []*net.MX{{Host: "mail.example.org."}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &Finder{Resolver: resolver, Dial: swallowed, Public: "https://list.test/"}
				r, took := timed(t, f, "ann@example.org")
				if took >= 8*time.Second {
					t.Errorf("it took %v", took)
				}
				for _, c := range r.Candidates {
					if c.Incoming.Verified || c.Incoming.Err == nil {
						t.Errorf("%s", brief(c))
					}
				}
				t.Log(took)
			})
		})
	}
}

// TestTimeWhereOneAnswers lets one source answer, and all others hang.
func TestTimeWhereOneAnswers(t *testing.T) {
	all := map[string]string{
		"example.org.": "203.0.113.1", "autoconfig.example.org.": "203.0.113.2", "list.test.": "203.0.113.3", "pop.example.org.": "203.0.113.4", "mail.example.org.": "203.0.113.5",
	}
	for name, c := range map[string]struct {
		dns  records
		from Source
	}{
		"srv":    {records{wait: 200 * time.Millisecond, a: all, srv: map[string]*net.SRV{"pop3s": {Target: "pop.example.org.", Port: 995}}}, FromSRV},
		"guess":  {records{wait: 200 * time.Millisecond, a: all}, FromGuess},
		"no POP": {records{wait: 200 * time.Millisecond, a: all, mx: []*net.MX{{Host: "mail.protonmail.ch."}}}, FromExchanger},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			cfg := w.Cert("pop.example.org")
			synctest.Test(t, func(t *testing.T) {
				dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
					if addr != "203.0.113.4:995" {
						return swallowed(ctx, network, addr)
					}
					time.Sleep(100 * time.Millisecond)
					here, there := net.Pipe()
					go worldtest.Greet(there, cfg)
					return here, nil
				}
				f := &Finder{Resolver: c.dns, Dial: dial, Roots: w.Roots, Public: "https://list.test/"}
				r, took := timed(t, f, "ann@example.org")
				if took >= 3*time.Second {
					t.Errorf("it took %v", took)
				}
				if c.from == FromExchanger {
					if !r.NoPOP || r.Provider == nil {
						t.Errorf("%+v", r)
					}
				} else if len(r.Candidates) == 0 || r.Candidates[0].Incoming.Source != c.from || !r.Candidates[0].Incoming.Verified {
					t.Errorf("%+v", r.Candidates)
				}
				t.Log(took)
			})
		})
	}
}

// TestTimeOfDripping: servers that are never done with what they say hold nobody up, and
// fill no memory.
func TestTimeOfDripping(t *testing.T) {
	names := map[string]string{"autoconfig.example.org.": "203.0.113.2", "pop.example.org.": "203.0.113.4", "smtp.example.org.": "203.0.113.5"}
	drip := func(c net.Conn, first, piece string, pause time.Duration) {
		defer c.Close()
		go func() { _, _ = io.Copy(io.Discard, c) }()
		for text := first; ; text = piece {
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
			time.Sleep(pause)
		}
	}
	for name, c := range map[string]struct {
		addr, first, piece string
		pause              time.Duration
	}{
		"web, head":           {"203.0.113.2:443", "HTTP/1.1 200 OK\r\n", "X: y\r\n", time.Second},
		"web, endless head":   {"203.0.113.2:443", "HTTP/1.1 200 OK\r\n", "X: " + strings.Repeat("y", 900) + "\r\n", time.Millisecond},
		"web, body":           {"203.0.113.2:443", "HTTP/1.1 200 OK\r\n\r\n<clientConfig>", "<a>", time.Second},
		"web, interim":        {"203.0.113.2:443", "", "HTTP/1.1 102 Processing\r\n\r\n", 100 * time.Millisecond},
		"POP3, letters":       {"203.0.113.4:995", "+", "O", time.Second},
		"POP3, endless":       {"203.0.113.4:995", "+OK", strings.Repeat("x", 1000), time.Millisecond},
		"SMTP, lines":         {"203.0.113.5:465", "220-a\r\n", "220-a\r\n", 500 * time.Millisecond},
		"SMTP, endless lines": {"203.0.113.5:465", "220-a\r\n", "220-" + strings.Repeat("x", 500) + "\r\n", time.Millisecond},
		"SMTP, endless line":  {"203.0.113.5:465", "220 ", strings.Repeat("x", 1000), time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			cfg, host := w.Cert("autoconfig.example.org", "pop.example.org", "smtp.example.org"), c.addr
			synctest.Test(t, func(t *testing.T) {
				var servers sync.WaitGroup
				defer servers.Wait()
				dial := func(_ context.Context, _, addr string) (net.Conn, error) {
					if addr != host {
						return nil, syscall.ECONNREFUSED
					}
					here, there := net.Pipe()
					servers.Go(func() { drip(tls.Server(there, cfg), c.first, c.piece, c.pause) })
					return here, nil
				}
				f := &Finder{Resolver: records{a: names}, Dial: dial, Roots: w.Roots}
				r, took := timed(t, f, "ann@example.org")
				if took >= 8*time.Second || len(r.Candidates) > 0 && r.Candidates[0].Incoming.Verified {
					t.Errorf("%v, %+v", took, r)
				}
				t.Log(took)
			})
		})
	}
}

// TestTimeOfStopping: who stops a search does not wait for it.
func TestTimeOfStopping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer stop()
		start := time.Now()
		_, err := (&Finder{Resolver: deaf{}, Dial: swallowed, Public: "https://list.test/"}).Find(ctx, "ann@example.org", nil)
		if took := time.Since(start); err == nil || took > 600*time.Millisecond {
			t.Errorf("%v after %v", err, took)
		}
	})
}
