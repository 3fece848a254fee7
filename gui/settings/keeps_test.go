package settings

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// What has the keyboard keeps it where its page is filled anew; where it has gone, what stands
// in its place gets it.
func TestKeyboardStaysOnPages(t *testing.T) {
	st := newStage(t, 900, 1200, theme.Light, 1)
	state := ann()
	state.Senders = []string{"a@example.org", "b@example.org"}
	again := func() { st.s.Set(state) }
	st.s.OnAhead = func(on bool) { state.Ahead = on; again() }
	st.s.OnForget = func(address string) {
		state.Senders = slices.DeleteFunc(slices.Clone(state.Senders), func(s string) bool { return s == address })
		again()
	}
	st.s.OnMailProgram = func() { state.MailProgram = true; again() }
	st.s.OnLog, st.s.OnSupport, st.s.OnFolder = func() {}, func() {}, func() {}
	again()
	c := st.win.Canvas()
	at := func() string {
		switch f := c.Focused().(type) {
		case *widgets.Button:
			return f.Text
		case *field.Check:
			return "box"
		}
		return "nowhere"
	}
	space := func(want string) {
		t.Helper()
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		if at() != want {
			t.Errorf("the keyboard is at %q, want %q", at(), want)
		}
	}
	c.Focus(st.s.made[0])
	space("Done") // PopMail is the mail program now, and nothing is to be pressed
	st.s.turn(1)
	c.Focus(st.s.made[2])
	space("box")
	space("box")
	if state.Ahead {
		t.Error("it was pressed once")
	}
	c.Focus(st.s.made[0])
	space("Ask again")
	space("Done")
	if len(state.Senders) != 0 {
		t.Errorf("%v", state.Senders)
	}
	st.s.turn(3)
	for _, f := range slices.Clone(st.s.made) {
		c.Focus(f)
		was := at()
		state.Senders = append(state.Senders, was) // elsewhere
		if again(); at() != was || was == "nowhere" {
			t.Errorf("the keyboard was at %q and is at %q", was, at())
		}
		c.Focus(st.s.made[0])
	}
}
