package gui

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/storage/mailbox"
)

// TestPressesWaitTheirTurn: keys that are pressed faster than the store moves messages take one message each, the next
// one every time; where a question comes, or the first fails, those that wait are forgotten.
func TestPressesWaitTheirTurn(t *testing.T) {
	in := func(s *stage, role mailbox.Role) (ids []mailbox.ID) {
		for id := mailbox.ID(1); id <= 6; id++ {
			if s.role(id) == role {
				ids = append(ids, id)
			}
		}
		return ids
	}
	for name, c := range map[string]struct {
		press func(s *stage)
		to    mailbox.Role
	}{
		"delete":         {func(s *stage) { s.listing.list.View().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete}) }, mailbox.Trash},
		"archive":        {func(s *stage) { s.listing.list.OnArchive(s.listing.list.Selected()) }, mailbox.Archive},
		"delete button":  {func(s *stage) { s.tools.remove.OnTapped() }, mailbox.Trash},
		"archive button": {func(s *stage) { s.tools.archive.OnTapped() }, mailbox.Archive},
		"junk button":    {func(s *stage) { s.tools.junk.OnTapped() }, mailbox.Junk},
	} {
		for _, together := range []bool{false, true} {
			s := newStage(t, 6)
			s.listing.setTogether(together)
			s.listing.list.SelectFirst()
			slow := &later{Inline: s.run}
			s.shell.run = slow
			for range 3 {
				c.press(s)
			}
			slow.all()
			s.shell.run = s.run
			s.news()
			if got := in(s, c.to); len(got) != 3 {
				t.Errorf("%s (conversations: %v): %v are in %s", name, together, got, c.to)
			}
			if n := len(s.filing.past.steps); n != 3 {
				t.Errorf("%s: %d steps", name, n)
			}
		}
	}
	s := newStage(t, 6)
	s.listing.list.SelectFirst()
	slow := &later{Inline: s.run}
	s.shell.run = slow
	s.store.err = errors.New("disk")
	del := func() { s.listing.list.View().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete}) }
	del()
	del()
	slow.all()
	s.store.err = nil
	if got := in(s, mailbox.Trash); len(got) > 0 {
		t.Errorf("after a failure: %v", got)
	}
	del()
	slow.all()
	if got := in(s, mailbox.Trash); len(got) != 1 {
		t.Errorf("pressed again: %v", got)
	}
	// In the Trash each press asks, and the answer no lets the key work again.
	s.shell.run = s.run
	s.news()
	s.showRole(mailbox.Trash)
	s.listing.list.SelectFirst()
	for range 2 {
		del()
		s.tap("Keep")
	}
	if got := in(s, mailbox.Trash); len(got) != 1 {
		t.Errorf("kept: %v", got)
	}
}
