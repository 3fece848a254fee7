package setup

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
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
