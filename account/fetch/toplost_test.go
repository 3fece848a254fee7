package fetch

import (
	"fmt"
	"strings"
	"testing"
)

// once answers the first command that begins so with what is given; the others as usual.
func once(begin, with string) func(int, string) string {
	done := false
	return func(_ int, command string) string {
		if done || !strings.HasPrefix(command, begin) {
			return ""
		}
		done = true
		return with
	}
}

// A line that is lost among beginnings is no reason for messages to come whole: the server knows
// TOP, and large messages may cost.
func TestCutAtTOPBringsNothingWhole(t *testing.T) {
	for name, at := range map[string]string{"the first": "TOP 60 ", "the second": "TOP 59 ", "among many": "TOP 20 ", "the last": "TOP 1 "} {
		for _, capa := range [][]string{nil, {"PIPELINING", "UIDL", "TOP"}} {
			for _, times := range []int{1, 2} {
				t.Run(fmt.Sprint(name, capa, times), func(t *testing.T) {
					o := bigOffice(t, 60)
					o.capa = capa
					cuts := 0
					o.answer = func(_ int, command string) string {
						if cuts < times && strings.HasPrefix(command, at) {
							cuts++
							return "cut"
						}
						return ""
					}
					for range 2 {
						_, _ = o.run(t.Context(), testAccount)
					}
					most := 0
					if times > 1 {
						most = 1 // the server may crash at this one
					}
					c := o.commands()
					if c["RETR"] > most || len(o.mails) != 60 {
						t.Errorf("%v, %d messages", c, len(o.mails))
					}
					if most == 0 && len(o.begun(t, o.mail)) < 60 {
						t.Error("not all are beginnings")
					}
				})
			}
		}
	}
}

// A server that hangs up at TOP of some messages gives the others by it; where it does that at many
// all come whole.
func TestHangsUpAtSomeTOPs(t *testing.T) {
	for name, c := range map[string]struct{ bad, whole int }{"one": {1, 1}, "two": {2, 2}, "many": {30, 60}} {
		t.Run(name, func(t *testing.T) {
			o := bigOffice(t, 60)
			o.answer = func(_ int, command string) string {
				var n int
				if _, err := fmt.Sscanf(command, "TOP %d ", &n); err == nil && n >= 20 && n < 20+c.bad {
					return "cut"
				}
				return ""
			}
			for range 4 {
				_, _ = o.run(t.Context(), testAccount)
			}
			if n := o.commands(); len(o.mails) != 60 || n["RETR"] < c.bad || n["RETR"] > c.whole {
				t.Errorf("%v, %d messages", n, len(o.mails))
			}
		})
	}
}

// What the server cannot give the beginning of comes whole, and nothing else does.
func TestRefusedBeginnings(t *testing.T) {
	for name, c := range map[string]struct {
		bad  func(n int) bool
		retr int
	}{
		"the first":  {func(n int) bool { return n == 60 }, 1},
		"two":        {func(n int) bool { return n >= 59 }, 2},
		"later ones": {func(n int) bool { return n > 30 && n < 50 }, 19},
		"all":        {func(int) bool { return true }, 60},
	} {
		t.Run(name, func(t *testing.T) {
			o := bigOffice(t, 60)
			o.answer = func(_ int, command string) string {
				var n int
				if _, err := fmt.Sscanf(command, "TOP %d ", &n); err == nil && c.bad(n) {
					return "-ERR cannot read it"
				}
				return ""
			}
			o.must(t, testAccount, 60, 60, 0, 0)
			if n := o.commands(); n["RETR"] != c.retr || c.retr < 60 && n["TOP"] != 60 || c.retr == 60 && n["TOP"] > 5 {
				t.Errorf("%v", n)
			}
		})
	}
}

// All unique-ids are others: messages are known again by their headers. What was found when a line
// was lost is not asked for again, and nothing is transferred; one refusal is no reason for it either.
func TestFoundBeforeTheLineWasLost(t *testing.T) {
	for name, with := range map[string]string{"cut": "cut", "refused": "-ERR cannot read it"} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 50, true)
			o.must(t, testAccount, 50, 50, 0, 0)
			o.uid = func(_ int, p *post) (string, bool) { return headKey([]byte(p.raw), 1)[:16], true } // no place
			o.commands()
			o.answer = once("TOP 40 ", with)
			for range 2 {
				_, _ = o.run(t.Context(), testAccount)
			}
			most := 0
			if name == "refused" {
				most = 1
			}
			if c := o.commands(); c["RETR"] > most || c["TOP"] > 55 {
				t.Errorf("%v", c)
			}
			o.mustHold(t, o.mail...)
		})
	}
}

// Where a line is lost while a mailbox is looked at that was made anew, nothing of what was seen so
// far lets another message pass for one that is here.
func TestCutAmongSuspects(t *testing.T) {
	for at := 1; at <= 8; at++ {
		o := newOffice(t, 8, true)
		o.must(t, testAccount, 8, 8, 0, 0)
		old := o.mail
		o.maildrop.mail = nil
		want := append([]string(nil), old...)
		for i := range 8 {
			raw := strings.Replace(old[i], fmt.Sprintf("<%d@", i+1), fmt.Sprintf("<%d@", (i+1)%9+1), 1) // of the same size
			if i == 3 {
				raw = letter(100+i, true, "of another size")
			}
			o.add(fmt.Sprintf("u%d", i+1), raw)
			want = append(want, raw)
		}
		o.answer = once(fmt.Sprintf("TOP %d ", at), "cut")
		for range 3 {
			_, _ = o.run(t.Context(), leaving(deleteAll))
		}
		if o.mustHold(t, want...); o.count() > 0 || t.Failed() {
			t.Fatalf("cut at %d: %d are left", at, o.count())
		}
	}
}

// The same for messages that another program has fetched.
func TestCutAmongCarried(t *testing.T) {
	for name, capa := range map[string][]string{"one by one": nil, "ahead": {"PIPELINING", "UIDL", "TOP"}} {
		for what, with := range map[string]string{"cut": "cut", "refused": "-ERR cannot read it"} {
			t.Run(name+" "+what, func(t *testing.T) {
				o := newOffice(t, 0, true)
				for i := range 20 {
					o.post(fmt.Sprintf("u%c", 'a'+i), letter(i+1, true, fmt.Sprintf("body of %d", i+1))) // no places
				}
				o.capa = capa
				o.memStore.elsewhere, o.memStore.carried = map[string]bool{}, map[string]bool{}
				for i, raw := range o.mail {
					o.memStore.elsewhere[fmt.Sprintf("u%c", 'a'+i)] = true
					o.memStore.carried[passedName([]byte(raw), int64(len(raw)))] = true
				}
				o.answer = once("TOP 15 ", with)
				for range 2 {
					_, _ = o.run(t.Context(), testAccount)
				}
				most := 0
				if what == "refused" {
					most = 1
				}
				if c := o.commands(); c["RETR"] != most || capa == nil && c["TOP"] > 21 {
					t.Errorf("%v", c)
				}
			})
		}
	}
}
