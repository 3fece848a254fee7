package poll

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
)

// What was under way when the person went offline goes on when they are online again, and what they
// had stopped before does not.
func TestOnlineAgainGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		interval time.Duration
		stopped  bool
		delay    time.Duration
		want     []time.Duration
	}{
		"by the clock":                  {10 * m, false, 0, []time.Duration{4 * m}},
		"by hand":                       {-1, false, 0, []time.Duration{4 * m}},
		"stopped":                       {10 * m, true, 0, nil},
		"the server wants time between": {10 * m, false, 20 * m, nil},
		"it does, and the person asked": {-1, false, 20 * m, []time.Duration{4 * m}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, c.interval))
				r.fetch = func(ctx context.Context, _ account.Account, _ string, _ int) (fetch.Report, error) {
					<-ctx.Done()
					return fetch.Report{Received: 3, Accepted: true, LoginDelay: c.delay}, &account.Problem{Trouble: account.TroubleStopped, Err: ctx.Err()}
				}
				r.run()
				r.after(m)
				if c.interval < 0 {
					r.CheckNow()
				}
				r.after(m)
				if c.stopped {
					r.Stop()
				}
				r.WorkOffline(true)
				r.after(2 * m)
				r.events()
				r.WorkOffline(false)
				wantTimes(t, r.times(time.Second), c.want...)
				r.end()
			})
		})
	}
}

// A time between two log-ins that the server tells in a refusal alone is kept to from then on, over an
// end of the program, too, and forgotten where it turns out not to be wanted.
func TestLoginDelayIsLearnedFromRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		problem account.Problem
		want    time.Duration // between checks
	}{
		"code":               {account.Problem{Trouble: account.TroubleTooSoon, Wait: 15 * m}, 15 * m},
		"words":              {account.Problem{Trouble: account.TroubleBusy, Wait: 15 * m, Answer: "only one login every 15 minutes"}, 15 * m},
		"words, not of that": {account.Problem{Trouble: account.TroubleBusy, Wait: 15 * m, Answer: "the mailbox is in use, try again in 15 minutes"}, 0},
		"too long":           {account.Problem{Trouble: account.TroubleTooSoon, Wait: 20 * time.Hour}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				var last time.Time
				var mu sync.Mutex // for the race detector, to which time that passes in a bubble says nothing
				refused := 0
				reset := func() (n int) {
					mu.Lock()
					defer mu.Unlock()
					n, refused = refused, 0
					return n
				}
				r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
					mu.Lock()
					defer mu.Unlock()
					if gap := min(c.problem.Wait, 15*m); !last.IsZero() && time.Since(last) < gap && gap > 0 {
						refused++
						p := c.problem
						return fetch.Report{}, &p
					}
					last = time.Now()
					return fetch.Report{Accepted: true}, nil
				}
				r.run()
				r.after(24 * time.Hour)
				reset()
				r.after(12 * time.Hour)
				if n := reset(); (n == 0) != (c.want > 0) {
					t.Errorf("%d refusals", n)
				}
				r.events()
				r.end()
				if c.want == 0 {
					return
				}
				time.Sleep(5 * time.Hour)
				r = r.again(t)
				r.run()
				r.after(12 * time.Hour)
				if n := reset(); n != 0 {
					t.Errorf("%d refusals after another start", n)
				}
				// It was meant for once.
				mu.Lock()
				c.problem.Wait = 0
				mu.Unlock()
				for range 2 {
					r.CheckNow()
					r.after(m)
				}
				times := r.times(2 * time.Hour)
				if len(times) < 10 {
					t.Errorf("it is still kept to: %v", times)
				}
				r.end()
			})
		})
	}
}

