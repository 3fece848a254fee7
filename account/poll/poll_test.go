package poll

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
)

const m = time.Minute

func TestIntervals(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
			time.Sleep(m)
			return fetch.Report{Received: 2, Removed: 1, Failed: []fetch.Failure{{}}}, nil
		}
		r.run()
		wantTimes(t, r.times(35*m), 0, 11*m, 22*m, 33*m)
		got := r.events()
		at := r.start.Add(m)
		want := []event.Activity{
			event.Started{Account: 1},
			event.Finished{Account: 1, Received: 2, Removed: 1, Problems: 1, At: at, Next: at.Add(10 * m)},
			event.Scheduled{Account: 1, Next: at.Add(10 * m)},
			event.Started{Account: 1},
		}
		if !reflect.DeepEqual(got[:4], want) {
			t.Errorf("events %+v, want %+v", got[:4], want)
		}
		r.mu.Lock()
		if s := r.status[1]; len(s) != 4 || s[0] != (account.Status{LastCheck: at, Pause: account.Pause{Until: at}}) {
			t.Errorf("status %+v", s)
		}
		r.mu.Unlock()
		r.end()
	})
}

func TestCheckNow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m), acc(2, -1))
		r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
			time.Sleep(m)
			return fetch.Report{}, nil
		}
		r.run()
		c := r.after(3 * m)
		if len(c) != 1 || c[0].id != 1 {
			t.Errorf("at the start: %v, want the account that is not checked by hand", c)
		}
		r.CheckNow()
		if c = r.after(m / 2); len(c) != 2 {
			t.Errorf("CheckNow: %v, want both", c)
		}
		r.CheckNow() // both are under way
		if c = r.after(m); len(c) != 0 {
			t.Errorf("CheckNow during sessions: %v", c)
		}
		c = r.after(60 * m)
		for _, c := range c {
			if c.id == 2 {
				t.Errorf("an account that is only checked by hand was checked at %v", c.at)
			}
		}
		if len(c) == 0 || c[0].at != 14*m {
			t.Errorf("after CheckNow: %v, want 10 minutes after its end", c)
		}
		r.end()
	})
}

func TestPausesGrow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = failing(account.TroubleRefused)
		r.run()
		wantTimes(t, r.times(40*m), 0, m, 3*m, 7*m, 15*m, 25*m, 35*m)
		e := r.events()
		wantKinds(t, e[:3], "Started", "Failed", "Scheduled")
		f := e[1].(event.Failed)
		if f.Offline || !f.Retry.Equal(r.start.Add(m)) || account.TroubleOf(f.Err) != account.TroubleRefused {
			t.Errorf("%+v", f)
		}
		r.change(func() { r.fetch = nil })
		wantTimes(t, r.times(25*m), 45*m, 55*m, 65*m)
		r.change(func() { r.fetch = failing(account.TroubleServer) })
		wantTimes(t, r.times(12*m), 75*m, 76*m)
		r.mu.Lock()
		s := r.status[1]
		if !s[0].Failure.Happened() || !s[0].LastCheck.IsZero() || !s[len(s)-1].Failure.Happened() {
			t.Errorf("status %+v", s)
		}
		r.mu.Unlock()
		r.end()
	})
}

func TestLongInterval(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 24*time.Hour))
		r.fetch = failing(account.TroubleSilent)
		r.run()
		wantTimes(t, r.times(125*m), 0, m, 3*m, 7*m, 15*m, 31*m, 61*m, 91*m, 121*m)
		r.end()
	})
}

func TestByHandDoesNotTryAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		r.fetch = failing(account.TroubleRefused)
		r.CheckNow() // before the accounts are read
		r.run()
		time.Sleep(m)
		r.CheckNow()
		r.change(func() { r.net = "new" })
		wantTimes(t, r.times(5*time.Hour), 0, m)
		e := r.events()
		wantKinds(t, e, "Started", "Failed", "Scheduled", "Started", "Failed", "Scheduled")
		if f := e[1].(event.Failed); !f.Retry.IsZero() {
			t.Errorf("%+v", f)
		}
		r.end()
	})
}

