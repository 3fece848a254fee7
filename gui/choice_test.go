package gui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// counts are the unread and the starred messages of all.
func (s *stage) counts() (unread, starred int) {
	s.t.Helper()
	all, err := s.store.Index(s.t.Context(), mailbox.View{}, 0)
	s.must(err)
	var ids []mailbox.ID
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	t, err := s.store.Tally(s.t.Context(), ids)
	s.must(err)
	return t.Unread, t.Starred
}

// TestToggleUnloaded: whether chosen messages are to be marked goes by all of them, also by those whose rows were
// never in view, and can be taken back.
func TestToggleUnloaded(t *testing.T) {
	const all, first = 300, 100
	s := newStage(t, all)
	ids := s.listing.list.IDs()
	s.must(s.store.SetFlag(t.Context(), ids[:first], mailbox.Read|mailbox.Starred, true))
	s.news()
	s.listing.list.SelectAll()
	if s.listing.list.Loaded(ids) {
		t.Fatal("all rows are loaded")
	}
	if got := s.tools.labels[s.tools.read]; got != "Mark read" {
		t.Errorf("the button says %q", got)
	}
	for _, c := range []struct {
		do              func()
		unread, starred int
		undone          [2]int
	}{
		{s.listing.list.ToggleRead, 0, first, [2]int{all - first, first}},
		{s.listing.list.ToggleStar, all - first, all, [2]int{all - first, first}},
	} {
		c.do()
		s.news()
		if unread, starred := s.counts(); unread != c.unread || starred != c.starred {
			t.Errorf("%d unread, %d with a star", unread, starred)
		}
		s.filing.undo()
		s.news()
		if unread, starred := s.counts(); [2]int{unread, starred} != c.undone {
			t.Errorf("taken back: %d unread, %d with a star", unread, starred)
		}
	}
	s.listing.list.ToggleRead()
	s.news()
	if got := s.tools.labels[s.tools.read]; got != "Mark unread" {
		t.Errorf("the button says %q once all are read", got)
	}
	s.listing.list.ToggleRead()
	s.news()
	if unread, _ := s.counts(); unread != all {
		t.Errorf("%d unread", unread)
	}
}

// TestMarkLongConversation: all letters of a conversation are marked, however many there are.
func TestMarkLongConversation(t *testing.T) {
	const letters = 520
	s := newStage(t, 0)
	var in []fetch.Incoming
	for i := range letters {
		head := fmt.Sprintf("From: bob@example.net\r\nTo: ann@example.org\r\nSubject: Plan\r\nMessage-ID: <%d@x>\r\n", i)
		if i > 0 {
			head += "References: <0@x>\r\n"
		}
		in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: []byte(head + "\r\nHello\r\n"), At: noon})
	}
	storagetest.Deliver(t, s.store.Store, 1, in...)
	s.must(s.store.CatchUpThreads(t.Context()))
	s.listing.setTogether(true)
	s.must(s.store.Settle(t.Context()))
	s.news()
	if n := s.listing.list.Len(); n != 1 {
		t.Fatalf("%d conversations", n)
	}
	s.filing.markRows(s.listing.list.IDs(), mailbox.Read, true)
	s.news()
	if unread, _ := s.counts(); unread != 0 {
		t.Errorf("%d are unread", unread)
	}
	s.filing.undo()
	s.news()
	if unread, _ := s.counts(); unread != letters {
		t.Errorf("taken back: %d are unread", unread)
	}
}

