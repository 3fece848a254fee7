package poll

import (
	"context"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/send"
)

func locked(cause error) error {
	return &account.Problem{Trouble: account.TroubleNoKeyring, Err: cause}
}

// A store of passwords that cannot be read asks for no password: it is told by what it is.
func TestALockedKeyringIsNoMissingPassword(t *testing.T) {
	for _, auth := range []account.Auth{account.AuthAuto, account.AuthOAuth, account.AuthXOAuth2} {
		bubble(t, func(t *testing.T) {
			a := acc(1, 10*m)
			a.Auth = auth
			r := newRig(t, a)
			r.pwErr = locked(nil)
			r.run()
			r.after(0)
			if e, ok := r.events()[0].(event.NeedsPassword); !ok || !e.Keyring || e.SignIn || e.Rejected {
				t.Errorf("%s: %+v", auth, e)
			}
			r.change(func() { r.pwErr, r.pw[1] = nil, "" }) // unlocked, and there is nothing
			r.after(5 * m)
			if es := r.events(); len(es) == 0 {
				t.Errorf("%s: that something is missing after all is not told", auth)
			} else if e, ok := es[0].(event.NeedsPassword); !ok || e.Keyring || e.SignIn != auth.Browser() {
				t.Errorf("%s: %+v", auth, e)
			}
			r.end()
		})
	}
}

// Whoever ends a check while the store of passwords is waited for learns nothing about the store.
func TestAKeyringThatIsNotWaitedFor(t *testing.T) {
	for name, end := range map[string]func(r *rig){
		"offline":  func(r *rig) { r.WorkOffline(true) },
		"stopped":  func(r *rig) { r.Stop() },
		"settings": func(r *rig) { r.change(func() { r.accounts[0].Incoming.Host = "mail.example.com" }); r.Reload() },
		"quit":     func(r *rig) { r.cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, acc(1, 10*m))
				slow := true
				r.waits = func(ctx context.Context) error {
					if !slow {
						return nil
					}
					slow = false
					<-ctx.Done()
					return locked(ctx.Err())
				}
				r.run()
				r.after(20 * time.Second)
				end(r)
				r.after(time.Second)
				for _, e := range r.events() {
					if e, ok := e.(event.NeedsPassword); ok {
						t.Errorf("%+v", e)
					}
				}
				for _, st := range r.status[1] {
					if st.Failure != (account.Failure{}) {
						t.Errorf("noted: %+v", st)
					}
				}
				r.end()
			})
		})
	}
}

// A password that somebody has typed for an account that signs in with the browser does not
// stand in front of the sign-in that is kept.
func TestAPasswordIsNothingForABrowserAccount(t *testing.T) {
	for _, auth := range []account.Auth{account.AuthOAuth, account.AuthXOAuth2, account.AuthOAuthBearer} {
		for _, give := range []func(r *rig){
			func(r *rig) { r.Give(1, "", account.Password("of the mailbox")) },
			func(r *rig) { r.Remember(1, "", account.Password("of the mailbox")) },
		} {
			bubble(t, func(t *testing.T) {
				a := acc(1, 10*m)
				a.Auth, a.Incoming.Host = auth, "pop.gmail.com"
				r := newRig(t, a)
				r.pwErr = locked(nil)
				r.run()
				r.after(30 * time.Second)
				give(r)
				r.after(0)
				r.change(func() { r.pw[1], r.pwErr = "kept token", nil })
				if c := r.after(5 * m); len(c) == 0 || c[0].pw != "kept token" {
					t.Errorf("%s: %v", auth, c)
				}
				if c, ok := r.Given(a); ok {
					t.Errorf("%s: %+v is given", auth, c)
				}
				r.end()
			})
		}
	}
}

