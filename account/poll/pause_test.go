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
)

// again is a rig that knows what r has saved, as after a new start of the program.
func (r *rig) again(t *testing.T) *rig {
	next := newRig(t, r.accounts...)
	next.status, next.fetch = r.status, r.fetch
	return next
}

// scheduled is the last event of its kind.
func scheduled(t *testing.T, events []event.Activity) (s event.Scheduled) {
	t.Helper()
	for _, e := range slices.Backward(events) {
		if s, ok := e.(event.Scheduled); ok {
			return s
		}
	}
	t.Fatalf("nothing is scheduled: %v", kinds(events))
	return s
}

// What a server has asked for is kept over an end of the program: the next start waits for
// the rest of the pause, and says so. A person who asks does not wait.
func TestPauseOutlivesTheProgram(t *testing.T) {
	refuse := func(p account.Problem) func(context.Context, account.Account, string, int) (fetch.Report, error) {
		return func(context.Context, account.Account, string, int) (fetch.Report, error) { return fetch.Report{}, &p }
	}
	delayed := func(context.Context, account.Account, string, int) (fetch.Report, error) {
		return fetch.Report{LoginDelay: 15 * m}, nil
	}
	for name, c := range map[string]struct {
		fetch func(context.Context, account.Account, string, int) (fetch.Report, error)
		pause time.Duration // after the session; 0: none
	}{
		"listed":        {delayed, 15 * m},
		"words":         {refuse(account.Problem{Trouble: account.TroubleTooMany, Wait: 40 * m}), 40 * m},
		"code":          {refuse(account.Problem{Trouble: account.TroubleTooSoon}), m},
		"in use":        {refuse(account.Problem{Trouble: account.TroubleInUse}), 0},
		"in use, words": {refuse(account.Problem{Trouble: account.TroubleBusy, Wait: 7 * m}), 7 * m},
		"offline":       {refuse(account.Problem{Trouble: account.TroubleOffline}), 0},
		"quota":         {refuse(account.Problem{Trouble: account.TroubleQuota}), m},
		"nothing":       {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				r.fetch = c.fetch
				r.run()
				r.after(time.Second)
				if s := scheduled(t, r.events()); s.Asked != (c.pause > 0) {
					t.Errorf("first run: %+v", s)
				}
				r.end()
				time.Sleep(20 * time.Second)

				r = r.again(t)
				r.run()
				first := r.times(time.Second)
				if c.pause == 0 {
					wantTimes(t, first, 0)
					r.end()
					return
				}
				wantTimes(t, first)
				left := c.pause - 21*time.Second
				if s := scheduled(t, r.events()); !s.Asked || !s.Next.Equal(r.start.Add(left)) {
					t.Errorf("second run: %+v, want it at %v", s, r.start.Add(left))
				}
				// Neither another network nor the end of a sleep is a reason to disturb it,
				// but a sleep counts.
				r.change(func() { r.net = "another" })
				if left > 5*m {
					r.change(func() { r.skew = 4 * m })
					left -= 4 * m
				}
				wantTimes(t, r.times(left-2*time.Second))
				wantTimes(t, r.times(2*time.Second), left)
				r.end()

				time.Sleep(time.Second)
				r = r.again(t)
				r.run()
				synctest.Wait()
				r.CheckNow()
				wantTimes(t, r.times(time.Second), 0)
				r.end()
			})
		})
	}
}

// The time between two log-ins runs from the last one: failures without a log-in do not begin it
// anew, nor end it.
func TestPauseRunsFromTheLogIn(t *testing.T) {
	for name, c := range map[string]struct {
		trouble account.Trouble
		off     time.Duration // after the first check
		left    time.Duration // of the pause when the program is started again
	}{
		"offline for long":       {account.TroubleOffline, 40 * m, 0},
		"cut for long":           {account.TroubleCut, 40 * m, 0},
		"no such server":         {account.TroubleNoHost, 40 * m, 0},
		"offline, and soon back": {account.TroubleOffline, 5 * m, 9 * m},
		"in use":                 {account.TroubleInUse, 40 * m, 14 * m},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				delayed := func(context.Context, account.Account, string, int) (fetch.Report, error) {
					return fetch.Report{LoginDelay: 15 * m, Accepted: true}, nil
				}
				r.fetch = delayed
				r.run()
				r.after(time.Second)
				r.change(func() {
					r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
						return fetch.Report{}, &account.Problem{Trouble: c.trouble}
					}
				})
				r.after(c.off - time.Second)
				r.CheckNow()
				r.after(time.Second)
				r.end()
				if c.left > 0 {
					time.Sleep(59 * time.Second) // now it is a minute later
				}
				r = r.again(t)
				if c.left > 0 && c.trouble == account.TroubleOffline {
					// By hand, and again without a log-in: that ends no pause.
					r.run()
					synctest.Wait()
					r.CheckNow()
					r.after(time.Second)
					r.end()
					time.Sleep(59 * time.Second)
					c.left -= m
					r = r.again(t)
				}
				r.fetch = delayed
				r.run()
				if c.left == 0 {
					wantTimes(t, r.times(time.Second), 0)
				} else {
					wantTimes(t, r.times(c.left-2*time.Second))
					if got := r.times(4 * time.Second); len(got) != 1 {
						t.Errorf("checked at %v", got)
					}
				}
				r.end()
			})
		})
	}
}

