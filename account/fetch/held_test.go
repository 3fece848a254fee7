package fetch

import (
	"testing"

	"popmail/account"
)

// What the server holds is known after each session, also where messages go, and where nothing has changed.
func TestHeldOctets(t *testing.T) {
	for _, noSTAT := range []bool{false, true} {
		o := newOffice(t, 4, false)
		o.noSTAT, o.statOctets = noSTAT, true
		sizes := func(mail ...string) (sum int64) {
			for _, raw := range mail {
				sum += int64(len(raw))
			}
			return sum
		}
		a := leaving(account.Retention{Mode: account.LeaveForever})
		for i := range 3 {
			rep, err := o.run(t.Context(), a)
			if held := rep.Held(o.clock); err != nil || held.Octets != sizes(o.mail...) || held.Messages != 4 {
				t.Errorf("without STAT %v, session %d: %+v %v, want %d", noSTAT, i, held, err, sizes(o.mail...))
			}
		}
		o.post("u5", letter(5, false, "one that has just come"))
		if rep, err := o.run(t.Context(), a); err != nil || rep.Held(o.clock).Octets != sizes(o.mail...) {
			t.Errorf("without STAT %v, one more: %+v %v", noSTAT, rep.Held(o.clock), err)
		}
		if rep, err := o.run(t.Context(), leaving(deleteAll)); err != nil || rep.Removed != 5 || rep.Held(o.clock).Octets != 0 {
			t.Errorf("without STAT %v, all removed: %+v %v", noSTAT, rep, err)
		}
	}
}

// What the person says while a session is under way, and what the mailbox held, stays in what it notes.
func TestQuotaSaidMeanwhile(t *testing.T) {
	o := newOffice(t, 3, false)
	said := false
	o.deny = func(_ int, p *post) string {
		if p.uid != "u2" {
			return ""
		}
		if said {
			return "no"
		}
		said = true
		n, err := o.memStore.Notes(t.Context(), 1)
		if err == nil {
			n, err = WithMailbox(n, 2e9, 1e9)
		}
		if err == nil {
			err = o.memStore.SetNotes(t.Context(), 1, n)
		}
		if err != nil {
			t.Error(err)
		}
		return "no"
	}
	for range 2 {
		if _, err := o.run(t.Context(), leaving(account.Retention{})); err != nil {
			t.Fatal(err)
		}
		n, err := o.memStore.Notes(t.Context(), 1)
		if quota, held := MailboxOf(n); err != nil || quota != 2e9 || held != 1e9 || len(AsidesOf(n)) != 1 {
			t.Errorf("%v: %s", err, n)
		}
	}
	for text, want := range map[string]int64{``: 0, `x`: 0, `{"Quota":12}`: 0, `{"Quota":9e18}`: 0, `{"Quota":2000000000,"Held":-4}`: 2e9} {
		if quota, held := MailboxOf([]byte(text)); quota != want || held != 0 {
			t.Errorf("%s: %d, %d", text, quota, held)
		}
	}
}
