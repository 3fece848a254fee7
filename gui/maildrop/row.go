package maildrop

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// row is one message of the list: a line with a column for each thing that is told of it, or
// two or three lines where there is no room for that.
type row struct {
	widgets.Surface
	p                         *Page
	box                       *canvas.Rectangle
	tick, placeSign, goesSign *widgets.Glyph
	from, subject, date, size *widgets.Text
	place, goes               *widgets.Text
	line                      *widgets.Ground // below the row
}

func newRow(p *Page) *row {
	small := func() *widgets.Text { return widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted) }
	r := &row{p: p, line: widgets.NewHairline(), box: canvas.NewRectangle(color.Transparent), tick: widgets.NewGlyph(widgets.IconCheck, fynetheme.ColorNameForegroundOnPrimary),
		placeSign: widgets.NewGlyph(widgets.IconCheck, theme.ColorGood), goesSign: widgets.NewGlyph(widgets.IconClock, theme.ColorMuted),
		from: widgets.NewLine("", false, "", ""), subject: widgets.NewLine("", false, "", ""), date: small(), size: small(), place: small(), goes: small()}
	r.Content = []fyne.CanvasObject{r.box, r.tick, r.from, r.subject, r.date, r.size, r.placeSign, r.place, r.goesSign, r.goes, r.line}
	r.Place = r.lay
	r.ExtendBaseWidget(r)
	return r
}

// show draws a message.
func (r *row) show(o *account.OnServer, from string, s widgets.RowState, now time.Time) {
	subject := widgets.OneLine(o.Subject)
	switch {
	case o.Untold() && !o.Here && r.p.rows.drop.Untold > 0:
		subject = lang.L("Sender and subject aren’t known yet")
		r.subject.SetColor(theme.ColorMuted)
	case from == "" && subject == "" && o.Date.IsZero() && !o.Here:
		subject = lang.L("The server has not told what this is")
		r.subject.SetColor(theme.ColorMuted)
	case subject == "":
		subject = lang.L("(no subject)")
		r.subject.SetColor(theme.ColorMuted)
	default:
		r.subject.SetColor(fynetheme.ColorNameForeground)
	}
	r.from.SetText(from)
	r.subject.SetText(subject)
	date, size := "", ""
	if !o.Date.IsZero() {
		date = dateWords(o.Date, now)
	}
	if o.Size > 0 {
		size = words.Size(o.Size)
	}
	r.date.SetText(date)
	r.size.SetText(size)
	where := PlaceOf(o)
	text, icon := where.words()
	role := theme.ColorMuted
	r.place.SetColor(theme.ColorMuted)
	if where == Here {
		role = theme.ColorGood
		r.place.SetColor(fynetheme.ColorNameForeground)
	}
	r.place.SetText(text)
	r.placeSign.Set(icon, role)
	text, icon = goesWords(o.Goes, now)
	role = theme.ColorMuted
	switch icon {
	case widgets.IconTrash:
		role = theme.ColorNoticeText
	case widgets.IconLock:
		role = fynetheme.ColorNameForeground
	}
	r.goes.SetColor(role)
	r.goes.SetText(text)
	r.goesSign.Hidden = icon == ""
	if icon != "" {
		r.goesSign.Set(icon, role)
	}
	r.box.CornerRadius, r.box.StrokeWidth = 4, 1.5
	r.box.FillColor, r.box.StrokeColor = color.Transparent, theme.Color(theme.ColorMuted)
	if s.Selected {
		r.box.FillColor, r.box.StrokeColor = theme.Color(fynetheme.ColorNamePrimary), theme.Color(fynetheme.ColorNamePrimary)
	}
	r.tick.Hidden = !s.Selected
	r.box.Refresh()
	// It may have lain aside while the colors of the window changed.
	r.line.Refresh()
	r.placeSign.Refresh()
	r.goesSign.Refresh()
	r.ShowState(s)
	r.Arrange()
}

// dateWords is the time of today, else the day: there are no headings for days.
func dateWords(t, now time.Time) string {
	if words.Days(t, now) == 1 {
		return lang.L("Yesterday")
	}
	return words.Date(t, now)
}

// rowHeight is that of the rows in the present width.
func (p *Page) rowHeight() float32 {
	line := widgets.LineHeight(theme.Size(fynetheme.SizeNameText))
	small := widgets.LineHeight(theme.Size(theme.SizeSmall))
	air := flow.Whole(16 * widgets.Unit())
	switch {
	case p.wide:
		return flow.WholeUp(max(line+air, 44*widgets.Unit()))
	case p.folded:
		return flow.WholeUp(line + small + air + 2)
	}
	return flow.WholeUp(line + 2*small + air + 4)
}

