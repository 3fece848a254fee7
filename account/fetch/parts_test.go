package fetch

import (
	"fmt"
	"strings"
	"testing"

	"popmail/account"
)

// TestMailboxInParts: a server that lists only a part of the mailbox is asked
// until nothing is new, whatever pause Google wants between two log-ins.
func TestMailboxInParts(t *testing.T) {
	for _, c := range []struct {
		name     string
		capa     []string
		leave    account.Retention
		sessions int
		received int
	}{
		{"Gmail", []string{"USER", "EXPIRE 0", "LOGIN-DELAY 300", "TOP", "UIDL", "X-GOOGLE-RICO", "SASL PLAIN XOAUTH2 OAUTHBEARER"}, account.Retention{}, 5, 14},
		{"Gmail, removing", []string{"LOGIN-DELAY 300", "UIDL", "X-GOOGLE-RICO"}, deleteAll, 5, 14},
		{"another that wants a pause", []string{"LOGIN-DELAY 300", "UIDL"}, account.Retention{}, 1, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 14, true)
			o.capa, o.part = c.capa, 4
			rep, err := o.run(t.Context(), leaving(c.leave))
			if err != nil || rep.Received != c.received || rep.OnServer != c.received || rep.AlreadyHere != 0 || o.commands()["UIDL"] != c.sessions {
				t.Fatalf("%+v, %v, %d sessions", rep, err, o.sessions)
			}
			if c.leave == deleteAll && (rep.Removed != 14 || o.count() != 0) {
				t.Errorf("%d removed, %d left", rep.Removed, o.count())
			}
			if held := rep.Held(o.clock); held.Missing != 0 {
				t.Errorf("%+v", held)
			}
			o.mustHold(t, o.mail[:c.received]...)
		})
	}
	// A server that shows its way of listing only in the second session.
	o := newOffice(t, 14, true)
	o.capa, o.part = []string{"UIDL"}, 4
	o.must(t, testAccount, 4, 4, 0, 0)
	o.must(t, testAccount, 10, 10, 0, 0)
	o.mustHold(t, o.mail...)
}

// TestFailureInAPart: what a part did not give is told, although later parts do not list
// it; what a later part gives is no failure.
func TestFailureInAPart(t *testing.T) {
	for _, later := range []bool{false, true} {
		o := newOffice(t, 14, true)
		o.capa, o.part = []string{"UIDL", "X-GOOGLE-RICO"}, 4
		asked := 0
		o.deny = func(_ int, p *post) string {
			if p.serial != 1 {
				return ""
			}
			if asked++; later && asked > 1 {
				return ""
			}
			return "cannot open it"
		}
		rep, err := o.run(t.Context(), testAccount)
		if err != nil || rep.Received < 13 {
			t.Fatalf("%+v %v", rep, err)
		}
		if failed := 14 - rep.Received; len(rep.Failed) != failed {
			t.Errorf("later %v: %d received, failed %v", later, rep.Received, rep.Failed)
		}
	}
}

// TestQuota: a server that gives only so many messages a session is not asked for
// each of the others, and what came is removed.
func TestQuota(t *testing.T) {
	for _, c := range []struct {
		name    string
		capa    []string
		words   func(p *post) string
		perTrip int
	}{
		{"the same words", nil, func(*post) string { return "Download exceed. msg=10" }, 10},
		{"with a number", nil, func(p *post) string { return fmt.Sprintf("[SYS/TEMP] message %d of 60: too many today", p.serial) }, 10},
		{"with a unique-id", nil, func(p *post) string {
			return "quota: " + p.uid + " not sent (" + strings.Repeat("x", p.serial%3) + "7e)"
		}, 10},
		{"ahead", []string{"PIPELINING"}, func(*post) string { return "Download exceed. msg=10" }, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, 60, true)
			o.capa = c.capa
			sent := map[int]int{}
			o.deny = func(session int, p *post) string {
				if sent[session]++; sent[session] > c.perTrip {
					return c.words(p)
				}
				return ""
			}
			for n := range 6 {
				rep, err := o.run(t.Context(), leaving(deleteAll))
				last := n == 5
				if rep.Received != 10 || rep.Removed != 10 || len(rep.Failed) != 0 || (err == nil) != last {
					t.Fatalf("%+v, %v", rep, err)
				}
				if !last {
					wantTrouble(t, err, account.TroubleQuota)
				}
				if n := o.commands()["RETR"]; c.capa == nil && n > 14 {
					t.Errorf("%d RETR", n)
				}
			}
			o.mustHold(t, o.mail...)
		})
	}
}

// TestQuotaOfTheDay: a server that gives nothing more today is not asked for each
// message, and what it says is told once.
func TestQuotaOfTheDay(t *testing.T) {
	o := newOffice(t, 60, true)
	used := true
	o.deny = func(_ int, p *post) string {
		if used {
			return fmt.Sprintf("message %d not sent: too much for today", p.serial)
		}
		return ""
	}
	rep, err := o.run(t.Context(), leaving(deleteAll))
	if n := o.commands()["RETR"]; n > 5 || rep.Received != 0 || len(rep.Failed) != 0 {
		t.Errorf("%d RETR, %+v", n, rep)
	}
	wantTrouble(t, err, account.TroubleServer)
	if !strings.Contains(err.Error(), "too much for today") {
		t.Error(err)
	}
	used = false
	rep, err = o.run(t.Context(), leaving(deleteAll))
	if err != nil || rep.Received != 60 || rep.Removed != 60 {
		t.Errorf("%+v, %v", rep, err)
	}
	o.mustHold(t, o.mail...)
}

// TestRefusedInARow: messages that the server cannot read are no quota: what stands
// behind them comes in the same session, and each of them is told by itself.
func TestRefusedInARow(t *testing.T) {
	for _, c := range []struct {
		capa        []string
		first, last int // refused
	}{
		{nil, 4, 8}, {[]string{"PIPELINING"}, 4, 8}, {nil, 2, 4}, {nil, 2, 10}, {[]string{"PIPELINING"}, 2, 10}, {nil, 9, 11}, {[]string{"PIPELINING"}, 9, 11},
	} {
		o := newOffice(t, 12, true)
		o.capa = c.capa
		bad := c.last - c.first + 1
		o.deny = func(_ int, p *post) string {
			if p.serial >= c.first && p.serial <= c.last {
				return "cannot open message " + p.uid
			}
			return ""
		}
		rep, err := o.run(t.Context(), leaving(deleteAll))
		if err != nil || rep.Received != 12-bad || rep.Removed != 12-bad || len(rep.Failed) != bad || o.count() != bad {
			t.Errorf("%v: %+v, %v, %d left", c, rep, err, o.count())
		}
		for _, f := range rep.Failed {
			if !strings.Contains(f.Err.Error(), "cannot open message "+f.UID) {
				t.Errorf("%v: %s: %v", c, f.UID, f.Err)
			}
		}
	}
}
