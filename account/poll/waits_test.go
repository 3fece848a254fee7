package poll

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
)

// A status that cannot be noted does not hold up the mail for long.
func TestStatusIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		var given []time.Duration
		r.o.SaveStatus = func(ctx context.Context, _ account.ID, _ account.Status) error {
			begun := time.Now()
			<-ctx.Done()
			r.mu.Lock()
			defer r.mu.Unlock()
			given = append(given, time.Since(begun))
			return ctx.Err()
		}
		r.run()
		time.Sleep(35 * m)
		r.end()
		r.mu.Lock()
		defer r.mu.Unlock()
		if len(r.calls) < 3 || len(given) < 3 || slices.Max(given) != 10*time.Second || slices.Min(given) != 10*time.Second {
			t.Errorf("%d checks, a status was tried to be noted for %v", len(r.calls), given)
		}
	})
}

// A keyring that never answers does not keep the session.
func TestKeepingIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		r.o.Keep = func(ctx context.Context, _ account.Account, _ account.Credential) error {
			<-ctx.Done()
			return ctx.Err()
		}
		c := account.Password("right")
		r.keep = map[account.ID]account.Credential{1: c}
		begun := time.Now()
		r.accepted(t.Context(), acc(1, -1), c)
		if took := time.Since(begun); took != time.Minute {
			t.Errorf("kept for %v", took)
		}
	})
}

// An outbox that could not be read is looked at again after a minute.
func TestOutboxThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		bag(r)
		var looked []time.Duration
		r.o.Waiting = func(context.Context, account.ID, bool) (int, time.Time, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			looked = append(looked, time.Since(r.start))
			return 0, time.Time{}, errors.New("locked")
		}
		r.run()
		time.Sleep(2*m + time.Second)
		r.end()
		r.mu.Lock()
		defer r.mu.Unlock()
		if !slices.Equal(looked, []time.Duration{0, m, 2 * m}) {
			t.Errorf("looked at %v", looked)
		}
	})
}
