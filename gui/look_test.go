package gui

import (
	"testing"

	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
)

// TestHighContrast: the program is in high contrast as the person says, else as the system says; who
// says the same as the system follows it from then on. Open settings show it.
func TestHighContrast(t *testing.T) {
	s := newStage(t, 1)
	s.accounts.showMenu()
	s.sheet.(*settings.Settings).ShowLook()
	box := func() *field.Check {
		return guitest.Last(t, readWriting, "box", func(c *field.Check) bool { return c.Text == "High contrast" }, s.window.Content())
	}
	is := func(want bool, when string) {
		t.Helper()
		if theme.Strong() != want || box().Checked != want {
			t.Errorf("%s: high contrast is %v, the box %v", when, theme.Strong(), box().Checked)
		}
	}
	is(false, "at first")
	s.SystemTold(theme.Told{Silent: true, Contrast: true})
	is(true, "the system asks for it")
	box().Tapped(nil)
	is(false, "the person does not want it")
	s.SystemTold(theme.Told{Silent: true})
	is(false, "the system does not any more")
	s.SystemTold(theme.Told{Silent: true, Contrast: true})
	is(false, "the system does again")
	box().Tapped(nil)
	is(true, "the person wants it")
	s.SystemTold(theme.Told{Silent: true})
	is(false, "and follows the system from then on")
	box().Tapped(nil)
	is(true, "the person wants it without the system")
	s.SystemTold(theme.Told{Silent: true, Still: true})
	is(true, "which says something else")
	ApplyLook(s.app, theme.Told{})
	is(true, "at the next start")
	setLook(s.app, Look{Mode: theme.Dark, Scale: 120})
	is(true, "in the dark")
	if theme.Still() {
		t.Error("what the system said before stays")
	}
}