func TestBusy(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = failing(account.TroubleBusy)
		r.run()
		wantTimes(t, r.times(20*m), 0, m, 2*m, 3*m, 5*m, 9*m, 17*m)
		r.end()
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 2*m))
		r.fetch = func(_ context.Context, _ account.Account, _ string, n int) (fetch.Report, error) {
			if n == 1 {
				return fetch.Report{LoginDelay: 15 * m}, nil
			}
			return fetch.Report{}, &account.Problem{Trouble: account.TroubleBusy}
		}
		r.run()
		wantTimes(t, r.times(31*m), 0, 15*m, 30*m)
		r.end()
	})
}

// TestBadCertificate: a server that shows a bad certificate is not looked at again by
// itself after hours or with another interval; another network, the end of a sleep, the
// person, or another server, are reasons to look once.
func TestBadCertificate(t *testing.T) {
	for _, trouble := range []account.Trouble{account.TroubleCertChanged, account.TroubleCertUnknown, account.TroubleCertName, account.TroubleCertExpired, account.TroubleCertNotYet} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, 10*m))
			r.fetch = failing(trouble)
			r.run()
			wantTimes(t, r.times(5*m), 0)
			said := r.events()
			wantKinds(t, said, "Started", "Failed", "Scheduled")
			if f, s := said[1].(event.Failed), said[2].(event.Scheduled); !f.Retry.IsZero() || !s.Next.IsZero() {
				t.Errorf("it says that it goes on: %+v %+v", f, s)
			}
			r.change(func() { r.accounts[0].Interval = 20 * m })
			r.Reload()
			wantTimes(t, r.times(10*time.Hour))
			r.CheckNow()
			wantTimes(t, r.times(5*time.Hour), 10*time.Hour+5*m)
			r.change(func() { r.net = "192.0.2.7/24" })
			if got := r.times(5 * time.Hour); len(got) != 1 {
				t.Errorf("in another network it was looked at %v", got)
			}
			r.change(func() { r.skew = 8 * time.Hour })
			if got := r.times(5 * time.Hour); len(got) != 1 {
				t.Errorf("after a sleep it was looked at %v", got)
			}
			r.change(func() { r.accounts[0].Incoming.Host = "pop.example.net" })
			r.Reload()
			if got := r.times(time.Hour); len(got) != 1 {
				t.Errorf("another server was looked at %v", got)
			}
			r.change(func() { r.fetch = nil; r.net = "192.0.2.8/24" }) // at home
			if got := r.times(30 * m); len(got) != 2 || got[1]-got[0] != 20*m {
				t.Errorf("in the right network mail comes %v", got)
			}
			r.end()
		})
	}
}

// TestWrongClock: nobody but the clock is to blame, and it may be set by itself.
func TestWrongClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = failing(account.TroubleClock)
		r.run()
		wantTimes(t, r.times(59*m), 0, 30*m)
		r.CheckNow()
		wantTimes(t, r.times(29*m), 59*m)
		r.change(func() { r.fetch = nil })
		wantTimes(t, r.times(12*m), 89*m, 99*m)
		r.end()
	})
}

func TestCutAfterSomeMail(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = func(_ context.Context, _ account.Account, _ string, n int) (fetch.Report, error) {
			if n < 4 {
				return fetch.Report{Received: 5}, &account.Problem{Trouble: account.TroubleCut}
			}
			return fetch.Report{}, nil
		}
		r.run()
		wantTimes(t, r.times(9*m), 0, 10*time.Second, 20*time.Second, 30*time.Second)
		r.end()
	})
}

