package reader

import (
	"fyne.io/fyne/v2"

	"popmail/gui/htmlview"
	"popmail/gui/reader/cards"
)

// beside are the cards of what the message brings beside its text: those that stand
// above the text, and those at the end.
func (c *card) beside() (above, below []fyne.CanvasObject) {
	r := c.r
	m := r.content.Message
	id := r.content.Summary.ID
	p := &cards.Place{Now: r.now(), You: r.you, Resized: r.resized}
	if r.OnOpenAttachment != nil {
		p.Open = func(index int) { r.openAttachment(m.Attachments[index]) }
	}
	if r.OnSaveAttachment != nil {
		p.Save = func(index int) { r.OnSaveAttachment(id, index) }
	}
	p.Link = r.followLink
	p.Text = func(text string) fyne.CanvasObject {
		v := r.newBody()
		v.SetZoom(1) // as the rest of the card: only the message itself is zoomed
		v.Marks(r.content.Terms)
		v.Set(htmlview.Document{Text: text})
		return v
	}
	return cards.Of(m, p)
}

// problems are those that the bar above the text tells: what a card or a line says in
// better words is left out.
func (c *card) problems() []string {
	m := c.r.content.Message
	if m.Security == nil || m.Security.Told == "" {
		return m.Problems
	}
	var out []string
	for _, p := range m.Problems {
		if p != m.Security.Told {
			out = append(out, p)
		}
	}
	return out
}
