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
			if err != nil || rep.Received != c.received || rep.OnServer != c.received || rep.AlreadyHere != 0 || o.commands()["STAT"] != c.sessions {
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
			for trip := range 6 {
				rep, err := o.run(t.Context(), leaving(deleteAll))
				last := trip == 5
				if rep.Received != 10 || rep.Removed != 10 || len(rep.Failed) != 0 || (err == nil) != last {
					t.Fatalf("%+v, %v", rep, err)
				}
				if !last {
					wantTrouble(t, err, account.TroubleQuota)
				}
				if n := o.commands()["RETR"]; c.capa == nil && n > 13 {
					t.Errorf("%d RETR", n)
				}
			}
			o.mustHold(t, o.mail...)
		})
	}
}

// TestRefusedInARow: messages that the server cannot read are no quota for ever:
// the next session brings what stands behind them.
func TestRefusedInARow(t *testing.T) {
	o := newOffice(t, 12, true)
	o.deny = func(_ int, p *post) string {
		if p.serial >= 4 && p.serial < 9 {
			return "cannot read the file"
		}
		return ""
	}
	var rep Report
	for range 2 {
		rep, _ = o.run(t.Context(), leaving(deleteAll))
	}
	if len(rep.Failed) != 5 || !strings.Contains(rep.Failed[0].Err.Error(), "cannot read") || o.count() != 5 {
		t.Errorf("%+v, %d left", rep, o.count())
	}
}
