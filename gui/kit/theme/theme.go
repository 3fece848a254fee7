// Package theme gives PopMail its colours and sizes by role. Widgets ask for a
// role and never for a colour value.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colour roles beside Fyne's own. Ask with fyne.CurrentApp().Settings().Theme()
// or, in a widget, with Color.
const (
	ColorSidebar    fyne.ThemeColorName = "popmailSidebar"    // behind the folders
	ColorPane       fyne.ThemeColorName = "popmailPane"       // behind the reading card and the wizard
	ColorCard       fyne.ThemeColorName = "popmailCard"       // cards, list, toolbar, status line
	ColorLine       fyne.ThemeColorName = "popmailLine"       // hairlines and card edges
	ColorMuted      fyne.ThemeColorName = "popmailMuted"      // second-rank text
	ColorField      fyne.ThemeColorName = "popmailField"      // search field, chips, attachment tiles
	ColorSelected   fyne.ThemeColorName = "popmailSelected"   // chosen row
	ColorHover      fyne.ThemeColorName = "popmailHover"      // row under the pointer
	ColorBadge      fyne.ThemeColorName = "popmailBadge"      // unread count, progress track
	ColorNotice     fyne.ThemeColorName = "popmailNotice"     // behind a notice
	ColorNoticeText fyne.ThemeColorName = "popmailNoticeText" // text of a notice
	ColorMark       fyne.ThemeColorName = "popmailMark"       // behind a found word
	ColorMarkText   fyne.ThemeColorName = "popmailMarkText"   // a found word
	ColorOption     fyne.ThemeColorName = "popmailOption"     // chosen option of the wizard
	ColorGood       fyne.ThemeColorName = "popmailGood"       // the dot of "up to date"
	ColorToast      fyne.ThemeColorName = "popmailToast"      // behind the Undo bar
	ColorToastText  fyne.ThemeColorName = "popmailToastText"  // text of the Undo bar
	ColorOutline    fyne.ThemeColorName = "popmailOutline"    // around grounds that say something; seen in high contrast only
)

// Size roles beside Fyne's own, in Fyne's device-independent pixels at 100 %.
const (
	SizeSmall    fyne.ThemeSizeName = "popmailSmall"    // snippets, dates, status line
	SizeTitle    fyne.ThemeSizeName = "popmailTitle"    // subject on the card, wizard headings
	SizeCardEdge fyne.ThemeSizeName = "popmailCardEdge" // corner radius of cards
)

// Mode is the person's choice between light and dark.
type Mode string

// The modes.
const (
	System Mode = "system"
	Light  Mode = "light"
	Dark   Mode = "dark"
)

// Told is what the system says of how programs are to look.
type Told struct {
	Silent   bool // it does not tell whether it is light or dark, and counts as light
	Contrast bool // the person has asked it for high contrast
	Still    bool // the person has asked it for as little motion as can be
}

// Theme is PopMail's look. The zero value follows the system at 100 % text size.
type Theme struct {
	Mode     Mode
	Scale    float32 // of text and of what holds text: 0.8 to 2; 0: 1
	Contrast bool    // high contrast, whoever asks for it
	Told     Told
}

var _ fyne.Theme = (*Theme)(nil)

type pair struct{ light, dark color.NRGBA }

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

