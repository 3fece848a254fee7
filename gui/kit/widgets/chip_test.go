package widgets

import (
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// TestChipShowsItsRing: a chip that has the keyboard, chosen or not, has a ring that its ground does not cover.
func TestChipShowsItsRing(t *testing.T) {
	for _, on := range []bool{false, true} {
		guitest.App(theme.Light, 1)
		c := NewChip("Unread", nil, nil)
		c.On = on
		c.Resize(c.MinSize())
		c.FocusGained()
		parts := test.WidgetRenderer(c).Objects()
		var ring, back *canvas.Rectangle
		for _, o := range parts {
			if r, ok := o.(*canvas.Rectangle); ok && r.Size() == c.Size() && r.StrokeWidth >= ringWidth() {
				ring = r
			} else if ok && r.FillColor != nil && r.StrokeWidth <= 1 && r.Size().Width > c.Size().Width/2 {
				back = r
			}
		}
		if ring == nil || back == nil {
			t.Fatalf("chosen %v: no ring or no ground", on)
		}
		if free := back.Position().X; free < ringWidth() {
			t.Errorf("chosen %v: only %v of the ring is seen", on, free)
		}
	}
}

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
