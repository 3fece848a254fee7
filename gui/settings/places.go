package settings

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// Place is a page of the settings, or something that is set on it.
type Place struct {
	Icon widgets.IconName
	Page string
	Name string // as it reads on the page; empty: the page itself
}

// Places are the pages with what is set on them, as their headings and boxes say. Set has been
// called.
func (s *Settings) Places() []Place {
	var out []Place
	for i, p := range s.pages {
		out = append(out, Place{Icon: p.icon, Page: p.name})
		if i == 0 {
			continue // accounts are places of their own
		}
		made := s.made
		for _, o := range p.build() {
			for _, name := range names(o) {
				if name == p.name {
					continue
				}
				out = append(out, Place{Icon: p.icon, Page: p.name, Name: name})
			}
		}
		s.made = made
	}

	return out
}

// names are the headings and the boxes in a part of a page.
func names(o fyne.CanvasObject) (out []string) {
	switch o := o.(type) {
	case *flow.Column:
		for _, c := range o.Objects {
			out = append(out, names(c)...)
		}
	case *widgets.Text:
		if o.SizeName == fynetheme.SizeNameSubHeadingText {
			out = append(out, o.Text())
		}
	case *field.Check:
		out = append(out, o.Text)
	}
	return out
}

// ShowOutgoing opens an account where its outgoing server is changed, as soon as the settings are filled.
func (s *Settings) ShowOutgoing(id account.ID) {
	s.outgoingOf = id
	s.goOutgoing()
}

func (s *Settings) goOutgoing() {
	c := s.cards[s.outgoingOf]
	if c == nil {
		return
	}
	s.outgoingOf = 0
	s.turn(0)
	s.edit(c)
	if f := s.form; f != nil && f.card == c {
		f.outgoing.row.change.OnTapped()
		reveal(f.outgoing.row.column)
	}
}

// ShowPlace goes to a page by its name.
func (s *Settings) ShowPlace(page string) {
	for i, p := range s.pages {
		if p.name == page {
			s.turn(i)
			s.focus(s.nav)
		}
	}
}
