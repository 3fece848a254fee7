package poll

import (
	"context"
	"slices"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
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

// TestStaysIsTold: whether a server refuses removals or says that it has made them, its mailbox fills.
func TestStaysIsTold(t *testing.T) {
	for _, rep := range []fetch.Report{{}, {Stays: true}, {Back: 3}} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, 10*m))
			r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) { return rep, nil }
			r.run()
			r.after(m)
			told := slices.ContainsFunc(r.events(), func(e event.Activity) bool {
				f, ok := e.(event.Finished)
				return ok && f.Stays
			})
			if want := rep.Stays || rep.Back > 0; told != want {
				t.Errorf("%v is told of %+v", told, rep)
			}
			r.end()
		})
	}
}
