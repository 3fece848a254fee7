package reader

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// State is what is said of a letter that is not sent yet, and what can be done about it.
type State struct {
	Title, Text string
	Said        string // by the server; empty: nothing
	Grave       bool   // the person has to decide something
	Buttons     []*widgets.Button
}

// stateCard is the frame above the text of such a letter.
func (r *Reader) stateCard(s *State) fyne.CanvasObject {
	role, icon, edge := theme.ColorMuted, widgets.IconClock, theme.ColorLine
	if s.Grave {
		role, icon, edge = fynetheme.ColorNameError, widgets.IconWarning, fynetheme.ColorNameError
	}
	title := widgets.NewSpans(widgets.Span{Text: s.Title, Bold: true})
	column := flow.NewColumn(8, title)
	if s.Text != "" {
		column.Objects = append(column.Objects, selectable.NewText(s.Text, fynetheme.SizeNameText, ""))
	}
	said := selectable.NewText(s.Said, theme.SizeSmall, theme.ColorMuted)
	said.Hide()
	buttons := flow.NewTiles(8)
	for _, b := range s.Buttons {
		buttons.Objects = append(buttons.Objects, b)
	}
	if s.Said != "" {
		buttons.Objects = append(buttons.Objects, widgets.NewButton(widgets.Flat, lang.L("Details"), "", func() {
			said.Hidden = !said.Hidden
			r.resized()
		}))
	}
	column.Objects = append(column.Objects, said)
	if len(buttons.Objects) > 0 {
		column.Objects = append(column.Objects, buttons)
	}
	row := flow.NewRow(10, column, widgets.NewGlyph(icon, role), column)
	row.Top = true
	card := flow.NewColumn(0, row)
	card.Edge, card.Radius, card.Inset = edge, fynetheme.SizeNameInputRadius, flow.Same(14)
	return card
}

// SetState changes what is said of the letter that is shown.
func (r *Reader) SetState(s *State) {
	if r.card == nil {
		return
	}
	r.content.State = s
	r.card.sayState()
	r.resized()
}

func (c *card) sayState() {
	c.state.Objects = nil
	if s := c.r.content.State; s != nil {
		c.state.Objects = []fyne.CanvasObject{c.r.stateCard(s)}
	}
	c.state.Hidden = len(c.state.Objects) == 0
	c.state.Refresh()
}
