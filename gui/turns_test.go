package gui

import (
	"errors"
	"slices"
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
		"archive chord":  {func(s *stage) { s.ctrl(fyne.KeyE) }, mailbox.Archive},
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

// TestPressesThatWaitMeanOneMessage: a press that waits takes the message that comes after the one that is on its way, and
// nothing where there is none, where another was chosen since, or where the person took something back.
func TestPressesThatWaitMeanOneMessage(t *testing.T) {
	archived := func(s *stage) (ids []mailbox.ID) {
		for id := mailbox.ID(1); id <= 6; id++ {
			if s.role(id) == mailbox.Archive {
				ids = append(ids, id)
			}
		}
		return ids
	}
	for name, c := range map[string]struct {
		letters, presses int
		meanwhile        func(s *stage)
		want             int
	}{
		"more presses than letters": {letters: 2, presses: 5, want: 2},
		"another is chosen":         {letters: 6, presses: 3, want: 1, meanwhile: func(s *stage) { s.listing.list.Next(); s.listing.list.Next(); s.listing.list.Next() }},
		"another place":             {letters: 6, presses: 3, want: 1, meanwhile: func(s *stage) { s.showRole(mailbox.Archive) }},
		"taken back":                {letters: 6, presses: 3, want: 1, meanwhile: func(s *stage) { s.filing.undo() }},
		"many":                      {letters: 6, presses: 9, want: 1 + mostTurns},
	} {
		s := newStage(t, c.letters)
		s.listing.list.SelectFirst()
		slow := &later{Inline: s.run}
		s.shell.run = slow
		for range c.presses {
			s.ctrl(fyne.KeyE)
		}
		if c.meanwhile != nil {
			c.meanwhile(s)
		}
		slow.all()
		s.shell.run = s.run
		s.news()
		got := archived(s)
		if len(got) != c.want {
			t.Errorf("%s: %v were moved", name, got)
		}
		// What is moved long after takes no other one with it.
		for id := mailbox.ID(1); id <= 6 && len(got) < c.letters; id++ {
			if !slices.Contains(got, id) {
				s.filing.archive([]mailbox.ID{id})
				break
			}
		}
		s.news()
		if more := archived(s); len(more) > len(got)+1 {
			t.Errorf("%s: one was moved, and %v with it", name, more)
		}
	}
}
