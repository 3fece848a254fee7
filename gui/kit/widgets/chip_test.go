package widgets

import (
	"testing"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// TestChipStaysAsWide: a chip with a sign before its text is as wide whether it is chosen or not, so that
// nothing around it moves under the pointer; a long text is cut only where nobody wants it whole.
func TestChipStaysAsWide(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		guitest.App(theme.Light, scale)
		for name, c := range map[string]*Chip{"dot": {Text: "Unread", Dot: true}, "icon": {Text: "Starred", Icon: IconStar}} {
			c.ExtendBaseWidget(c)
			off := c.MinSize()
			c.On = true
			c.Refresh()
			if on := c.MinSize(); on != off {
				t.Errorf("%s at %v: %v, chosen %v", name, scale, off, on)
			}
		}
		long := NewChip("from: @bank.example (subject:statement OR subject:something else)", nil, nil)
		cut := long.MinSize().Width
		long.Wide = true
		if long.Refresh(); long.MinSize().Width <= cut {
			t.Errorf("at %v a long text has %v", scale, long.MinSize().Width)
		}
	}
}
