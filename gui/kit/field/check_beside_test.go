package field

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// TestChecksBeside: boxes that stand beside each other keep their words in one line.
func TestChecksBeside(t *testing.T) {
	guitest.App(theme.Light, 1)
	one := NewCheck("Stars and read marks", nil)
	two := NewCheck("Don’t download this mail again", nil)
	one.Beside, two.Beside = true, true
	tiles := flow.NewTiles(22, one, two)
	guitest.Window(t, tiles, 700, 300)
	line := NewCheck("x", nil).HeightFor(300)
	for _, c := range []*Check{one, two} {
		if s := c.Size(); s.Height != line || c.Position().Y != one.Position().Y {
			t.Errorf("%q has %v at %v; a line has %v", c.Text, s, c.Position(), fyne.NewSize(0, line))
		}
	}
}
