package wizard

import (
	"strings"
	"testing"
)

// An account that is there already is told of before anything is asked of a server.
func TestAddressThatIsThere(t *testing.T) {
	s := newStage(t, func(o *Options) {
		o.Has = func(email string) bool { return strings.EqualFold(email, "ann@example.org") }
	})
	s.fillPerson()
	for _, press := range []string{"Continue", "Set up by hand…"} {
		s.tap(press)
		s.sees("PopMail already has the account ann@example.org.")
		if s.w.at != stepPerson || s.win.Canvas().Focused() != s.w.person.email || len(s.probed) > 0 {
			t.Fatalf("%s goes on", press)
		}
	}
	retype(s.w.person.email, "bob@example.org")
	if strings.Contains(s.text(), "already has") {
		t.Error("the message stays while typing")
	}
	s.tap("Set up by hand…")
	if s.w.at != stepServer {
		t.Error("another address does not go on")
	}
}