func TestOffline(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 30*m))
		r.fetch = failing(account.TroubleOffline)
		r.run()
		wantTimes(t, r.times(3*m+30*time.Second), 0, m, 2*m, 3*m)
		if f := r.events()[1].(event.Failed); !f.Offline {
			t.Errorf("%+v", f)
		}
		r.change(func() { r.net, r.fetch = "192.0.2.7/24", nil })
		wantTimes(t, r.times(20*time.Second), 3*m+45*time.Second)
		r.change(func() { r.net = "another" }) // nothing has failed
		wantTimes(t, r.times(20*m))
		r.end()
	})
}

func TestAfterSleep(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, time.Hour), acc(2, -1))
		r.run()
		wantTimes(t, r.times(10*m), 0)
		r.change(func() { r.skew = 8 * time.Hour })
		c := r.after(16 * time.Second)
		if len(c) != 1 || c[0].id != 1 {
			t.Errorf("after a sleep: %v", c)
		}
		r.change(func() { r.skew = 0 }) // a clock that is set back is no sleep
		wantTimes(t, r.times(20*m))
		r.end()
	})
}

func TestWrongPassword(t *testing.T) {
	check := func(_ context.Context, _ account.Account, pw string, _ int) (fetch.Report, error) {
		if pw != "right" {
			return fetch.Report{}, &account.Problem{Trouble: account.TroublePassword, Answer: "no"}
		}
		return fetch.Report{}, nil
	}
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.pw[1] = "old"
		r.fetch = check
		r.run()
		// One refusal is no reason to ask: it is tried once more, calmly.
		wantTimes(t, r.times(4*m), 0)
		e := r.events()
		wantKinds(t, e, "Started", "Failed", "Scheduled")
		if f := e[1].(event.Failed); account.TroubleOf(f.Err) != account.TroublePassword || !f.Retry.Equal(r.start.Add(5*m)) {
			t.Errorf("%+v", f)
		}
		wantTimes(t, r.times(48*time.Hour), 5*m)
		got := r.events()
		want := []event.Activity{event.Started{Account: 1}, event.NeedsPassword{Account: 1, Rejected: true, Answer: "no"}, event.Scheduled{Account: 1}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("events %+v", got)
		}
		r.mu.Lock()
		if s := r.status[1]; len(s) != 2 || !s[0].Failure.Happened() || !s[1].Failure.Happened() {
			t.Errorf("status %+v", s)
		}
		r.mu.Unlock()

		r.change(func() { r.net = "new" }) // no reason to try
		r.Reload()
		wantTimes(t, r.times(time.Hour))
		r.CheckNow() // the person insists: one try
		if c := r.after(time.Hour); len(c) != 1 || c[0].pw != "old" {
			t.Errorf("CheckNow: %v", c)
		}
		r.Give(1, "", account.Password("wrong again"))
		if c := r.after(time.Hour); len(c) != 1 || c[0].pw != "wrong again" {
			t.Errorf("Password: %v", c)
		}
		r.Give(1, "", account.Password("right"))
		if c := r.after(11 * m); len(c) != 2 || c[0].pw != "right" || c[1].pw != "right" {
			t.Errorf("Password: %v", c)
		}
		r.end()
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.pw[1] = "old"
		r.fetch = check
		r.run()
		r.after(m)
		r.change(func() { r.pw[1] = "right"; r.accounts[0].User = "anna" })
		r.Reload()
		if c := r.after(m); len(c) != 1 || c[0].pw != "right" {
			t.Errorf("a changed account: %v", c)
		}
		r.end()
	})
	// A password that is given while the old one is being refused.
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.pw[1] = "old"
		r.fetch = func(ctx context.Context, a account.Account, pw string, n int) (fetch.Report, error) {
			time.Sleep(10 * time.Second)
			return check(ctx, a, pw, n)
		}
		r.run()
		time.Sleep(5 * time.Second)
		r.Give(1, "", account.Password("right"))
		if c := r.after(m); len(c) != 2 || c[1].pw != "right" {
			t.Errorf("%v", c)
		}
		wantKinds(t, r.events(), "Started", "Failed", "Scheduled", "Started", "Finished", "Scheduled")
		r.end()
	})
}

