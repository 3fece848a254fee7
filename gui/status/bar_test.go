package status

import (
	"strings"
	"testing"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// In a narrow window the line leaves out what stands last, and cuts no word in two.
func TestNarrowLine(t *testing.T) {
	const text = "Up to date · checked 14:31 · next check in 10 min"
	for _, scale := range []float32{0.8, 1, 2} {
		guitest.App(theme.Light, scale)
		b := NewBar()
		b.Set(Line{Kind: Good, Text: text})
		w := guitest.Window(t, b, 1200, 60)
		if b.text.Text() != text {
			t.Errorf("%v: wide it says %q", scale, b.text.Text())
		}
		shorter := 0
		for width := float32(1200); width > 260; width -= 20 {
			w.Resize(w.Canvas().Size().SubtractWidthHeight(20, 0))
			if got := b.text.Shown(); !strings.HasPrefix(text, got) || !strings.HasPrefix(text[len(got):], " · ") && got != text {
				t.Errorf("%v, %v: it says %q", scale, width, got)
			}
			if b.text.Text() != text {
				shorter++
			}
		}
		if shorter == 0 {
			t.Errorf("%v: it is never shorter", scale)
		}
		b.Set(Line{Kind: Good, Text: "Up to date"})
		w.Resize(w.Canvas().Size().AddWidthHeight(900, 0))
		b.Set(Line{Kind: Good, Text: text})
		if b.text.Text() != text {
			t.Errorf("%v: wide again it says %q", scale, b.text.Text())
		}
	}
}

// TestNotAllIsGood: what could not be received is not told with the dot of "up to date".
func TestNotAllIsGood(t *testing.T) {
	guitest.App(theme.Light, 1)
	b := NewBar()
	guitest.Window(t, b, 900, 60)
	for _, aside := range []bool{false, true, false} {
		b.Set(Line{Kind: Good, Text: "Up to date", Aside: aside})
		if b.dot.Visible() == aside || b.icon.Visible() != aside {
			t.Errorf("aside %v: dot %v, sign %v", aside, b.dot.Visible(), b.icon.Visible())
		}
	}
}
