package poll

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/oauth"
)

// A token that was given for as long as the program runs is renewed before it ends, and
// the next session goes on from the new one.
func TestGivenTokensAreRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var used []string
		asked := 0
		ctx, cancel := context.WithCancel(t.Context())
		p := New(Options{
			Accounts: func(context.Context) ([]account.Account, error) {
				return []account.Account{acc(1, 10*time.Minute)}, nil
			},
			Credential: func(context.Context, account.Account) (account.Credential, error) {
				return account.Credential{}, &account.Problem{Trouble: account.TroubleNoPassword}
			},
			Fresh: func(_ context.Context, _ account.Account, c account.Credential) (account.Credential, error) {
				if c.Token.Fresh(time.Now()) {
					return c, nil
				}
				asked++
				c.Token.Access += "+"
				c.Token.Expires = time.Now().Add(time.Hour).Unix()
				return c, nil
			},
			Fetch: func(_ context.Context, _ account.Account, c account.Credential, _ func(event.Progress)) (fetch.Report, error) {
				used = append(used, c.Token.Access)
				return fetch.Report{Accepted: true}, nil
			},
			Activity: new(event.Topic[event.Activity]),
			Jitter:   func(d time.Duration) time.Duration { return d },
			Network:  func() string { return "" },
		})
		done := make(chan struct{})
		p.Give(1, "", account.WithToken(account.Token{Access: "a", Expires: time.Now().Add(time.Hour).Unix()}))
		go func() { defer close(done); _ = p.Run(ctx) }()
		time.Sleep(2*time.Hour + time.Minute)
		cancel()
		<-done
		if len(used) < 12 || used[0] != "a" || used[len(used)-1] != "a++" || asked != 2 {
			t.Errorf("renewed %d times in two hours; used %q", asked, used)
		}
	})
}

// A permission that has ended waits for the person: the provider is not asked again and
// again, and a sign-in is checked with at once.
func TestAnEndedSignInWaits(t *testing.T) {
	ended := &account.Problem{Trouble: account.TroubleSignInAgain, Err: oauth.ErrEnded}
	for name, c := range map[string]struct {
		get, session error
		checks       int // until it waits
	}{
		"no new token":             {get: ended, checks: 0},
		"withdrawn while checking": {session: ended, checks: 1},
		// What the server alone refuses may pass.
		"the server refuses": {session: &account.Problem{Trouble: account.TroubleSignInAgain, Answer: "no"}, checks: 2},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := acc(1, 10*m)
				a.Auth = account.AuthOAuth
				r := newRig(t, a)
				r.pwErr = c.get
				r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
					return fetch.Report{}, c.session
				}
				r.run()
				if calls := r.after(48 * time.Hour); len(calls) != c.checks {
					t.Errorf("%d sessions", len(calls))
				}
				e := r.events()
				if need, ok := e[len(e)-2].(event.NeedsPassword); !ok || !need.SignIn || !need.Rejected {
					t.Errorf("%+v", e)
				}
				if s := r.status[1]; s[len(s)-1].Failure.Trouble != account.TroubleSignInAgain {
					t.Errorf("status %+v", s)
				}
				if asked := r.pwAsked; asked > c.checks+1 {
					t.Errorf("asked %d times", asked)
				}
				r.change(func() { r.pwErr, r.fetch = nil, nil })
				r.Reload()
				r.after(m)
				r.Anew(1)
				if calls := r.after(11 * m); len(calls) != 2 {
					t.Errorf("after the sign-in: %v", calls)
				}
				r.end()
			})
		})
	}
	bubble(t, func(t *testing.T) {
		a := acc(1, 10*m)
		a.Auth = account.AuthOAuth
		r := newRig(t, a)
		r.pwErr = &account.Problem{Trouble: account.TroubleNoPassword}
		r.run()
		r.after(m)
		if e := r.events(); !e[0].(event.NeedsPassword).SignIn || e[0].(event.NeedsPassword).Rejected {
			t.Errorf("%+v", e)
		}
		r.end()
	})
}

// What was given before is not used once something else is kept.
func TestAnewForgetsWhatWasGiven(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.Give(1, "", account.Password("given"))
		r.run()
		if c := r.after(m); len(c) != 1 || c[0].pw != "given" {
			t.Fatalf("%v", c)
		}
		r.Anew(1)
		if c := r.after(m); len(c) != 1 || c[0].pw != "right" {
			t.Errorf("%v", c)
		}
		r.Anew(7) // nobody
		r.end()
	})
}

// TestAGivenPasswordIsForItsServer: what was given while an account had one server does
// not go to another one, in whatever order the two are told.
func TestAGivenPasswordIsForItsServer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.accounts[0].Incoming.Host, r.pw[1] = "pop.example.org", ""
		r.run()
		wantTimes(t, r.times(m))
		seen := func(want ...string) {
			t.Helper()
			var got []string
			for _, c := range r.after(m) {
				got = append(got, c.host+" "+c.pw)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		}
		r.Give(1, "", account.Password("old"))
		seen("pop.example.org old")
		r.change(func() { r.accounts[0].Incoming.Host = "pop.example.net" })
		r.Reload()
		seen()
		// What is given for the new server before the poller knows it waits for that.
		r.change(func() { r.accounts[0].Incoming.Host = "pop.example.com" })
		r.Give(1, "POP.example.com.", account.Password("new"))
		seen()
		r.Reload()
		seen("pop.example.com new")
		r.change(func() { r.accounts[0].Incoming.Host, r.accounts[0].Incoming.Port = "pop.example.com", 1995 })
		r.Reload()
		seen("pop.example.com new")
		r.end()
	})
}
