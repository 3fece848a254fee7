package wizard

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
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
