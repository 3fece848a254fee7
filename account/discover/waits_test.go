package discover

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/discover/worldtest"
)

// These tests say of each wait of a search how long it is, in a bubble with a clock of its own.

// searching is a search for the servers of an address.
func searching(t *testing.T, f *Finder) *search {
	t.Helper()
	a, err := ParseAddress("ann@example.org")
	if err != nil {
		t.Fatal(err)
	}
	return &search{Finder: f, addr: a, tell: func(Event) {}}
}

// there is a DNS that knows every name, at once.
func there(names ...string) records {
	r := records{a: map[string]string{}, srv: map[string]*net.SRV{}}
	for _, n := range names {
		r.a[n] = "203.0.113.9"
	}
	return r
}

var usualNames = []string{"autoconfig.example.org.", "example.org.", "list.test.", "pop.example.org.", "pop3.example.org.", "mail.example.org.", "smtp.example.org."}

// TestEachSourceIsBounded: a source that does not answer, or a server, has its time.
func TestEachSourceIsBounded(t *testing.T) {
	srv := account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}
	for name, c := range map[string]struct {
		dns  Resolver
		ask  func(ctx context.Context, s *search)
		want time.Duration
	}{
		"the domain, no DNS":     {deaf{}, func(ctx context.Context, s *search) { s.fromDomain(ctx) }, 4 * time.Second},
		"the domain, no answer":  {there(usualNames...), func(ctx context.Context, s *search) { s.fromDomain(ctx) }, 4 * time.Second},
		"the list":               {there(usualNames...), func(ctx context.Context, s *search) { s.fromPublic(ctx) }, 4 * time.Second},
		"records of services":    {deaf{}, func(ctx context.Context, s *search) { s.fromSRV(ctx) }, 4 * time.Second},
		"exchangers":             {deaf{}, func(ctx context.Context, s *search) { s.fromExchanger(ctx) }, 4 * time.Second},
		"one server":             {there(usualNames...), func(ctx context.Context, s *search) { s.probe(ctx, &Server{Server: srv}, s.probePOP) }, 2500 * time.Millisecond},
		"usual outgoing servers": {there(usualNames...), func(ctx context.Context, s *search) { s.usualOutgoing(ctx) }, 1200 * time.Millisecond},
		"other ports of a server": {there(usualNames...), func(ctx context.Context, s *search) {
			_ = s.Examine(ctx, srv, &account.Problem{Trouble: account.TroubleRefused})
		}, 2500 * time.Millisecond},
		"a portal": {there(usualNames...), func(ctx context.Context, s *search) {
			_ = s.Network(ctx, srv, &account.Problem{Trouble: account.TroubleCertUnknown})
		}, time.Second},
		"a portal, no DNS": {deaf{}, func(ctx context.Context, s *search) {
			_ = s.Network(ctx, srv, &account.Problem{Trouble: account.TroubleCertUnknown})
		}, 2500 * time.Millisecond},
		"all of it, no DNS": {deaf{}, func(ctx context.Context, s *search) { s.network(ctx) }, 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := searching(t, &Finder{Resolver: c.dns, Dial: swallowed, Public: "https://list.test/"})
				begun := time.Now()
				c.ask(t.Context(), s)
				if took := time.Since(begun); took != c.want {
					t.Errorf("it takes %v, want %v", took, c.want)
				}
			})
		})
	}
}

// TestUsualNamesComeSoon: where nothing was found yet the usual names are tried after a second,
// or as soon as all else has answered; each address of a name has a short start before the next.
func TestUsualNamesComeSoon(t *testing.T) {
	for name, c := range map[string]struct {
		dns  records
		want time.Duration
	}{
		"the others are slow":     {records{wait: 2 * time.Second, a: there(usualNames...).a}, 3 * time.Second}, // DNS comes first here, too
		"the others have nothing": {records{a: map[string]string{"pop.example.org.": "203.0.113.9"}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				var mu sync.Mutex
				first := time.Duration(-1)
				dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
					if mu.Lock(); first < 0 && strings.HasSuffix(addr, ":995") {
						first = time.Since(begun)
					}
					mu.Unlock()
					return swallowed(ctx, network, addr)
				}
				f := &Finder{Resolver: c.dns, Dial: dial, Public: "https://list.test/"}
				if _, err := f.Find(t.Context(), "ann@example.org", nil); err != nil {
					t.Error(err)
				}
				if first != c.want {
					t.Errorf("the first is tried after %v, want %v", first, c.want)
				}
			})
		})
	}
}

// TestNextAddressStartsSoon: of two addresses of a name the second is tried 300 ms after a first
// one that does not answer, and at once after one that refuses (RFC 8305, section 5).
func TestNextAddressStartsSoon(t *testing.T) {
	for _, refuses := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var starts []time.Duration
			var mu sync.Mutex
			begun := time.Now()
			f := &Finder{Resolver: two{}, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
				mu.Lock()
				starts = append(starts, time.Since(begun))
				n := len(starts)
				mu.Unlock()
				if n == 2 {
					here, there := net.Pipe()
					_ = there.Close()
					return here, nil
				}
				if refuses {
					return nil, syscall.ECONNREFUSED
				}
				return swallowed(ctx, network, addr)
			}}
			c, err := searching(t, f).dial(t.Context(), "tcp", "pop.example.org:995")
			if err != nil {
				t.Fatal(err)
			}
			_ = c.Close()
			want := 300 * time.Millisecond
			if refuses {
				want = 0
			}
			if len(starts) != 2 || starts[1] != want {
				t.Errorf("refuses %v: started at %v", refuses, starts)
			}
			synctest.Wait()
		})
	}
}

// TestBetterIsWaitedForAMoment: once a usual name has answered, better ones have 300 ms; once a
// source has found something, better sources have 700 ms.
func TestBetterIsWaitedForAMoment(t *testing.T) {
	t.Run("names", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := searching(t, &Finder{})
			names := []Server{{Server: account.Server{Host: "a"}}, {Server: account.Server{Host: "b"}}}
			begun := time.Now()
			found, _ := s.try(t.Context(), names, func(ctx context.Context, srv account.Server) (state tls.ConnectionState, err error) {
				if srv.Host == "b" {
					time.Sleep(100 * time.Millisecond)
					return state, nil
				}
				<-ctx.Done()
				return state, ctx.Err()
			})
			if took := time.Since(begun); len(found) != 1 || took != 400*time.Millisecond {
				t.Errorf("%+v after %v", found, took)
			}
		})
	})
	t.Run("sources", func(t *testing.T) {
		w := newWorld(t)
		cfg := w.Cert("pop.example.org")
		synctest.Test(t, func(t *testing.T) {
			dns := records{a: map[string]string{"pop.example.org.": "203.0.113.4", "autoconfig.example.org.": "203.0.113.2"}, srv: map[string]*net.SRV{"pop3s": {Target: "pop.example.org.", Port: 995}}}
			dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
				if addr != "203.0.113.4:995" {
					return swallowed(ctx, network, addr) // the domain's own settings would be better
				}
				here, there := net.Pipe()
				go worldtest.Greet(there, cfg)
				return here, nil
			}
			f := &Finder{Resolver: dns, Dial: dial, Roots: w.Roots}
			r, took := timed(t, f, "ann@example.org")
			if len(r.Candidates) == 0 || r.Candidates[0].Incoming.Source != FromSRV || took != 700*time.Millisecond {
				t.Errorf("%v, %+v", took, r.Candidates)
			}
		})
	})
}

// two is a DNS with two addresses of each name.
type two struct{ records }

func (two) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("203.0.113.1"), netip.MustParseAddr("203.0.113.2")}, nil
}
