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

// A check of an account tells one name that cannot be looked up from a missing internet.
func TestNamed(t *testing.T) {
	broken := &net.DNSError{Err: "server misbehaving", Name: "pop.example.org", IsTemporary: true}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
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
		if err := a.named(c.ctx, c.err); account.TroubleOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&app{}).named(t.Context(), nil); err != nil {
		t.Error(err)
	}
}
