package wizard

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

// atStep is a wizard at one of its first three steps, all of it filled in. As in
// the program, the window hands keys that nothing has taken to the wizard.
func atStep(t *testing.T, at step) *stage {
	t.Helper()
	s := newStage(t, nil)
	s.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { s.w.TypedKey(e) })
	s.fillPerson()
	if at >= stepServer {
		s.w.person.submit()
	}
	if at >= stepLeave {
		s.w.server.submit()
		s.probed = nil
	}
	if s.w.at != at {
		t.Fatalf("at step %d, not %d", s.w.at, at)
	}
	s.win.Canvas().Unfocus()
	return s
}

func (s *stage) key(name fyne.KeyName) {
	s.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

// round is what the Tab key stops at, until it comes to the first again.
func (s *stage) round() (stops []fyne.Focusable) {
	c := s.win.Canvas()
	for c.FocusNext(); !slices.Contains(stops, c.Focused()); c.FocusNext() {
		stops = append(stops, c.Focused())
	}
	return stops
}

func TestChoicesAreOneTabStop(t *testing.T) {
	for _, chosen := range []int{0, 1, 2} {
		s := atStep(t, stepServer)
		p := s.w.server
		p.in.fields.Choose(servers.Securities[chosen])
		want := []fyne.Focusable{p.host, p.in.fields.Security, p.port, p.user, p.backButton, p.goOn}
		if chosen == 2 {
			want = slices.Insert(want, 3, fyne.Focusable(p.in.fields.Unsafe))
		}
		if got := s.round(); !slices.Equal(got, want) {
			t.Errorf("choice %d: Tab stops at\n%v, want\n%v", chosen, got, want)
		}
		s = atStep(t, stepLeave)
		l := s.w.leave
		l.leave.Choose(chosen)
		l.leaveChanged()
		want = []fyne.Focusable{l.leave.Cards[chosen], l.every, l.backButton, l.goOn}
		if chosen == 1 {
			want = slices.Insert(want, 1, fyne.Focusable(l.days))
		}
		if got := s.round(); !slices.Equal(got, want) {
			t.Errorf("choice %d: Tab stops at\n%v, want\n%v", chosen, got, want)
		}
	}
}

func TestEnterGoesOnAtEveryStopThatIsNoButton(t *testing.T) {
	for at := stepPerson; at <= stepLeave; at++ {
		stops := len(atStep(t, at).round())
		for i := range stops {
			s := atStep(t, at)
			for range i + 1 {
				s.win.Canvas().FocusNext()
			}
			stop := s.win.Canvas().Focused()
			if _, button := stop.(*widgets.Button); button {
				continue // does what it says
			}
			security, leave := s.w.server.chosen(), s.w.leave.mode()
			s.key(fyne.KeyReturn)
			if s.w.at == at {
				t.Errorf("step %d: Enter on %T does not go on", at, stop)
			}
			if s.w.server.chosen() != security || s.w.leave.mode() != leave {
				t.Errorf("step %d: Enter on %T changes a choice", at, stop)
			}
		}
	}
}

// TestTabsAndEnterFromThePort is what once chose None: Tab three times, then Enter.
func TestTabsAndEnterFromThePort(t *testing.T) {
	for tabs := range 4 {
		s := atStep(t, stepServer)
		s.win.Canvas().Focus(s.w.server.port)
		for range tabs {
			s.win.Canvas().FocusNext()
		}
		if s.win.Canvas().Focused() == s.w.server.backButton {
			continue
		}
		s.key(fyne.KeyEnter)
		if len(s.probed) != 1 || s.probed[0].Incoming.Security != account.TLS {
			t.Errorf("%d tabs: tested %+v", tabs, s.probed)
		}
	}
}

func TestArrowsChoose(t *testing.T) {
	s := atStep(t, stepLeave)
	cards := s.w.leave.leave.Cards
	s.win.Canvas().Focus(cards[0])
	for _, c := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyDown, 1}, {fyne.KeyRight, 2}, {fyne.KeyDown, 2}, {fyne.KeyUp, 1}, {fyne.KeyLeft, 0}, {fyne.KeyUp, 0}} {
		s.key(c.key)
		if s.w.leave.leave.Chosen() != c.want || s.win.Canvas().Focused() != fyne.Focusable(cards[c.want]) {
			t.Fatalf("%s: chosen %d, want %d; the keyboard is at %v", c.key, s.w.leave.leave.Chosen(), c.want, s.win.Canvas().Focused())
		}
	}
	s.card(cards[1].Title)
	if s.win.Canvas().Focused() != fyne.Focusable(cards[1]) {
		t.Error("a clicked card has not the keyboard")
	}
}

func TestTabPassesOverWhatIsLocked(t *testing.T) {
	run := &slow{}
	s := newStage(t, func(o *Options) { o.Run = run })
	s.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { s.w.TypedKey(e) })
	s.fillPerson()
	s.w.person.submit()
	s.w.server.submit()
	run.Fire(showBusyAfter)
	if got := s.round(); !slices.Equal(got, []fyne.Focusable{s.w.server.busy.stopper}) {
		t.Errorf("while testing, Tab stops at %v", got)
	}
	s.w.server.in.fields.Security.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if s.w.server.chosen() != account.TLS {
		t.Error("the security can be changed while it is tested")
	}
	s.win.Canvas().Focus(s.w.server.busy.stopper)
	s.key(fyne.KeyReturn)
	if s.w.server.busy.running || s.win.Canvas().Focused() != fyne.Focusable(s.w.server.host) {
		t.Errorf("after Stop the keyboard is at %T", s.win.Canvas().Focused())
	}
	s.secure(account.None)
	if s.w.server.chosen() != account.None {
		t.Error("the security cannot be changed after Stop")
	}
}

var (
	_ fyne.Disableable = (*widgets.Button)(nil)
	_ fyne.Disableable = (*field.Entry)(nil)
	_ fyne.Disableable = (*field.Select)(nil)
	_ fyne.Disableable = (*field.Check)(nil)
)
