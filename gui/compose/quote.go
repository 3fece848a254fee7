package compose

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/account/letter"
	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// quote is the message that is answered or passed on, as it looked, below the own words.
type quote struct {
	widget.BaseWidget
	of    *letter.Quote
	bare  bool // as text, without its looks
	fixed bool // it goes as it is: there is nothing to be done about it
	begun bool // the window is there
	edit  *widgets.Button
	out   *widgets.Button
	line  *widgets.Text
	bar   *widgets.Ground
	view  *htmlview.View
}

func (e *Editor) newQuote() *quote {
	q := &quote{line: widgets.NewText("", theme.SizeSmall, theme.ColorMuted), bar: widgets.NewGround(theme.ColorBadge), view: htmlview.New(e.run)}
	q.edit = widgets.NewButton(widgets.Quiet, lang.L("Edit the quoted text"), widgets.IconQuote, e.editQuote)
	q.out = widgets.NewButton(widgets.Flat, lang.L("Leave it out"), "", func() {
		e.setQuote(nil)
		e.focus(e.text)
		e.changed()
	})
	q.edit.Small, q.out.Small = true, true
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
	q.Show()
	if q.begun {
		q.draw()
	}
}

// begin draws the quote once the window is there: to lay out a long one at the same time
// would keep the window waiting for a processor.
func (q *quote) begin() {
	q.begun = true
	if q.of != nil {
		q.draw()
	}
}

func (q *quote) draw() {
	of := q.of
	doc := htmlview.Document{Text: of.Text}
	if of.HTML != "" && !q.bare {
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
}

func (q *quote) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	const indent, gap = 18, 8
	if f == nil {
		f = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	// Who wrote stands beside the buttons, or below them where there is no room.
	edit, out := q.edit.MinSize(), q.out.MinSize()
	buttons := edit.Width + out.Width + 6
	if q.fixed {
		return q.walkFixed(width, f)
	}
	f(q.edit, max(width-buttons, 0), 0, min(edit.Width, width), edit.Height)
	y := float32(0)
	if buttons > width {
		y = edit.Height + 4
	}
	f(q.out, max(width-out.Width, 0), y, min(out.Width, width), out.Height)
	y += max(edit.Height, out.Height)
	beside := width - buttons - 12
	if lh := q.line.HeightFor(max(beside, 1)); beside > 180*widgets.Unit() {
		f(q.line, 0, flow.Whole(max(y-lh, 0)/2), beside, lh)
		y = max(y, flow.WholeUp(lh))
	} else {
		lh := flow.WholeUp(q.line.HeightFor(width))
		f(q.line, 0, y+4, width, lh)
		y += 4 + lh
	}
	y += gap
	if q.view.Empty() {
		f(q.view, indent, y, max(width-indent, 1), 0)
		f(q.bar, 0, y, 3, 0)
		return y
	}
	h := flow.WholeUp(q.view.HeightFor(max(width-indent, 1)))
	f(q.view, indent, y, max(width-indent, 1), h)
	f(q.bar, 0, y, 3, h)
	return y + h
}

// walkFixed is walk without buttons and without the bar that marks the words of others.
func (q *quote) walkFixed(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	const gap = 14
	lh := flow.WholeUp(q.line.HeightFor(width))
	f(q.line, 0, 0, width, lh)
	f(q.bar, 0, lh+gap/2, width, 1)
	y := lh + gap
	h := float32(0)
	if !q.view.Empty() {
		h = flow.WholeUp(q.view.HeightFor(max(width, 1)))
	}
	f(q.view, 0, y, max(width, 1), h)
	return y + h
}

// HeightFor implements flow.Sizer.
func (q *quote) HeightFor(width float32) float32 { return q.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (q *quote) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: q, Walk: q.walk, Least: func() float32 { return 100 }, Parts: func() []fyne.CanvasObject {
		return []fyne.CanvasObject{q.line, q.edit, q.out, q.bar, q.view}
	}}
}

// setQuote shows a quote and lays the letter out anew.
func (e *Editor) setQuote(of *letter.Quote) {
	e.quote.set(of)
	e.relaid()
}

// editQuote moves the words of the quote into the letter, where they can be changed; its
// looks do not come along, and the pictures of one that is passed on do as files. The signature is below all of it then, as what stands below one
// is taken for a part of it.
func (e *Editor) editQuote() {
	of := e.quote.of
	if of == nil {
		return
	}
	own, signed := letter.SignAgain(e.text.Text, e.base.Signature, "")
	own = strings.TrimRight(own, "\n")
	text := own + "\n\n" + of.AsText()
	if signed {
		text = letter.Sign(text, e.base.Signature)
	}
	e.setQuote(nil)
	if of.Forward {
		var files []letter.Attachment
		for i := range of.Pictures {
			files = append(files, of.Pictures[i].Attachment(i+1))
		}
		e.Attach(files...)
	}
	e.text.write(text, utf8.RuneCountInString(own))
	e.relaid()
	e.focus(e.text)
	e.changed()
}
