package gui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account/fetch"
	"popmail/gui/moving"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// fakeMover finds three letters in whatever ends in .mbox.
type fakeMover struct {
	brought []moving.Bring
	during  func() // nil: nothing happens meanwhile
}

func (*fakeMover) Places(context.Context) ([]moving.Place, error) { return nil, nil }
func (*fakeMover) HoldsMail(_ context.Context, path string) bool {
	return strings.HasSuffix(path, ".mbox")
}
func (*fakeMover) Survey(_ context.Context, paths []string, _ func(int)) (moving.Found, error) {
	return moving.Found{Sources: []moving.Source{{Key: "k", Folder: "Letters", Messages: 3, Octets: 3000}}}, nil
}
func (m *fakeMover) BringIn(_ context.Context, b moving.Bring, _ func(moving.Progress)) (moving.Progress, []moving.Failure, error) {
	m.brought = append(m.brought, b)
	if m.during != nil {
		m.during()
	}
	return moving.Progress{Came: 3}, nil, nil
}
func (*fakeMover) Save(context.Context, []mailbox.ID, moving.Format, string, string, func(int)) (moving.Saved, error) {
	return moving.Saved{}, nil
}

// TestMailIsDropped: a folder leads to the page, a file with mail to a question, another file to
// a letter.
func TestMailIsDropped(t *testing.T) {
	m := &fakeMover{}
	var letters [][]string
	s := newStage(t, 3, func(o *Options) { o.Mover = m })
	s.moving.writeWith = func(paths []string) { letters = append(letters, paths) }
	dir := t.TempDir()
	box, note := filepath.Join(dir, "old.mbox"), filepath.Join(dir, "note.txt")
	for _, path := range []string{box, note} {
		s.must(os.WriteFile(path, []byte("x"), 0o600))
	}
	s.moving.dropped([]string{note, box})
	if len(letters) != 1 || s.sheet != nil {
		t.Fatalf("%q %T", letters, s.sheet)
	}
	s.moving.dropped([]string{box})
	s.sees("What would you like to do with this file?")
	s.tap("Attach to a new letter")
	if len(letters) != 2 || s.sheet != nil {
		t.Fatalf("%q %T", letters, s.sheet)
	}
	s.moving.dropped([]string{box})
	s.tap("Bring this mail in")
	s.sees("old.mbox")
	s.sees("3 messages · 3 KB")
	s.tap("Bring in")
	s.sees("3 messages came")
	if len(m.brought) != 1 || m.brought[0].Paths[0] != box {
		t.Errorf("%+v", m.brought)
	}
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.sheet != nil {
		t.Fatalf("Escape leaves %T", s.sheet)
	}
	s.moving.dropped([]string{dir})
	s.sees(filepath.Base(dir))
	s.tap("Bring in")
	s.tap("Show mail")
	if s.sheet != nil || s.listing.view != (mailbox.View{}) {
		t.Errorf("%T %v", s.sheet, s.listing.view)
	}
}

// TestShowWhatCame: what came into one folder is shown there, also where that lies in another one or has a role.
func TestShowWhatCame(t *testing.T) {
	s := newStage(t, 3, func(o *Options) { o.Mover = &fakeMover{} })
	work, err := s.store.CreateFolder(t.Context(), "Work")
	s.must(err)
	plans, err := s.store.CreateFolderIn(t.Context(), work, "Plans")
	s.must(err)
	sent, err := s.store.RoleFolder(t.Context(), 1, mailbox.Sent)
	s.must(err)
	for _, c := range []struct {
		folder string
		role   mailbox.Role
		want   mailbox.FolderID
	}{{"Work/Plans", mailbox.Own, plans}, {"work", mailbox.Own, work}, {"Sent Items", mailbox.Sent, sent}, {"Nowhere", mailbox.Own, 0}, {"", "", 0}} {
		s.moving.show(c.folder, c.role)
		if s.listing.view.Folder != c.want || c.want == 0 && s.listing.view != (mailbox.View{}) {
			t.Errorf("%q: %+v, want %d", c.folder, s.listing.view, c.want)
		}
	}
}

// TestSaveSelected: where several messages are selected the page that saves mail begins with these, as what is too much to be
// dragged out is saved there.
func TestSaveSelected(t *testing.T) {
	s := newStage(t, 4, func(o *Options) { o.Mover = &fakeMover{} })
	s.listing.list.SelectFirst()
	s.moving.save("", nil)
	s.shows("<All mail>")
	s.press(fyne.KeyEscape)
	s.listing.list.SelectAll()
	s.saving.onTooMany()
	test.Tap(s.toasts.now.Action())
	s.shows("<4 messages selected>")
	ids, err := s.moving.scopes(true)[0].IDs(t.Context())
	if s.must(err); len(ids) != 4 {
		t.Errorf("%v are saved", ids)
	}
	s.press(fyne.KeyEscape)
	s.moving.save("Settings", s.moving.home) // from where no list is in sight
	s.shows("<All mail>")
}

// TestSaveConversations: rows that are conversations are named so, and all of their letters are saved; one of them is offered
// as well, but is not what is saved where nothing else is said.
func TestSaveConversations(t *testing.T) {
	s := newStage(t, 0, func(o *Options) { o.Mover = &fakeMover{} })
	var in []fetch.Incoming
	for i := range 8 { // two conversations of two, and four letters alone
		head := fmt.Sprintf("From: bob@example.net\r\nTo: ann@example.org\r\nSubject: Plan %d\r\nMessage-ID: <%d@x>\r\n", i%4, i)
		if i%4 < 2 && i >= 4 {
			head += fmt.Sprintf("References: <%d@x>\r\n", i%4)
		}
		in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: []byte(head + "\r\nHello\r\n"), At: noon.Add(time.Duration(i) * time.Minute)})
	}
	storagetest.Deliver(t, s.store.Store, 1, in...)
	s.must(s.store.CatchUpThreads(t.Context()))
	s.listing.setTogether(true)
	s.must(s.store.Settle(t.Context()))
	s.news()
	saved := func(i int, name string, want int) {
		t.Helper()
		scope := s.moving.scopes(true)[i]
		if ids, err := scope.IDs(t.Context()); err != nil || scope.Name != name || len(ids) != want {
			t.Errorf("%q: %d letters, want %q: %d (%v)", scope.Name, len(ids), name, want, err)
		}
	}
	rows := s.listing.list.Len()
	s.listing.list.SelectAll()
	saved(0, fmt.Sprint(rows, " conversations"), 8)
	saved(1, "All mail", 8)
	for i, id := range s.listing.list.IDs() {
		s.listing.list.Select(id)
		all, err := s.store.InConversations(t.Context(), s.listing.view, []mailbox.ID{id})
		s.must(err)
		saved(0, "All mail", 8)
		saved(1, "1 conversation", len(all))
		if i == 0 {
			s.moving.save("", nil)
			s.shows("<All mail>")
			s.press(fyne.KeyEscape)
		}
	}
	if rows >= 8 {
		t.Errorf("%d rows", rows)
	}
	if got := s.moving.scopes(false)[0].Name + s.moving.scopes(false)[1].Name; strings.Contains(got, "conversations") {
		t.Error(got)
	}
}
