package gui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/folders"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// newTwo is a window with the accounts Home and Club, and two letters in the Inbox of each:
// "letter 1" and 3 in Home's, 2 and 4 in Club's.
func newTwo(t *testing.T, change ...func(o *Options)) *stage {
	t.Helper()
	s := newStage(t, -1, change...)
	for i, label := range []string{"Home", "Club"} {
		a := storagetest.Account([]string{"ann@example.org", "treasurer@club.example"}[i])
		a.Label, a.Color, a.Keep = label, i+1, account.KeepFile
		_, err := s.store.AddAccount(t.Context(), a, nil)
		s.must(err)
	}
	for i := range 4 {
		m := numbered(i + 1)
		for _, o := range storagetest.Deliver(t, s.store.Store, account.ID(1+i%2), m.Incoming(m.Subject)) {
			s.must(o.Err)
		}
	}
	s.Window = New(s.o)
	return s
}

// choose taps a folder of the sidebar by its view.
func (s *stage) choose(v mailbox.View) {
	s.t.Helper()
	if !s.listing.tree.Select(v) {
		s.t.Fatalf("%+v is not in the sidebar", v)
	}
	s.listing.tree.OnSelected(v, s.listing.tree.Title())
}

// owners says of the messages that are listed what their rows say whose they are.
func (s *stage) owners() string {
	var out []string
	for _, id := range s.listing.list.IDs() {
		sum := s.row(id)
		name, color := s.listing.list.AccountOf(&sum)
		if (name == "") != (color == 0) {
			s.t.Errorf("message %d is of %q in color %d", id, name, color)
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// TestAllInboxes: with several accounts the window opens on the mail of all Inboxes, newest
// first, each row and the letter's head saying whose it is. New mail comes in there, what is
// archived leaves, and what is brought back returns.
func TestAllInboxes(t *testing.T) {
	s := newTwo(t)
	if v, ok := s.listing.tree.View(); !ok || v != (mailbox.View{Role: mailbox.Inbox}) || s.listing.viewTitle != "All inboxes" {
		t.Fatalf("the window opens on %+v, %q", v, s.listing.viewTitle)
	}
	s.expect("1 2 3 4")
	if got := s.owners(); got != "Home Club Home Club" {
		t.Errorf("the rows are of %q", got)
	}
	if title := s.window.Title(); title != "All inboxes · 4 unread — PopMail" {
		t.Error(title)
	}
	s.listing.list.Select(2)
	if head := s.pane(); !strings.Contains(head, " · \u2002\u202fClub · ") {
		t.Errorf("the head says %q", head)
	}
	m := numbered(1)
	m.Subject, m.Date = "letter 0", noon
	storagetest.Deliver(t, s.store.Store, 2, m.Incoming("new"))
	s.news()
	s.expect("0 1 2 3 4")
	s.filing.archive([]mailbox.ID{2, 3})
	s.expect("0 1 4")
	s.news()
	s.expect("0 1 4")
	s.filing.undo()
	s.news()
	s.expect("0 1 2 3 4")
	s.filing.junk([]mailbox.ID{1, 4})
	s.news()
	s.expect("0 2 3")
	s.choose(mailbox.View{Role: mailbox.Junk})
	s.expect("1 4")
	if got := s.owners(); got != "Home Club" {
		t.Errorf("junk is of %q", got)
	}
	s.filing.toggleJunk([]mailbox.ID{1, 4}) // Not junk: each back to where it was
	s.news()
	s.expect("")
	for id, account := range map[mailbox.ID]account.ID{1: 1, 4: 2} {
		_, sum, err := s.store.Message(t.Context(), id)
		s.must(err)
		if f, _ := s.folder(sum.Folder); f.Role != mailbox.Inbox || f.Account != account {
			t.Errorf("message %d is in %+v", id, f)
		}
	}
	s.filing.remove([]mailbox.ID{2, 3})
	s.news()
	s.choose(mailbox.View{Role: mailbox.Trash})
	s.expect("2 3")
	if !s.listing.allIn([]mailbox.ID{2, 3}, mailbox.Trash) {
		t.Error("what is in the Trash of all is not known as such")
	}
	// In the folder of one account nothing says whose it is.
	inbox := slices.IndexFunc(s.known.folders, func(f mailbox.Folder) bool { return f.Account == 2 && f.Role == mailbox.Inbox })
	s.choose(mailbox.View{Account: 2, Folder: s.known.folders[inbox].ID})
	s.expect("0 4")
	if got := strings.TrimSpace(s.owners()); got != "" {
		t.Errorf("the rows of one account's Inbox are of %q", got)
	}
	s.listing.list.Select(4)
	if head := s.pane(); strings.Contains(head, "Club") || !strings.Contains(head, "letter 4") {
		t.Errorf("the head says %q", head)
	}
}

// TestTogetherKept: what was folded, and that all Inboxes were shown, are so again when the
// window is opened. Where the place of before is the Inbox of what was the only account, it
// opens on those of all.
func TestTogetherKept(t *testing.T) {
	s := newTwo(t)
	again := func() { s.Window.close(); s.Window = New(s.o) }
	s.listing.tree.Fold("account:2", true)
	s.choose(mailbox.View{Role: mailbox.Junk})
	again()
	if v := s.listing.view; v != (mailbox.View{Role: mailbox.Junk}) {
		t.Errorf("it opens on %+v", v)
	}
	if got := s.listing.tree.Folded(); !slices.Equal(got, []string{"account:2"}) {
		t.Errorf("folded are %v", got)
	}
	inbox := mailbox.View{Account: 1, Folder: s.in(mailbox.Inbox)}
	s.choose(inbox)
	again()
	if s.listing.view != inbox {
		t.Errorf("it opens on %+v, not where it was closed", s.listing.view)
	}
	s.app.Preferences().SetBool(prefSeveral, false) // it was closed when there was one account
	s.Window = New(s.o)
	if s.listing.view.Role != mailbox.Inbox {
		t.Errorf("with a second account it opens on %+v", s.listing.view)
	}
	// One of them goes, and with it the list of all.
	s.must(s.store.RemoveAccount(t.Context(), 2, false))
	s.news()
	s.listing.loadAll()
	if s.listing.view != inbox {
		t.Errorf("with one account left %+v is shown", s.listing.view)
	}
	s.expect("1 3")
}

// TestDropOnTogether: letters that are dropped on what all accounts have together go each to
// that of its account.
func TestDropOnTogether(t *testing.T) {
	s := newTwo(t)
	at := func(role mailbox.Role) fyne.Position {
		for y := float32(0); y < 800; y += 4 {
			if to, ok := s.listing.tree.Target(fyne.NewPos(60, y)); ok && to.Role == role {
				return fyne.NewPos(60, y+8)
			}
		}
		t.Fatalf("%s is nowhere", role)
		return fyne.Position{}
	}
	s.listing.list.Select(2)
	s.drag(1, 0, fyne.NewPos(300, 200), at(mailbox.Junk))
	s.news()
	s.expect("1 3 4")
	_, sum, err := s.store.Message(t.Context(), 2)
	s.must(err)
	if f, _ := s.folder(sum.Folder); f.Role != mailbox.Junk || f.Account != 2 {
		t.Errorf("it lies in %+v", f)
	}
}

// TestFoldersInFolders: one is made in another, put elsewhere and dressed from its menu; who
// deletes it is told that those in it move up.
func TestFoldersInFolders(t *testing.T) {
	s := newStage(t, 2)
	travel, err := s.store.CreateFolder(t.Context(), "Travel")
	s.must(err)
	s.news()
	s.listing.tree.OnCreateIn(travel)
	entry := guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "field", func(e *field.Entry) bool { return e.Visible() }, s.window.Canvas().Overlays().Top())
	test.Type(entry, "Oslo")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.news()
	tree := func() string {
		var out []string
		for _, f := range s.known.folders {
			if f.Role == mailbox.Own {
				out = append(out, folders.Path(s.known.folders, f))
			}
		}
		return strings.Join(out, ", ")
	}
	if got := tree(); got != "Travel, Travel / Oslo" {
		t.Fatal(got)
	}
	oslo := s.known.folders[len(s.known.folders)-1].ID
	s.listing.tree.OnPlace(travel, oslo, -1)
	if said := s.toasts.now.Text(); !strings.Contains(said, "A folder can’t be put into itself") {
		t.Errorf("it says %q", said)
	}
	// A folder that was moved can be put back, also by Ctrl+Z; one that stays where it is offers nothing.
	for _, name := range []string{"Bern", "Zug"} {
		_, err := s.store.CreateFolder(t.Context(), name)
		s.must(err)
	}
	s.news()
	const was = "Bern, Travel, Travel / Oslo, Zug"
	for _, c := range []struct {
		id, in mailbox.FolderID
		at     int
		want   string
	}{{oslo, 0, -1, "Bern, Oslo, Travel, Zug"}, {travel, 0, 0, "Travel, Travel / Oslo, Bern, Zug"}, {oslo, 0, 1, "Bern, Oslo, Travel, Zug"}} {
		s.listing.tree.OnPlace(c.id, c.in, c.at)
		if got := tree(); got != c.want {
			t.Errorf("moved: %s, want %s", got, c.want)
		}
		if !s.toasts.takeBack() {
			t.Error("there is no Undo")
		}
		if got := tree(); got != was {
			t.Errorf("put back: %s, want %s", got, was)
		}
	}
	s.listing.tree.OnPlace(oslo, travel, 0)
	if s.toasts.takeBack() {
		t.Error("it was not moved, and there is Undo")
	}
	s.listing.tree.OnDress(travel, 3, "suitcase")
	if f, _ := s.folder(travel); f.Color != 3 || f.Icon != "suitcase" {
		t.Errorf("%+v", f)
	}
	s.filing.deleteFolder(travel)
	s.news()
	if got := tree(); got != "Bern, Oslo, Zug" {
		t.Error(got)
	}
	s.toasts.takeBack()
	s.news()
	if got := tree(); got != was {
		t.Errorf("taken back: %s, want %s", got, was)
	}
}