// A mistyped password never takes the place of the one that is kept.
func TestPasswordIsKeptOnceItIsTaken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		var kept []string
		r.o.Keep = func(_ context.Context, _ account.Account, c account.Credential) error {
			kept = append(kept, c.Password)
			return nil
		}
		r.fetch = func(_ context.Context, _ account.Account, pw string, _ int) (fetch.Report, error) {
			switch pw {
			case "new":
				return fetch.Report{Accepted: true}, &account.Problem{Trouble: account.TroubleCut}
			case "right":
				return fetch.Report{Accepted: true}, nil
			}
			return fetch.Report{}, &account.Problem{Trouble: account.TroublePassword}
		}
		r.run()
		r.after(m)
		r.Remember(1, "", account.Password("mistyped"))
		r.after(20 * m)
		if len(kept) != 0 {
			t.Errorf("kept %q", kept)
		}
		r.Remember(1, "", account.Password("new")) // also where the session fails later
		r.after(3 * m)
		if !slices.Equal(kept, []string{"new"}) {
			t.Errorf("kept %q", kept)
		}
		r.Give(1, "", account.Password("right")) // for this run only
		r.after(3 * m)
		if len(kept) != 1 {
			t.Errorf("kept %q", kept)
		}
		r.end()
	})
}

// A password that cannot be kept is told, and goes on being used.
func TestPasswordThatCannotBeKept(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.o.Keep = func(context.Context, account.Account, account.Credential) error { return errors.New("no room") }
		r.fetch = func(_ context.Context, _ account.Account, pw string, _ int) (fetch.Report, error) {
			if pw != "new" {
				return fetch.Report{}, &account.Problem{Trouble: account.TroublePassword}
			}
			return fetch.Report{Accepted: true}, nil
		}
		sub := r.o.Activity.Subscribe(100)
		defer sub.Close()
		r.run()
		r.after(m)
		r.Remember(1, "", account.Password("new"))
		r.after(m)
		told, done := 0, 0
		for len(sub.C()) > 0 {
			switch (<-sub.C()).(type) {
			case event.NotKept:
				told++
			case event.Finished:
				done++
			}
		}
		if told != 1 || done == 0 {
			t.Errorf("told %d times, %d sessions done", told, done)
		}
		r.end()
	})
}

// The end of one account's session is waited for; the others go on.
func TestEndOfOneAccount(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m), acc(2, 10*m))
		var mu sync.Mutex
		var ended []account.ID
		r.fetch = func(ctx context.Context, a account.Account, _ string, _ int) (fetch.Report, error) {
			<-ctx.Done()
			time.Sleep(20 * time.Second) // brings to disk what has arrived
			mu.Lock()
			defer mu.Unlock()
			ended = append(ended, a.ID)
			return fetch.Report{}, ctx.Err()
		}
		r.run()
		r.after(m)
		err := r.End(t.Context(), 1)
		mu.Lock()
		if err != nil || !slices.Equal(ended, []account.ID{1}) {
			t.Errorf("%v, ended %v", err, ended)
		}
		mu.Unlock()
		if c := r.after(time.Hour); len(c) != 0 {
			t.Errorf("%v", c[1:])
		}
		r.Reload() // it was not removed after all
		if c := r.after(m); len(c) != 1 || c[0].id != 1 {
			t.Errorf("%v", c)
		}
		r.end()
	})
}

