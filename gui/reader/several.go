package reader

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Action is something that can be done with several messages.
type Action struct {
	Icon widgets.IconName
	Text string
	Do   func()
	Menu func() *fyne.Menu // is opened below the button, in the place of Do; nil: there is none
}

// ShowChosen shows that n messages are chosen, what else is to be said of them, which may be
// empty, and what can be done with them.
func (r *Reader) ShowChosen(n int, note string, actions []Action) {
	r.clear()
	title := widgets.NewSpans(widgets.Span{
		Text: lang.N("{{.Count}} messages selected", n, map[string]any{"Count": words.Count(n)}), Bold: true})
	title.SizeName, title.Align = theme.SizeTitle, fyne.TextAlignCenter
	about := widgets.NewText(note, "", theme.ColorMuted)
	about.Align = fyne.TextAlignCenter
	about.Hidden = note == ""
	tiles := flow.NewTiles(8)
	tiles.Middle = true
	for _, a := range actions {
		b := widgets.NewButton(widgets.Quiet, a.Text, a.Icon, a.Do)
		if a.Menu != nil {
			b.Drop = true
			b.OnTapped = func() {
				if c := r.canvas(); c != nil {
					widgets.ShowMenuBelow(a.Menu(), c, b, false)
				}
			}
		}
		tiles.Objects = append(tiles.Objects, b)
	}
	r.set(middle(title, about, tiles), true)
}
