package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/storage/mailbox"
)

// What is put back goes to the folder that it was deleted from.
func TestPutBack(t *testing.T) {
	s := newStage(t, 4)
	s.put(mailbox.Archive, 2)
	s.put(mailbox.Trash, 4) // deleted before the window was opened
	s.filing.remove([]mailbox.ID{1})
	s.goes(mailbox.Archive)
	s.filing.remove([]mailbox.ID{2})
	s.goes(mailbox.Trash)
	s.expect("1 2 4")
	if s.tools.archive.Text != "Put back" {
		t.Errorf("the button says %q", s.tools.archive.Text)
	}
	s.listing.list.SelectAll()
	s.tools.archive.Tapped(nil)
	s.news()
	s.expect("")
	for id, want := range map[mailbox.ID]mailbox.Role{1: mailbox.Inbox, 2: mailbox.Archive, 4: mailbox.Inbox} {
		if got := s.role(id); got != want {
			t.Errorf("message %d is in folder %q, want %q", id, got, want)
		}
	}
	s.filing.undo()
	s.news()
	s.expect("1 2 4")
}

func TestJunk(t *testing.T) {
	s := newStage(t, 2)
	s.listing.list.Select(1)
	item(t, s, "Junk").Action()
	s.news()
	s.expect("2")
	s.goes(mailbox.Junk)
	s.expect("1")
	s.listing.list.Select(1)
	if s.tools.junk.Text != "Not junk" {
		t.Errorf("the button says %q", s.tools.junk.Text)
	}
	item(t, s, "Not junk").Action()
	s.news()
	if s.role(1) != mailbox.Inbox {
		t.Error("the message is not back in the Inbox")
	}
}

func TestMoveToNewFolder(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.Select(2)
	sub := item(t, s, "Move to").ChildMenu.Items
	last := sub[len(sub)-1]
	if last.Label != "New folder…" {
		t.Fatalf("the last entry is %q", last.Label)
	}
	last.Action()
	test.Type(s.window.Canvas().Focused(), "Trip")
	s.press(fyne.KeyReturn)
	s.news()
	s.expect("1 3")
	if f, ok := s.folder(s.row(2).Folder); !ok || f.Name != "Trip" {
		t.Errorf("the message is in %+v", f)
	}
}

// item is an entry of the list's menu.
func item(t *testing.T, s *stage, label string) *fyne.MenuItem {
	t.Helper()
	for _, i := range s.listing.list.Menu().Items {
		if i.Label == label {
			return i
		}
	}
	t.Fatalf("no %q in the menu", label)
	return nil
}

// A folder of one's own is made, named, filled and deleted; its mail goes to the Trash.
func TestOwnFolder(t *testing.T) {
	s := newStage(t, 3)
	s.listing.tree.OnCreate("Travel")
	s.news()
	own := s.known.folders[len(s.known.folders)-1]
	for _, f := range s.known.folders {
		if f.Role == mailbox.Own {
			own = f
		}
	}
	if own.Name != "Travel" {
		t.Fatalf("%+v", own)
	}
	s.listing.tree.OnRename(own.ID, "Boats")
	s.news()
	if f, _ := s.folder(own.ID); f.Name != "Boats" {
		t.Errorf("%+v", f)
	}
	s.listing.list.Select(2)
	for _, i := range item(t, s, "Move to").ChildMenu.Items {
		if i.Label == "Boats" {
			i.Action()
		}
	}
	s.news()
	if s.row(2).Folder != own.ID || s.toasts.now == nil || !strings.HasSuffix(s.toasts.now.Text(), "moved to Boats") {
		t.Errorf("message 2 lies in %q, said %q", s.row(2).FolderName, s.toasts.now.Text())
	}
	s.listing.tree.Select(mailbox.View{Folder: own.ID})
	s.listing.choose(mailbox.View{Folder: own.ID}, "Boats")
	s.listing.tree.OnDelete(own.ID)
	s.news()
	if got := s.toasts.now.Text(); !strings.HasPrefix(got, "Deleted the folder “Boats”; its ") {
		t.Errorf("said %q", got)
	}
	if _, there := s.folder(own.ID); there || s.role(2) != mailbox.Trash || s.listing.view.Folder != s.in(mailbox.Inbox) {
		t.Errorf("the folder is there: %v, message 2 in %q", there, s.role(2))
	}
	s.toasts.takeBack()
	s.news()
	if f, _ := s.folder(own.ID); f.Name != "Boats" || f.Total != 1 || s.row(2).Folder != own.ID || s.listing.view.Folder != own.ID || s.toasts.now.Text() != "The folder “Boats” is back" {
		t.Errorf("taken back: %+v, message 2 in %q, listed %+v, said %q", f, s.role(2), s.listing.view, s.toasts.now.Text())
	}
	s.listing.tree.OnDelete(own.ID)
	s.news()
	if _, there := s.folder(own.ID); there || s.role(2) != mailbox.Trash || s.listing.view.Folder != s.in(mailbox.Inbox) {
		t.Errorf("the folder is there: %v, message 2 in %q", there, s.role(2))
	}
	s.listing.tree.OnCreate("Empty")
	s.news()
	for _, f := range s.known.folders {
		if f.Role == mailbox.Own {
			s.listing.tree.OnDelete(f.ID) // without a question
		}
	}
	s.news()
	for _, f := range s.known.folders {
		if f.Role == mailbox.Own {
			t.Errorf("%+v is still there", f)
		}
	}
	// Undo brings them back, the last one first, also when other words stand at the foot.
	s.toasts.show("Something else", nil)
	for _, name := range []string{"Empty", "Boats"} {
		s.filing.undo()
		s.news()
		if got, want := s.toasts.now.Text(), "The folder “"+name+"” is back"; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
		if name == "Empty" { // that it was made is a step as well
			s.filing.undo()
			s.news()
		}
	}
	if f, _ := s.folder(own.ID); f.Name != "Boats" || f.Total != 1 || s.row(2).Folder != own.ID {
		t.Errorf("taken back by Undo: %+v, message 2 in %q", f, s.role(2))
	}
}
