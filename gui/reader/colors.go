package reader

import (
	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// newColors is the line that says in the dark that the colours of a message are not those
// of its sender.
func newColors(v *htmlview.View) *flow.Tiles {
	link := widgets.NewLink(lang.L("Show original colors"), func() { v.SetOriginalColors(true) })
	link.Small = true
	words := lang.L("Colors adjusted for dark mode.")
	text := flow.Wide(widgets.NewLine(words, false, theme.SizeSmall, theme.ColorMuted), func() float32 {
		return widgets.TextWidth(words, theme.Size(theme.SizeSmall), false) + 2
	})
	line := flow.NewTiles(8, text, link)
	line.Hide()
	return line
}

// sayColors shows the line where colours have been adapted.
func (c *card) sayColors() {
	hidden := !c.body.Adapted() || c.body.OriginalColors()
	if hidden != c.colors.Hidden {
		c.colors.Hidden = hidden
		c.r.resized()
	}
}
