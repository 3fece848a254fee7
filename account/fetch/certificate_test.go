package fetch

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/line/linetest"
	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
)

// logins counts what a server was told of user and password.
func logins(s *pop3test.Server) int {
	return s.Commands("USER") + s.Commands("PASS") + s.Commands("AUTH") + s.Commands("APOP")
}

// TestCertificates meets certificates of every kind, over TLS and STARTTLS, while an
// account is set up and afterwards. Nothing of a password goes to a server with a bad one.
func TestCertificates(t *testing.T) {
	ca, other := linetest.NewCA(t, "Example Root"), linetest.NewCA(t, "Other Root")
	low := ca.Below(t, "Example Low")
	past, future := time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, 3)
	old, far := past.AddDate(0, -3, 0), future.AddDate(0, 3, 0)
	s := server(t, pop3test.Options{})
	s.AddMessage("anna", []byte(letter(1, true, "hello")))
	for name, c := range map[string]struct {
		crt    tls.Certificate
		want   account.Trouble
		faults []account.Fault
	}{
		"good":              {ca.Make(t, linetest.Leaf{}), account.TroubleOther, nil},
		"expired":           {ca.Make(t, linetest.Leaf{From: old, To: past}), account.TroubleCertExpired, []account.Fault{account.FaultExpired}},
		"not yet valid":     {ca.Make(t, linetest.Leaf{From: future, To: far}), account.TroubleCertNotYet, []account.Fault{account.FaultNotYet}},
		"other name":        {ca.Make(t, linetest.Leaf{Names: []string{"mail.example.org"}}), account.TroubleCertName, []account.Fault{account.FaultName}},
		"self-signed":       {ca.Make(t, linetest.Leaf{SelfSigned: true}), account.TroubleCertUnknown, []account.Fault{account.FaultSelfSigned}},
		"unknown authority": {other.Make(t, linetest.Leaf{}), account.TroubleCertUnknown, []account.Fault{account.FaultIssuer}},
		"nothing between":   {low.Make(t, linetest.Leaf{Short: true, Where: true}), account.TroubleCertUnknown, []account.Fault{account.FaultIncomplete}},
		"SHA-1":             {ca.Make(t, linetest.Leaf{SHA1: true}), account.TroubleCertUnknown, []account.Fault{account.FaultWeak}},
		"several": {other.Make(t, linetest.Leaf{From: old, To: past, Names: []string{"mail.example.org"}}), account.TroubleCertUnknown,
			[]account.Fault{account.FaultIssuer, account.FaultName, account.FaultExpired}},
	} {
		t.Run(name, func(t *testing.T) {
			s.SetCertificate(c.crt)
			for _, a := range []account.Account{at(account.TLS, s.TLSPort(), ""), at(account.STARTTLS, s.Port(), "")} {
				a.Authorities = string(ca.PEM())
				before := logins(s)
				_, _, probeErr := Probe(t.Context(), a, account.Password(testPassword), time.Minute)
				_, runErr := (&Session{Store: newStore(t)}).Run(t.Context(), a, account.Password(testPassword))
				for _, err := range []error{probeErr, runErr} {
					if c.want == account.TroubleOther {
						if err != nil {
							t.Error(err)
						}
						continue
					}
					wantTrouble(t, err, c.want)
					p, _ := errors.AsType[*account.Problem](err)
					if p.Certificate == nil || !slices.Equal(p.Certificate.Faults, c.faults) || p.Certificate.Sum != sha256.Sum256(c.crt.Certificate[0]) {
						t.Errorf("%+v", p.Certificate)
					}
				}
				if c.want == account.TroubleOther {
					continue
				}
				if n := logins(s) - before; n != 0 {
					t.Errorf("%d log-ins were tried", n)
				}
				// Trusted for this account and this certificate.
				a.Trust(a.Incoming.Host, sha256.Sum256(c.crt.Certificate[0]), time.Now())
				store := newStore(t)
				if rep, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword)); err != nil || rep.Received != 1 {
					t.Errorf("although it is trusted: %+v, %v", rep, err)
				}
				s.SetCertificate(other.Make(t, linetest.Leaf{}))
				before = logins(s)
				_, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword))
				wantTrouble(t, err, account.TroubleCertChanged)
				if n := logins(s) - before; n != 0 {
					t.Errorf("%d log-ins were tried with another certificate", n)
				}
				s.SetCertificate(ca.Make(t, linetest.Leaf{}))
				if _, err := (&Session{Store: store}).Run(t.Context(), a, account.Password(testPassword)); err != nil {
					t.Errorf("a good one in its place: %v", err)
				}
				s.SetCertificate(c.crt)
			}
		})
	}
}

// TestOldTLSIsNoException is told as what it is, whatever is trusted.
func TestOldTLSIsNoException(t *testing.T) {
	s := server(t, pop3test.Options{MaxTLS: tls.VersionTLS10})
	for _, a := range []account.Account{at(account.TLS, s.TLSPort(), s.CAFile()), at(account.STARTTLS, s.Port(), s.CAFile())} {
		a.Trust(a.Incoming.Host, [32]byte{1}, time.Now())
		_, _, err := Probe(t.Context(), a, account.Password(testPassword), time.Minute)
		wantTrouble(t, err, account.TroubleOldTLS)
	}
	if n := logins(s); n != 0 {
		t.Errorf("%d log-ins", n)
	}
}

