package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/storage/mailbox"
)

// own is the window of a message; nil: there is none.
func (s *stage) own(id mailbox.ID) *side { return s.sides.open[ownKey(id)] }

// A message in a window of its own is read, follows its marks, and is left and deleted by key.
func TestOwnWindow(t *testing.T) {
	s := newStage(t, 4)
	s.listing.list.OnDouble(2)
	s.listing.list.OnDouble(3)
	s.listing.list.OnDouble(2)
	if len(s.sides.open) != 2 {
		t.Fatalf("%d windows", len(s.sides.open))
	}
	o := s.own(2)
	if o.window.Title() != "letter 2" || !s.is(2, mailbox.Read) || s.is(1, mailbox.Read) {
		t.Errorf("the window is called %q", o.window.Title())
	}
	key := func(o *side, name fyne.KeyName) { o.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name}) }
	key(o, fyne.KeyEscape)
	if s.own(2) != nil || s.own(3) == nil {
		t.Fatal("Escape closes the wrong window")
	}
	o = s.own(3)
	key(o, fyne.KeyDelete)
	if s.role(3) != mailbox.Trash || s.own(3) != nil {
		t.Errorf("the message is in %s", s.role(3))
	}
	s.news()
	s.toasts.takeBack()
	if s.role(3) != mailbox.Inbox {
		t.Error("the main window does not take it back")
	}
	// What is deleted elsewhere takes its window with it; what is moved stays.
	s.put(mailbox.Trash, 4)
	s.openAlone(4)
	s.openAlone(1)
	s.news()
	key(s.own(4), fyne.KeyDelete)
	if s.own(4) == nil || s.own(4).window.Canvas().Overlays().Top() == nil {
		t.Fatal("nobody asks before a message goes for ever")
	}
	s.must(s.store.Purge(t.Context(), []mailbox.ID{4}))
	s.put(mailbox.Archive, 1)
	s.news()
	if s.own(4) != nil {
		t.Error("the window of a message that is gone stays")
	}
	if s.own(1) == nil {
		t.Error("the window of a message that was moved is gone")
	}
	s.close()
	if len(s.sides.open) != 0 {
		t.Error("a window stays when the main one is closed")
	}
}

// TestUndoInOwnWindow: what was done by key in the window of a message is taken back by key there, and shown there; not
// while it asks something.
func TestUndoInOwnWindow(t *testing.T) {
	s := newStage(t, 4)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2}, mailbox.Read, true))
	s.news()
	s.openAlone(2)
	press := func(sc fyne.Shortcut) {
		t.Helper()
		s.own(2).window.Canvas().(interface{ TypedShortcut(s fyne.Shortcut) }).TypedShortcut(sc)
		s.news()
	}
	for key, f := range map[fyne.KeyName]mailbox.Flag{fyne.KeyD: mailbox.Starred, fyne.KeyU: mailbox.Read} {
		was := s.is(2, f)
		press(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
		if s.is(2, f) == was {
			t.Fatalf("%s does nothing", key)
		}
		press(&fyne.ShortcutUndo{})
		if s.is(2, f) != was {
			t.Errorf("%s is not taken back", key)
		}
	}
	// What another window has done last.
	s.filing.toTrash([]mailbox.ID{3})
	s.news()
	press(&fyne.ShortcutUndo{})
	s.goneTo(3, mailbox.Inbox)
	s.filing.toTrash([]mailbox.ID{2})
	s.news()
	s.own(2).window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if s.own(2).window.Canvas().Overlays().Top() == nil {
		t.Fatal("nothing is asked")
	}
	press(&fyne.ShortcutUndo{})
	s.goneTo(2, mailbox.Trash)
}
