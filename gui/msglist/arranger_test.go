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
