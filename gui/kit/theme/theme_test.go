package theme

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestTextIsReadable holds the contrast of WCAG 2.1 (1.4.3) of text on what it
// stands on, and of 1.4.11 for signs and edges that say something.
func TestTextIsReadable(t *testing.T) {
	grounds := []fyne.ThemeColorName{ColorSidebar, ColorPane, ColorCard, ColorField, ColorSelected, ColorHover, theme.ColorNameBackground,
		theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameButton, ColorBadge, ColorOption}
	type on struct {
		text, ground fyne.ThemeColorName
		least        float64
	}
	pairs := []on{
		{ColorNoticeText, ColorNotice, 4.5}, {ColorMarkText, ColorMark, 4.5}, {ColorToastText, ColorToast, 4.5},
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary, 4.5}, {theme.ColorNameForeground, theme.ColorNameSelection, 4.5},
		{theme.ColorNamePlaceHolder, ColorCard, 4.5}, {theme.ColorNamePlaceHolder, theme.ColorNameInputBackground, 4.5},
		{theme.ColorNameHyperlink, ColorCard, 4.5}, {theme.ColorNameHyperlink, ColorPane, 4.5},
		{theme.ColorNameError, ColorCard, 4.5}, {theme.ColorNameError, ColorPane, 4.5},
		{theme.ColorNamePrimary, ColorCard, 3}, {ColorGood, ColorCard, 3},
	}
	for _, g := range grounds {
		pairs = append(pairs, on{theme.ColorNameForeground, g, 4.5})
	}
	for _, g := range []fyne.ThemeColorName{ColorSidebar, ColorPane, ColorCard, ColorField, ColorSelected, ColorHover} {
		pairs = append(pairs, on{ColorMuted, g, 4.5})
	}
	for _, p := range pairs {
		text, ground := colors[p.text], colors[p.ground]
		if got := Contrast(text.light, ground.light); got < p.least {
			t.Errorf("light: %s on %s has %.2f, want %v", p.text, p.ground, got, p.least)
		}
		if got := Contrast(text.dark, ground.dark); got < p.least {
			t.Errorf("dark: %s on %s has %.2f, want %v", p.text, p.ground, got, p.least)
		}
	}
}

func TestLightOrDark(t *testing.T) {
	for _, tt := range []struct {
		mode   Mode
		silent bool
		system fyne.ThemeVariant
		dark   bool
	}{
		{System, false, theme.VariantLight, false},
		{System, false, theme.VariantDark, true},
		{System, true, theme.VariantDark, false},
		{"", false, theme.VariantDark, true},
		{Light, false, theme.VariantDark, false},
		{Dark, false, theme.VariantLight, true},
		{Dark, true, theme.VariantLight, true},
	} {
		th := &Theme{Mode: tt.mode, Told: Told{Silent: tt.silent}}
		system := theme.VariantLight
		if tt.dark {
			system = theme.VariantDark
		}
		for name, p := range colors {
			want := p.light
			if tt.dark {
				want = p.dark
			}
			if got := th.Color(name, tt.system); got != want {
				t.Errorf("%+v: %s is %v, want %v", tt, name, got, want)
			}
		}
		// What PopMail has no color for is Fyne's, as dark as the rest.
		if got, want := th.Color(theme.ColorNameWarning, tt.system), theme.DefaultTheme().Color(theme.ColorNameWarning, system); got != want {
			t.Errorf("%+v: a color of Fyne's is %v, want %v", tt, got, want)
		}
	}
}

func TestTextGrows(t *testing.T) {
	for _, tt := range []struct{ scale, text float32 }{{0, 14}, {1, 14}, {0.8, 11.2}, {0.1, 11.2}, {1.5, 21}, {2, 28}, {7, 28}} {
		th := &Theme{Scale: tt.scale}
		grown := tt.text / 14
		for name, at100 := range map[fyne.ThemeSizeName]float32{theme.SizeNameText: 14, SizeSmall: 13, SizeTitle: 21, theme.SizeNameCaptionText: 12,
			theme.SizeNameSubHeadingText: 17, theme.SizeNameHeadingText: 21, theme.SizeNameInlineIcon: 18} {
			if got := th.Size(name); got < at100*grown-0.01 || got > at100*grown+0.01 {
				t.Errorf("%v: %s is %v, want %v", tt.scale, name, got, at100*grown)
			}
		}
		for name, want := range map[fyne.ThemeSizeName]float32{SizeCardEdge: 14, theme.SizeNameInputRadius: 8, theme.SizeNameInputBorder: 1,
			theme.SizeNamePadding: theme.DefaultTheme().Size(theme.SizeNamePadding)} {
			if got := th.Size(name); got != want {
				t.Errorf("%v: %s is %v, want %v at every size", tt.scale, name, got, want)
			}
		}
	}
}

// TestAsksThePresentTheme: what is asked by role is that of the program's theme now.
func TestAsksThePresentTheme(t *testing.T) {
	app := test.NewApp()
	for _, th := range []*Theme{{Mode: Light, Scale: 1}, {Mode: Dark, Scale: 2}} {
		app.Settings().SetTheme(th)
		if got, want := Color(ColorCard), th.Color(ColorCard, theme.VariantLight); got != want {
			t.Errorf("%s: the card is %v, want %v", th.Mode, got, want)
		}
		if got := Size(theme.SizeNameText); got != 14*th.Scale {
			t.Errorf("%s: text is %v", th.Mode, got)
		}
		if bold := th.Font(fyne.TextStyle{Bold: true}); bold == nil || bold == th.Font(fyne.TextStyle{}) {
			t.Errorf("the bold font is %v", bold)
		}
		if th.Icon(theme.IconNameHome) == nil {
			t.Error("there is no icon")
		}
	}
}

func TestAccountsHaveTheirColor(t *testing.T) {
	seen := make(map[color.Color]bool)
	for n := 1; n <= AccountColors; n++ {
		seen[Account(n, "ann@example.org")] = true
	}
	if len(seen) != AccountColors {
		t.Errorf("%d colors to choose from differ, want %d", len(seen), AccountColors)
	}
	for _, n := range []int{-1, 0, AccountColors + 1} {
		own := make(map[int]bool)
		for i := range 100 {
			address := fmt.Sprint(i, "@example.org")
			c := AccountColor(n, address)
			own[c] = true
			if c != AccountColor(0, strings.ToUpper(address)) || Account(n, address) != Account(c, "") {
				t.Errorf("%d is no color to choose, and not that of the address", n)
			}
		}
		if len(own) != AccountColors {
			t.Errorf("of 100 addresses come %d colors", len(own))
		}
	}
}
