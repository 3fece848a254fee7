package msglist

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// Where large letters leave no room for the texts of the chips, they have signs alone, so that
// the bar takes no more than two lines from the messages.
func TestChipsWithoutTexts(t *testing.T) {
	guitest.App(theme.Light, 1)
	a := newArranger()
	guitest.Window(t, a, 1000, 100)
	for _, c := range []struct {
		width float32
		bare  bool
	}{{1000, false}, {390, false}, {240, true}, {390, false}} {
		a.Resize(fyne.NewSize(c.width, a.HeightFor(c.width)))
		for _, chip := range a.Chips() {
			if chip.Bare != c.bare {
				t.Errorf("%v wide: bare %v, want %v", c.width, chip.Bare, c.bare)
			}
			if end := chip.Position().X + chip.Size().Width; end > c.width {
				t.Errorf("%v wide: a chip ends at %v", c.width, end)
			}
		}
		if h, most := a.HeightFor(c.width), 3*a.Chips()[0].MinSize().Height; h > most {
			t.Errorf("%v wide: %v high", c.width, h)
		}
	}
}

// TestChosenAreCounted: how many are chosen is told where there is room, in fewer words where there is less, and the rows stay
// where they are; in Trash it takes the place of the name.
func TestChosenAreCounted(t *testing.T) {
	guitest.App(theme.Light, 1)
	a := newArranger()
	guitest.Window(t, a, 1000, 100)
	said := func() string {
		if !a.title.Visible() {
			return ""
		}
		return a.title.Text()
	}
	for _, c := range []struct {
		width float32
		want  string
	}{{1000, "1,204 messages selected"}, {568, "1,204 messages selected"}, {300, "1,204 selected"}, {150, ""}} {
		a.SetChosen(0)
		high := a.HeightFor(c.width)
		a.Resize(fyne.NewSize(c.width, high))
		if got := said(); got != "" {
			t.Errorf("%v wide, nothing chosen: %q", c.width, got)
		}
		a.SetChosen(1204)
		a.Resize(fyne.NewSize(c.width, a.HeightFor(c.width)))
		if got := said(); got != c.want || a.HeightFor(c.width) != high {
			t.Errorf("%v wide: %q, want %q; %v high, was %v", c.width, got, c.want, a.HeightFor(c.width), high)
		}
		if end := a.title.Position().X + a.title.Size().Width; c.want != "" && end > a.menu.Position().X {
			t.Errorf("%v wide: it ends at %v, the menu begins at %v", c.width, end, a.menu.Position().X)
		}
		a.SetChosen(1)
		if got := said(); got != "" {
			t.Errorf("%v wide, one chosen: %q", c.width, got)
		}
	}
	a.SetPlace("Trash", false, func() {})
	a.setCount(12)
	for n, want := range map[int]string{0: "Trash · 12 messages", 3: "3 messages selected"} {
		a.SetChosen(n)
		a.Resize(fyne.NewSize(568, a.HeightFor(568)))
		if got := said(); got != want {
			t.Errorf("in Trash, %d chosen: %q", n, got)
		}
	}
}
