package poll

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/send"
)

// mailbag is an outbox of the rig: letters by the time from which they may go.
type mailbag struct {
	r       *rig
	mu      sync.Mutex
	letters []time.Time
	tries   []time.Duration
	fail    error
	busy    time.Duration
	open    map[account.ID]int
	order   []string
}

func bag(r *rig) *mailbag {
	b := &mailbag{r: r, open: map[account.ID]int{}}
	for i := range r.accounts {
		r.accounts[i].Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	}
	r.Poller.o.Waiting = b.waiting
	r.Poller.o.Send = b.send
	return b
}

func (b *mailbag) put(at time.Time) {
	b.mu.Lock()
	b.letters = append(b.letters, at)
	b.mu.Unlock()
	b.r.LettersChanged()
}

func (b *mailbag) waiting(_ context.Context, _ account.ID, byHand bool) (n int, next time.Time, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, at := range b.letters {
		switch {
		case !at.After(time.Now()):
			n++
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	return n, next, nil
}

func (b *mailbag) send(ctx context.Context, a account.Account, c account.Credential, byHand bool, tell func(event.SendProgress)) (rep send.Report, err error) {
	b.mu.Lock()
	b.tries = append(b.tries, time.Since(b.r.start))
	b.order = append(b.order, "send")
	if b.open[a.ID]++; b.open[a.ID] > 1 {
		b.r.t.Error("two sessions of an account at once")
	}
	fail, busy := b.fail, b.busy
	b.mu.Unlock()
	select {
	case <-time.After(busy):
	case <-ctx.Done():
		fail = &account.Problem{Trouble: account.TroubleStopped, Err: ctx.Err()}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, a.ID)
	if fail != nil {
		rep.Waiting = len(b.letters)
		return rep, fail
	}
	b.letters = slices.DeleteFunc(b.letters, func(at time.Time) bool {
		if at.After(time.Now()) {
			return false
		}
		rep.Sent++
		return true
	})
	for _, at := range b.letters {
		if rep.Next.IsZero() || at.Before(rep.Next) {
			rep.Next = at
		}
	}
	return rep, nil
}

// times are those of the tries since the last call.
func (b *mailbag) times(d time.Duration) []time.Duration {
	time.Sleep(d)
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tries
	b.tries = nil
	return t
}

func (b *mailbag) failing(t account.Trouble) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = nil
	if t != account.TroubleOther {
		b.fail = &account.Problem{Trouble: t, Sending: true}
	}
}

// A letter goes when its hold is over, and not before.
func TestHold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		b := bag(r)
		r.run()
		wantTimes(t, b.times(m))
		b.put(time.Now().Add(10 * time.Second))
		wantTimes(t, b.times(9*time.Second))
		wantTimes(t, b.times(2*time.Second), m+10*time.Second)
		b.put(time.Time{})
		wantTimes(t, b.times(time.Second), m+11*time.Second)
		want := []event.Activity{
			event.Sending{Account: 1, Letters: 1}, event.SendEnded{Account: 1, Sent: 1},
		}
		got := slices.DeleteFunc(r.events(), func(e event.Activity) bool { _, ok := e.(event.Scheduled); return ok })
		if len(got) != 4 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%+v", got)
		}
		r.end()
	})
}

// What waits goes before mail is fetched, and beside a session that takes long.
func TestSendFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		b := bag(r)
		b.busy = 5 * time.Second
		b.letters = []time.Time{{}}
		r.fetch = func(context.Context, account.Account, string, int) (fetch.Report, error) {
			b.mu.Lock()
			b.order = append(b.order, "fetch")
			b.mu.Unlock()
			time.Sleep(5 * m)
			return fetch.Report{}, nil
		}
		r.run()
		wantTimes(t, r.times(m), 5*time.Second)
		b.mu.Lock()
		if !slices.Equal(b.order, []string{"send", "fetch"}) {
			t.Errorf("%v", b.order)
		}
		b.mu.Unlock()
		b.times(0)
		b.put(time.Time{})
		wantTimes(t, b.times(time.Second), m)
		r.end()
	})
}

func TestSendTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		trouble account.Trouble
		want    []time.Duration
		next    bool // the last one is tried again by itself
	}{
		"offline":    {account.TroubleOffline, []time.Duration{0, m, 2 * m, 3 * m, 4 * m}, true},
		"silent":     {account.TroubleSilent, []time.Duration{0, m, 3 * m}, true},
		"password":   {account.TroublePassword, []time.Duration{0}, true},
		"none given": {account.TroubleNoPassword, []time.Duration{0}, false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, -1))
				b := bag(r)
				b.failing(c.trouble)
				b.letters = []time.Time{{}}
				r.run()
				wantTimes(t, b.times(4*m+m/2), c.want...)
				events := r.events()
				ends := 0
				for _, e := range events {
					if e, ok := e.(event.SendEnded); ok {
						if ends++; account.TroubleOf(e.Err) != c.trouble || e.Waiting != 1 || e.Next.IsZero() == c.next {
							t.Errorf("%+v", e)
						}
					}
				}
				if ends != len(c.want) {
					t.Errorf("told %d times", ends)
				}
				// The person asks, and it works.
				b.failing(account.TroubleOther)
				r.SendNow(1)
				if got := b.times(time.Second); len(got) != 1 {
					t.Errorf("by hand: %v", got)
				}
				wantTimes(t, b.times(20*m))
				r.end()
			})
		})
	}
}

// A password that was refused twice is not shown again before there is another.
func TestRefusedForSending(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		b := bag(r)
		b.failing(account.TroublePassword)
		b.letters = []time.Time{{}}
		r.run()
		wantTimes(t, b.times(3*60*m), 0, 5*m)
		b.put(time.Time{})
		wantTimes(t, b.times(m))
		b.failing(account.TroubleOther)
		r.Give(1, "", account.Password("other"))
		if got := b.times(m); len(got) != 1 {
			t.Errorf("%v", got)
		}
		r.end()
	})
}

// Letters that are not tried for want of a password, or of a sign-in, are told so, and go once there is one; what passes by
// itself is not told.
func TestHindered(t *testing.T) {
	for trouble, c := range map[account.Trouble]struct {
		open, told bool
	}{
		account.TroubleNoPassword:  {false, true},
		account.TroubleNoKeyring:   {false, true},
		account.TroubleSignInAgain: {false, true},
		account.TroubleOffline:     {false, false},
		account.TroubleStore:       {false, false},
		account.TroubleOther:       {true, false}, // of a server that asks for none
	} {
		t.Run(fmt.Sprint(trouble), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := acc(1, -1)
				a.OutgoingOpen = c.open
				r := newRig(t, a)
				b := bag(r)
				r.pwErr = &account.Problem{Trouble: trouble}
				var said []account.Trouble
				known := 0 // letters that say so
				told := func() []account.Trouble {
					b.mu.Lock()
					defer b.mu.Unlock()
					return slices.Clone(said)
				}
				r.Poller.o.Hindered = func(_ context.Context, id account.ID, why error) error {
					if id != 1 {
						t.Error(id)
					}
					b.mu.Lock()
					due := 0
					for _, at := range b.letters {
						if !at.After(time.Now()) {
							due++
						}
					}
					same := due == known
					if !same {
						known = due
						said = append(said, account.TroubleOf(why))
					}
					b.mu.Unlock()
					if same {
						return nil
					}
					r.LettersChanged() // as that of the store does where something is another now
					return nil
				}
				b.letters = []time.Time{{}}
				r.run()
				if got := b.times(time.Second); len(got) > 0 != c.open {
					t.Errorf("tried: %v", got)
				}
				if got := told(); len(got) > 0 != c.told || len(got) > 1 || c.told && got[0] != trouble {
					t.Errorf("told %v", got)
				}
				// One that is written later says so too, and one whose time comes later.
				if c.told {
					b.put(time.Now())
					b.times(time.Second)
					b.put(time.Now().Add(20 * time.Second))
					b.times(10 * time.Second)
					if got := told(); len(got) != 2 || got[1] != trouble {
						t.Errorf("told %v", got)
					}
					b.times(15 * time.Second)
					if got := told(); len(got) != 3 {
						t.Errorf("told %v", got)
					}
				}
				r.Give(1, "", account.Password("right"))
				if got := b.times(m); len(got) == 0 != c.open {
					t.Errorf("tried with a password: %v", got)
				}
				r.end()
			})
		})
	}
}

// What the person asks to send is tried at once whatever was in the way, once for each time they ask, and
// nobody else's.
func TestSendNow(t *testing.T) {
	for name, c := range map[string]struct {
		trouble account.Trouble
		after   time.Duration // when they ask
	}{
		"password refused":  {account.TroublePassword, 2 * 60 * m},
		"certificate":       {account.TroubleCertExpired, m},
		"down for long":     {account.TroubleRefused, 10*60*m + m},
		"no password given": {account.TroubleNoPassword, 2 * 60 * m},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				paused, other := acc(1, -1), acc(2, -1)
				paused.Paused = true
				r := newRig(t, paused, other)
				b := bag(r)
				b.failing(c.trouble)
				none := c.trouble == account.TroubleNoPassword
				if none {
					b.failing(account.TroubleOther)
					r.Poller.o.Credential = func(context.Context, account.Account) (account.Credential, error) { return account.Credential{}, nil }
				}
				b.letters = []time.Time{{}}
				r.run()
				b.times(c.after)
				want := 1
				if none {
					want = 0 // there is nothing to show a server
				}
				for range 2 {
					r.SendNow(1)
					r.SendNow(3) // of an account that is gone
					if got := b.times(time.Second); len(got) != want {
						t.Errorf("tried %v", got)
					}
				}
				b.failing(account.TroubleOther)
				if none {
					r.Give(1, "", account.Password("given"))
				} else {
					r.SendNow(1)
				}
				if got := b.times(time.Second); len(got) != 1 {
					t.Errorf("when it works: %v", got)
				}
				r.end()
			})
		})
	}
}

