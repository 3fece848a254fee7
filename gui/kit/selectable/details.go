package selectable

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Details is a text for somebody who helps, which is seen once a link is followed.
func Details(text string) fyne.CanvasObject {
	t := NewText(text, theme.SizeSmall, theme.ColorMuted)
	t.Hide()
	var more *widgets.Button
	more = widgets.NewLink(lang.L("Details"), func() {
		t.Show()
		more.Hide()
	})
	return flow.NewColumn(12, flow.NewTiles(0, more), t)
}
