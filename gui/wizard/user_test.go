package wizard

import (
	"testing"

	"popmail/account"
)

// The user name that the server has taken is told, saved, and seen on the way back.
func TestUserNameThatWorked(t *testing.T) {
	s := newStage(t, nil)
	s.waiting.User = "ann"
	s.fillPerson()
	s.enter()
	s.enter()
	s.sees("5,020 messages", "Your user name there is “ann”.")
	if got := s.w.server.user.Text; got != "ann" {
		t.Errorf("the page of the server has %q", got)
	}
	s.tap("Start receiving")
	if len(s.saved) != 1 || s.saved[0].User != "ann" || s.probed[0].User != "ann@example.org" {
		t.Errorf("saved %+v after a test of %+v", s.saved, s.probed)
	}
}

// A user name that one server has taken for one address is not that of another address.
func TestUserNameOfAnotherAddress(t *testing.T) {
	s := newStage(t, nil)
	s.waiting.User = "ann"
	s.fillPerson()
	s.enter()
	s.enter()
	s.w.body().back()
	s.w.body().back()
	s.enter()
	if got := s.w.server.user.Text; got != "ann" {
		t.Errorf("the same address: the name that works is gone: %q", got)
	}
	s.w.body().back()
	retype(s.w.person.email, "bob@other.example")
	s.enter()
	if got := s.w.server.user.Text; got != "bob@other.example" {
		t.Errorf("another address has the user name %q", got)
	}
	s.w.body().back()
	retype(s.w.person.email, "ann@example.org")
	s.enter()
	if got := s.w.server.user.Text; got != "ann" {
		t.Errorf("back at the first: %q", got)
	}
}

// Servers know the domain of a user name in ASCII, whoever has filled it in.
func TestUserNameInAnotherScript(t *testing.T) {
	const ascii = "ann@xn--bcher-kva.example"
	s := newSender(t, nil)
	s.fillAs("Ann@Bücher.example")
	s.tap("Set up by hand…")
	if got := s.w.server.user.Text; got != "A"+ascii[1:] {
		t.Errorf("by hand: %q", got)
	}
	s = newSender(t, nil)
	if got := s.at("ann@bücher.example").user.Text; got != ascii {
		t.Errorf("after a search that found nothing: %q", got)
	}
	s.tap("Test and continue")
	if len(s.probed) == 0 || s.probed[0].User != ascii || s.probed[0].Email != "ann@bücher.example" {
		t.Errorf("%+v", s.probed)
	}
}

// Where both usual user names were tried, nobody is sent to try them; where the person has
// chosen one, they are.
func TestUserNamesThatWereTried(t *testing.T) {
	wrong := &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org"}
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.fail = wrong
	s.tap("Test and continue")
	s.sees("has tried it with the user names “ann@example.org” and “ann”")
	s.tap("Back")
	retype(s.w.server.user, "ann")
	s.tap("Test and continue")
	s.sees("has tried it with the user names “ann@example.org” and “ann”")
	s.w.body().back()
	retype(s.w.server.user, "ann17")
	s.tap("Test and continue")
	s.sees("go back and check the user name")
}
