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
	offers := func() string {
		if bar := s.listing.list.Arranger(); bar.Visible() && bar.Emptying().Visible() {
			return bar.Emptying().Text
		}
		return ""
	}
	if got := offers(); got != "" {
		t.Errorf("the Inbox offers %q", got)
	}
	s.put(mailbox.Trash, 1, 2)
	s.listing.loadFolders(nil)
	s.listing.tree.SelectFirst()
	s.goes(mailbox.Trash)
	if got := offers(); got != "Empty…" {
		t.Fatalf("the Trash offers %q", got)
	}
	none := func(fyne.CanvasObject) (string, bool) { return "", false }
	button := guitest.Last(t, none, "button", func(b *widgets.Button) bool { return b.Text == "Empty…" }, s.listing.list)
	s.window.Canvas().Focus(button)
	button.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.window.Canvas().Overlays().Top() == nil || s.row(1).ID == 0 {
		t.Fatal("there is no question")
	}
	ask.Escape(s.window.Canvas())
	s.goes(mailbox.Junk)
	if got := offers(); got != "" {
		t.Errorf("an empty Junk folder offers %q", got)
	}
	s.put(mailbox.Junk, 3)
	s.listing.loadFolders(nil)
	s.goes(mailbox.Junk)
	if got := offers(); got != "Empty…" {
		t.Errorf("Junk offers %q", got)
	}
	s.listing.bar.SetText("letter")
	s.run.Fire(1e9)
	if got := offers(); got != "" {
		t.Errorf("results offer %q", got)
	}
	s.listing.bar.Leave()
	if got := offers(); got != "Empty…" {
		t.Errorf("after the search Junk offers %q", got)
	}
}

// TestKeysBeforeTheAccountsAreRead: who asks for mail or for a letter while the window does not
// know yet whether there is an account is not welcomed as if there were none.
func TestKeysBeforeTheAccountsAreRead(t *testing.T) {
	for name, press := range map[string]func(*stage){
		"get mail": func(s *stage) { s.activity.getMail() },
		"write":    func(s *stage) { s.writing.able() },
	} {
		s := newStage(t, 1)
		s.known.accounts, s.known.read = nil, false // as before the store has answered
		press(s)
		s.run.Fire(1e9)
		if s.accounts.sheet != nil {
			t.Errorf("%s: %T is shown", name, s.accounts.sheet)
		}
		s.listing.loadFolders(nil)
		press(s)
		s.run.Fire(1e9)
		if len(s.known.accounts) != 1 || s.accounts.sheet != nil {
			t.Errorf("%s, then: %d accounts, %T is shown", name, len(s.known.accounts), s.accounts.sheet)
		}
	}
}
