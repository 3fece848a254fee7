package poll

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
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
		p.Give(1, account.WithToken(account.Token{Access: "a", Expires: time.Now().Add(time.Hour).Unix()}))
		go func() { defer close(done); _ = p.Run(ctx) }()
		time.Sleep(2*time.Hour + time.Minute)
		cancel()
		<-done
		if len(used) < 12 || used[0] != "a" || used[len(used)-1] != "a++" || asked != 2 {
			t.Errorf("renewed %d times in two hours; used %q", asked, used)
		}
	})
}