// Where the person has unlocked the store, mail comes at once, and as long as the question for that
// is open, the tries do not grow rarer.
func TestMailComesWhenTheKeyringIsUnlocked(t *testing.T) {
	silent := locked(context.DeadlineExceeded)
	bubble(t, func(t *testing.T) {
		r := newRig(t, acc(1, 10*m), acc(2, -1))
		r.pwErr = silent
		r.run()
		r.after(20*m + 10*time.Second)
		if r.pwAsked != 21 {
			t.Errorf("it was asked %d times in 20 minutes", r.pwAsked)
		}
		r.CheckAccount(2)
		r.after(time.Second)
		r.change(func() { r.pwErr = nil })
		r.KeyringOpened()
		if c := r.after(time.Second); len(c) != 2 {
			t.Errorf("%v", c)
		}
		r.KeyringOpened() // once more: nobody waits for it
		if c := r.after(time.Second); len(c) != 0 {
			t.Errorf("%v", c)
		}
		r.end()
	})
	bubble(t, func(t *testing.T) { // it is unlocked while the try that has given up is being settled
		r := newRig(t, acc(1, 10*m))
		first := true
		r.o.Credential = func(context.Context, account.Account) (account.Credential, error) {
			if first {
				first = false
				r.KeyringOpened()
				return account.Credential{}, silent
			}
			return account.Password("right"), nil
		}
		r.run()
		if c := r.after(time.Second); len(c) != 1 {
			t.Errorf("%v", c)
		}
		r.end()
	})
}

// Letters that wait for the store go when it is unlocked, also where that happens while the try
// that has given up is being settled.
func TestLettersGoWhenTheKeyringIsUnlocked(t *testing.T) {
	for _, meanwhile := range []bool{false, true} {
		bubble(t, func(t *testing.T) {
			a := acc(1, 10*m)
			a.Paused = true
			r := newRig(t, a)
			b := bag(r)
			asked := 0
			r.o.Credential = func(context.Context, account.Account) (account.Credential, error) {
				if asked++; asked > 1 {
					return account.Password("right"), nil
				}
				if meanwhile {
					r.KeyringOpened()
				}
				return account.Credential{}, locked(context.DeadlineExceeded)
			}
			r.run()
			b.put(time.Time{})
			time.Sleep(10 * time.Second)
			if !meanwhile {
				r.KeyringOpened()
			}
			if got := b.times(time.Second); len(got) != 1 {
				t.Errorf("meanwhile %v: tries at %v", meanwhile, got)
			}
			r.end()
		})
	}
}

// The password for a letter of an account that was paused while the program runs is used at once, and
// kept when the server has taken it.
func TestAPasswordForALetterOfAPausedAccount(t *testing.T) {
	for name, c := range map[string]struct {
		remember, right, apart bool
		kept                   int
	}{
		"for this time":       {false, true, false, 0},
		"to be kept":          {true, true, false, 1},
		"to be kept, refused": {true, false, false, 0},
		"of another log-in":   {true, true, true, 0}, // which shows nothing about this one
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := acc(1, 10*m)
				a.Incoming.Host = "pop.example.org"
				if c.apart {
					a.OutgoingUser = "relay7"
				}
				r := newRig(t, a)
				b := bag(r)
				kept := 0
				r.o.Keep = func(_ context.Context, _ account.Account, c account.Credential) error {
					kept++
					return nil
				}
				r.o.Send = func(ctx context.Context, a account.Account, cr account.Credential, byHand bool, tell func(event.SendProgress)) (send.Report, error) {
					if !c.right {
						return send.Report{}, &account.Problem{Trouble: account.TroublePassword, Sending: true}
					}
					rep, err := b.send(ctx, a, cr, byHand, tell)
					rep.Accepted = true
					return rep, err
				}
				r.run()
				r.after(time.Second)
				r.change(func() { r.accounts[0].Paused, r.pw[1] = true, "" })
				r.Reload()
				r.after(time.Second)
				b.put(time.Time{})
				r.SendNow(1)
				wantTimes(t, b.times(m))
				if c.remember {
					r.Remember(1, "", account.Password("typed"))
				} else {
					r.Give(1, "", account.Password("typed"))
				}
				if got := b.times(time.Second); len(got) != 1 && c.right {
					t.Errorf("tries at %v", got)
				}
				if kept != c.kept {
					t.Errorf("kept %d times", kept)
				}
				r.end()
			})
		})
	}
}
