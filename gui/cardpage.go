package gui

import (
	"errors"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// showPage fills the window with a card that says something; the last button gets the
// keyboard. The words of err, which may be nil, are shown when asked for. escape may be nil.
func showPage(w fyne.Window, heading string, texts []string, err error, escape func(), buttons ...*widgets.Button) {
	p := newCardPage(w, heading, err, escape)
	for _, t := range texts {
		p.add(widgets.NewText(t, "", fynetheme.ColorNameForeground))
	}
	p.show(nil, buttons...)
	if n := len(buttons); n > 0 {
		w.Canvas().Focus(buttons[n-1])
	}
}

// cardPage is a card that has the window for itself.
type cardPage struct {
	window fyne.Window
	card   *flow.Column
	page   *flow.Page
	err    error
	escape func()
}

func newCardPage(w fyne.Window, heading string, err error, escape func()) *cardPage {
	title := widgets.NewSpans(widgets.Span{Text: heading, Bold: true})
	title.SizeName = theme.SizeTitle
	p := &cardPage{window: w, card: flow.NewColumn(12, title).Card(flow.Insets{}), err: err, escape: escape}
	p.page = flow.NewPage(widgets.NewMargins(p.card))
	p.page.Fill, p.page.FollowFocus = theme.ColorPane, true
	return p
}

// add puts something below what is on the card.
func (p *cardPage) add(o ...fyne.CanvasObject) { p.card.Objects = append(p.card.Objects, o...) }

// show puts the card into the window. Below are the buttons; other is at the left of them and
// may be nil.
func (p *cardPage) show(other *widgets.Button, buttons ...*widgets.Button) {
	var left []fyne.CanvasObject
	if p.err != nil && !errors.Is(p.err, mailbox.ErrInUse) { // it would say the same again
		details := widgets.NewText(p.err.Error(), theme.SizeSmall, theme.ColorMuted)
		details.Hide()
		p.add(details)
		left = append(left, widgets.NewButton(widgets.Flat, lang.L("Details"), "", func() {
			details.Hidden = !details.Hidden
			p.changed()
		}))
	}
	if other != nil {
		left = append(left, other)
	}
	var right []fyne.CanvasObject
	for _, b := range buttons {
		right = append(right, b)
	}
	if len(left)+len(right) > 0 {
		var at fyne.CanvasObject
		if len(left) > 0 {
			at = flow.NewTiles(4, left...)
		}
		foot := flow.NewColumn(0, flow.NewEnds(10, at, right...))
		foot.Inset.Top = 12
		p.add(foot)
	}
	p.window.SetContent(p.page)
	p.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape && p.escape != nil {
			p.escape()
		}
	})
}

// changed lays the card out anew after something on it has changed.
func (p *cardPage) changed() {
	p.card.Refresh()
	p.page.Relayout()
}
