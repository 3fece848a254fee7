package theme

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	f := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

func TestInitialsAreReadable(t *testing.T) {
	for _, c := range senders {
		if contrast := 1.05 / (luminance(c) + 0.05); contrast < 4.5 {
			t.Errorf("white on %v has a contrast of %.2f only", c, contrast)
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
// least (WCAG 2.1, 1.4.11), and no two are alike.
func TestAccountBars(t *testing.T) {
	app := test.NewTempApp(t)
	for _, mode := range []Mode{Light, Dark} {
		app.Settings().SetTheme(&Theme{Mode: mode})
		seen := map[color.Color]bool{}
		for n := 1; n <= AccountColors; n++ {
			bar := AccountBar(n, "")
			seen[bar] = true
			for _, ground := range []fyne.ThemeColorName{ColorCard, ColorSidebar, ColorSelected, ColorHover} {
				a, _ := bar.(color.NRGBA)
				b, _ := color.NRGBAModel.Convert(Color(ground)).(color.NRGBA)
				if got := contrast(a, b); got < 3 {
					t.Errorf("%s: bar %d on %s has %.2f:1", mode, n, ground, got)
				}
			}
		}
		if len(seen) != AccountColors {
			t.Errorf("%s: %d bars of %d", mode, len(seen), AccountColors)
		}
	}
}
