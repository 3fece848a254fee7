package reader

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
)

// TestTextOnWholePixels: a line of text that stands at a fraction of a pixel is
// soft, and the lines beside it look uneven.
func TestTextOnWholePixels(t *testing.T) {
	for _, c := range []struct{ text, device, width float32 }{
		{0.8, 1, 600}, {0.9, 1, 661}, {1, 1, 1280}, {1.1, 1, 900}, {1.5, 1, 900}, {2, 1, 1280},
		{1, 0.8, 900}, {1, 1.25, 900}, {1.1, 1.5, 661}, {0.8, 2, 1280},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			s := newStage(t, c.width, 800)
			fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Scale: c.text})
			s.win.Canvas().(test.WindowlessCanvas).SetScale(c.device)
			s.r.Refresh()
			m := ferry()
			m.Message.Problems = []string{"one", "two"}
			m.Message.Cc = []mailbox.Address{{Email: "copy@example.org"}}
			s.r.ShowMessage(m)
			s.r.card.toggleDetails()
			if n := guitest.Even(t, s.win); n < 10 {
				t.Errorf("%d texts", n)
			}
		})
	}
}
