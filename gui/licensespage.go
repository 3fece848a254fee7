package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/assets/licenses"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// licensesPage lists what PopMail is made of. A line unfolds the license that it comes under, one
// at a time.
type licensesPage struct {
	widget.BaseWidget
	page   *flow.Page
	column *flow.Column
	done   *widgets.Button
	parts  []licenses.Part
	lines  []*widgets.Button
	open   int // of parts; -1: none
}

// showLicenses opens the page.
func (w *Window) showLicenses() {
	p := &licensesPage{column: flow.NewColumn(16), parts: licenses.All(), open: -1}
	p.done = widgets.NewButton(widgets.Primary, lang.L("Done"), "", w.closeSheet)
	p.column.Inset = flow.Insets{Left: 20, Top: 22, Right: 20, Bottom: 22}
	p.page = flow.NewPage(p.column)
	p.page.Fill, p.page.FollowFocus = theme.ColorPane, true
	p.ExtendBaseWidget(p)
	for i, part := range p.parts {
		p.lines = append(p.lines, widgets.NewLink(part.Names[0], func() { p.unfold(i) }))
	}
	p.fill()
	w.openSheet(p, p.done)
}

// unfold shows the license of a part, or folds it again.
func (p *licensesPage) unfold(i int) {
	if p.open == i {
		i = -1
	}
	p.open = i
	p.fill()
}

func (p *licensesPage) fill() {
	p.column.MaxWidth = 760*widgets.Unit() + 40
	title := widgets.NewSpans(widgets.Span{Text: lang.L("What PopMail is made of"), Bold: true})
	title.SizeName = theme.SizeTitle
	card := flow.NewColumn(9).Card(flow.Insets{Left: 23, Top: 17, Right: 23, Bottom: 18})
	for i, part := range p.parts {
		card.Objects = append(card.Objects, flow.NewTiles(0, p.lines[i]))
		if len(part.Names) > 1 {
			card.Objects = append(card.Objects, widgets.NewText(strings.Join(part.Names[1:], "\n"), theme.SizeSmall, theme.ColorMuted))
		}
		if i == p.open {
			card.Objects = append(card.Objects, selectable.NewText(part.Text, theme.SizeSmall, ""))
		}
	}
	p.column.Set(flow.NewRow(16, title, title, p.done),
		widgets.NewText(lang.L("PopMail is free software under the MIT license. It is made of work of many people, who give it away under the licenses below. Choose a line to read its license."), "", theme.ColorMuted), card)
	p.page.Relayout()
}

// CreateRenderer implements fyne.Widget.
func (p *licensesPage) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return widget.NewSimpleRenderer(p.page)
}

// TypedKey implements sheet.
func (p *licensesPage) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.done.OnTapped()
	case fyne.KeyPageDown, fyne.KeySpace:
		p.page.By(p.page.Size().Height - 60)
	case fyne.KeyPageUp:
		p.page.By(60 - p.page.Size().Height)
	default:
		return false
	}
	return true
}
