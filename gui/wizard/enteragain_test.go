package wizard

import (
	"testing"

	"fyne.io/fyne/v2"
)

// enterAgain presses Enter as the window hands it on: to what has the keyboard, else to the
// wizard.
func (s *stage) enterAgain() {
	if f := s.win.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		return
	}
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

// Who presses Enter once more, because nothing seems to happen, does not give up what is
// being waited for.
func TestEnterAgain(t *testing.T) {
	for _, press := range []string{"Enter in a field", "the button"} {
		run := &slow{}
		s := newStage(t, func(o *Options) { o.Run, o.Find = run, offline })
		s.fillPerson()
		if press == "the button" {
			s.win.Canvas().Focus(s.w.person.goOn)
		} else {
			s.win.Canvas().Focus(s.w.person.password)
		}
		s.enterAgain()
		s.enterAgain() // before the page is there
		run.Fire(showFindingAfter)
		if s.w.at != stepFinding {
			t.Fatalf("%s: at %d", press, s.w.at)
		}
		s.enterAgain()
		s.enterAgain()
		if s.w.at != stepFinding || s.w.looking == "" {
			t.Errorf("%s: the search is lost, at %d", press, s.w.at)
		}
		s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if s.w.at != stepPerson || s.w.looking != "" {
			t.Errorf("%s: Escape does not stop the search", press)
		}
	}
	// The same where the browser is being opened, and where the mailbox is after it.
	s, _, end := waitingStage(t, newWeb())
	s.enterAgain()
	if s.w.at != stepSignIn {
		t.Fatalf("the sign-in is lost, at %d", s.w.at)
	}
	end()
	s.w.signIn.connecting()
	s.enterAgain()
	if s.w.at != stepSignIn {
		t.Errorf("the opening of the mailbox is lost, at %d", s.w.at)
	}
}