var colors = map[fyne.ThemeColorName]pair{
	ColorSidebar:    {rgb(0xEEF0F4), rgb(0x191C21)},
	ColorPane:       {rgb(0xF6F7F9), rgb(0x17191E)},
	ColorCard:       {rgb(0xFFFFFF), rgb(0x1E2127)},
	ColorLine:       {rgb(0xE3E6EB), rgb(0x2D313A)},
	ColorMuted:      {rgb(0x5C6370), rgb(0xA3A9B5)},
	ColorField:      {rgb(0xEEF0F4), rgb(0x191C21)},
	ColorSelected:   {rgb(0xDBE7FF), rgb(0x2A3A5C)},
	ColorHover:      {rgb(0xF1F5FE), rgb(0x262B36)},
	ColorBadge:      {rgb(0xD5DBE6), rgb(0x343A46)},
	ColorNotice:     {rgb(0xFFF6E0), rgb(0x3A3220)},
	ColorNoticeText: {rgb(0x7A5200), rgb(0xF2D58A)},
	ColorMark:       {rgb(0xFFE58A), rgb(0x6B5A14)},
	ColorMarkText:   {rgb(0x1B1F27), rgb(0xFFF3C4)},
	ColorOption:     {rgb(0xE6EEFE), rgb(0x24314D)},
	ColorGood:       {rgb(0x1F8A4C), rgb(0x4CC27E)},
	ColorToast:      {rgb(0x2A2F3A), rgb(0xE6E8EC)},
	ColorToastText:  {rgb(0xFFFFFF), rgb(0x1B1F27)},

	theme.ColorNameBackground:          {rgb(0xF6F7F9), rgb(0x17191E)},
	theme.ColorNameForeground:          {rgb(0x1B1F27), rgb(0xE6E8EC)},
	theme.ColorNamePrimary:             {rgb(0x2F6FED), rgb(0x6EA0FF)},
	theme.ColorNameForegroundOnPrimary: {rgb(0xFFFFFF), rgb(0x10151F)},
	theme.ColorNameHyperlink:           {rgb(0x2A65DB), rgb(0x6EA0FF)},
	theme.ColorNameInputBackground:     {rgb(0xF6F7F9), rgb(0x17191E)},
	theme.ColorNameInputBorder:         {rgb(0xE3E6EB), rgb(0x2D313A)},
	theme.ColorNamePlaceHolder:         {rgb(0x6A7180), rgb(0x98A0AD)},
	theme.ColorNameSeparator:           {rgb(0xE3E6EB), rgb(0x2D313A)},
	theme.ColorNameButton:              {rgb(0xEEF0F4), rgb(0x2A2F39)},
	theme.ColorNameMenuBackground:      {rgb(0xFFFFFF), rgb(0x262A32)},
	theme.ColorNameOverlayBackground:   {rgb(0xFFFFFF), rgb(0x1E2127)},
	theme.ColorNameHeaderBackground:    {rgb(0xFFFFFF), rgb(0x1E2127)},
	theme.ColorNameSelection:           {rgb(0xBFD4FF), rgb(0x35507F)},
	theme.ColorNameScrollBar:           {color.NRGBA{A: 0x50}, color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0x50}},
	theme.ColorNameHover:               {color.NRGBA{A: 0x0c}, color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0x12}},
	theme.ColorNameDisabled:            {rgb(0x9AA1AD), rgb(0x6B7280)},
	theme.ColorNameError:               {rgb(0xB3261E), rgb(0xFF8A80)},
	ColorOutline:                       {},
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, system fyne.ThemeVariant) color.Color {
	switch {
	case t.Mode == Dark:
		system = theme.VariantDark
	case t.Mode == Light || t.Told.Silent:
		system = theme.VariantLight
	}
	from := colors
	if t.Contrast {
		from = strong
	}
	if p, ok := from[name]; ok {
		if system == theme.VariantDark {
			return p.dark
		}
		return p.light
	}
	return theme.DefaultTheme().Color(name, system)
}

// Font implements fyne.Theme.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements fyne.Theme. What holds text grows with the text.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	scale := t.Scale
	if scale == 0 {
		scale = 1
	}
	scale = min(max(scale, 0.8), 2)
	switch name {
	case SizeSmall:
		return 13 * scale
	case SizeTitle:
		return 21 * scale
	case SizeCardEdge:
		return 14
	case theme.SizeNameText:
		return 14 * scale
	case theme.SizeNameCaptionText:
		return 12 * scale
	case theme.SizeNameSubHeadingText:
		return 17 * scale
	case theme.SizeNameHeadingText:
		return 21 * scale
	case theme.SizeNameInlineIcon:
		return 18 * scale
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 8
	case theme.SizeNameInputBorder:
		return 1
	}
	return theme.DefaultTheme().Size(name)
}
