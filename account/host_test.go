package account

import (
	"testing"
	"time"
)

// TestSameHost: a name in the letters of a language and its A-labels are one server.
func TestSameHost(t *testing.T) {
	for _, same := range [][]string{
		{"pop.bücher.example", "POP.BÜCHER.example", "pop.xn--bcher-kva.example", "pop.XN--BCHER-KVA.example.", "pop.bu\u0308cher.example", "pop。bücher。example"},
		{"pop.example.org", "POP.example.ORG.", " pop.example.org", "ｐｏｐ.example.org"},
		{"почта.пример", "ПОЧТА.ПРИМЕР", "xn--80a1acny.xn--e1afmkfd"},
		{"::1", "[::1]", "0:0:0:0:0:0:0:1"},
		{"2001:DB8::a", "2001:db8:0::A"},
	} {
		for _, a := range same {
			for _, b := range same {
				if !SameHost(a, b) {
					t.Errorf("%q and %q are two servers (%q, %q)", a, b, HostKey(a), HostKey(b))
				}
			}
		}
	}
	for _, two := range [][2]string{
		{"pop.bücher.example", "pop.bucher.example"}, {"pop.bücher.example", "pop.buecher.example"},
		{"pop.example.org", "smtp.example.org"}, {"pop.example.org", "pop.example.org.evil.example"},
		{"", "pop.example.org"}, {"127.0.0.1", "127.0.0.2"}, {"xn--bcher-kva", "xn--bcher-kvb"},
	} {
		if SameHost(two[0], two[1]) {
			t.Errorf("%q and %q are one server", two[0], two[1])
		}
	}
}

// TestExceptionOfASCII: what is trusted for a server in one form of its name counts for the other.
func TestExceptionOfASCII(t *testing.T) {
	a := Account{Incoming: Server{Host: "pop.bücher.example"}}
	a.Trust("pop.xn--bcher-kva.example", [32]byte{1}, time.Unix(1800000000, 0))
	if _, ok := a.Exceptions.For("pop.bücher.example"); !ok || len(a.Exceptions.All()) != 1 {
		t.Errorf("%v", a.Exceptions)
	}
	if MayTrust(Account{ID: 1, Incoming: a.Incoming}, true, &Certificate{Server: "pop.xn--bcher-kva.example", Faults: []Fault{FaultName}}) {
		t.Error("a server that has worked may be trusted under another form of its name")
	}
	if a.Exceptions = a.Exceptions.Without("POP.bücher.example."); len(a.Exceptions.All()) != 0 {
		t.Errorf("%v", a.Exceptions)
	}
}

func TestSameEmail(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"ann@bücher.example", "Ann@xn--bcher-kva.example", true},
		{"ann@BÜCHER.example.", " ann@bücher.example ", true},
		{"jörg@bücher.example", "jo\u0308rg@xn--bcher-kva.example", true},
		{"ann@例え.jp", "ann@xn--r8jz45g.jp", true},
		{"ann@bucher.example", "ann@bücher.example", false},
		{"anne@bücher.example", "ann@bücher.example", false},
		{"ann", "ANN", true},
		{"", "@", false},
	} {
		if got := SameEmail(c.a, c.b); got != c.same {
			t.Errorf("%q, %q: %v", c.a, c.b, got)
		}
	}
}