// What a server announces it does not want any more once it announces it no more, also after another start
// and beside what a refusal has told.
func TestLoginDelayEndsWhenItIsNotAnnounced(t *testing.T) {
	for name, c := range map[string]struct {
		announced, learned time.Duration
		pauses             bool // the program is started again within the pause
	}{
		"it was started again":           {announced: 60 * m},
		"within the pause":               {announced: 60 * m, pauses: true},
		"a day":                          {announced: 24 * time.Hour},
		"beside what a refusal has told": {announced: 40 * m, learned: 20 * m},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				r.fetch = func(_ context.Context, _ account.Account, _ string, n int) (fetch.Report, error) {
					if n == 1 && c.learned > 0 {
						return fetch.Report{}, &account.Problem{Trouble: account.TroubleTooSoon, Wait: c.learned}
					}
					return fetch.Report{Accepted: true, LoginDelay: c.announced}, nil
				}
				r.run()
				r.after(30 * m)
				r.end()
				if !c.pauses {
					time.Sleep(48 * time.Hour)
				}
				r = r.again(t)
				r.change(func() {
					r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
						return fetch.Report{Accepted: true}, nil
					}
				})
				r.run()
				r.after(2 * time.Hour)
				want := max(10*m, c.learned)
				times := r.times(4 * time.Hour)
				if len(times) < int(4*time.Hour/want)-1 || slices.ContainsFunc(times[1:], func(d time.Duration) bool { return (d-times[0])%want != 0 }) {
					t.Errorf("it checks at %v, want every %v", times, want)
				}
				if s := scheduled(t, r.events()); s.Asked != (c.learned > 0) {
					t.Errorf("%+v", s)
				}
				r.end()
			})
		})
	}
}

// A change of settings is no reason to log in sooner than the server wants the same user to.
func TestAChangeOfSettingsKeepsTheServersPause(t *testing.T) {
	for name, c := range map[string]struct {
		change func(a *account.Account)
		want   []time.Duration
	}{
		"choice about mail on the server": {func(a *account.Account) { a.Leave = account.Retention{Mode: account.LeaveDays, Days: 14} }, nil}, // the usual check does it
		"another user":                    {func(a *account.Account) { a.User = "b" }, []time.Duration{2 * m}},
		"another server":                  {func(a *account.Account) { a.Incoming.Host = "mail.example.com" }, []time.Duration{2 * m}},
		"another port":                    {func(a *account.Account) { a.Incoming.Port = 995 }, []time.Duration{16 * m}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := acc(1, 30*m)
				a.Incoming.Host = "pop.example.org"
				r := newRig(t, a)
				r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
					return fetch.Report{Accepted: true, LoginDelay: 15 * m}, nil
				}
				time.Sleep(m)
				r.run()
				wantTimes(t, r.times(m), m)
				r.change(func() { c.change(&r.accounts[0]) })
				r.Reload()
				wantTimes(t, r.times(16*m), c.want...)
				r.end()
			})
		})
	}
	bubble(t, func(t *testing.T) { // refused for coming too soon: the person has changed nothing about that
		a := acc(1, 30*m)
		r := newRig(t, a)
		r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
			return fetch.Report{}, &account.Problem{Trouble: account.TroubleTooMany, Wait: 40 * m}
		}
		r.run()
		r.after(m)
		r.change(func() { r.accounts[0].Leave = account.Retention{Mode: account.LeaveDays, Days: 14} })
		r.Reload()
		wantTimes(t, r.times(30*m))
		r.change(func() { r.accounts[0].Incoming.Port = 995 })
		r.Reload()
		wantTimes(t, r.times(m), 31*m)
		r.end()
	})
}

