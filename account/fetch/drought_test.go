package fetch

import (
	"fmt"
	"testing"
	"time"

	"popmail/account"
)

// TestServerThatGivesNothing: a server that refuses every message for some hours is told as a problem in each check, is asked
// for few messages each time, and gives all of them in the first check after it is well, however many they are and
// whatever it refuses besides.
func TestServerThatGivesNothing(t *testing.T) {
	for _, c := range []struct {
		messages, bad, sessions int
		words                   string
		earlier                 bool // there is mail that came before
	}{
		{30, 0, 40, "unable to open message", false}, {10, 0, 40, "unable to open message", false}, {10, 0, 30, "[X-DOWN] no", true}, {300, 0, 100, "unable to open message", true},
		{30, 2, 40, "unable to open message", true}, {40, 12, 60, "cannot read message", false},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			o := newOffice(t, 0, true)
			if c.earlier {
				for i := range 5 {
					o.post(fmt.Sprintf("old%d", i), long(900+i))
				}
				o.must(t, testAccount, 5, 5, 0, 0)
			}
			before := len(o.mail)
			for i := range c.messages {
				o.post(fmt.Sprintf("u%d", i), long(i+1))
			}
			bad := func(p *post) bool { return p.serial-before >= c.messages-c.bad } // the newest, which are asked for first
			well := false
			o.deny = func(_ int, p *post) string {
				if !well || bad(p) {
					return c.words
				}
				return ""
			}
			for i := range c.sessions {
				o.commands()
				rep, err := o.run(t.Context(), testAccount)
				wantTrouble(t, err, account.TroubleServer)
				if n := o.commands()["RETR"]; n > quotaWords+1+c.messages/3 {
					t.Fatalf("check %d: %d RETR", i, n)
				}
				if len(rep.Failed) > 0 || len(AsidesOf(o.memStore.notes)) > 0 {
					t.Fatalf("check %d: %+v, %+v", i, rep.Failed, AsidesOf(o.memStore.notes))
				}
				o.clock = o.clock.Add(10 * time.Minute)
			}
			well = true
			checks := 0
			for ; len(o.copies()) < before+c.messages-c.bad && checks < 10; checks++ {
				_, _ = o.run(t.Context(), testAccount)
				o.clock = o.clock.Add(10 * time.Minute)
			}
			if most := 1 + (c.bad+quotaWords-1)/quotaWords; checks > most {
				t.Errorf("%d checks, %d of %d are here", checks, len(o.copies()), c.messages)
			}
			rep, err := o.run(t.Context(), testAccount)
			if err != nil || len(rep.Failed) != c.bad || len(AsidesOf(o.memStore.notes)) != c.bad {
				t.Errorf("%v, %+v", err, rep.Failed)
			}
			if n := notesOf(t, o); c.bad == 0 && (n.Dry != 0 || n.Turn != 0 || len(n.Denied) != 0) {
				t.Errorf("%+v", n)
			}
		})
	}
}

// TestPauseOfAFewEnds: where a few messages alone were refused while nothing came, their pauses end once the server gives others.
func TestPauseOfAFewEnds(t *testing.T) {
	o := newOffice(t, 4, true)
	well := false
	o.deny = func(int, *post) string { return map[bool]string{false: "unable to open message"}[well] }
	for range 60 {
		if _, err := o.run(t.Context(), testAccount); err != nil {
			t.Fatal(err)
		}
		o.clock = o.clock.Add(10 * time.Minute)
	}
	well = true
	o.post("new", long(9))
	for range 2 {
		if _, err := o.run(t.Context(), testAccount); err != nil {
			t.Fatal(err)
		}
	}
	o.mustHold(t, o.mail...)
}

// TestEachDroughtHasItsTime: letters that the server can never read, and nothing else for days, do not make a later fault of the
// server one of each message.
func TestEachDroughtHasItsTime(t *testing.T) {
	const unread = 8
	o := newOffice(t, unread, true)
	down := false
	o.deny = func(_ int, p *post) string {
		if p.serial < unread || down {
			return "unable to open message"
		}
		return ""
	}
	for range 6 { // they are known to be unreadable
		_, _ = o.run(t.Context(), testAccount)
		o.clock = o.clock.Add(24 * time.Hour)
	}
	for i := range 30 {
		o.post(fmt.Sprint("new", i), letter(100+i, true, fmt.Sprint("body ", i)))
	}
	down = true
	for n := range 12 {
		if _, err := o.run(t.Context(), testAccount); err == nil {
			t.Fatalf("check %d of a server that gives nothing ends well", n)
		}
		o.clock = o.clock.Add(10 * time.Minute)
	}
	down = false
	for range 2 {
		_, _ = o.run(t.Context(), testAccount)
		o.clock = o.clock.Add(10 * time.Minute)
	}
	if len(o.mails) != 30 {
		t.Errorf("%d are here once the server is well", len(o.mails))
	}
}

func TestDeliveryID(t *testing.T) {
	for id, want := range map[string]bool{"15.20.7918.20": false, "15.1.2507.39": false, "4XyZ12": true, "d12so123.4": true, "123456789": true, "abc": false, "": false} {
		raw := "Received: from a by b with SMTP id " + id + "; Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nx"
		if got := traced([]byte(raw)); got != want {
			t.Errorf("%q: %v", id, got)
		}
	}
}
