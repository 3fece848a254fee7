package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// The Menu key opens the menu of what has the keyboard.
func TestMenuKey(t *testing.T) {
	s := newStage(t, 3)
	own, err := s.store.CreateFolder(t.Context(), "Travel")
	s.must(err)
	s.news()
	// opens presses the key; it returns "" where no menu opens.
	opens := func() string {
		s.press(desktop.KeyMenu)
		top := s.window.Canvas().Overlays().Top()
		if top == nil {
			return ""
		}
		defer s.window.Canvas().Overlays().Remove(top)
		menu := guitest.All(func(fyne.CanvasObject) (string, bool) { return "", false }, func(m *widgets.Menu) bool { return len(m.Items()) > 0 }, top)
		if len(menu) == 0 {
			t.Fatalf("a %T without a menu opens", top)
		}
		if at, _ := menu[0].Place(); at.X < 0 || at.Y < 0 || at.X > 1280 || at.Y > 800 {
			t.Errorf("the menu is at %v", at)
		}
		return "menu"
	}
	if got := opens(); got != "" {
		t.Errorf("nothing is chosen, and %q opens", got)
	}
	s.listing.list.Select(2)
	s.listing.list.Focus()
	if opens() == "" {
		t.Error("the list has no menu")
	}
	s.listing.tree.Focus()
	for _, f := range []mailbox.FolderID{s.in(mailbox.Junk), s.in(mailbox.Trash), own} {
		s.listing.tree.Select(mailbox.View{Account: 1, Folder: f})
		if f == own {
			s.listing.tree.Select(mailbox.View{Folder: f})
		}
		if opens() == "" {
			t.Errorf("folder %d has no menu", f)
		}
	}
	s.listing.bar.Focus()
	s.run.Fire(time.Second)
	s.press(desktop.KeyMenu)
	if s.window.Canvas().Overlays().Top() == nil {
		t.Error("the search field has no menu")
	} else {
		s.window.Canvas().Overlays().Remove(s.window.Canvas().Overlays().Top())
	}
	s.window.Canvas().Unfocus()
	if opens() == "" {
		t.Error("the message that is shown has no menu")
	}
}
