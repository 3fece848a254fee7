package reader

import (
	"context"
	"strings"

	"popmail/gui/htmlview"
	"popmail/gui/htmlview/browser"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader/cards"
	"popmail/gui/reader/link"
	"popmail/gui/words"
)

// openOutside hands the message that is shown to the web browser, to be looked at or
// printed there. The file is made in the background.
func (r *Reader) openOutside(toPrint bool) {
	if r.card == nil || r.OnBrowser == nil {
		return
	}
	m := r.card.outside()
	if toPrint {
		m.Note = lang.L("To print this message, press Ctrl+P here, or choose Print in the browser’s menu.")
	}
	r.OnBrowser(r.content.Summary.ID, m.Title, func() []byte { return browser.Write(m) })
}

// cardsPlace is where cards say what they say without being shown.
func (r *Reader) cardsPlace() *cards.Place { return &cards.Place{Now: r.now(), You: r.you} }

// readable is what the message that is shown says as text.
func (r *Reader) readable() string {
	if m := r.content.Message; !m.Carded {
		return m.Readable()
	}
	return cards.Text(r.content.Message, r.cardsPlace())
}

// outside is the message as the web browser is to show it.
func (c *card) outside() browser.Message {
	m := c.r.content.Message
	title := strings.TrimSpace(m.Subject)
	if title == "" {
		title = lang.L("(no subject)")
	}
	date := m.Date
	if date.IsZero() {
		date = c.r.content.Summary.Date
	}
	from := addresses(m.From)
	if from == "" {
		from = c.from().String()
	}
	out := browser.Message{Title: title, Fields: []browser.Field{
		{Name: lang.L("From:"), Value: from},
		{Name: lang.L("To:"), Value: addresses(m.To)},
		{Name: lang.L("Cc:"), Value: addresses(m.Cc)},
		{Name: lang.L("Sent:"), Value: words.Full(date)},
	}}
	if files := shown(m.Attachments); len(files) > 0 {
		names := make([]string, len(files))
		for i, a := range files {
			names[i] = words.InList(widgets.OneLine(a.Name))
		}
		out.Fields = append(out.Fields, browser.Field{Name: lang.L("Attachments:"), Value: words.Names(names)})
	}
	// Links of junk lead nowhere there, as in the window. Its pictures are read also where another message
	// is shown by then.
	linked := !c.r.inJunk()
	for i := range m.Pages {
		p := &m.Pages[i]
		var to func(href string) string
		if linked {
			to = func(href string) string { return link.To(htmlview.Absolute(p.Base, href)).Address }
		}
		out.Parts = append(out.Parts, browser.Part{HTML: p.HTML, Text: p.Text, Tell: words.Embedded, Picture: c.pictureOf(context.Background(), p), Link: to})
	}
	if len(out.Parts) == 0 && !m.Carded && strings.TrimSpace(m.Text) != "" { // Carded: its text is for finding it, and the cards say it for people
		out.Parts = []browser.Part{{Text: m.Shown()}}
	}
	for _, lines := range cards.Lines(m, c.r.cardsPlace()) {
		out.Parts = append(out.Parts, browser.Part{Text: lines})
	}
	return out
}