func TestNoPassword(t *testing.T) {
	for _, err := range []error{&account.Problem{Trouble: account.TroubleNoPassword}, nil} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, 10*m))
			r.pw[1], r.pwErr = "", err
			r.run()
			wantTimes(t, r.times(time.Hour))
			wantKinds(t, r.events(), "NeedsPassword", "Scheduled")
			r.Reload() // nobody is asked twice
			r.after(m)
			wantKinds(t, r.events())
			r.CheckNow()
			r.after(m)
			wantKinds(t, r.events(), "NeedsPassword", "Scheduled")
			r.change(func() { r.pw[1], r.pwErr = "right", nil })
			r.Reload() // it was kept meanwhile
			if c := r.after(m); len(c) != 1 {
				t.Errorf("%v", c)
			}
			r.end()
		})
	}
}

func TestKeyringCannotBeUsed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.pwErr = &account.Problem{Trouble: account.TroubleNoKeyring}
		r.run()
		r.after(5 * m)
		e := r.events()
		wantKinds(t, e, "NeedsPassword", "Scheduled")
		if e[0].(event.NeedsPassword).Rejected || r.pwAsked != 3 {
			t.Errorf("%+v, asked %d times", e[0], r.pwAsked)
		}
		r.change(func() { r.pwErr = nil }) // it was unlocked
		wantTimes(t, r.times(5*m), 7*m)
		r.end()
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.pwErr = errors.New("some other trouble")
		r.run()
		r.after(30 * time.Second)
		wantKinds(t, r.events(), "Started", "Failed", "Scheduled")
		r.end()
	})
}

func TestStop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m), acc(2, 10*m))
		r.fetch = untilStopped
		r.run()
		r.after(m)
		r.events()
		r.Stop()
		r.after(0)
		e := r.events()
		if len(e) != 4 {
			t.Fatalf("%v", kinds(e))
		}
		for _, e := range e {
			if f, ok := e.(event.Failed); ok && (account.TroubleOf(f.Err) != account.TroubleStopped || !errors.Is(f.Err, context.Canceled) || !f.Retry.Equal(r.start.Add(11*m))) {
				t.Errorf("%+v", f)
			}
		}
		r.mu.Lock()
		for id, st := range r.status {
			if len(st) != 1 || st[0] != (account.Status{Stopped: true, Pause: st[0].Pause}) || !st[0].Pause.Ends(time.Now()).IsZero() {
				t.Errorf("account %d: being stopped is noted, and no trouble: %+v", id, st)
			}
		}
		r.mu.Unlock()
		wantTimes(t, r.times(10*m+time.Second), 11*m, 11*m)
		r.Stop()
		r.Stop()
		r.end()
	})
}

func TestAccountsComeAndGo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.run()
		r.after(m)
		r.change(func() { r.accounts = append(r.accounts, acc(2, 10*m)); r.pw[2] = "right" })
		r.Reload()
		if c := r.after(m); len(c) != 1 || c[0].id != 2 {
			t.Errorf("a new account: %v", c)
		}
		r.change(func() { r.accounts = r.accounts[1:] })
		r.Reload()
		for _, c := range r.after(time.Hour) {
			if c.id == 1 {
				t.Errorf("the account is removed: %v", c)
			}
		}
		r.CheckNow()
		if c := r.after(time.Second); len(c) != 1 || c[0].id != 2 {
			t.Errorf("CheckNow: %v", c)
		}
		r.end()
	})
	// Removed and added again while its session takes time to end.
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = func(ctx context.Context, a account.Account, pw string, n int) (fetch.Report, error) {
			if n > 1 {
				return fetch.Report{}, nil
			}
			<-ctx.Done()
			time.Sleep(20 * time.Second)
			return fetch.Report{}, ctx.Err()
		}
		r.run()
		time.Sleep(m)
		r.change(func() { r.accounts = nil })
		r.Reload()
		time.Sleep(time.Second)
		r.change(func() { r.accounts = []account.Account{acc(1, 10*m)} })
		r.Reload()
		wantTimes(t, r.times(m), 0, m+20*time.Second)
		wantKinds(t, r.events(), "Started", "Started", "Finished", "Scheduled")
		r.end()
	})
}