// TestWrongClock tells a wrong clock from a bad certificate by the date that the server
// shows, and looks for that date nowhere else.
func TestWrongClock(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	day := func(n int) time.Time { return time.Now().AddDate(0, 0, n) }
	greeting := func(at time.Time) string {
		return "ready at " + at.Format(time.RFC1123Z)
	}
	for name, c := range map[string]struct {
		leaf     linetest.Leaf
		greeting string
		want     account.Trouble
		looks    int32 // lines for each session: the second is for the date
	}{
		"behind":         {linetest.Leaf{From: day(400), To: day(500)}, greeting(day(450)), account.TroubleClock, 2},
		"ahead":          {linetest.Leaf{From: day(-500), To: day(-400)}, greeting(day(-450)), account.TroubleClock, 2},
		"right":          {linetest.Leaf{From: day(-500), To: day(-400)}, greeting(day(0)), account.TroubleCertExpired, 2},
		"no date":        {linetest.Leaf{From: day(-500), To: day(-400)}, "ready", account.TroubleCertExpired, 2},
		"no date, ahead": {linetest.Leaf{From: day(400), To: day(500)}, "ready", account.TroubleCertNotYet, 2},
		"other name":     {linetest.Leaf{From: day(400), To: day(500), Names: []string{"mail.example.org"}}, greeting(day(450)), account.TroubleCertName, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server(t, pop3test.Options{Greeting: c.greeting})
			s.SetCertificate(ca.Make(t, c.leaf))
			for _, a := range []account.Account{at(account.TLS, s.TLSPort(), ""), at(account.STARTTLS, s.Port(), "")} {
				a.Authorities = string(ca.PEM())
				var lines atomic.Int32
				_, err := (&Session{Store: newStore(t), Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
					lines.Add(1)
					return (&net.Dialer{}).DialContext(ctx, network, addr)
				}}).Run(t.Context(), a, account.Password(testPassword))
				wantTrouble(t, err, c.want)
				if n := lines.Load(); n != c.looks {
					t.Errorf("%d lines", n)
				}
				p, _ := errors.AsType[*account.Problem](err)
				if shown := strings.Contains(c.greeting, " at ") && c.looks == 2; p.Certificate == nil || p.Certificate.Shown.IsZero() == shown {
					t.Errorf("%+v", p.Certificate)
				}
				if year := day(450).Format("2006"); c.want == account.TroubleClock && name == "behind" && !strings.Contains(err.Error(), year) {
					t.Errorf("%v", err)
				}
			}
			if n := logins(s); n != 0 {
				t.Errorf("%d log-ins", n)
			}
		})
	}
}

// TestDovecotCertificates is the same for some with a real server.
func TestDovecotCertificates(t *testing.T) {
	ca := linetest.NewCA(t, "Example Root")
	for name, c := range map[string]struct {
		leaf linetest.Leaf
		want account.Trouble
	}{
		"self-signed": {linetest.Leaf{SelfSigned: true}, account.TroubleCertUnknown},
		"expired":     {linetest.Leaf{From: time.Now().AddDate(-1, 0, 0), To: time.Now().AddDate(0, 0, -1)}, account.TroubleCertExpired},
		"other name":  {linetest.Leaf{Names: []string{"mail.example.org"}}, account.TroubleCertName},
		"several":     {linetest.Leaf{SelfSigned: true, Names: []string{"mail.example.org"}, To: time.Now().AddDate(0, 0, -1), From: time.Now().AddDate(0, -2, 0)}, account.TroubleCertUnknown},
		"good":        {linetest.Leaf{}, account.TroubleOther},
	} {
		t.Run(name, func(t *testing.T) {
			crt := ca.Make(t, c.leaf)
			key, err := x509.MarshalPKCS8PrivateKey(crt.PrivateKey)
			if err != nil {
				t.Fatal(err)
			}
			s := startDovecot(t, dovecot.Options{Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: crt.Certificate[0]}),
				Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})})
			if _, err := s.Deliver("anna", []byte(letter(1, true, "hello"))); err != nil {
				t.Fatal(err)
			}
			for _, sec := range []account.Security{account.TLS, account.STARTTLS} {
				a := dovecotAccount(s, sec)
				a.Incoming.CAFile, a.Authorities = "", string(ca.PEM())
				_, _, err := Probe(t.Context(), a, account.Password(testPassword), time.Minute)
				if c.want == account.TroubleOther {
					if err != nil {
						t.Error(err)
					}
					continue
				}
				wantTrouble(t, err, c.want)
				p, _ := errors.AsType[*account.Problem](err)
				a.Trust(a.Incoming.Host, p.Certificate.Sum, time.Now())
				if rep, err := (&Session{Store: newStore(t)}).Run(t.Context(), a, account.Password(testPassword)); err != nil || rep.Received != 1 {
					t.Errorf("although it is trusted: %+v, %v", rep, err)
				}
			}
		})
	}
}
