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
			if rep := run(); rep.Back != 30 || rep.Removed != 0 {
				t.Errorf("%+v", rep)
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
			if rep := run(); rep.Back != 0 || c.name != "Gmail" && o.noted(t).Back != nil {
				t.Errorf("%+v", rep)
			}
		})
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
