package wizard

import (
	"strings"
	"testing"

	"popmail/account"
)

const itself = "[Send the password itself]"

func proofRefused(server string, sending bool) *account.Problem {
	return &account.Problem{Trouble: account.TroublePassword, Server: server, Answer: "Authentication failed.", ProofOnly: true, Sending: sending}
}

// TestThePasswordItself leads out where a server calls the right password wrong because it
// lists a proof that it cannot check: by the person's choice, never by Enter.
func TestThePasswordItself(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.fail = proofRefused("pop.example.org", false)
	s.tap("Test and continue")
	s.sees("The server did not accept the password", "has sent pop.example.org only a proof of it", "The connection is encrypted", itself)
	retype(s.w.problem.password, "another word")
	s.enter()
	s.sees(itself)
	s.fail = nil
	s.tap("Send the password itself") // the one that was refused: the field is empty again
	if len(s.probed) != 3 || s.w.at != stepLeave {
		t.Fatalf("%d tests, at %d", len(s.probed), s.w.at)
	}
	for i, want := range []account.Auth{"", "", account.AuthPlain} {
		if got := s.probed[i].Auth; got != want && !(got.Auto() && want.Auto()) || s.pass[i] != []string{"s3cret word", "another word", "another word"}[i] {
			t.Errorf("%d: %q with %q", i, got, s.pass[i])
		}
	}
	s.tap("Start receiving")
	if s.saved[0].Auth != account.AuthPlain {
		t.Errorf("saved %q", s.saved[0].Auth)
	}
	// It was chosen for this server, and for an encrypted line.
	retype(s.w.server.host, "pop.example.net")
	if a := s.w.account(); a.Auth == account.AuthPlain {
		t.Error("another server gets the password itself")
	}
	retype(s.w.server.host, "pop.example.org")
	s.secure(account.None)
	if a := s.w.account(); a.Auth == account.AuthPlain {
		t.Error("an open line gets the password itself")
	}
}

func TestThePasswordItselfIsNotOffered(t *testing.T) {
	for name, change := range map[string]func(s *stage, p *account.Problem){
		"no proof was shown": func(_ *stage, p *account.Problem) { p.ProofOnly = false },
		"an open line":       func(s *stage, _ *account.Problem) { s.secure(account.None) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, nil)
			s.fillPerson()
			s.tap("Continue")
			p := proofRefused("pop.example.org", false)
			change(s, p)
			s.w.failed(p, stepServer)
			if text := s.text(); s.w.at != stepProblem || strings.Contains(text, itself) {
				t.Errorf("at %d: %s", s.w.at, text)
			}
		})
	}
}

// TestThePasswordItselfForSending asks the incoming server again as well, which gets the
// password from then on; where that cannot, it is not asked for a third time.
func TestThePasswordItselfForSending(t *testing.T) {
	s := newSender(t, nil)
	page := s.at("ann@posteo.de")
	s.fail = proofRefused(page.out.fields.Host.Text, true)
	s.tap("Test and continue")
	s.sees(itself, "[Go on without sending]")
	incoming := len(s.probed)
	s.stage.fail = &account.Problem{Trouble: account.TroubleMethod, Server: page.host.Text}
	s.tap("Send the password itself")
	if len(s.probed) != incoming+1 || s.probed[incoming].Auth != account.AuthPlain || s.w.at != stepProblem {
		t.Fatalf("%d tests of the incoming server, at %d", len(s.probed), s.w.at)
	}
	if a := s.w.account(); a.Auth == account.AuthPlain {
		t.Error("there is no way back")
	}
	s.w.problem.explain(s.fail, stepServer)
	s.w.show(stepProblem)
	s.fail, s.stage.fail = nil, nil
	s.tap("Send the password itself")
	if last := s.asked[len(s.asked)-1]; last.Auth != account.AuthPlain || s.w.at != stepLeave {
		t.Errorf("%q at %d", last.Auth, s.w.at)
	}
}
