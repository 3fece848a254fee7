package gui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"popmail/storage/mailbox"
)

// TestSeveralConversations: of chosen conversations the letters are counted, and marked.
func TestSeveralConversations(t *testing.T) {
	s := conversations(t)
	s.put(mailbox.Archive, 1)                                                    // unread, elsewhere
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{4}, mailbox.Read, true))    // the newest
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2}, mailbox.Starred, true)) // an older one
	s.news()
	s.listing.list.SelectAll()
	texts := func() (out []string) {
		for _, b := range buttons(s.reading.reader) {
			out = append(out, b.Text)
		}
		return out
	}
	// Two rows: letters 2 and 4 of one conversation and 3 alone; 1, 2 and 3 are unread.
	want := []string{"Archive 3", "Delete 3", "Mark 3 as read", "Mark 1 as unread", "Star 2", "Remove 1 star", "Move 3", "Snooze 3", "Junk 3"}
	if got := texts(); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	s.sees("3 messages selected")
	test.Tap(buttons(s.reading.reader)[2])
	s.news()
	for i, c := range s.rows() {
		if c.Unread {
			t.Errorf("row %d is still unread", i)
		}
	}
	if got := texts(); !slices.Contains(got, "Mark 3 as unread") {
		t.Errorf("%q", got)
	}
	test.Tap(buttons(s.reading.reader)[1])
	s.news()
	if got := s.at(); got != "archive trash trash" {
		t.Errorf("they are in %q", got)
	}
	s.goes(mailbox.Trash)
	if n := s.listing.list.Len(); n != 2 {
		t.Fatalf("%d rows", n)
	}
	if n := s.listing.list.Total(); n != 3 {
		t.Errorf("the bar counts %d letters", n)
	}
}
