package main

import (
	"context"
	"errors"
	"net"
	"testing"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/discover/worldtest"
)

// A check of an account tells one name that cannot be looked up from a missing internet, and
// a portal of a hotel from a server that shows a bad certificate.
func TestNetwork(t *testing.T) {
	broken := &net.DNSError{Err: "server misbehaving", Name: "pop.example.org", IsTemporary: true}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	srv := account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}
	for name, c := range map[string]struct {
		there bool
		ctx   context.Context
		err   error
		want  account.Trouble
	}{
		"one name":  {true, t.Context(), &account.Problem{Trouble: account.TroubleOffline, Err: broken}, account.TroubleNoHost},
		"all names": {false, t.Context(), &account.Problem{Trouble: account.TroubleOffline, Err: broken}, account.TroubleOffline},
		"no route":  {true, t.Context(), &account.Problem{Trouble: account.TroubleOffline, Err: errors.New("network is unreachable")}, account.TroubleOffline},
		"stopped":   {true, canceled, &account.Problem{Trouble: account.TroubleOffline, Err: broken}, account.TroubleOffline},
		"another":   {true, t.Context(), &account.Problem{Trouble: account.TroubleSilent, Err: broken}, account.TroubleSilent},
	} {
		w := worldtest.New(t)
		if c.there {
			w.Addr("list.test")
		}
		a := &app{finder: &discover.Finder{Resolver: w.Resolver(), Public: "https://list.test/"}}
		if err := a.network(c.ctx, srv, c.err); account.TroubleOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := &account.Certificate{Server: srv.Host, Faults: []account.Fault{account.FaultName}}
	for _, trouble := range []account.Trouble{account.TroubleCertName, account.TroubleCertUnknown, account.TroubleCertExpired, account.TroubleCertNotYet, account.TroubleCertChanged} {
		for _, portal := range []bool{true, false} {
			w := worldtest.New(t)
			w.Addr(srv.Host)
			if portal {
				w.Portal("portal.test")
			}
			a := &app{finder: &discover.Finder{Resolver: w.Resolver(), Dial: w.Dial, Public: "https://list.test/"}}
			p := account.ProblemOf(a.network(t.Context(), srv, &account.Problem{Trouble: trouble, Certificate: bad, Err: errors.New("tls")}))
			switch {
			case portal && (p.Trouble != account.TroublePortal || p.Certificate != nil):
				t.Errorf("trouble %d behind a portal: %v, %v", trouble, p, p.Certificate)
			case !portal && (p.Trouble != trouble || p.Certificate != bad):
				t.Errorf("trouble %d: %v, %v", trouble, p, p.Certificate)
			}
		}
	}
	if err := (&app{}).network(t.Context(), srv, nil); err != nil {
		t.Error(err)
	}
}
