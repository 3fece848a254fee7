package wizard

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
)

// TestAPasswordIsMissedWhereItIsTyped: whoever tries again without a password, or with what
// cannot be one, is told so on the same page, and nothing is asked of the server.
func TestAPasswordIsMissedWhereItIsTyped(t *testing.T) {
	for typed, says := range map[string]string{"": "Please type your e-mail password.", "\r\n": "Please type your e-mail password.", "one\ntwo": "A password can’t contain a line break."} {
		s := newStage(t, nil)
		s.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org", Answer: "no"}
		s.fillPerson()
		s.w.person.submit()
		s.w.server.submit()
		tested := len(s.pass)
		s.w.problem.password.SetText(typed)
		s.enter()
		s.sees("The server did not accept the password", says)
		if s.w.at != stepProblem || len(s.pass) != tested || s.win.Canvas().Focused() != fyne.Focusable(s.w.problem.password) {
			t.Fatalf("%q: step %d, tested %d times", typed, s.w.at, len(s.pass)-tested)
		}
		s.fail = nil
		retype(s.w.problem.password, "right")
		s.enter()
		if s.w.at != stepLeave || s.pass[len(s.pass)-1] != "right" {
			t.Errorf("%q: step %d, tried with %q", typed, s.w.at, s.pass)
		}
		// The next time nothing is said of it.
		s.w.show(stepServer)
		s.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org", Answer: "no"}
		s.w.failed(s.fail, stepServer)
		if s.w.problem.typed.Saying() {
			t.Errorf("%q: it is still said", typed)
		}
	}
}
