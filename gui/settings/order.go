package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/account"
)

// move puts a card one place up or down.
func (s *Settings) move(c *card, by int) {
	if !s.canMove(c, by) {
		return
	}
	ids := slices.Clone(s.ids())
	i := slices.Index(ids, c.id)
	ids[i], ids[i+by] = ids[i+by], ids[i]
	s.reorder(ids)
	s.focus(c.grip)
}

func (s *Settings) canMove(c *card, by int) bool {
	ids := s.ids()
	i := slices.Index(ids, c.id) + by
	return s.OnOrder != nil && s.order == nil && i >= 0 && i < len(ids)
}

// reorder shows an order and tells it. It is shown at once: the state with it comes later.
func (s *Settings) reorder(ids []account.ID) {
	slices.SortStableFunc(s.state.Accounts, func(a, b Account) int {
		return slices.Index(ids, a.Account.ID) - slices.Index(ids, b.Account.ID)
	})
	s.show()
	s.OnOrder(ids)
}

// scrollEdge is how near to the end of the page what is dragged makes it scroll.
const scrollEdge = 40

// drag moves a card to where the pointer is: past another card once it is beyond its
// middle.
func (s *Settings) drag(c *card, at fyne.Position) {
	if s.OnOrder == nil || s.dropped {
		return
	}
	if s.order == nil {
		s.order = slices.Clone(s.ids())
		c.column.Edge = edgeDragged
		c.column.Refresh()
	}
	d := fyne.CurrentApp().Driver()
	switch y := at.Y - d.AbsolutePositionForObject(s.page).Y; {
	case y < scrollEdge:
		s.page.By(-scrollEdge / 2)
	case y > s.page.Size().Height-scrollEdge:
		s.page.By(scrollEdge / 2)
	}
	y := at.Y - d.AbsolutePositionForObject(s.column).Y
	i := slices.Index(s.order, c.id)
	to := i
	for j, id := range s.order {
		other := s.cards[id].column
		middle := other.Position().Y + other.Size().Height/2
		if j < i && y < middle {
			to = min(to, j)
		}
		if j > i && y > middle {
			to = max(to, j)
		}
	}
	if to != i {
		s.order = slices.Insert(slices.Delete(s.order, i, i+1), to, c.id)
		s.show()
	}
}

// dropGrip is told when the button of the mouse is let go.
func (s *Settings) dropGrip() {
	if s.dropped {
		s.dropped = false
		return
	}
	s.endDrag(true)
}

// endDrag ends a drag; keep says that the card stays where it is now.
func (s *Settings) endDrag(keep bool) {
	ids := s.order
	s.order = nil
	for _, c := range s.cards {
		c.column.Edge = edgeOfCard
		c.column.Refresh()
	}
	if ids != nil && keep && !slices.Equal(ids, s.ids()) {
		s.reorder(ids)
		return
	}
	s.dropped = ids != nil && !keep
	s.show()
}