// TestFoundInTrash: what a search has found in Trash is deleted for ever after a question, put back, or is no junk,
// also where its rows were never in view.
func TestFoundInTrash(t *testing.T) {
	const all = 200
	for role, do := range map[mailbox.Role]func(s *stage, ids []mailbox.ID){
		mailbox.Trash: func(s *stage, ids []mailbox.ID) {
			s.filing.remove(ids)
			s.shows("Delete 200 messages forever?")
			s.tap("Keep")
			s.filing.keepButton(ids)
		},
		mailbox.Junk: func(s *stage, ids []mailbox.ID) { s.filing.toggleJunk(ids) },
	} {
		s := newStage(t, all)
		ids := s.listing.list.IDs()
		_, err := s.store.MoveTo(t.Context(), ids, role)
		s.must(err)
		s.news()
		s.listing.bar.SetText("in:" + string(role) + " letter")
		for range 5 {
			s.run.Fire(1e9)
		}
		s.news()
		s.listing.list.SelectAll()
		if n := len(s.listing.list.Selected()); n != all || s.listing.list.Loaded(ids) {
			t.Fatalf("%d are chosen", n)
		}
		if !s.listing.allIn(s.listing.list.Selected(), role) {
			t.Errorf("%s: it is not known where they lie", role)
		}
		do(s, s.listing.list.Selected())
		s.news()
		if got, err := s.store.Tally(t.Context(), ids); err != nil || got.In != mailbox.Inbox {
			t.Errorf("%s: they lie in %q, %v", role, got.In, err)
		}
	}
}

// TestOpenTooMany: of more chosen messages than windows can be open none is opened, which is said once.
func TestOpenTooMany(t *testing.T) {
	s := newStage(t, mostSides+6)
	said := func() string {
		if s.toasts.now == nil {
			return ""
		}
		return s.toasts.now.Text()
	}
	s.listing.list.SelectAll()
	s.openChosen()
	if len(s.sides.open) != 0 || said() != "That would be too many windows. Choose fewer messages." {
		t.Errorf("%d windows, %q", len(s.sides.open), said())
	}
	if unread, _ := s.counts(); unread != mostSides+6 {
		t.Errorf("%d are unread", unread)
	}
	// Some are open already.
	ids := s.listing.list.IDs()
	for _, id := range ids[:mostSides-1] {
		s.openAlone(id)
	}
	s.toasts.hide()
	s.listing.list.Select(ids[mostSides])
	s.listing.list.View().SelectOnly(mostSides)
	s.openChosen()
	if len(s.sides.open) != mostSides || said() != "" {
		t.Errorf("%d windows, %q", len(s.sides.open), said())
	}
	s.listing.list.Select(ids[mostSides+1])
	s.openChosen()
	if len(s.sides.open) != mostSides || said() != "Too many windows are open. Close one first." {
		t.Errorf("%d windows, %q", len(s.sides.open), said())
	}
}

// TestUndoOfWhatIsGone: Undo says how many messages are back, not how many it was once about.
func TestUndoOfWhatIsGone(t *testing.T) {
	for purged, want := range map[int]string{0: "3 messages restored", 1: "2 messages restored", 3: "This can’t be undone anymore."} {
		s := newStage(t, 5)
		ids := s.listing.list.IDs()[:3]
		s.filing.remove(ids)
		_, err := s.store.PurgeThrown(t.Context(), ids[:purged])
		s.must(err)
		s.news()
		s.filing.undo()
		if said := s.toasts.now; said == nil || said.Text() != want {
			t.Errorf("%d purged: %v, want %q", purged, said, want)
		}
	}
}

// TestSnoozeNothing: it is said where no message can be snoozed.
func TestSnoozeNothing(t *testing.T) {
	s := newStage(t, 2)
	ids := s.listing.list.IDs()
	s.put(mailbox.Sent, ids...)
	s.must(s.store.SetFlag(t.Context(), ids, mailbox.Starred, true))
	s.news()
	s.listing.choose(mailbox.View{Starred: true}, "Starred")
	s.filing.snooze(ids, noon.AddDate(0, 0, 1))
	if said := s.toasts.now; said == nil || said.Text() != "2 messages can’t be snoozed." {
		t.Error(said)
	}
}

// TestDragSaysConversations: what is dragged is called what the rows are.
func TestDragSaysConversations(t *testing.T) {
	s := conversations(t)
	s.listing.list.SelectAll()
	s.dragged(fyne.NewPos(300, 300))
	if said := s.Window.drag.said; said == nil || said.Text() != "2 conversations" {
		t.Error(said)
	}
	s.endDrag()
	s.Window.drag.ended = false
	s.listing.setTogether(false)
	s.listing.list.SelectAll()
	s.dragged(fyne.NewPos(300, 300))
	if said := s.Window.drag.said; said == nil || said.Text() != "4 messages" {
		t.Error(said)
	}
}
