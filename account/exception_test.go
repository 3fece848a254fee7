package account

import (
	"strings"
	"testing"
	"time"
)

func TestExceptions(t *testing.T) {
	a := valid()
	a.Outgoing = Server{Host: "smtp.example.org", Port: 465, Security: TLS}
	now := time.Unix(1800000000, 0)
	a.Trust("POP.example.org.", [32]byte{1}, now)
	a.Trust("pop.example.org", [32]byte{2}, now) // in its place
	a.Trust("other.example.org", [32]byte{3}, now)
	a.Trust("smtp.example.org", [32]byte{4}, now)
	if all := a.Exceptions.All(); len(all) != 2 {
		t.Fatalf("%v", all)
	}
	if e, ok := a.Exceptions.For("Pop.Example.Org"); !ok || e.Sum != [32]byte{2} || e.Since != now.Unix() {
		t.Errorf("%v %v", e, ok)
	}
	for _, host := range []string{"other.example.org", "", ".", "example.org", "xpop.example.org"} {
		if e, ok := a.Exceptions.For(host); ok {
			t.Errorf("%q: %v", host, e)
		}
	}
	back, err := ParseExceptions(a.Exceptions.String())
	if err != nil || back != a.Exceptions {
		t.Errorf("%v, %v", back, err)
	}
	for _, s := range []string{"x", "pop.example.org 12 5\n", strings.Repeat(a.Exceptions.String(), 2), "pop.example.org " + strings.Repeat("a", 64) + " x\n"} {
		if x, err := ParseExceptions(s); err == nil || x != (Exceptions{}) {
			t.Errorf("%q: %v", s, x)
		}
	}
	if x := a.Exceptions.Without("POP.example.org"); len(x.All()) != 1 || x.All()[0].Host != "smtp.example.org" {
		t.Errorf("%v", x)
	}
	// Another server is not trusted because of what the former one has shown.
	a.Incoming.Host = "pop.example.net"
	if err := a.Validate(); err != nil || len(a.Exceptions.All()) != 1 {
		t.Errorf("%v, %v", a.Exceptions, err)
	}
}

func TestFingerprint(t *testing.T) {
	sum := [32]byte{0xab, 0xcd, 31: 1}
	text := Fingerprint(sum)
	if len(text) != 95 || !strings.HasPrefix(text, "AB:CD:00") {
		t.Errorf("%q", text)
	}
	for _, s := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, ":", ""), strings.ReplaceAll(text, ":", " ")} {
		if got, err := ParseFingerprint(s); err != nil || got != sum {
			t.Errorf("%q: %x, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "AB:CD", text + ":00", strings.Replace(text, "AB", "XY", 1), text[:59] /* SHA-1 */} {
		if _, err := ParseFingerprint(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}

func TestCertificateTrouble(t *testing.T) {
	for _, c := range []struct {
		faults []Fault
		want   Trouble
	}{
		{[]Fault{FaultChanged, FaultSelfSigned}, TroubleCertChanged},
		{[]Fault{FaultIncomplete, FaultName, FaultExpired}, TroubleCertUnknown},
		{[]Fault{FaultName, FaultExpired}, TroubleCertName},
		{[]Fault{FaultExpired}, TroubleCertExpired},
		{[]Fault{FaultIssuerEnds}, TroubleCertExpired},
		{[]Fault{FaultNotYet}, TroubleCertNotYet},
		{[]Fault{FaultNotYet, FaultClock}, TroubleClock},
		{[]Fault{FaultExpired, FaultClock}, TroubleClock},
		{[]Fault{FaultName, FaultExpired, FaultClock}, TroubleCertName},
	} {
		crt := Certificate{Faults: c.faults, Names: []string{"mail.example.org"}}
		if got := crt.Trouble(); got != c.want || !got.AboutCertificate() {
			t.Errorf("%v: %d, want %d", c.faults, got, c.want)
		}
		if text := crt.String(); strings.Count(text, ";") != len(c.faults)-1 {
			t.Errorf("%v: %q", c.faults, text)
		}
	}
}

// TestMayTrust: a known account's server that shows another certificate is never offered
// to be trusted.
func TestMayTrust(t *testing.T) {
	known := valid()
	known.ID, known.Outgoing = 7, Server{Host: "smtp.example.org", Port: 465, Security: TLS}
	bad := func(host string, faults ...Fault) *Certificate { return &Certificate{Server: host, Faults: faults} }
	for name, c := range map[string]struct {
		was    Account
		worked bool
		c      *Certificate
		want   bool
	}{
		"new":                  {Account{}, false, bad("pop.example.org", FaultSelfSigned), true},
		"known":                {known, true, bad("Pop.Example.Org.", FaultSelfSigned), false},
		"known, sending":       {known, true, bad("smtp.example.org", FaultExpired), false},
		"known, changed":       {known, true, bad("pop.example.org", FaultChanged, FaultSelfSigned), false},
		"known, never worked":  {known, false, bad("pop.example.org", FaultSelfSigned), true},
		"known, other server":  {known, true, bad("pop.example.net", FaultSelfSigned), true},
		"new, the clock":       {Account{}, false, bad("pop.example.org", FaultExpired, FaultClock), false},
		"new, nothing":         {Account{}, false, nil, false},
		"new, nothing's wrong": {Account{}, false, bad("pop.example.org"), false},
	} {
		if got := MayTrust(c.was, c.worked, c.c); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
