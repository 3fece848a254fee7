package reader

import (
	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// colorsLine says that the colors of a message are not those of its sender: they were adapted
// for the dark, or for high contrast.
type colorsLine struct {
	*flow.Tiles
	text *widgets.Text
}

func newColors(v *htmlview.View) *colorsLine {
	link := widgets.NewLink(lang.L("Show original colors"), func() { v.SetOriginalColors(true) })
	link.Small = true
	c := &colorsLine{text: widgets.NewLine(adapted(), false, theme.SizeSmall, theme.ColorMuted)}
	c.Tiles = flow.NewTiles(8, flow.Wide(c.text, func() float32 {
		return widgets.TextWidth(adapted(), theme.Size(theme.SizeSmall), false) + 2
	}), link)
	c.Hide()
	return c
}

// adapted is what the line says.
func adapted() string {
	if theme.Strong() {
		return lang.L("Colors adjusted for high contrast.")
	}
	return lang.L("Colors adjusted for dark mode.")
}

// adaptedAgain names the way back from the sender's colors in menus.
func adaptedAgain() string {
	if theme.Strong() {
		return lang.L("Show high contrast colors")
	}
	return lang.L("Show dark mode colors")
}

// sayColors shows the line where colours have been adapted.
func (c *card) sayColors() {
	hidden, said := !c.body.Adapted() || c.body.OriginalColors(), adapted()
	if hidden != c.colors.Hidden || said != c.colors.text.Text() {
		c.colors.Hidden = hidden
		c.colors.text.SetText(said)
		c.r.resized()
	}
}