// What is to be removed from the server sooner waits for the next usual check, so that it can be taken back; what the
// person asks for by hand does it at once.
func TestStricterRemovalsWaitForTheUsualCheck(t *testing.T) {
	for name, change := range map[string]func(a *account.Account){
		"as soon as it is here": func(a *account.Account) { a.Leave = account.Retention{Mode: account.LeaveNone} },
		"fewer days":            func(a *account.Account) { a.Leave.Days = 7 },
		"what is deleted here":  func(a *account.Account) { a.LeaveDeleted = account.Retention{Mode: account.LeaveNone} },
		"another mixture": func(a *account.Account) {
			a.Leave, a.LeaveDeleted = account.Retention{}, account.Retention{Mode: account.LeaveNone}
		},
	} {
		for _, busy := range []bool{false, true} {
			t.Run(fmt.Sprint(name, busy), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					a := acc(1, 10*m)
					a.Leave = account.Retention{Mode: account.LeaveDays, Days: 14}
					was := a
					r := newRig(t, a)
					var mu sync.Mutex
					var checked []account.Account
					seen := func() []account.Account {
						mu.Lock()
						defer mu.Unlock()
						return slices.Clone(checked)
					}
					r.fetch = func(ctx context.Context, a account.Account, _ string, _ int) (fetch.Report, error) {
						mu.Lock()
						checked = append(checked, a)
						mu.Unlock()
						select {
						case <-time.After(2 * m):
						case <-ctx.Done():
						}
						return fetch.Report{}, ctx.Err()
					}
					r.run()
					defer r.end()
					if r.after(m); !busy {
						r.after(3 * m)
					}
					r.change(func() { change(&r.accounts[0]) })
					r.Reload()
					if n := len(r.after(5 * m)); n != 0 || len(seen()) != 1 {
						t.Fatalf("%d checks began at once", n)
					}
					r.change(func() { r.accounts[0].Leave, r.accounts[0].LeaveDeleted = was.Leave, was.LeaveDeleted }) // Undo
					r.Reload()
					r.after(15 * m)
					if len(seen()) < 2 {
						t.Fatal("no usual check")
					}
					for _, a := range seen() {
						if a.Leave != was.Leave || a.LeaveDeleted != was.LeaveDeleted {
							t.Errorf("it was checked by what was taken back: %v %v", a.Leave, a.LeaveDeleted)
						}
					}
					r.after(3 * m)
					r.change(func() { change(&r.accounts[0]) })
					r.Reload()
					r.after(time.Second)
					r.CheckFor([]account.ID{1})
					r.after(2*m + time.Second) // behind one that is under way
					if last := seen()[len(seen())-1]; last.Leave == was.Leave && last.LeaveDeleted == was.LeaveDeleted {
						t.Errorf("by hand: %v", last.Leave)
					}
				})
			})
		}
	}
}

// TestChoicesInARow: who tries the choices for mail on the server one after the other, while a session is under way, has no check
// begin with one that removes more, and a session that removes nothing is not ended for it. A check that was stopped stays so.
func TestChoicesInARow(t *testing.T) {
	days := func(n int) account.Retention { return account.Retention{Mode: account.LeaveDays, Days: n} }
	forever, none := account.Retention{}, account.Retention{Mode: account.LeaveNone}
	for name, c := range map[string]struct {
		runs    account.Retention
		stop    bool
		choices []account.Retention
		want    []account.Retention // of the sessions within some minutes
	}{
		"more, then less of it":      {forever, false, []account.Retention{none, days(14)}, []account.Retention{forever}},
		"taken back":                 {forever, false, []account.Retention{none, forever}, []account.Retention{forever}},
		"nothing, then all":          {days(14), false, []account.Retention{forever, none}, []account.Retention{days(14)}},
		"nothing":                    {days(14), false, []account.Retention{forever}, []account.Retention{days(14), forever}},
		"stopped, then nothing":      {none, true, []account.Retention{forever}, []account.Retention{none}},
		"stopped, then more of them": {days(14), true, []account.Retention{none}, []account.Retention{days(14)}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := acc(1, 60*m)
				a.Leave = c.runs
				r := newRig(t, a)
				var mu sync.Mutex
				var seen []account.Retention
				r.fetch = func(ctx context.Context, a account.Account, _ string, _ int) (fetch.Report, error) {
					mu.Lock()
					seen = append(seen, a.Leave)
					mu.Unlock()
					select {
					case <-time.After(30 * m):
					case <-ctx.Done():
						time.Sleep(10 * time.Second) // brings to disk what has arrived
					}
					return fetch.Report{}, ctx.Err()
				}
				r.run()
				defer r.end()
				r.after(m)
				if c.stop {
					r.Stop()
					r.after(2 * time.Second)
				}
				for _, leave := range c.choices {
					r.change(func() { r.accounts[0].Leave = leave })
					r.Reload()
					r.after(2 * time.Second)
				}
				r.after(5 * m)
				mu.Lock()
				defer mu.Unlock()
				if !slices.Equal(seen, c.want) {
					t.Errorf("sessions with %v, want %v", seen, c.want)
				}
			})
		})
	}
}
