package theme

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestStrongIsReadable holds the contrast of WCAG 2.2 (1.4.6) of all text on all that it may stand
// on in high contrast, and the same of signs, lines and outlines that tell states.
func TestStrongIsReadable(t *testing.T) {
	grounds := []fyne.ThemeColorName{ColorSidebar, ColorPane, ColorCard, ColorField, ColorSelected, ColorHover, ColorBadge, ColorNotice, ColorOption,
		theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameHeaderBackground, theme.ColorNameButton}
	texts := []fyne.ThemeColorName{theme.ColorNameForeground, ColorMuted, ColorNoticeText, ColorGood, ColorOutline, theme.ColorNamePrimary, theme.ColorNameHyperlink,
		theme.ColorNameError, theme.ColorNamePlaceHolder, theme.ColorNameDisabled}
	lines := []fyne.ThemeColorName{ColorLine, theme.ColorNameInputBorder, theme.ColorNameSeparator, theme.ColorNameScrollBar}
	type on struct{ text, ground fyne.ThemeColorName }
	pairs := []on{{ColorMarkText, ColorMark}, {ColorToastText, ColorToast}, {theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		{theme.ColorNameForeground, theme.ColorNameSelection}, {ColorMark, ColorCard}, {ColorToast, ColorCard}}
	for _, g := range grounds {
		for _, text := range texts {
			pairs = append(pairs, on{text, g})
		}
	}
	for _, l := range lines {
		for _, g := range []fyne.ThemeColorName{ColorCard, ColorPane, ColorSidebar, ColorField} {
			pairs = append(pairs, on{l, g})
		}
	}
	for _, p := range pairs {
		text, ground := strong[p.text], strong[p.ground]
		if got := Contrast(text.light, ground.light); got < Enhanced {
			t.Errorf("light: %s on %s has %.2f", p.text, p.ground, got)
		}
		if got := Contrast(text.dark, ground.dark); got < Enhanced {
			t.Errorf("dark: %s on %s has %.2f", p.text, p.ground, got)
		}
	}
	for name := range colors {
		if _, ok := strong[name]; !ok {
			t.Errorf("%s has no color in high contrast", name)
		}
	}
}

// TestStrong: high contrast has its own colors, light and dark as the person or the system says,
// and leaves the others as they are.
func TestStrong(t *testing.T) {
	app := test.NewTempApp(t)
	for _, tt := range []struct {
		th     Theme
		system fyne.ThemeVariant
		want   color.Color
	}{
		{Theme{Mode: Light, Contrast: true}, theme.VariantDark, color.NRGBA{0xff, 0xff, 0xff, 0xff}},
		{Theme{Mode: Dark, Contrast: true}, theme.VariantLight, color.NRGBA{0, 0, 0, 0xff}},
		{Theme{Mode: System, Contrast: true}, theme.VariantDark, color.NRGBA{0, 0, 0, 0xff}},
		{Theme{Mode: Dark, Told: Told{Contrast: true}}, theme.VariantLight, colors[ColorCard].dark}, // which whoever makes the theme decides about
	} {
		if got := tt.th.Color(ColorCard, tt.system); got != tt.want {
			t.Errorf("%+v: a card is %v, want %v", tt.th, got, tt.want)
		}
		app.Settings().SetTheme(&tt.th)
		if Strong() != tt.th.Contrast {
			t.Errorf("%+v: strong is %v", tt.th, Strong())
		}
	}
	app.Settings().SetTheme(theme.DefaultTheme())
	if Strong() || Still() {
		t.Error("another theme has high contrast")
	}
	app.Settings().SetTheme(&Theme{Told: Told{Still: true}})
	if !Still() {
		t.Error("what the system says of motion is not heard")
	}
}

// TestContrast: the ratios of black, white and of a gray that WCAG's own examples name.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b color.Color
		want float64
	}{{color.Black, color.White, 21}, {color.White, color.White, 1}, {rgb(0x767676), color.White, 4.54}, {rgb(0x595959), color.White, 7.0}} {
		if got := Contrast(c.a, c.b); got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("%v and %v have %.3f, want %v", c.a, c.b, got, c.want)
		}
	}
}
