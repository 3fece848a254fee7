package gui

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// The Trash can be emptied where it is seen, by mouse and by keyboard.
func TestEmptyIsSeen(t *testing.T) {
	s := newStage(t, 3)
	if got := s.listing.list.Action(); got != "" {
		t.Errorf("the Inbox offers %q", got)
	}
	s.put(mailbox.Trash, 1, 2)
	s.listing.loadFolders(nil)
	s.listing.tree.SelectFirst()
	s.goes(mailbox.Trash)
	if got := s.listing.list.Action(); got != "Empty Trash…" {
		t.Fatalf("the Trash offers %q", got)
	}
	none := func(fyne.CanvasObject) (string, bool) { return "", false }
	link := guitest.Last(t, none, "link", func(b *widgets.Button) bool { return b.Text == "Empty Trash…" }, s.listing.list)
	s.window.Canvas().Focus(link)
	link.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.window.Canvas().Overlays().Top() == nil || s.row(1).ID == 0 {
		t.Fatal("there is no question")
	}
	ask.Escape(s.window.Canvas())
	s.goes(mailbox.Junk)
	if got := s.listing.list.Action(); got != "" {
		t.Errorf("an empty Junk folder offers %q", got)
	}
	s.put(mailbox.Junk, 3)
	s.listing.loadFolders(nil)
	s.goes(mailbox.Junk)
	if got := s.listing.list.Action(); got != "Delete all junk…" {
		t.Errorf("Junk offers %q", got)
	}
	s.listing.bar.SetText("letter")
	s.run.Fire(1e9)
	if got := s.listing.list.Action(); got != "" {
		t.Errorf("results offer %q", got)
	}
	s.listing.bar.Leave()
	if got := s.listing.list.Action(); got != "Delete all junk…" {
		t.Errorf("after the search Junk offers %q", got)
	}
}
