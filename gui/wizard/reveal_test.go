package wizard

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
)

// On a small window, what gets the keyboard comes into sight, and a new page begins at its
// top all the same.
func TestKeyboardIsInSight(t *testing.T) {
	s := newStage(t, nil)
	s.win.Resize(fyne.NewSize(600, 380))
	s.fillPerson()
	s.enter()
	scroll, c := s.w.page.Scroll, s.win.Canvas()
	if s.w.at != stepServer || scroll.Offset.Y != 0 {
		t.Fatalf("step %d begins at %v", s.w.at, scroll.Offset.Y)
	}
	d := fyne.CurrentApp().Driver()
	inSight := func() {
		t.Helper()
		o, ok := c.Focused().(fyne.CanvasObject)
		if !ok {
			t.Fatal("nothing has the keyboard")
		}
		from, top := d.AbsolutePositionForObject(o).Y, d.AbsolutePositionForObject(scroll).Y
		if from < top || from+o.Size().Height > top+scroll.Size().Height {
			t.Errorf("%T stands at %v to %v, in sight is %v to %v", o, from, from+o.Size().Height, top, top+scroll.Size().Height)
		}
	}
	for range 8 {
		test.FocusNext(c)
		inSight()
	}
	for range 8 {
		test.FocusPrevious(c)
		inSight()
	}
	c.Focus(s.w.server.goOn)
	inSight()
	if scroll.Offset.Y == 0 {
		t.Fatal("the window is not too small")
	}
	s.w.server.submit()
	if s.w.at != stepLeave || scroll.Offset.Y != 0 {
		t.Errorf("step %d begins at %v", s.w.at, scroll.Offset.Y)
	}
}

// Who types a password on a page that begins at its top sees the field.
func TestTypingIsInSight(t *testing.T) {
	s := newStage(t, nil)
	s.win.Resize(fyne.NewSize(300, 330)) // 600 × 660 at 200 %
	s.fillPerson()
	s.enter()
	s.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org", Answer: "no"}
	s.w.server.submit()
	scroll, d := s.w.page.Scroll, fyne.CurrentApp().Driver()
	bottom := func() float32 {
		return d.AbsolutePositionForObject(s.w.problem.password).Y + s.w.problem.password.Size().Height
	}
	end := d.AbsolutePositionForObject(scroll).Y + scroll.Size().Height
	if s.w.at != stepProblem || s.win.Canvas().Focused() != fyne.Focusable(s.w.problem.password) || bottom() <= end {
		t.Fatalf("step %d, the field ends at %v of %v", s.w.at, bottom(), end)
	}
	s.w.problem.password.TypedRune('x')
	if bottom() > end {
		t.Errorf("the field ends at %v, in sight is %v", bottom(), end)
	}
}

// An account that is taken over begins with what the person has to type.
func TestThePasswordOfATakenAccountIsInSight(t *testing.T) {
	s := importStage(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot)}, nil)
	s.win.Resize(fyne.NewSize(300, 400)) // 600 × 800 at 200 %
	s.tap("Use these settings…")
	s.windowEnter()
	field, scroll, d := s.w.person.password, s.w.page.Scroll, fyne.CurrentApp().Driver()
	if s.win.Canvas().Focused() != fyne.Focusable(field) {
		t.Fatal("the password has not the keyboard")
	}
	if y, end := d.AbsolutePositionForObject(field).Y+field.Size().Height, d.AbsolutePositionForObject(scroll).Y+scroll.Size().Height; y > end {
		t.Errorf("the password ends at %v, in sight is %v", y, end)
	}
}

// What is wrong with a port stands below the fields, where it has room.
func TestWhatIsSaidOfAPortHasRoom(t *testing.T) {
	s := refused(t, account.TroubleRefused, func(p *serverPage) { p.host.SetText("mail.example.net") })
	s.enter()
	said := guitest.Last(t, reading, "the sentence", func(o *widgets.Text) bool { return o.Text() == "The server does not answer on this port" }, s.w)
	if port := s.w.server.port; said.Size().Width < 3*port.Size().Width {
		t.Errorf("it is %v wide, the port %v", said.Size().Width, port.Size().Width)
	}
}
