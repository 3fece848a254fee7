package gui

import (
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// travelBar lies below the toolbar in travel mode.
type travelBar struct {
	*flow.Column
	text *widgets.Text
	rest *widgets.Button // gets what waits on the server
	end  *widgets.Button
}

// travelTextLeast is the width of the sentence beside the buttons, at a text size of 100 %;
// where there is less, they go below it.
const travelTextLeast = 330

func newTravelBar() *travelBar {
	b := &travelBar{text: widgets.NewSpans(), rest: widgets.NewLink("", nil), end: widgets.NewButton(widgets.Quiet, lang.L("End travel mode"), "", nil)}
	b.text.SizeName = theme.SizeSmall
	b.rest.Small, b.rest.Bold = true, true
	b.end.Small, b.end.Ground = true, theme.ColorCard
	icon := widgets.NewGlyph(widgets.IconPlane, fynetheme.ColorNameHyperlink)
	buttons := flow.NewTiles(18, b.rest, b.end)
	buttons.End = true
	sentence := flow.NewRow(10, b.text, icon, b.text)
	row := flow.NewBeside(16, func() float32 { return travelTextLeast * widgets.Unit() }, sentence, buttons)
	row.Below = 4
	b.Column = flow.NewColumn(0, row)
	b.Fill, b.Inset = theme.ColorOption, flow.Insets{Left: 20, Top: 5, Right: 14, Bottom: 5}
	return b
}

// say writes the sentences: what is so now, and what waits, which may be empty; so may the
// words of the button that gets it.
func (b *travelBar) say(now, waits, get string) {
	if waits != "" {
		now += " " + waits
	}
	b.text.Spans = []widgets.Span{{Text: lang.L("Travel mode"), Bold: true}, {Text: " · " + now}}
	b.rest.Hidden = get == ""
	b.rest.SetText(get)
	b.Refresh()
}
