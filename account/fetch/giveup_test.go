package fetch

import (
	"slices"
	"strings"
	"testing"

	"popmail/account"
)

// TestDropNotWhole: a message that is perhaps not whole goes from the server only where the person has
// seen it so.
func TestDropNotWhole(t *testing.T) {
	o := newOffice(t, 0, true)
	for i := range 6 {
		o.post([]string{"a", "b", "c", "d", "e", "f"}[i], long(i+1))
	}
	o.maildrop.short = func(_ int, p *post) int {
		if p.uid == "c" {
			return lineBefore(p, len(p.raw)/2)
		}
		return -1
	}
	for range 4 {
		if _, err := o.run(t.Context(), testAccount); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		seen account.Seen
		left int
	}{{account.Seen{UID: "c"}, 6}, {account.Seen{UID: "c", Part: true}, 5}, {account.Seen{UID: "nowhere", Part: true}, 5}} {
		o.only, o.memStore.dropping = &Only{Drop: []account.Seen{c.seen}}, true
		if _, err := o.run(t.Context(), testAccount); err != nil || o.count() != c.left {
			t.Errorf("%+v: %d messages are left, %v", c.seen, o.count(), err)
		}
	}
}

// TestOneRest: the rest that is wanted comes, what is new, and no other rest.
func TestOneRest(t *testing.T) {
	o := newOffice(t, 0, true)
	for i, uid := range []string{"big1", "big2", "big3"} {
		o.post(uid, letter(i, true, strings.Repeat("a line of thirty octets, about\r\n", 12_000)))
	}
	o.whole = 200_000
	o.must(t, testAccount, 3, 3, 0, 0)
	o.post("new", letter(9, true, "new"))
	k := o.known["big2"]
	k.Rest = Wanted
	o.known["big2"] = k
	from := len(o.maildrop.log)
	s := o.memStore.into(&Session{Store: o.memStore, Dial: o.dial, Servers: &o.servers, OneRest: true})
	if rep, err := s.Run(t.Context(), testAccount, account.Password("secret")); err != nil || rep.Received != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	o.running.Wait()
	got := slices.DeleteFunc(slices.Clone(o.maildrop.log[from:]), func(c string) bool { return !strings.HasPrefix(c, "RETR") })
	if len(got) != 2 || !o.known["big1"].Short || o.known["big2"].Short || !o.known["big3"].Short {
		t.Errorf("%q, %+v", got, o.known)
	}
	// The next check does what it always does.
	o.whole = 0
	o.must(t, testAccount, 4, 0, 4, 0)
	o.mustHold(t, o.mail...)
}