func TestChangedSettings(t *testing.T) {
	// A session by old settings might remove what the person now wants to keep.
	bubble(t, func(t *testing.T) {
		a := acc(1, 10*m)
		a.Leave = account.Retention{Mode: account.LeaveNone}
		r := newRig(t, a)
		r.fetch = func(ctx context.Context, a account.Account, pw string, n int) (fetch.Report, error) {
			if a.Leave.Mode == account.LeaveNone {
				return untilStopped(ctx, a, pw, n)
			}
			return fetch.Report{}, nil
		}
		r.run()
		time.Sleep(m)
		r.change(func() { r.accounts[0].Leave = account.Retention{} })
		r.Reload()
		wantTimes(t, r.times(m), 0, m)
		wantKinds(t, r.events(), "Started", "Failed", "Scheduled", "Started", "Finished", "Scheduled")
		r.end()
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 60*m))
		r.run()
		r.after(m)
		r.events()
		r.change(func() { r.accounts[0].Interval, r.accounts[0].Name = 5*m, "Anna" })
		r.Reload()
		wantTimes(t, r.times(5*m), 5*m)
		if s, ok := r.events()[0].(event.Scheduled); !ok || !s.Next.Equal(r.start.Add(5*m)) {
			t.Errorf("%+v", s)
		}
		r.change(func() { r.accounts[0].Interval = -1 })
		r.Reload()
		wantTimes(t, r.times(time.Hour))
		r.change(func() { r.accounts[0].Interval = 10 * m })
		r.Reload()
		if got := r.times(m); len(got) != 1 {
			t.Errorf("an interval that is over: %v", got)
		}
		r.end()
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		r.run()
		wantTimes(t, r.times(time.Hour))
		r.change(func() { r.accounts[0].Interval = 10 * m })
		r.Reload()
		wantTimes(t, r.times(m), 60*m)
		r.end()
	})
}

func TestAccountsCannotBeRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.accErr = errors.New("locked")
		r.run()
		wantTimes(t, r.times(5*time.Second))
		r.change(func() { r.accErr = nil })
		wantTimes(t, r.times(m), 6*time.Second)
		r.change(func() { r.accErr = errors.New("locked") })
		r.Reload()
		wantTimes(t, r.times(10*m), 10*m+6*time.Second)
		r.end()
	})
}

func TestPanic(t *testing.T) {
	was := slog.Default()
	defer slog.SetDefault(was)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m), acc(2, 10*m))
		r.fetch = func(_ context.Context, a account.Account, _ string, _ int) (fetch.Report, error) {
			if a.ID == 1 {
				panic("a mistake")
			}
			return fetch.Report{}, nil
		}
		r.run()
		counts := map[account.ID]int{}
		for _, c := range r.after(11 * m) {
			counts[c.id]++
		}
		if counts[1] != 4 || counts[2] != 2 {
			t.Errorf("sessions %v", counts)
		}
		for _, e := range r.events() {
			if f, ok := e.(event.Failed); ok && (f.Account != 1 || account.TroubleOf(f.Err) != account.TroubleInternal) {
				t.Errorf("%+v", f)
			}
		}
		r.end()
	})
}

func TestRunWaitsForSessions(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		ended := false
		r.fetch = func(ctx context.Context, _ account.Account, _ string, _ int) (fetch.Report, error) {
			<-ctx.Done()
			time.Sleep(20 * time.Second) // brings to disk what has arrived
			ended = true
			return fetch.Report{}, ctx.Err()
		}
		r.run()
		r.after(m)
		r.events()
		r.end()
		if !ended {
			t.Error("Run returned before the session had ended")
		}
		wantKinds(t, r.events())
		r.CheckNow()
		r.Stop()
		r.Reload()
		r.Give(1, "", account.Password("x"))
	})
}

