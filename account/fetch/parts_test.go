package fetch

import (
	"fmt"
	"strings"
	"testing"

	"popmail/account"
)

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
