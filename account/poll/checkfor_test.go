package poll

import (
	"context"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
)

// What is wanted of one account is asked of this one alone, behind a session that is under way.
func TestCheckFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m), acc(2, 10*m), acc(3, account.ByHand))
		r.pw[2] = "wrong"
		r.fetch = func(_ context.Context, a account.Account, pw string, _ int) (fetch.Report, error) {
			time.Sleep(10 * time.Second)
			if pw == "wrong" {
				return fetch.Report{}, &account.Problem{Trouble: account.TroublePassword}
			}
			return fetch.Report{}, nil
		}
		r.run()
		r.after(9 * m)
		r.CheckFor([]account.ID{1, 77})
		time.Sleep(time.Second)
		r.CheckFor([]account.ID{1})
		calls := r.after(30 * time.Second)
		if len(calls) != 2 || calls[0].id != 1 || calls[1].id != 1 {
			t.Errorf("%+v", calls)
		}
		r.CheckFor([]account.ID{3})
		if calls := r.after(5 * time.Second); len(calls) != 1 || calls[0].id != 3 {
			t.Errorf("%+v", calls)
		}
		r.end()
	})
}