func TestProgressStaysInItsSession(t *testing.T) {
	bubble(t, func(t *testing.T) {
		topic := new(event.Topic[event.Activity])
		sub := topic.Subscribe(100)
		var late func(event.Progress)
		p := New(Options{
			Accounts: func(context.Context) ([]account.Account, error) { return []account.Account{acc(7, 10*m)}, nil },
			Credential: func(context.Context, account.Account) (account.Credential, error) {
				return account.Password("right"), nil
			},
			Fetch: func(_ context.Context, _ account.Account, _ account.Credential, progress func(event.Progress)) (fetch.Report, error) {
				progress(event.Progress{Messages: 1})
				late = progress
				return fetch.Report{}, nil
			},
			Activity: topic,
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = p.Run(ctx) }()
		time.Sleep(m)
		synctest.Wait()
		late(event.Progress{Messages: 2})
		cancel()
		<-done
		sub.Close()
		var got []string
		for e := range sub.C() {
			got = append(got, reflect.TypeOf(e).Name())
			if pr, ok := e.(event.Progress); ok && (pr.Account != 7 || pr.Messages != 1) {
				t.Errorf("%+v", pr)
			}
		}
		if !slices.Equal(got, []string{"Started", "Progress", "Finished", "Scheduled"}) {
			t.Errorf("%v", got)
		}
	})
}

func TestCallsBeforeRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.CheckNow()
		r.Stop()
		r.Reload()
		r.Give(1, "", account.Password("given"))
		r.run()
		if c := r.after(m); len(c) != 1 || c[0].pw != "given" {
			t.Errorf("%v", c)
		}
		r.end()
	})
}

func TestJitter(t *testing.T) {
	for range 1000 {
		if d := jitter(m); d < m || d > m+m/10 {
			t.Fatalf("%v", d)
		}
	}
}

// TestWhatTheServerHolds: how much is still on the server is told and noted after
// each session that came as far as the listing, and already while one goes on.
func TestWhatTheServerHolds(t *testing.T) {
	for _, c := range []struct {
		name    string
		rep     fetch.Report
		err     error
		want    account.Held
		stopped bool
	}{
		{"whole", fetch.Report{Listed: true, OnServer: 5, Received: 2, AlreadyHere: 3, Removed: 4}, nil, account.Held{Messages: 1}, false},
		{"empty", fetch.Report{Listed: true}, nil, account.Held{}, false},
		{"two failed", fetch.Report{Listed: true, OnServer: 9, Received: 3, AlreadyHere: 4}, nil, account.Held{Messages: 9, Missing: 2}, false},
		{"cut", fetch.Report{Listed: true, OnServer: 4452, Received: 3037}, &account.Problem{Trouble: account.TroubleCut}, account.Held{Messages: 4452, Missing: 1415}, false},
		{"no listing", fetch.Report{}, &account.Problem{Trouble: account.TroubleRefused}, account.Held{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) { return c.rep, c.err }
				r.run()
				r.after(time.Second)
				var told account.Held
				for _, e := range r.events() {
					switch e := e.(type) {
					case event.Finished:
						told = e.Held
					case event.Failed:
						told = e.Held
					}
				}
				if told.Known() != c.rep.Listed || told.Messages != c.want.Messages || told.Missing != c.want.Missing {
					t.Errorf("told %+v, want %+v", told, c.want)
				}
				r.mu.Lock()
				defer r.mu.Unlock()
				if st := r.status[1]; len(st) != 1 || st[0].Held != told {
					t.Errorf("noted %+v, told %+v", st, told)
				}
			})
		})
	}
}

