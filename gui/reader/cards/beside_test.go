package cards

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// What stands behind an icon goes along when the text gets larger.
func TestMarkedFollowsTheScale(t *testing.T) {
	guitest.App(theme.Light, 1)
	text := widgets.NewText("There is no such address. Check the spelling.", "", "")
	in := indent(text).(*marked)
	line := line(widgets.IconPin, widgets.NewText("Pier Road 1", "", "")).(*marked)
	left := func() (x [2]float32) {
		for i, m := range []*marked{in, line} {
			m.walk(300, func(o fyne.CanvasObject, at, _, _, _ float32) {
				if o == m.o {
					x[i] = at
				}
			})
		}
		return x
	}
	before := left()
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Scale: 2})
	after := left()
	if before[0] != before[1] || after[0] != after[1] {
		t.Errorf("they do not stand in a column: %v, %v", before, after)
	}
	if after[0] <= before[0]+8 {
		t.Errorf("at 200 %% the text stands at %v, at 100 %% at %v", after[0], before[0])
	}
	if h := in.HeightFor(300); h != text.HeightFor(300-after[0]) {
		t.Errorf("%v high, the text %v", h, text.HeightFor(300-after[0]))
	}
}
