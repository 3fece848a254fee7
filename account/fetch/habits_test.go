package fetch

import (
	"strings"
	"testing"
)

// TestWayThatWorked: a way to log in that a server lists and refuses is not tried in each session,
// but again where it lists others, or the clock has moved on.
func TestWayThatWorked(t *testing.T) {
	o := newOffice(t, 3, true)
	o.capa = []string{"USER", "SASL PLAIN LOGIN"}
	o.answer = func(_ int, command string) string {
		if strings.HasPrefix(command, "AUTH") {
			return "-ERR mechanism not supported\r\n"
		}
		return ""
	}
	tries := func(want int) {
		t.Helper()
		o.commands()
		if _, err := o.run(t.Context(), testAccount); err != nil {
			t.Fatal(err)
		}
		if n := o.commands()["AUTH"]; n != want {
			t.Errorf("AUTH was tried %d times, want %d", n, want)
		}
	}
	tries(2)
	tries(0)
	o.post("new", letter(9, true, "new"))
	tries(0)
	o.capa = []string{"USER", "SASL PLAIN"}
	tries(1)
	tries(0)
	o.clock = o.clock.Add(habitsFor)
	tries(1)
	tries(0)
	a := testAccount
	a.Incoming.Host = "other.example.org"
	if _, err := o.run(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if n := o.commands()["AUTH"]; n != 1 {
		t.Errorf("another server: AUTH was tried %d times", n)
	}
}

// TestWeakWayFirst: on an open line what gives more away is never tried before what gives less.
func TestWeakWayFirst(t *testing.T) {
	o := newOffice(t, 1, true)
	o.capa = []string{"USER", "SASL CRAM-MD5"}
	if _, err := o.run(t.Context(), testAccount); err == nil {
		o.commands()
		o.must(t, testAccount, 1, 0, 1, 0)
		if n := o.commands()["AUTH"]; n == 0 {
			t.Error("the digest was not tried")
		}
	}
}
