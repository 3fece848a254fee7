package theme

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Enhanced is the contrast of text, and of what tells states, in high contrast
// (WCAG 2.2, success criterion 1.4.6).
const Enhanced = 7

// strong are the colors of high contrast. Grounds that say something have an outline, see
// ColorOutline: white and black leave no room for grounds that stand out from each other.
var strong = map[fyne.ThemeColorName]pair{
	ColorSidebar:    {rgb(0xFFFFFF), rgb(0x000000)},
	ColorPane:       {rgb(0xFFFFFF), rgb(0x000000)},
	ColorCard:       {rgb(0xFFFFFF), rgb(0x000000)},
	ColorLine:       {rgb(0x404040), rgb(0xC8C8C8)},
	ColorMuted:      {rgb(0x303030), rgb(0xE0E0E0)},
	ColorField:      {rgb(0xFFFFFF), rgb(0x000000)},
	ColorSelected:   {rgb(0xD6E4FF), rgb(0x14264A)},
	ColorHover:      {rgb(0xECECEC), rgb(0x1C1C1C)},
	ColorBadge:      {rgb(0xE0E0E0), rgb(0x2C2C2C)},
	ColorNotice:     {rgb(0xFFF1C2), rgb(0x2B2200)},
	ColorNoticeText: {rgb(0x3D2900), rgb(0xFFE9A8)},
	ColorMark:       {rgb(0x000000), rgb(0xFFE500)},
	ColorMarkText:   {rgb(0xFFFFFF), rgb(0x000000)},
	ColorOption:     {rgb(0xE3ECFF), rgb(0x101F3F)},
	ColorGood:       {rgb(0x004A1B), rgb(0x7CE8A6)},
	ColorToast:      {rgb(0x000000), rgb(0xFFFFFF)},
	ColorToastText:  {rgb(0xFFFFFF), rgb(0x000000)},
	ColorOutline:    {rgb(0x000000), rgb(0xFFFFFF)},

	theme.ColorNameBackground:          {rgb(0xFFFFFF), rgb(0x000000)},
	theme.ColorNameForeground:          {rgb(0x000000), rgb(0xFFFFFF)},
	theme.ColorNamePrimary:             {rgb(0x0033A0), rgb(0x9CC4FF)},
	theme.ColorNameForegroundOnPrimary: {rgb(0xFFFFFF), rgb(0x000000)},
	theme.ColorNameHyperlink:           {rgb(0x0033A0), rgb(0x9CC4FF)},
	theme.ColorNameInputBackground:     {rgb(0xFFFFFF), rgb(0x000000)},
	theme.ColorNameInputBorder:         {rgb(0x404040), rgb(0xC8C8C8)},
	theme.ColorNamePlaceHolder:         {rgb(0x404040), rgb(0xCFCFCF)},
	theme.ColorNameSeparator:           {rgb(0x404040), rgb(0xC8C8C8)},
	theme.ColorNameButton:              {rgb(0xEDEDED), rgb(0x1F1F1F)},
	theme.ColorNameMenuBackground:      {rgb(0xFFFFFF), rgb(0x000000)},
	theme.ColorNameOverlayBackground:   {rgb(0xFFFFFF), rgb(0x000000)},
	theme.ColorNameHeaderBackground:    {rgb(0xFFFFFF), rgb(0x000000)},
	theme.ColorNameSelection:           {rgb(0x8FB8FF), rgb(0x1F4FA8)},
	theme.ColorNameScrollBar:           {rgb(0x404040), rgb(0xC8C8C8)},
	theme.ColorNameHover:               {color.NRGBA{A: 0x14}, color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0x1c}},
	theme.ColorNameDisabled:            {rgb(0x434343), rgb(0xB8B8B8)},
	theme.ColorNameError:               {rgb(0x8A0000), rgb(0xFFB0A8)},
}

// present is the program's theme; nil: it is another one than PopMail's.
func present() *Theme {
	t, _ := fyne.CurrentApp().Settings().Theme().(*Theme)
	return t
}

// Strong reports whether the program shows itself in high contrast.
func Strong() bool {
	t := present()
	return t != nil && t.Contrast
}

// Still reports whether nothing is to move by itself.
func Still() bool {
	t := present()
	return t != nil && t.Told.Still
}

// Contrast is that of two opaque colors (WCAG 2.2, section 5, contrast ratio), from 1 to 21.
func Contrast(a, b color.Color) float64 {
	x, y := luminance(opaque(a))+0.05, luminance(opaque(b))+0.05
	return max(x, y) / min(x, y)
}

func opaque(c color.Color) color.NRGBA {
	n, _ := color.NRGBAModel.Convert(c).(color.NRGBA)
	return n
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.NRGBA) float64 {
	f := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

// firm is a color that stands out from each of some grounds by least, or as near to that as
// to, black or white, does.
func firm(c, to color.NRGBA, least float64, grounds ...color.Color) color.NRGBA {
	from := c
	for step := range 21 {
		mix := func(a, b uint8) uint8 { return uint8((int(a)*(20-step) + int(b)*step) / 20) }
		c = color.NRGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 0xff}
		enough := true
		for _, g := range grounds {
			enough = enough && Contrast(c, g) >= least
		}
		if enough {
			break
		}
	}
	return c
}
