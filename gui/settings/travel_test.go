package settings

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/theme"
)

// The sizes of messages and travel mode are chosen by mouse and by keyboard; what has the
// keyboard keeps it when the page is filled anew.
func TestTravelGroup(t *testing.T) {
	st := newStage(t, 900, 1200, theme.Light, 1)
	state := ann()
	state.Travel = Travel{Usual: 10_000_000, Traveling: 123_456, Used: account.Used{Today: 3_100_000, Month: 84_000_000, Since: now.AddDate(0, 0, -10)}}
	var said []string
	again := func() { st.s.Set(state) }
	st.s.OnOffline = func(on bool) { said = append(said, fmt.Sprint("offline ", on)); state.Offline = on; again() }
	st.s.OnTravel = func(on bool) { said = append(said, fmt.Sprint("travel ", on)); state.Travel.On = on; again() }
	st.s.OnMetered = func(on bool) {
		said = append(said, fmt.Sprint("metered ", on))
		state.Travel.Metered = on
		again()
	}
	st.s.OnSizes = func(usual, traveling int64) {
		said = append(said, fmt.Sprint("sizes ", usual, traveling))
		state.Travel.Usual, state.Travel.Traveling = usual, traveling
		again()
	}
	again()
	st.sees("Get messages whole up to", "10 MB", "In travel mode, up to", "123 KB", "Also when the connection is metered",
		"By PopMail: 3.1 MB used today, 84 MB since "+now.AddDate(0, 0, -10).Format("2 Jan")+".")
	g := st.s.travelGroup
	c := st.win.Canvas()
	for _, check := range []fyne.Focusable{g.on, g.metered, st.s.offline} {
		for range 2 {
			c.Focus(check)
			check.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			if c.Focused() != check {
				t.Errorf("the keyboard is at %T after %q", c.Focused(), said)
			}
		}
	}
	if want := []string{"travel true", "travel false", "metered true", "metered false", "offline true", "offline false"}; !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
	said = nil
	if got, want := g.traveling.choice.Options, []string{"50 KB", "100 KB", "123 KB", "200 KB", "500 KB", "1 MB"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	g.traveling.choice.SetSelected("200 KB")
	g.usual.choice.SetSelected("200 MB")
	if want := []string{"sizes 10000000 200000", fmt.Sprint("sizes ", account.AnySize, " 200000")}; !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
	st.sees("200 MB")
	said = nil
	// What comes from elsewhere is shown, and told to nobody.
	state.Travel.On, state.Offline = true, true
	again()
	if !g.on.Checked || !st.s.offline.Checked || len(said) > 0 {
		t.Errorf("%v, %v, %q", g.on.Checked, st.s.offline.Checked, said)
	}
}
