package msglist

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// mark is a sign behind the subject, and what it says in words.
type mark struct {
	*widgets.Glyph
	on  bool
	tip func() string // when it is asked for: looking words up is slow
}

// signs are those behind the subject, from left to right.
func (r *Row) signs() []mark {
	c := &r.content
	return []mark{
		{r.answered, c.Answered, func() string { return lang.L("You answered this message") }},
		{r.forwarded, c.Forwarded, func() string { return lang.L("You forwarded this message") }},
		{r.clip, c.Clip, func() string { return lang.L("With attachments") }},
		{r.star, c.Starred, func() string { return lang.L("Starred") }},
		{r.muted, c.Muted, func() string { return lang.L("Muted: new answers count as read") }},
	}
}

// tipAt is the sign of a row at a place in it.
func (l *List) tipAt(index int, at fyne.Position) (fyne.CanvasObject, string) {
	r, ok := l.view.Row(index).(*Row)
	if !ok {
		return nil, ""
	}
	signs := r.signs()
	if c := &r.content; c.Columns && c.Waits != "" {
		signs = append(signs, mark{r.sign, true, func() string { return c.Waits }})
	}
	for _, m := range signs {
		p, s := m.Position(), m.Size()
		if m.on && !m.Hidden && at.X >= p.X && at.X < p.X+s.Width && at.Y >= p.Y && at.Y < p.Y+s.Height {
			return m.Glyph, m.tip()
		}
	}
	return nil, ""
}
