package setup

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/account/secret"
)

// stuckPlace takes and gives away nothing.
type stuckPlace struct{ secret.Store }

func (stuckPlace) Get(context.Context, secret.Key) (account.Credential, error) {
	return account.Password("before"), nil
}

func (stuckPlace) Set(ctx context.Context, _ secret.Key, c account.Credential) error {
	if c.Password != "before" {
		return nil
	}
	<-ctx.Done() // it cannot be brought back
	return ctx.Err()
}

func (stuckPlace) Delete(ctx context.Context, _ secret.Key) error {
	<-ctx.Done()
	return ctx.Err()
}

// A place for passwords that does not answer keeps nobody who takes something back, or forgets
// it, although that goes on when the person has stopped.
func TestTakingBackIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := Service{Passwords: secret.Places{Keyring: stuckPlace{}, File: stuckPlace{}, Memory: stuckPlace{}}}
		a := account.Account{ID: 1, Email: "a@example.org", Incoming: account.Server{Host: "pop.example.org"}}
		ctx, stop := context.WithCancel(t.Context())
		undo, err := s.put(ctx, a, account.Password("after"))
		if err != nil {
			t.Fatal(err)
		}
		stop()
		for name, f := range map[string]func() error{"undo": undo, "forget": func() error { return s.forget(ctx, a) }} {
			begun := time.Now()
			err := f()
			if took := time.Since(begun); err == nil || took != 10*time.Second {
				t.Errorf("%s: %v after %v", name, err, took)
			}
		}
	})
}

// silent is a provider that never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// A provider that does not answer when a permission is given back holds nobody up for long,
// also when the person has stopped meanwhile.
func TestGivingBackIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := oauth.Provider{ID: "quiet", Client: "quiet", Token: "https://t.test/", Revoke: "https://r.test/", Hosts: []string{"pop.quiet.test"}}
		s := Service{Tokens: &oauth.Keeper{HTTP: &http.Client{Transport: silent{}}, Providers: []oauth.Provider{p}}}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		begun := time.Now()
		s.giveBack(ctx, 1, account.WithToken(account.Token{Issuer: "quiet", Refresh: "r"}))
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("it takes %v", took)
		}
	})
}