// Who works offline sends and fetches nothing; what was wanted meanwhile is done then.
func TestWorkOffline(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m))
		b := bag(r)
		r.WorkOffline(true)
		r.run()
		b.put(time.Time{})
		r.CheckNow()
		r.SendNow(1)
		wantTimes(t, b.times(60*m))
		wantTimes(t, r.times(0))
		r.WorkOffline(false)
		if got := b.times(time.Second); len(got) != 1 {
			t.Errorf("sent %v", got)
		}
		if got := r.times(0); len(got) != 1 {
			t.Errorf("fetched %v", got)
		}
		// It ends what is under way.
		b.busy = 5 * m
		b.put(time.Time{})
		b.times(m)
		r.WorkOffline(true)
		wantTimes(t, b.times(60*m))
		if len(b.open) != 0 {
			t.Error("the session goes on")
		}
		r.end()
	})
}

// A paused account is not checked, and what was written goes all the same. An account that
// is ended sends nothing more before it is read anew.
func TestPausedSends(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := acc(1, 10*m)
		a.Paused = true
		r := newRig(t, a)
		b := bag(r)
		r.run()
		b.put(time.Time{})
		if got := b.times(m); len(got) != 1 {
			t.Errorf("%v", got)
		}
		wantTimes(t, r.times(0))
		if err := r.End(t.Context(), 1); err != nil {
			t.Error(err)
		}
		b.put(time.Time{})
		wantTimes(t, b.times(m))
		r.Reload()
		if got := b.times(m); len(got) != 1 {
			t.Errorf("%v", got)
		}
		r.change(func() { r.accounts = nil })
		r.Reload()
		wantTimes(t, b.times(time.Second))
		b.put(time.Time{})
		wantTimes(t, b.times(m))
		r.end()
	})
}

// Where the line is lost at a letter, that one waits for its next try, and a new one goes at once.
func TestLineLostAtALetter(t *testing.T) {
	for _, trouble := range []account.Trouble{account.TroubleCut, account.TroubleSilent} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, acc(1, -1))
			b := bag(r)
			b.letters = []time.Time{{}}
			r.Poller.o.Send = func(ctx context.Context, a account.Account, c account.Credential, byHand bool, tell func(event.SendProgress)) (send.Report, error) {
				b.mu.Lock()
				bad := len(b.letters) > 0 && b.letters[0].Before(time.Now().Add(time.Second))
				if bad {
					b.letters[0] = time.Now().Add(20 * m)
				}
				b.mu.Unlock()
				rep, err := b.send(ctx, a, c, byHand, tell)
				if rep.Accepted = true; bad {
					err = &account.Problem{Trouble: trouble, Sending: true}
				}
				return rep, err
			}
			r.run()
			wantTimes(t, b.times(m/2), 0)
			b.put(time.Time{})
			wantTimes(t, b.times(m), m/2)
			wantTimes(t, b.times(19*m), 20*m)
			r.end()
		})
	}
}

// TestSendingRests: letters rest where nobody has given the password, and after a failure for as long as
// no other try is due.
func TestSendingRests(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, -1))
		b := bag(r)
		if r.SendingRests(1, time.Minute) {
			t.Error("it rests before it has begun")
		}
		r.run()
		rests := func(want bool, when string) {
			t.Helper()
			b.times(time.Second)
			if got := r.SendingRests(1, time.Minute); got != want {
				t.Errorf("%s: it rests is %v", when, got)
			}
		}
		b.put(time.Now().Add(30 * time.Second))
		rests(false, "one is held")
		b.times(m)
		b.failing(account.TroubleBusy)
		b.put(time.Time{})
		b.times(4 * m) // the pauses get longer
		rests(true, "the server is busy")
		b.times(20 * m)
		b.failing(account.TroubleOther)
		r.SendNow(1)
		rests(false, "it has gone")
		b.failing(account.TroubleNoPassword)
		b.put(time.Time{})
		rests(true, "there is no password")
		b.times(100 * m)
		rests(true, "there is none for long")
		b.failing(account.TroubleOther)
		r.SendNow(1)
		rests(false, "there is one")
	})
}
