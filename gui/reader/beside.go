package reader

import (
	"fyne.io/fyne/v2"

	"popmail/gui/htmlview"
	"popmail/gui/kit/lang"
	"popmail/gui/reader/cards"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// beside are the cards of what the message brings beside its text: those that stand
// above the text, and those at the end.
func (c *card) beside() (above, below []fyne.CanvasObject) {
	r := c.r
	m := r.content.Message
	id := r.content.Summary.ID
	p := &cards.Place{Now: r.now(), You: r.you, Resized: r.resized}
	if r.OnOpenAttachment != nil {
		p.Open = func(index int) { r.openAttachment(attachment{m.Attachments[index], id, m.Attachments}) }
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
	c.place = p
	return cards.Of(m, p)
}

// problems are those that the bar above the text tells: what a card or a line says in
// better words is left out.
func (c *card) problems() []string {
	m := c.r.content.Message
	var out []string
	for _, p := range m.Problems {
		if m.Security != nil && p == m.Security.Told || m.Piece != nil && p == m.Piece.Told {
			continue
		}
		out = append(out, p)
	}
	return out
}

// pieceSays says which piece of a message this is that was cut for the way.
func pieceSays(p *eml.Piece) string {
	if p.Number == 0 || p.Of == 0 {
		return lang.L("This is a piece of a message that was sent in several. PopMail can’t put them together.")
	}
	return lang.L("This is piece {{.Number}} of {{.Of}} of a message that was sent in several. PopMail can’t put them together.",
		map[string]any{"Number": words.Count(p.Number), "Of": words.Count(p.Of)})
}
