package textview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Details is a text for somebody who helps, which is seen once a link is followed.
func Details(text string) fyne.CanvasObject {
	v := NewPlain(text)
	v.SizeName, v.Color = theme.SizeSmall, theme.ColorMuted
	v.Hide()
	var more *widgets.Button
	more = widgets.NewLink(lang.L("Details"), func() {
		v.Show()
		more.Hide()
	})
	return flow.NewColumn(12, flow.NewTiles(0, more), v)
}