// TestPause: a paused account is not checked in any way; its session ends when it is
// paused, what was typed for it stays, and it is checked when it is resumed.
func TestPause(t *testing.T) {
	bubble(t, func(t *testing.T) {
		paused := acc(2, 10*m)
		paused.Paused = true
		r := newRig(t, acc(1, 10*m), paused)
		r.pw[1] = ""
		ended := 0
		r.fetch = func(ctx context.Context, a account.Account, _ string, n int) (fetch.Report, error) {
			select {
			case <-time.After(m):
				return fetch.Report{}, nil
			case <-ctx.Done():
				r.change(func() { ended++ })
				return fetch.Report{}, ctx.Err()
			}
		}
		r.CheckNow() // before the accounts are read
		r.run()
		r.after(time.Second)
		r.Give(1, "", account.Password("typed"))
		if c := r.after(m / 2); len(c) != 1 || c[0].id != 1 {
			t.Errorf("%v", c)
		}
		r.change(func() { r.accounts[0].Paused = true })
		r.Reload()
		if c := r.after(m); len(c) != 0 || ended != 1 {
			t.Errorf("after the pause: %v, %d sessions ended", c, ended)
		}
		r.CheckNow()
		r.change(func() { r.net = "new" })
		if c := r.after(3 * time.Hour); len(c) != 0 {
			t.Errorf("paused: %v", c)
		}
		r.change(func() { r.accounts[0].Paused, r.accounts[1].Paused = false, false })
		r.Reload()
		c := r.after(m / 2)
		slices.SortFunc(c, func(a, b call) int { return int(a.id - b.id) })
		if len(c) != 2 || c[0].id != 1 || c[0].pw != "typed" || c[1].id != 2 {
			t.Errorf("resumed: %v", c)
		}
		r.end()
	})
}

// TestAgain: where sessions have become other ones, those under way begin anew or are
// followed by another one; who waits for a person, and who is checked by hand, is left.
func TestAgain(t *testing.T) {
	for _, anew := range []bool{true, false} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, 10*m), acc(2, account.ByHand))
			first := true
			r.fetch = func(ctx context.Context, a account.Account, pw string, n int) (fetch.Report, error) {
				if first {
					first = false
					select {
					case <-ctx.Done():
						return fetch.Report{}, ctx.Err()
					case <-time.After(3 * m):
					}
				}
				return fetch.Report{}, nil
			}
			r.run()
			time.Sleep(m)
			r.Again(anew)
			if anew {
				wantTimes(t, r.times(5*m), 0, m)
			} else {
				wantTimes(t, r.times(5*m), 0, 3*m)
			}
			wantTimes(t, r.times(m))
			r.Again(anew)
			if anew {
				wantTimes(t, r.times(m)) // nothing was under way
			} else {
				wantTimes(t, r.times(m), 7*m)
			}
			r.end()
		})
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, 10*m))
			r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
				return fetch.Report{}, &account.Problem{Trouble: account.TroubleCertName}
			}
			r.run()
			wantTimes(t, r.times(m), 0)
			r.Again(anew)
			wantTimes(t, r.times(m))
			r.end()
		})
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, 10*m))
			r.run()
			r.after(m)
			r.WorkOffline(true)
			r.Again(anew)
			wantTimes(t, r.times(m))
			r.end()
		})
	}
}

// TestSoonAfterTheFirst: after a session that has brought all that was listed of a mailbox of which nothing was known the next check
// comes soon, once: some servers list a part at a time. Who is checked by hand, or wants to be left alone, is not.
func TestSoonAfterTheFirst(t *testing.T) {
	for _, c := range []struct {
		interval, delay time.Duration
		want            []time.Duration
	}{{10 * m, 0, []time.Duration{0, m, 11 * m, 21 * m}}, {10 * m, 5 * m, []time.Duration{0, 5 * m, 15 * m, 25 * m}}, {m / 2, 0, nil}, {-1, 0, []time.Duration{0}}} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, c.interval))
			sessions := 0
			r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
				sessions++
				return fetch.Report{Received: 2, First: sessions == 1, LoginDelay: c.delay}, nil
			}
			r.run()
			if c.interval < 0 {
				r.CheckNow()
			}
			if got := r.times(30 * m); c.want != nil {
				wantTimes(t, got, c.want...)
			} else if len(got) < 50 {
				t.Errorf("%d checks", len(got))
			}
			r.end()
		})
	}
}
