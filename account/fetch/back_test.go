package fetch

import (
	"fmt"
	"testing"
	"time"

	"popmail/account"
)

// TestListedAfterRemoval: a server that says "+OK" to DELE and QUIT and lists the messages again
// costs headers, not transfers, where it gives them. They are here, and their removal is asked for once in a while.
func TestListedAfterRemoval(t *testing.T) {
	for _, c := range []struct {
		name  string
		mode  account.Retention
		capa  []string
		noTOP bool
	}{
		{"one by one", deleteAll, nil, false},
		{"ahead", deleteAll, []string{"TOP", "PIPELINING"}, false},
		{"after days", sevenDays, nil, false},
		{"Gmail", deleteAll, []string{"TOP", "X-GOOGLE-RICO"}, false},
		{"no TOP", deleteAll, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, 30, true)
			o.ignoreDele, o.capa, o.noTOP = true, c.capa, c.noTOP
			removed := 0
			run := func() Report {
				t.Helper()
				rep, err := o.run(t.Context(), leaving(c.mode))
				if err != nil || len(rep.Failed) != 0 {
					t.Fatalf("%+v, %v", rep, err)
				}
				o.clock = o.clock.Add(time.Hour)
				removed += rep.Removed
				return rep
			}
			run()
			if c.mode == sevenDays {
				o.clock = o.clock.Add(8 * 24 * time.Hour)
			}
			for range 4 {
				run()
			}
			o.commands()
			if rep := run(); rep.Back != 30 || rep.Removed != 0 || staysIn(t, o) != (account.Stays{Messages: 30}) {
				t.Errorf("%+v, %+v", rep, staysIn(t, o))
			}
			if n := o.commands(); !c.noTOP && n["RETR"]+n["TOP"] != 0 || n["DELE"] != 0 {
				t.Errorf("%v", n)
			}
			want := 60 // once may be an accident
			if c.noTOP {
				want = 90 // their octets name them from the second time on
			}
			if removed != want {
				t.Errorf("%d messages are called removed", removed)
			}
			for i := range 30 {
				if k, ok := o.known[fmt.Sprintf("u%d", i+1)]; !ok || k.Gone && !c.noTOP {
					t.Errorf("u%d: %+v, %v", i+1, k, ok)
				}
			}
			if rep := run2(t, o, testAccount); rep.Back != 0 || staysIn(t, o).Messages != 0 { // what is to stay is not going to be asked for
				t.Errorf("%d messages are told of that are to stay", rep.Back)
			}
			// New mail comes, and under a name of old mail something else.
			o.post("new", letter(50, true, "new"))
			o.maildrop.mail[2].raw = letter(60, true, "another one altogether")
			o.mail[2] = o.maildrop.mail[2].raw
			before := letter(3, true, "body of 3")
			run()
			run()
			o.mustHold(t, append(o.mail, before)...)
			// In the end the server does what it says.
			o.ignoreDele = false
			o.clock = o.clock.Add(20 * 24 * time.Hour)
			for range 3 {
				run()
			}
			if o.count() != 0 {
				t.Errorf("%d messages are left", o.count())
			}
			if rep := run(); rep.Back != 0 || c.name != "Gmail" && o.noted(t).Back != nil || staysIn(t, o).Messages != 0 {
				t.Errorf("%+v", rep)
			}
		})
	}
}

func run2(t *testing.T, o *office, a account.Account) Report {
	t.Helper()
	rep, err := o.run(t.Context(), a)
	if err != nil || len(rep.Failed) != 0 {
		t.Fatalf("%+v, %v", rep, err)
	}
	return rep
}

// TestListedAfterRemovalMany: the note is bounded, and what it does not hold is not asked for in each session.
func TestListedAfterRemovalMany(t *testing.T) {
	const many = mostBack + 100
	o := newOffice(t, many, true)
	o.memStore.batch = 1000
	o.ignoreDele = true
	for range 4 {
		run2(t, o, leaving(deleteAll))
		o.clock = o.clock.Add(time.Hour)
	}
	o.commands()
	if rep := run2(t, o, leaving(deleteAll)); rep.Back != many || rep.Removed != 0 {
		t.Errorf("%d back, %d removed", rep.Back, rep.Removed)
	}
	if n := o.commands(); n["DELE"]+n["TOP"]+n["RETR"] != 0 {
		t.Errorf("%v", n)
	}
	o.ignoreDele = false
	o.clock = o.clock.Add(2 * backPause)
	run2(t, o, leaving(deleteAll))
	if rep := run2(t, o, leaving(deleteAll)); rep.Back != 0 || o.count() != 0 || o.noted(t).Back != nil {
		t.Errorf("%d back, %d left", rep.Back, o.count())
	}
	o.post("last", letter(many+1, true, "last"))
	if rep := run2(t, o, leaving(deleteAll)); rep.Removed != 1 {
		t.Errorf("%+v", rep)
	}
}

// TestUsedAgainIsNotListedAgain: where unique-ids are places, shared, or used again, another message under
// one that has gone was never removed. It goes when it is due.
func TestUsedAgainIsNotListedAgain(t *testing.T) {
	for _, c := range []struct {
		name string
		uid  func(place int, p *post) (string, bool)
	}{
		{"places", func(place int, _ *post) (string, bool) { return fmt.Sprint(place), true }},
		{"used again", func(_ int, p *post) (string, bool) { return fmt.Sprint("slot", p.serial%5), true }},
		{"shared", func(_ int, p *post) (string, bool) { return fmt.Sprint("shared", p.serial%2), true }},
	} {
		for _, traced := range []bool{false, true} {
			for _, noTOP := range []bool{false, true} {
				t.Run(fmt.Sprint(c.name, traced, noTOP), func(t *testing.T) {
					o := newOffice(t, 0, true)
					o.uid, o.noTOP = c.uid, noTOP
					for i := range 40 {
						o.post("", letter(i, traced, fmt.Sprintf("message %*d", 2+i*3%17, i)))
						if rep := run2(t, o, leaving(sevenDays)); rep.Back != 0 || i > 20 && o.count() > 20 {
							t.Fatalf("message %d: %d are called listed again, %d are left", i, rep.Back, o.count())
						}
						o.clock = o.clock.Add(20 * time.Hour)
					}
					o.clock = o.clock.Add(8 * 24 * time.Hour)
					run2(t, o, leaving(sevenDays))
					run2(t, o, leaving(sevenDays))
					if o.count() != 0 {
						t.Errorf("%d messages are left", o.count())
					}
					o.mustHold(t, o.mail...)
				})
			}
		}
	}
}

func (o *office) noted(t *testing.T) *notes {
	t.Helper()
	n, err := readNotes(t.Context(), o.memStore, testAccount.ID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
