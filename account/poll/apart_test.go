package poll

import (
	"context"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/send"
)

// The password that is typed for reading mail does not hide that of an outgoing server's own.
func TestTheirOwnPasswordIsSent(t *testing.T) {
	for name, c := range map[string]struct {
		user  string
		kept  account.Credential
		none  error
		given account.Credential
		want  account.Credential
	}{
		"given for both":        {"relay7", account.Credential{Password: "old", Outgoing: "own"}, nil, account.Credential{Password: "new", Outgoing: "own2"}, account.Credential{Password: "new", Outgoing: "own2"}},
		"kept":                  {"relay7", account.Credential{Password: "old", Outgoing: "own"}, nil, account.Password("new"), account.Credential{Password: "new", Outgoing: "own"}},
		"one for both":          {"relay7", account.Credential{Password: "old", Outgoing: "old"}, nil, account.Password("new"), account.Credential{Password: "new", Outgoing: "new"}},
		"kept alone":            {"relay7", account.Credential{Outgoing: "own"}, &account.Problem{Trouble: account.TroubleNoPassword}, account.Password("new"), account.Credential{Password: "new", Outgoing: "own"}},
		"alone, none given":     {"relay7", account.Credential{Outgoing: "own"}, &account.Problem{Trouble: account.TroubleNoPassword}, account.Credential{}, account.Credential{Outgoing: "own"}},
		"none":                  {"relay7", account.Credential{}, &account.Problem{Trouble: account.TroubleNoPassword}, account.Password("new"), account.Password("new")}, // Send decides
		"locked away":           {"relay7", account.Credential{}, &account.Problem{Trouble: account.TroubleNoKeyring}, account.Password("new"), account.Password("new")},  // Send decides
		"locked, its own given": {"relay7", account.Credential{}, &account.Problem{Trouble: account.TroubleNoKeyring}, account.Credential{Password: "new", Outgoing: "own2"}, account.Credential{Password: "new", Outgoing: "own2"}},
		"store damaged":         {"relay7", account.Credential{}, &account.Problem{Trouble: account.TroubleStore}, account.Password("new"), account.Password("new")},
		"locked, same log-in":   {"", account.Credential{}, &account.Problem{Trouble: account.TroubleNoKeyring}, account.Password("new"), account.Password("new")},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := acc(1, -1)
				a.OutgoingUser = c.user
				r := newRig(t, a)
				b := bag(r)
				var got []account.Credential
				r.Poller.o.Credential = func(context.Context, account.Account) (account.Credential, error) { return c.kept, c.none }
				r.Poller.o.Send = func(ctx context.Context, a account.Account, with account.Credential, byHand bool, tell func(event.SendProgress)) (send.Report, error) {
					got = append(got, with)
					return b.send(ctx, a, with, byHand, tell)
				}
				r.run()
				defer r.end()
				r.after(time.Second)
				r.Give(1, "", c.given)
				b.put(time.Now())
				r.after(time.Second)
				if len(got) != 1 || got[0] != c.want {
					t.Errorf("sent with another password, %d times", len(got))
				}
			})
		})
	}
}

// The password of an outgoing server's own, given alone, takes the place of the one before, and
// letters go with it at once. What was given for reading mail stays, also the wish to keep it.
func TestGiveOutgoing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := acc(1, -1)
		a.Incoming.Host, a.OutgoingUser, a.Paused = "pop.example.org", "relay7", true
		r := newRig(t, a)
		b := bag(r)
		var got []account.Credential
		refuse := true
		r.Poller.o.Send = func(ctx context.Context, a account.Account, with account.Credential, byHand bool, tell func(event.SendProgress)) (send.Report, error) {
			got = append(got, with)
			if refuse {
				return send.Report{Waiting: 1}, &account.Problem{Trouble: account.TroublePassword, Sending: true}
			}
			return b.send(ctx, a, with, byHand, tell)
		}
		r.run()
		defer r.end()
		r.after(time.Second)
		r.GiveOutgoing(1, "nothing else")
		if _, ok := r.Given(a); ok {
			t.Error("a password for reading mail is there")
		}
		r.Remember(1, a.Incoming.Host, account.Credential{Password: "main", Outgoing: "wrong"})
		b.put(time.Now())
		r.LettersChanged()
		r.after(time.Hour)
		tries := len(got)
		refuse = false
		r.GiveOutgoing(1, "right")
		r.after(time.Second)
		want := account.Credential{Password: "main", Outgoing: "right"}
		if tries == 0 || len(got) != tries+1 || got[tries] != want {
			t.Errorf("tried %d times, then %d", tries, len(got)-tries)
		}
		if r.given[1].Credential != want || r.keep[1] != want {
			t.Error("the password for reading mail is forgotten")
		}
	})
}

// Given tells what was given for the server that an account is to have.
func TestGiven(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := acc(1, -1)
		a.Incoming.Host = "pop.example.org"
		r := newRig(t, a)
		r.run()
		defer r.end()
		r.after(time.Second)
		if _, ok := r.Given(a); ok {
			t.Error("none was given")
		}
		r.Give(1, "", account.Password("pw"))
		if c, ok := r.Given(a); !ok || c.Password != "pw" {
			t.Error("it is not there")
		}
		a.Incoming.Host = "pop.example.net"
		if c, ok := r.Given(a); ok || c.Given() {
			t.Error("it was given for another server")
		}
	})
}
