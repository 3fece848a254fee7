package line_test

import (
	"crypto/sha256"
	"crypto/tls"
	"net"
	"slices"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/line"
	"popmail/account/line/linetest"
)

// shake makes a handshake between a and a server with crt, and returns what is wrong
// with its certificate; nil: nothing.
func shake(t *testing.T, a account.Account, crt tls.Certificate) *account.Certificate {
	t.Helper()
	cfg, err := line.TLS(a, a.Incoming)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{crt}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() { // ends with the listener or the line
		if there, err := l.Accept(); err == nil {
			_ = there.(*tls.Conn).Handshake()
			_ = there.Close()
		}
	}()
	here, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	_ = here.SetDeadline(time.Now().Add(time.Minute))
	err = tls.Client(here, cfg).HandshakeContext(t.Context())
	c := line.Faults(err, a, a.Incoming, time.Now())
	if (err == nil) != (c == nil) {
		t.Fatalf("%v, %+v", err, c)
	}
	return c
}

func at(host string, ca *linetest.CA) account.Account {
	a := account.Account{ID: 1, Email: "anna@example.org", Incoming: account.Server{Host: host, Port: 995, Security: account.TLS}}
	if ca != nil {
		a.Authorities = string(ca.PEM())
	}
	return a
}

// TestFaults meets certificates of every kind.
func TestFaults(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	other, middle := linetest.NewCA(t, "Other Root"), ca.Below(t, "Example Middle").Below(t, "Example Low")
	past, future := time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, 3)
	old, far := past.AddDate(0, -3, 0), future.AddDate(0, 3, 0)
	for name, c := range map[string]struct {
		host string
		from *linetest.CA
		leaf linetest.Leaf
		want []account.Fault
	}{
		"good":                        {"localhost", ca, linetest.Leaf{}, nil},
		"good, with those between":    {"localhost", middle, linetest.Leaf{}, nil},
		"good, address":               {"127.0.0.1", ca, linetest.Leaf{}, nil},
		"good, wildcard":              {"pop.example.org", ca, linetest.Leaf{Names: []string{"*.example.org"}}, nil},
		"good, a dot at the end":      {"localhost.", ca, linetest.Leaf{}, nil},
		"good, other script":          {"pop.bücher.example", ca, linetest.Leaf{Names: []string{"pop.xn--bcher-kva.example"}}, nil},
		"expired":                     {"localhost", ca, linetest.Leaf{From: old, To: past}, []account.Fault{account.FaultExpired}},
		"not yet valid":               {"localhost", ca, linetest.Leaf{From: future, To: far}, []account.Fault{account.FaultNotYet}},
		"other name":                  {"mail.example.org", ca, linetest.Leaf{}, []account.Fault{account.FaultName}},
		"other script, other name":    {"pop.bücher.example", ca, linetest.Leaf{Names: []string{"pop.bucher.example"}}, []account.Fault{account.FaultName}},
		"wildcard, two levels":        {"a.pop.example.org", ca, linetest.Leaf{Names: []string{"*.example.org"}}, []account.Fault{account.FaultName}},
		"wildcard, the domain itself": {"example.org", ca, linetest.Leaf{Names: []string{"*.example.org"}}, []account.Fault{account.FaultName}},
		"other address":               {"127.0.0.3", ca, linetest.Leaf{}, []account.Fault{account.FaultName}},
		"no names":                    {"localhost", ca, linetest.Leaf{Names: []string{}}, []account.Fault{account.FaultName}},
		"self-signed":                 {"localhost", ca, linetest.Leaf{SelfSigned: true}, []account.Fault{account.FaultSelfSigned}},
		"unknown authority":           {"localhost", other, linetest.Leaf{}, []account.Fault{account.FaultIssuer}},
		"those between are missing":   {"localhost", middle, linetest.Leaf{Short: true, Where: true}, []account.Fault{account.FaultIncomplete}},
		"SHA-1":                       {"localhost", ca, linetest.Leaf{SHA1: true}, []account.Fault{account.FaultWeak}},
		"for clients":                 {"localhost", ca, linetest.Leaf{Client: true}, []account.Fault{account.FaultPurpose}},
		"two":                         {"mail.example.org", ca, linetest.Leaf{From: old, To: past}, []account.Fault{account.FaultName, account.FaultExpired}},
		"three":                       {"mail.example.org", ca, linetest.Leaf{SelfSigned: true, From: future, To: far}, []account.Fault{account.FaultSelfSigned, account.FaultName, account.FaultNotYet}},
	} {
		t.Run(name, func(t *testing.T) {
			crt := c.from.Make(t, c.leaf)
			a := at(c.host, ca)
			got := shake(t, a, crt)
			if c.want == nil {
				if got != nil {
					t.Errorf("%s", got)
				}
				return
			}
			if got == nil || !slices.Equal(got.Faults, c.want) {
				t.Fatalf("%+v, want %v", got, c.want)
			}
			sum := sha256.Sum256(crt.Certificate[0])
			if got.Sum != sum || got.Server != c.host || got.From.IsZero() || !got.From.Before(got.To) || len(c.leaf.Names) > 0 && !slices.Equal(got.Names, c.leaf.Names) {
				t.Errorf("%+v", got)
			}
			// An exception is for this account, this name and this certificate.
			trusting := a
			trusting.Trust(c.host, sum, time.Now())
			if bad := shake(t, trusting, crt); bad != nil {
				t.Errorf("although it is trusted: %s", bad)
			}
			changed := shake(t, trusting, c.from.Make(t, c.leaf))
			if changed == nil || !slices.Equal(changed.Faults, append([]account.Fault{account.FaultChanged}, c.want...)) || changed.Trouble() != account.TroubleCertChanged {
				t.Errorf("another one: %+v", changed)
			}
			if shake(t, a, crt) == nil {
				t.Error("another account trusts it")
			}
			trusting.Incoming.Host = "elsewhere.example.net"
			if shake(t, trusting, crt) == nil {
				t.Error("another server is trusted")
			}
			if c.host == "localhost" {
				if bad := shake(t, trustingAt(a, c.host, sum), ca.Make(t, linetest.Leaf{})); bad != nil {
					t.Errorf("a good one in its place: %s", bad)
				}
			}
		})
	}
}

func trustingAt(a account.Account, host string, sum [32]byte) account.Account {
	a.Trust(host, sum, time.Now())
	return a
}

// TestOwnAuthority is trusted by its account alone.
func TestOwnAuthority(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	crt := ca.Make(t, linetest.Leaf{})
	if c := shake(t, at("localhost", nil), crt); c == nil || !slices.Equal(c.Faults, []account.Fault{account.FaultIssuer}) || c.Issuer != "Example Root (Example Works)" {
		t.Errorf("%+v", c)
	}
	if c := shake(t, at("localhost", ca), crt); c != nil {
		t.Errorf("%s", c)
	}
}
