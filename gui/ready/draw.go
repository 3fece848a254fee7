package ready

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

var inset = flow.Insets{Left: 22, Top: 18, Right: 22, Bottom: 18}

// top is the card that says how far everything is, with the one button that gets what is missing.
func (p *Page) top(lines []line) fyne.CanvasObject {
	s := &p.state
	missing, what := 0, ""
	for _, l := range lines {
		if !l.fine {
			if missing++; what == "" {
				what = l.missing
			}
		}
	}
	title, text := lang.L("Ready to go offline"), lang.L("You can read, search and write without internet.")
	if missing > 0 {
		title = lang.L("Almost ready: {{.What}}", map[string]any{"What": what})
		text = lang.N("{{.Fine}} of {{.All}} are ready", len(lines)-missing, map[string]any{"Fine": words.Count(len(lines) - missing), "All": words.Count(len(lines))})
	}
	if s.Busy {
		text = lang.L("Getting what’s missing…")
	}
	head := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	head.SizeName = fynetheme.SizeNameSubHeadingText
	said := flow.NewColumn(2, head, widgets.NewText(text, "", theme.ColorMuted))
	row := flow.NewRow(16, said, widgets.OnSquare(widgets.NewGlyph(widgets.IconSuitcase, theme.ColorMuted), 13), said)
	p.main = p.button(missing)
	var inside fyne.CanvasObject = row
	if p.main != nil {
		inside = flow.NewBeside(16, func() float32 { return 260 * widgets.Unit() }, row, flow.NewTiles(0, p.main))
	}
	return flow.NewColumn(0, inside).Card(inset)
}

// button gets what is missing; nil: nothing can be got.
func (p *Page) button(missing int) *widgets.Button {
	s := p.state
	switch {
	case missing == 0 || s.Busy || s.Missing() == Missing{}:
		return nil
	case s.Offline:
		return widgets.NewButton(widgets.Primary, lang.L("Go online"), widgets.IconPlane, func() { p.OnOnline() })
	}
	text := lang.L("Get what’s missing")
	if s.Octets > 0 {
		text = lang.L("Get what’s missing ({{.Size}})", map[string]any{"Size": words.Size(s.Octets)})
	}
	return widgets.NewButton(widgets.Primary, text, widgets.IconSave, func() { p.OnGet(s) })
}

// list is the card with the things that are to be here.
func (p *Page) list(lines []line) fyne.CanvasObject {
	c := flow.NewColumn(0).Card(flow.Insets{Left: 22, Top: 6, Right: 22, Bottom: 6})
	for i, l := range lines {
		if i > 0 {
			rule := flow.NewColumn(0)
			rule.Fill, rule.Inset = theme.ColorLine, flow.Insets{Bottom: 1}
			c.Objects = append(c.Objects, rule)
		}
		sign := widgets.NewRing(widgets.IconCheck, theme.ColorGood, "")
		if !l.fine {
			sign = widgets.NewRing(l.icon, theme.ColorNoticeText, theme.ColorNotice)
		}
		title := widgets.NewSpans(widgets.Span{Text: l.title, Bold: true})
		text := flow.NewColumn(1, title, widgets.NewText(l.text, theme.SizeSmall, theme.ColorMuted))
		var inside fyne.CanvasObject = text
		if l.side != "" {
			side := widgets.NewLine(l.side, false, theme.SizeSmall, theme.ColorMuted)
			width := widgets.TextWidth(l.side, theme.Size(theme.SizeSmall), false) + 2
			b := flow.NewBeside(16, func() float32 { return 260 * widgets.Unit() }, text, field.Sized(side, width/widgets.Unit()))
			b.Below = 1
			inside = b
		}
		row := flow.NewColumn(0, flow.NewRow(14, inside, sign, inside))
		row.Inset = flow.Insets{Top: 11, Bottom: 11}
		c.Objects = append(c.Objects, row)
	}
	return c
}

// trip is the card of the journey that is near.
func (p *Page) trip() fyne.CanvasObject {
	s := &p.state
	title, text := s.tripText()
	head := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	p.watch = field.NewCheck(lang.L("Show this page the day before a trip"), p.OnWatch)
	p.watch.Checked = s.Watch
	said := flow.NewColumn(4, head, widgets.NewText(text, theme.SizeSmall, theme.ColorMuted), p.watch)
	id, day := s.Trip.ID, s.Trip.Start.In(s.Now.Location())
	open := widgets.NewButton(widgets.Quiet, lang.L("Open letter"), "", func() { p.OnOpen(id) })
	row := flow.NewRow(16, said, widgets.NewLeaf(words.ShortMonth(day), words.Count(day.Day()), words.LongWeekday(day.Weekday()), false), said)
	return flow.NewColumn(0, flow.NewBeside(16, func() float32 { return 260 * widgets.Unit() }, row, flow.NewTiles(0, open))).Card(inset)
}
