package fetch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// A message at which the server hangs up every time must not keep the others
// back, nor what is to be removed.
func TestLineIsLostAtTheSameMessages(t *testing.T) {
	for _, c := range []struct {
		name   string
		bad    []string
		uids   bool
		traced bool
	}{
		{"in the middle", []string{"u5"}, true, false},
		{"first", []string{"u1"}, true, false},
		{"last", []string{"u12"}, true, false},
		{"several", []string{"u1", "u5", "u6", "u12"}, true, false},
		{"without unique-ids", []string{"u5"}, false, true},
		{"several without unique-ids", []string{"u2", "u9"}, false, true},
	} {
		for _, capa := range [][]string{nil, {"PIPELINING"}} {
			for _, leave := range []account.Retention{{}, deleteAll} {
				t.Run(fmt.Sprint(c.name, capa, leave), func(t *testing.T) {
					o := newOffice(t, 12, c.traced)
					o.capa, o.noUIDL = capa, !c.uids
					o.size = func(p *post) int { return len(p.raw) - 6 - p.serial } // tells them apart, and is never right
					o.hangUp = func(p *post) bool { return slices.Contains(c.bad, p.uid) }
					a := leaving(leave)

					// The first time it is an error like any other.
					if rep, err := o.run(t.Context(), a); err != nil {
						wantTrouble(t, err, account.TroubleCut)
					} else if len(rep.Failed) != len(c.bad) {
						t.Errorf("the first session: %+v", rep)
					}
					var rep Report
					for range 4 {
						var err error
						if rep, err = o.run(t.Context(), a); err != nil {
							t.Logf("%+v, %v", rep, err)
						}
					}
					var good []string
					for _, p := range append(slices.Clone(o.maildrop.mail), o.gone...) {
						if !slices.Contains(c.bad, p.uid) {
							good = append(good, p.raw)
						}
					}
					o.mustHold(t, good...)
					if len(rep.Failed) != len(c.bad) {
						t.Errorf("the last session: %+v", rep)
					}
					for _, f := range rep.Failed {
						if f.Err == nil || (c.uids && !slices.Contains(c.bad, f.UID)) {
							t.Errorf("failed: %+v", f)
						}
					}
					if left := o.count(); leave == deleteAll && left != len(c.bad) {
						t.Errorf("%d messages are left on the server", left)
					}

					// The server gets well.
					o.hangUp = nil
					for range 2 {
						if rep, err := o.run(t.Context(), a); err != nil || len(rep.Failed) != 0 {
							t.Errorf("all is well: %+v, %v", rep, err)
						}
					}
					o.mustHold(t, o.mail...)
					if len(o.stumbles()) != 0 {
						t.Errorf("remembered for ever: %q", o.stumbles())
					}
				})
			}
		}
	}
}

// A line that is lost once is an error; the next session brings the rest, and
// with that nothing is remembered.
func TestLineIsLostOnce(t *testing.T) {
	o := newOffice(t, 12, false)
	o.hangUp = func(p *post) bool { return p.uid == "u8" && o.sessions == 1 }
	rep, err := o.run(t.Context(), leaving(deleteAll))
	wantTrouble(t, err, account.TroubleCut)
	if rep.Received != 4 || o.sessions != 1 || !slices.Equal(o.stumbles(), []string{"u8"}) {
		t.Errorf("%+v, %d lines, stumbles %q", rep, o.sessions, o.stumbles())
	}
	o.must(t, leaving(deleteAll), 12, 8, 4, 12)
	o.mustHold(t, o.mail...)
	if len(o.stumbles()) != 0 {
		t.Errorf("stumbles %q", o.stumbles())
	}
}

// A server that falls silent at every message is not asked for ever.
func TestSilentAtEveryMessage(t *testing.T) {
	o := newOffice(t, 30, false)
	o.notes = []byte(`{"Stumbles":["dTE="]}`)
	hold := make(chan struct{})
	defer close(hold)
	o.deny = func(int, *post) string {
		select {
		case <-hold:
		case <-time.After(300 * time.Millisecond):
		}
		return "too late"
	}
	s := o.memStore.into(&Session{Store: o.memStore, Dial: o.dial, Timeout: 100 * time.Millisecond})
	rep, err := s.Run(t.Context(), testAccount, account.Password("secret"))
	wantTrouble(t, err, account.TroubleSilent)
	if n := o.commands()["RETR"]; rep.Received != 0 || n > maxSilentLines {
		t.Errorf("%+v, asked %d times", rep, n)
	}
}

// Servers that hang up at commands that they do not know.
func TestHangsUpAtUnknownCommands(t *testing.T) {
	for _, c := range []struct{ unknown, capa string }{
		{"CAPA", "hangs up"}, {"UIDL", "is refused"}, {"UIDL", "is known"}, {"CAPA UIDL", "hangs up"},
	} {
		t.Run(c.unknown+", CAPA "+c.capa, func(t *testing.T) {
			o := newOffice(t, 8, true)
			if c.capa == "is known" {
				o.capa = []string{"TOP"}
			}
			o.answer = func(_ int, command string) string {
				if verb, _, _ := strings.Cut(command, " "); strings.Contains(c.unknown, verb) {
					return "cut"
				}
				return ""
			}
			o.must(t, testAccount, 8, 8, 0, 0)
			o.must(t, leaving(deleteAll), 8, 0, 8, 8)
			o.mustHold(t, o.mail...)
		})
	}
	// Where unique-ids were known before, it is a fault that will pass.
	o := newOffice(t, 8, true)
	o.must(t, testAccount, 8, 8, 0, 0)
	o.commands()
	o.answer = func(_ int, command string) string {
		if command == "UIDL" {
			return "cut"
		}
		return ""
	}
	_, err := o.run(t.Context(), testAccount)
	wantTrouble(t, err, account.TroubleCut)
	if n := o.commands(); n["RETR"]+n["TOP"] != 0 {
		t.Errorf("asked for %v", n)
	}
}

// A server that advertises PIPELINING and hangs up when more than one command
// arrives.
func TestHangsUpAtCommandsAhead(t *testing.T) {
	o := newOffice(t, 30, false)
	o.capa = []string{"PIPELINING"}
	o.hangUpAhead = true
	o.must(t, leaving(deleteAll), 30, 30, 0, 30)
	o.mustHold(t, o.mail...)
	if o.sessions != 2 {
		t.Errorf("%d lines", o.sessions)
	}
}
