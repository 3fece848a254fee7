package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/storage/mailbox"
)

// sentOffered reports whether a menu has Sent below Move to.
func sentOffered(items []*fyne.MenuItem) bool {
	for _, i := range items {
		if i.Label != "Move to" {
			continue
		}
		for _, to := range i.ChildMenu.Items {
			if strings.Contains(to.Label, "Sent") {
				return true
			}
		}
	}
	return false
}

// TestOwnLetterBackToSent: a letter of one's own that was filed can be put back into Sent, also while letters stand with
// their answers; what has letters of others cannot, nor can those.
func TestOwnLetterBackToSent(t *testing.T) {
	s := newStage(t, 0)
	s.deliverAnswers(
		answers{"own1@x", "Ann <ann@example.org>", "", "Alone", "a", 9},
		answers{"boat1@x", "Bob <bob@home.example>", "", "Boat", "b", 5},
		answers{"boat2@x", "Ann <ann@example.org>", "boat1@x", "Re: Boat", "c", 3},
	)
	s.news()
	s.put(mailbox.Sent, 1) // which is made by it
	s.put(mailbox.Archive, 1, 2, 3)
	s.news()
	for _, together := range []bool{false, true} {
		s.listing.setTogether(together)
		s.goes(mailbox.Archive)
		s.news()
		s.listing.list.Select(1)
		s.news()
		if !sentOffered(s.listing.list.Menu().Items) || !s.listing.tree.Wrote() {
			t.Errorf("together %v: the own letter cannot go to Sent", together)
		}
		if got := s.blockable([]mailbox.ID{1}); got != "" {
			t.Errorf("together %v: it is offered to block %s", together, got)
		}
		s.listing.list.Select(3) // the row, where they are together
		s.news()
		if got := sentOffered(s.listing.list.Menu().Items); got == together {
			t.Errorf("together %v: for an answer, or its conversation, Sent is offered: %v", together, got)
		}
		// In the reader each letter is meant alone.
		for id, want := range map[mailbox.ID]bool{3: true, 2: false} {
			if !together && id == 2 {
				continue
			}
			if got := sentOffered(s.reading.reader.MenuItems([]mailbox.ID{id})); got != want {
				t.Errorf("together %v: for letter %d in the reader Sent is offered: %v", together, id, got)
			}
		}
	}
}
