package field

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// The eye of a password is reached and used by keys alone.
func TestEyeByKey(t *testing.T) {
	guitest.App(theme.Light, 1)
	done, left := 0, 0
	e, after := NewPassword(func() { done++ }, func() { left++ }), NewEntry(nil, nil)
	c := guitest.Window(t, container.NewVBox(e, after), 400, 300).Canvas()
	e.SetText("secret")
	c.Focus(e)
	c.FocusNext()
	y, ok := c.Focused().(*eye)
	if !ok {
		t.Fatalf("Tab goes to %T", c.Focused())
	}
	for _, dots := range []bool{false, true, false} {
		y.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		y.TypedRune(' ')
		if e.Password != dots || c.Focused() != fyne.Focusable(y) {
			t.Fatalf("dots: %v", e.Password)
		}
	}
	y.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	y.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if done != 1 || left != 1 || e.Text != "secret" {
		t.Errorf("Enter %d times, Escape %d times, %q", done, left, e.Text)
	}
	c.FocusNext()
	if c.Focused() != fyne.Focusable(after) {
		t.Errorf("after the eye comes %T", c.Focused())
	}
}
