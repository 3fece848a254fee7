package folders

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/lang"
	"popmail/storage/mailbox"
)

func (s *side) headed(title string) *heading {
	for _, h := range s.headings {
		if h.row.Title == title {
			return h
		}
	}
	return nil
}

func (s *side) press(names ...fyne.KeyName) {
	for _, n := range names {
		s.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

// TestFoldedHeadings: a tap on a heading folds its account away, with what is unread of it and
// its short name in sight; another one unfolds it. What is chosen stays so.
func TestFoldedHeadings(t *testing.T) {
	s := newSide(t, 1)
	s.OnFolded = func(names []string) { s.told = append(s.told, fmt.Sprint(names)) }
	people := slices.Clone(people)
	people[0].Label = "Home"
	s.Set(people, places)
	s.Select(mailbox.View{Account: 1, Folder: 1})
	high := s.body.MinSize().Height
	const home = "Home · ann@example.org"
	test.Tap(s.headed(home).tap)
	s.want(t, "[account:1]")
	h := s.headed(home)
	if s.item("Inbox", 1) != nil || !h.badge.Visible() || h.text.Text() != "Home" || s.body.MinSize().Height >= high {
		t.Errorf("folded: %s, its heading says %q, with a count: %v", text(s.rows), h.text.Text(), h.badge.Visible())
	}
	if h.row.Unread != 1200 { // Archive counts nothing
		t.Errorf("%d are unread", h.row.Unread)
	}
	if v, ok := s.View(); !ok || v.Folder != 1 || s.Title() != "Inbox" {
		t.Errorf("chosen is %v, %v, %q", v, ok, s.Title())
	}
	if !s.Select(mailbox.View{Account: 1, Folder: 2}) || s.Title() != "Archive" {
		t.Error("what is folded away cannot be chosen")
	}
	test.Tap(s.headed(home).tap)
	s.want(t, "[]")
	if h := s.headed(home); s.item("Inbox", 1) == nil || h.badge.Visible() || h.text.Text() != home {
		t.Errorf("unfolded: %s, its heading says %q", text(s.rows), h.text.Text())
	}
	s.SetFolded([]string{"folders", "account:2", "account:77"})
	if got := text(s.rows); got != "All inboxes(1200) Starred Junk(3) Trash [Home · ann@example.org] Inbox(1200) Archive [treasurer@club.example] [Folders]" {
		t.Error(got)
	}
	if got := s.headed("Folders").badge; !got.Visible() {
		t.Error("the own folders that are folded away do not say that one letter in them is unread")
	}
}

// TestFoldByKeysMirrored: where what is folded points to the left, the arrow to the left unfolds.
func TestFoldByKeysMirrored(t *testing.T) {
	lang.UseMirrored()
	t.Cleanup(func() { lang.Use(lang.English) })
	s := newSide(t, 1)
	s.OnFolded = func(names []string) { s.told = append(s.told, fmt.Sprint(names)) }
	test.Tap(s.item("Archive", 1))
	s.want(t, "Archive6false")
	s.press(fyne.KeyRight)
	s.want(t, "[account:2]")
	s.press(fyne.KeyLeft)
	s.want(t, "[]")
}

// TestFoldByKeys: the arrows to the sides fold and unfold; a heading that is folded can be
// gone to.
func TestFoldByKeys(t *testing.T) {
	s := newSide(t, 1)
	s.OnFolded = func(names []string) { s.told = append(s.told, fmt.Sprint(names)) }
	test.Tap(s.item("Archive", 1))
	s.want(t, "Archive6false")
	s.press(fyne.KeyLeft)
	s.want(t, "[account:2]")
	club := func() *heading { return s.headed("treasurer@club.example") }
	if s.heading != "account:2" || !s.ShowMenu() {
		t.Errorf("the keyboard is on %q, which has no menu by key", s.heading)
	}
	s.win.Canvas().Overlays().Remove(s.win.Canvas().Overlays().Top())
	s.press(fyne.KeyUp) // to the last folder above
	s.want(t, "Archive2false")
	s.press(fyne.KeyDown)
	s.want(t)
	if s.heading != "account:2" {
		t.Errorf("the keyboard is on %q", s.heading)
	}
	s.press(fyne.KeyRight, fyne.KeyRight)
	s.want(t, "[]", "Inbox5false")
	s.press(fyne.KeyLeft, fyne.KeySpace)
	s.want(t, "[account:2]", "[]")
	s.press(fyne.KeyReturn)
	s.want(t, "[account:2]")
	s.press(fyne.KeyDown) // the own folders
	s.want(t, "family10false")
	if club().row.Folded != true || s.heading != "" {
		t.Error("the keyboard is still on the heading")
	}
}

func TestHeadingMenu(t *testing.T) {
	s := newSide(t, 1)
	h := s.headed("treasurer@club.example")
	h.tap.TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(40, 200)})
	if s.win.Canvas().Overlays().Top() == nil {
		t.Error("the heading has no menu")
	}
}
