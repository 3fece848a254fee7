package compose

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// quote is the message that is answered or passed on, as it looked, below the own words.
type quote struct {
	widget.BaseWidget
	of   *letter.Quote
	head *flow.Ends
	line *widgets.Text
	bar  *widgets.Ground
	view *htmlview.View
}

func (e *Editor) newQuote() *quote {
	q := &quote{line: widgets.NewText("", theme.SizeSmall, theme.ColorMuted), bar: widgets.NewGround(theme.ColorBadge), view: htmlview.New(e.run)}
	edit := widgets.NewButton(widgets.Quiet, lang.L("Edit the quoted text"), widgets.IconQuote, e.editQuote)
	out := widgets.NewButton(widgets.Flat, lang.L("Leave it out"), "", func() {
		e.setQuote(nil)
		e.focus(e.text)
		e.changed()
	})
	edit.Small, out.Small = true, true
	q.head = flow.NewEnds(6, q.line, edit, out)
	q.view.OnScroll = func(dy float32) { e.page.By(dy) }
	q.view.OnWheel = e.page.Scroll.Scrolled
	q.view.OnResized = e.relaid
	q.Hide()
	q.ExtendBaseWidget(q)
	return q
}

// set shows a quote; nil: none.
func (q *quote) set(of *letter.Quote) {
	q.of = of
	if of == nil {
		q.Hide()
		q.view.Set()
		return
	}
	q.line.SetText(strings.TrimSpace(of.Line))
	doc := htmlview.Document{Text: of.Text}
	if of.HTML != "" {
		doc = htmlview.Document{HTML: of.HTML, Picture: func(ref string) ([]byte, bool) {
			cid, ok := strings.CutPrefix(ref, "cid:")
			for _, p := range of.Pictures {
				if ok && p.CID == cid {
					return p.Data, true
				}
			}
			return nil, false
		}}
	}
	if strings.TrimSpace(of.Text+of.HTML) == "" {
		q.view.Set()
	} else {
		q.view.Set(doc)
	}
	q.Show()
}

func (q *quote) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	const indent, gap = 18, 8
	if f == nil {
		f = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	h := flow.WholeUp(q.head.HeightFor(width))
	f(q.head, 0, 0, width, h)
	y := h + gap
	if q.view.Empty() {
		f(q.view, indent, y, max(width-indent, 1), 0)
		f(q.bar, 0, y, 3, 0)
		return y
	}
	h = flow.WholeUp(q.view.HeightFor(max(width-indent, 1)))
	f(q.view, indent, y, max(width-indent, 1), h)
	f(q.bar, 0, y, 3, h)
	return y + h
}

// HeightFor implements flow.Sizer.
func (q *quote) HeightFor(width float32) float32 { return q.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (q *quote) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: q, Walk: q.walk, Least: func() float32 { return 100 }, Parts: func() []fyne.CanvasObject {
		return []fyne.CanvasObject{q.head, q.bar, q.view}
	}}
}

// setQuote shows a quote and lays the letter out anew.
func (e *Editor) setQuote(of *letter.Quote) {
	e.quote.set(of)
	e.relaid()
}

// editQuote moves the words of the quote into the letter, where they can be changed; its
// looks do not come along.
func (e *Editor) editQuote() {
	of := e.quote.of
	if of == nil {
		return
	}
	own := strings.TrimRight(e.text.Text, "\n")
	at := len([]rune(own))
	e.setQuote(nil)
	e.text.SetText(own + "\n\n" + of.AsText())
	row, column := 0, at
	e.text.CursorRow, e.text.CursorColumn = row, min(column, len([]rune(strings.SplitN(own, "\n", 2)[0])))
	e.relaid()
	e.focus(e.text)
	e.changed()
}
