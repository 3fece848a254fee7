package text

import "testing"

// TestGrid holds widths that Chromium 150 measures with the same fonts on a screen of one
// pixel per CSS pixel.
func TestGrid(t *testing.T) {
	f := NewFonts()
	for _, c := range []struct {
		face Face
		text string
		want float64
	}{
		{Face{Size: 16}, "Tomorrow,", 83},
		{Face{Size: 14}, "WAVE", 36},
		{Face{Size: 13}, "AV", 15},
		{Face{Size: 16}, "O", 13},
		{Face{Size: 13.33}, "To", 14},
		{Face{Size: 40.0 / 3, Bold: true}, "CC", 16},
		{Face{Size: 18, Bold: true}, "Tomorrow,", 95},
		{Face{Size: 15, Bold: true}, "b", 10},
		{Face{Size: 24, Family: Mono}, "WAVE", 56},
	} {
		c.face.Grid = true
		if got := f.Width(c.face, c.text); got != c.want {
			t.Errorf("%v: %q is %v wide, want %v", c.face, c.text, got, c.want)
		}
	}
}
