package theme

import (
	"fmt"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestInitialsAreReadable(t *testing.T) {
	app := test.NewTempApp(t)
	for _, strong := range []bool{false, true} {
		app.Settings().SetTheme(&Theme{Mode: Light, Contrast: strong})
		least := 4.5
		if strong {
			least = Enhanced
		}
		for _, c := range senders {
			if got := Contrast(color.White, behindWhite(c)); got < least {
				t.Errorf("strong %v: white on %v has a contrast of %.2f only", strong, c, got)
			}
		}
	}
}

// TestSendersDiffer: addresses of one domain, and of many, use all the colors
// about alike.
func TestSendersDiffer(t *testing.T) {
	for _, form := range []string{"person%d@example.org", "news@site%d.example", "a%d@b%[1]d.example"} {
		n := make(map[color.Color]int)
		for i := range 1200 {
			n[Sender(fmt.Sprintf(form, i))]++
		}
		for _, c := range senders {
			if n[c] < 60 || n[c] > 150 {
				t.Errorf("%s: %d of 1,200 have the color %v", form, n[c], c)
			}
		}
	}
	if Sender("Ann@Example.org") != Sender("ann@example.org") {
		t.Error("the color of an address depends on its case")
	}
}

// TestAccountBars: the bars of accounts stand out from all that they are drawn on by 3:1 at
// least (WCAG 2.1, 1.4.11), in high contrast by 7:1, and no two are alike.
func TestAccountBars(t *testing.T) {
	app := test.NewTempApp(t)
	for _, th := range []*Theme{{Mode: Light}, {Mode: Dark}, {Mode: Light, Contrast: true}, {Mode: Dark, Contrast: true}} {
		mode, least := th.Mode, 3.0
		if th.Contrast {
			least = Enhanced
		}
		app.Settings().SetTheme(th)
		seen := map[color.Color]bool{}
		for n := 1; n <= AccountColors; n++ {
			bar := AccountBar(n, "")
			seen[bar] = true
			for _, ground := range []fyne.ThemeColorName{ColorCard, ColorSidebar, ColorSelected, ColorHover} {
				if got := Contrast(bar, Color(ground)); got < least {
					t.Errorf("%s, strong %v: bar %d on %s has %.2f:1", mode, th.Contrast, n, ground, got)
				}
			}
		}
		if len(seen) != AccountColors {
			t.Errorf("%s: %d bars of %d", mode, len(seen), AccountColors)
		}
	}
}
