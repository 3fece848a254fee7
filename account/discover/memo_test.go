package discover

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// TestMemo: what is found out is found out once, and who gives up leaves nothing behind
// for those who ask later or wait.
func TestMemo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memo[bool]
		asked := 0
		find := func(ctx context.Context) func() bool {
			return func() bool {
				asked++
				select {
				case <-ctx.Done():
					return false
				case <-time.After(2 * time.Second):
					return true
				}
			}
		}
		first, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		answers := make(chan bool, 3)
		go func() { answers <- m.get(first, find(first)) }()
		synctest.Wait()
		go func() { answers <- m.get(t.Context(), find(t.Context())) }() // waits for the first
		late, cancelLate := context.WithTimeout(t.Context(), time.Second/2)
		defer cancelLate()
		go func() { answers <- m.get(late, find(late)) }()
		if a, b, c := <-answers, <-answers, <-answers; a || b || !c {
			t.Errorf("%v %v %v", a, b, c)
		}
		if !m.get(t.Context(), find(t.Context())) || asked != 2 {
			t.Errorf("asked %d times", asked)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if new(memo[bool]).get(ended, func() bool { t.Error("asked for nobody"); return true }) {
			t.Error("an answer for who has gone")
		}
	})
}

// lateResolver answers after a while that every name lies in a private network.
type lateResolver struct{}

func (lateResolver) LookupMX(context.Context, string) ([]*net.MX, error) { return nil, nil }
func (lateResolver) LookupSRV(context.Context, string, string, string) (string, []*net.SRV, error) {
	return "", nil, nil
}
func (lateResolver) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(time.Second):
		return []netip.Addr{netip.MustParseAddr("10.0.0.7")}, nil
	}
}

// TestPrivateDomainAfterCancel: that a source was given up while it asked does not make a
// company's own network a foreign one.
func TestPrivateDomainAfterCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &search{Finder: &Finder{Resolver: lateResolver{}}, addr: Address{Domain: "intern.example"}}
		short, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond) // ends within the second question
		defer cancel()
		if _, err := s.addresses(short, "pop.intern.example"); err == nil || short.Err() == nil {
			t.Fatalf("the first was not given up: %v", err)
		}
		if ips, err := s.addresses(t.Context(), "mail.intern.example"); err != nil || len(ips) != 1 {
			t.Errorf("%v %v", ips, err)
		}
	})
}

// TestInsideInOtherLetters: the own domain is known in every form of its name.
func TestInsideInOtherLetters(t *testing.T) {
	s := &search{addr: Address{Domain: "xn--bcher-kva.example"}}
	for host, want := range map[string]bool{
		"autoconfig.bücher.example": true, "Bücher.example.": true, "autoconfig.xn--bcher-kva.example": true,
		"autoconfig.bucher.example": false, "evilbücher.example": false, "bücher.example.evil.example": false,
	} {
		if s.inside(host) != want {
			t.Errorf("%s: %t", host, !want)
		}
	}
}