// put places a line of text with its middle at y.
func put(t *widgets.Text, x, y, w float32) {
	h := t.MinSize().Height
	t.Move(fyne.NewPos(flow.Whole(x), flow.Whole(y-h/2)))
	t.Resize(fyne.NewSize(max(w, 1), h))
}

// putRight places a line of text so that it ends at x, and returns its width.
func putRight(t *widgets.Text, x, y float32) float32 {
	size := theme.Size(fynetheme.SizeNameText)
	if t.SizeName != "" {
		size = theme.Size(t.SizeName)
	}
	w := widgets.TextWidth(t.Text(), size, false) + 1
	put(t, x-w, y, w+1)
	return w
}

// putSigned places a sign, where there is one, and the text behind it.
func putSigned(g *widgets.Glyph, t *widgets.Text, x, y, w float32) {
	if g.Visible() {
		side := flow.Whole(15 * widgets.Unit())
		g.Resize(fyne.NewSquareSize(side))
		g.Move(fyne.NewPos(flow.Whole(x), flow.Whole(y-side/2)))
		x += side + 7*widgets.Unit()
		w -= side + 7*widgets.Unit()
	}
	put(t, x, y, w)
}

func (r *row) lay(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	u := widgets.Unit()
	r.line.Move(fyne.NewPos(0, s.Height-1))
	r.line.Resize(fyne.NewSize(s.Width, 1))
	c := columnsFor(s.Width)
	side := flow.Whole(16 * u)
	line, small := widgets.LineHeight(theme.Size(fynetheme.SizeNameText)), widgets.LineHeight(theme.Size(theme.SizeSmall))
	first := flow.Whole(s.Height / 2)
	if !r.p.wide {
		first = flow.Whole(8*u + line/2)
	}
	r.box.Resize(fyne.NewSquareSize(side))
	r.box.Move(fyne.NewPos(c.box, flow.Whole(first-side/2)))
	inner := side - 4
	r.tick.Resize(fyne.NewSquareSize(inner))
	r.tick.Move(fyne.NewPos(c.box+2, flow.Whole(first-inner/2)))
	right := s.Width - c.edge
	switch {
	case r.p.wide:
		put(r.from, c.from, first, c.subject-c.from-12*u)
		put(r.subject, c.subject, first, c.date-c.subject-12*u)
		put(r.date, c.date, first, c.size-c.date)
		putRight(r.size, c.sizeEnd, first)
		putSigned(r.placeSign, r.place, c.place, first, c.goes-c.place-8*u)
		putSigned(r.goesSign, r.goes, c.goes, first, right-c.goes)
	case r.p.folded:
		date := putRight(r.date, right, first)
		w := flow.Whole((right - c.from) * 0.34)
		put(r.from, c.from, first, w-10*u)
		put(r.subject, c.from+w, first, right-date-12*u-c.from-w)
		second := first + line/2 + small/2 + 2
		size := putRight(r.size, right, second)
		putSigned(r.placeSign, r.place, c.from, second, w-10*u)
		putSigned(r.goesSign, r.goes, c.from+w, second, right-size-12*u-c.from-w)
	default:
		date := putRight(r.date, right, first)
		put(r.from, c.from, first, right-date-12*u-c.from)
		second := first + line/2 + small/2 + 1
		size := putRight(r.size, right, second)
		put(r.subject, c.from, second, right-size-12*u-c.from)
		third := second + small + 3
		half := flow.Whole((right - c.from) / 2)
		putSigned(r.placeSign, r.place, c.from, third, half-6*u)
		putSigned(r.goesSign, r.goes, c.from+half, third, half)
	}
}

// places are where the columns begin.
type places struct {
	edge, box, from, subject, date, size, sizeEnd, place, goes float32
}

func columnsFor(width float32) places {
	u := widgets.Unit()
	c := places{edge: flow.Whole(16 * u), box: flow.Whole(16 * u), from: flow.Whole(44 * u)}
	c.goes = flow.Whole(width - 190*u)
	c.place = flow.Whole(c.goes - 178*u)
	c.sizeEnd = c.place - flow.Whole(22*u)
	c.size = c.sizeEnd - flow.Whole(70*u)
	c.date = c.size - flow.Whole(86*u)
	c.subject = c.from + flow.Whole(min(190*u, (c.date-c.from)*0.36))
	return c
}
