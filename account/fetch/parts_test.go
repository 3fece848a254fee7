package fetch

import (
	"fmt"
	"strings"
	"testing"
	"time"

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

// TestQuotaThatPasses: what the server says will pass is no fault of a few messages.
func TestQuotaThatPasses(t *testing.T) {
	for _, messages := range []int{4, 9} {
		o := officeWith(t, messages, -1, "")
		o.deny = func(int, *post) string { return "[SYS/TEMP] storage not available" }
		rep, err := o.run(t.Context(), leaving(deleteAll))
		wantTrouble(t, err, account.TroubleServer)
		if len(rep.Failed) != 0 || len(AsidesOf(o.notes)) != 0 {
			t.Errorf("%d messages: %+v", messages, rep)
		}
		o.deny = nil
		if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != messages {
			t.Errorf("%d messages: %+v, %v", messages, rep, err)
		}
		o.mustHold(t, o.mail...)
	}
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

// TestUnreadableForEver: messages that the server never gives are told, each by itself, and are
// asked for less and less often, however many they are, wherever they stand and whatever comes
// beside them. They end no check for good.
func TestUnreadableForEver(t *testing.T) {
	const word = "cannot open it"
	for _, c := range []struct {
		name          string
		messages, bad int // those from the beginning cannot be read
		fresh         bool
		capa          []string
		at            int // the session from which on all is well
		noUIDL        bool
		large         bool
	}{
		{name: "three", messages: 8, bad: 3},
		{name: "four", messages: 8, bad: 4},
		{name: "four, ahead", messages: 8, bad: 4, capa: []string{"PIPELINING"}},
		{name: "four, without unique-ids", messages: 8, bad: 4, noUIDL: true},
		{name: "four, and new mail", messages: 8, bad: 4, fresh: true},
		{name: "nine", messages: 30, bad: 9, at: 1},
		{name: "all of four", messages: 4, bad: 4},
		{name: "fourteen", messages: 30, bad: 14, at: 3},
		{name: "fourteen, without unique-ids", messages: 30, bad: 14, at: 3, noUIDL: true},
		{name: "a hundred", messages: 120, bad: 100, at: 12},
		{name: "a hundred, ahead", messages: 120, bad: 100, at: 12, capa: []string{"PIPELINING"}},
		{name: "more than a thousand", messages: 1700, bad: 1600, at: 23},
		{name: "fourteen, and new mail", messages: 30, bad: 14, at: 6, fresh: true},
		{name: "large ones behind others", messages: 30, bad: 3, large: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := officeWith(t, c.messages, -1, "")
			o.capa, o.noUIDL = c.capa, c.noUIDL
			if c.large {
				for i := range 14 {
					o.mail[i] += strings.Repeat("x", 9000) + "\r\n"
					o.maildrop.mail[i].raw = o.mail[i]
				}
				o.whole, o.noTOP = 9000, true
			}
			o.deny = func(_ int, p *post) string {
				if p.serial < c.bad {
					return word
				}
				return ""
			}
			for i := range c.at + eagerTries + 1 {
				if c.fresh && i < c.at+eagerTries {
					o.post(fmt.Sprintf("fresh%d", i), long(100+i))
				}
				if i == c.at && c.at > 1 && !c.fresh {
					o.clock = o.clock.Add(dryPatience) // until then it may be the server
				}
				o.commands()
				rep, err := o.run(t.Context(), testAccount)
				if i < c.at {
					continue
				}
				if err != nil || len(rep.Failed) != c.bad {
					t.Fatalf("session %d: %v, %d failed", i, err, len(rep.Failed))
				}
				if n := o.commands()["RETR"]; i == c.at+eagerTries && n > max(0, c.bad-maxFailed) && !c.noUIDL {
					t.Errorf("%d RETR after all", n)
				}
			}
			if list := AsidesOf(o.notes); len(list) != min(c.bad, maxFailed) || list[0].Why != account.AsideRefused || list[0].Answer != word {
				t.Errorf("%d noted: %+v", len(list), list[:min(len(list), 2)])
			}
			o.mustHold(t, o.mail[c.bad:]...)
			o.deny = nil
			o.clock = o.clock.Add(48 * time.Hour)
			if rep, err := o.run(t.Context(), testAccount); err != nil || len(rep.Failed) != 0 {
				t.Errorf("%v, %+v", err, rep.Failed)
			}
			o.mustHold(t, o.mail...)
			if n := notesOf(t, o); len(n.Failed)+len(n.Denied)+len(n.Doubted) > 0 {
				t.Errorf("%+v", n)
			}
		})
	}
}

// TestSmallQuota: refusals that tell of a limit are no fault of messages, however few were given before.
func TestSmallQuota(t *testing.T) {
	for _, words := range []string{"no more mail for now", "Download limit exceeded", "too many messages, try later"} {
		o := officeWith(t, 9, -1, "")
		gave := 0
		o.deny = func(int, *post) string {
			if gave++; gave > 2 {
				return words
			}
			return ""
		}
		for range 2 {
			gave = 0
			rep, err := o.run(t.Context(), testAccount)
			if account.TroubleOf(err) != account.TroubleQuota || rep.Received != 2 || len(rep.Failed) > 0 {
				t.Errorf("%q: %v, %d received, %d failed", words, err, rep.Received, len(rep.Failed))
			}
		}
	}
}

// TestQuotaOverTransfers: what a line has given counts for all that is asked for over it: ten
// usual messages, and then those that are large.
func TestQuotaOverTransfers(t *testing.T) {
	o := newOffice(t, 0, true)
	for i := range 40 {
		body := "x"
		if i < 30 {
			body = strings.Repeat("A line.\r\n", 2000+i)
		}
		o.post(fmt.Sprintf("u%d", i), letter(i+1, true, body))
	}
	o.whole, o.noTOP = 9000, true
	given := map[int]int{}
	o.deny = func(session int, _ *post) string {
		if given[session]++; given[session] > 10 {
			return "Download exceed. msg=10"
		}
		return ""
	}
	for left := 40; left > 10; left -= 10 {
		rep, err := o.run(t.Context(), leaving(deleteAll))
		wantTrouble(t, err, account.TroubleQuota)
		if rep.Received != 10 || rep.Removed != 10 || len(rep.Failed) != 0 || len(notesOf(t, o).Denied) != 0 || len(o.stumbles()) != 0 {
			t.Errorf("%d left: %+v, %+v", left, rep, notesOf(t, o))
		}
	}
	if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != 10 {
		t.Errorf("%+v, %v", rep, err)
	}
	o.mustHold(t, o.mail...)
}
