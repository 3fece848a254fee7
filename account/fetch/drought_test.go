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
