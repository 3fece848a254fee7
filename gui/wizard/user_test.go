package wizard

import "testing"

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