// Nobody waits for a month, whatever a server wants.
func TestDelayIsBelievedForADay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
			return fetch.Report{LoginDelay: 30 * 24 * time.Hour, Accepted: true}, nil
		}
		r.run()
		wantTimes(t, r.times(time.Second), 0)
		wantTimes(t, r.times(24*time.Hour-2*time.Second))
		wantTimes(t, r.times(2*time.Second), 24*time.Hour)
		r.end()
	})
}

// A pause that lies beyond a day was noted with another clock, and is not believed.
func TestPauseOfAnotherClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.status[1] = []account.Status{{Pause: account.Pause{Until: time.Now().Add(25 * time.Hour), Delay: m}}}
		r.run()
		wantTimes(t, r.times(time.Second), 0)
		r.end()
	})
}

// The usual interval is spread, and never becomes shorter.
func TestUsualIntervalIsSpread(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.jitter = func(d time.Duration) time.Duration { return d + d/20 }
		r.run()
		wantTimes(t, r.times(30*m), 0, 10*m+30*time.Second, 21*m)
		r.end()
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		r.jitter = jitter
		r.run()
		at, spread := time.Duration(0), map[time.Duration]bool{}
		for _, next := range r.times(50 * time.Hour)[1:] {
			if d := next - at; d < 10*m || d > 11*m {
				t.Errorf("%v after the last", d)
			}
			spread[next-at], at = true, next
		}
		if len(spread) < 100 {
			t.Errorf("%d different intervals", len(spread))
		}
		r.end()
	})
	for _, d := range []time.Duration{0, 1, time.Second, time.Hour} {
		if j := jitter(d); j < d || j > d+d/10+1 {
			t.Errorf("%v becomes %v", d, j)
		}
	}
}

// The pause that a server wants ends by the clock on the wall, also where the computer has slept
// through it.
func TestPauseEndsInASleep(t *testing.T) {
	for sleep, left := range map[time.Duration]time.Duration{8 * time.Hour: time.Second, 5 * m: 9 * m} {
		for _, interval := range []time.Duration{10 * m, 30 * m} { // less than the pause, and more
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, interval))
				r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
					return fetch.Report{LoginDelay: 15 * m}, nil
				}
				r.run()
				wantTimes(t, r.times(m), 0)
				r.change(func() { r.skew = sleep })
				wantTimes(t, r.times(left-time.Second))
				if at := r.times(watchEvery); len(at) != 1 {
					t.Errorf("after a sleep of %v: %v", sleep, at)
				}
				r.end()
			})
		}
	}
}

// A server's time between two log-ins is kept after whatever has ended the last session that had
// logged in.
func TestLoginDelayAfterFailures(t *testing.T) {
	for _, trouble := range []account.Trouble{account.TroubleCut, account.TroubleSilent, account.TroubleServer, account.TroubleOffline, account.TroubleOther} {
		for _, received := range []int{0, 5} {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				r.fetch = func(_ context.Context, _ account.Account, _ string, n int) (fetch.Report, error) {
					if n > 1 {
						return fetch.Report{LoginDelay: 15 * m}, nil
					}
					return fetch.Report{LoginDelay: 15 * m, Received: received, Accepted: true}, &account.Problem{Trouble: trouble}
				}
				r.run()
				wantTimes(t, r.times(15*m-time.Second), 0)
				r.change(func() { r.net = "another" })
				wantTimes(t, r.times(time.Second), 15*m)
				r.end()
			})
		}
	}
	// Where nobody has come to log in nothing is kept, but for the log-in before.
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		times := 0
		r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
			if times++; times == 2 {
				return fetch.Report{}, &account.Problem{Trouble: account.TroubleCut}
			}
			return fetch.Report{LoginDelay: 5 * m}, nil
		}
		r.run()
		wantTimes(t, r.times(m), 0)
		r.CheckNow()
		wantTimes(t, r.times(8*m), m, 5*m)
		r.end()
	})
}
