package gui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// pickOf is an item of a menu by its labels.
func pickOf(t *testing.T, items []*fyne.MenuItem, labels ...string) *fyne.MenuItem {
	t.Helper()
	for _, i := range items {
		if i.Label != labels[0] {
			continue
		}
		if len(labels) == 1 {
			return i
		}
		return pickOf(t, i.ChildMenu.Items, labels[1:]...)
	}
	t.Fatalf("there is no %q", labels[0])
	return nil
}

// at says where the letters of the spare room lie.
func (s *stage) at() string {
	s.t.Helper()
	var out []string
	for _, id := range []mailbox.ID{1, 2, 4} {
		out = append(out, string(s.role(id)))
	}
	return strings.Join(out, " ")
}

// TestLetterInTrash: a letter of a conversation that lies elsewhere is not deleted for ever where
// the Trash is shown, nor is it offered what is for what lies there.
func TestLetterInTrash(t *testing.T) {
	for name, elsewhere := range map[string]mailbox.Role{"Inbox": mailbox.Inbox, "Archive": mailbox.Archive} {
		for _, shown := range []mailbox.Role{mailbox.Trash, mailbox.Junk} {
			t.Run(name+" "+string(shown), func(t *testing.T) {
				s := conversations(t)
				s.put(shown, 2)
				s.put(elsewhere, 1)
				s.news()
				s.goes(shown)
				s.listing.list.SelectFirst()
				s.reading.reader.OnLetter(1)
				for _, i := range s.reading.reader.MenuItems([]mailbox.ID{1}) {
					if i.Label == lang.L("Put back") || i.Label == lang.L("Not junk") {
						t.Errorf("it is offered %q", i.Label)
					}
				}
				s.reading.reader.OnDelete([]mailbox.ID{1})
				if s.window.Canvas().Overlays().Top() != nil {
					t.Fatal("it is asked whether it goes for ever")
				}
				if got := s.role(1); got != mailbox.Trash {
					t.Errorf("it is in %q", got)
				}
				s.news()
				s.filing.undo()
				if got := s.role(1); got != elsewhere {
					t.Errorf("taken back it is in %q", got)
				}
				// What does lie there is asked about.
				if shown == mailbox.Trash {
					s.reading.reader.OnDelete([]mailbox.ID{2})
					s.tap(lang.L("Delete permanently"))
					if got := s.role(2); got != "" {
						t.Errorf("what lay in the Trash is in %q", got)
					}
				}
			})
		}
	}
}

// TestPutBackMeanwhile: what was put back while it was asked whether it goes for ever stays.
func TestPutBackMeanwhile(t *testing.T) {
	s := newStage(t, 3)
	s.put(mailbox.Trash, 1, 2)
	s.news()
	s.goes(mailbox.Trash)
	s.listing.list.SelectAll()
	s.filing.remove(s.listing.list.Selected())
	_, err := s.store.PutBack(t.Context(), []mailbox.ID{1})
	s.must(err)
	s.tap(lang.L("Delete permanently"))
	if one, two := s.role(1), s.role(2); one != mailbox.Inbox || two != "" {
		t.Errorf("they are in %q and %q", one, two)
	}
	if got := s.toasts.now.Text(); !strings.Contains(got, "1 message deleted") {
		t.Errorf("it says %q", got)
	}
}

// TestLetterMovedLater: what is said of one letter of a conversation and asked about before it is
// done, is done to that letter alone.
func TestLetterMovedLater(t *testing.T) {
	newFolder := func(t *testing.T, win fyne.Window) {
		t.Helper()
		top := win.Canvas().Overlays().Top()
		if top == nil {
			t.Fatal("nothing is asked in this window")
		}
		entry := guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "field", func(e *field.Entry) bool { return e.Visible() }, top)
		test.Type(entry, "Taxes")
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	pick := func(t *testing.T, win fyne.Window) {
		t.Helper()
		top := win.Canvas().Overlays().Top()
		if top == nil {
			t.Fatal("nothing is asked in this window")
		}
		entry := guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "day", func(e *field.Entry) bool { return e.Visible() }, top)
		entry.OnSubmitted(entry.Text)
	}
	for name, c := range map[string]struct {
		labels []string
		answer func(t *testing.T, win fyne.Window)
		want   string
	}{
		"new folder": {[]string{"Move to", "New folder…"}, newFolder, "inbox own inbox"},
		"snooze":     {[]string{"Snooze", "Pick a date and time…"}, pick, "inbox snoozed inbox"},
		"archive":    {[]string{"Move to", "Archive"}, nil, "inbox archive inbox"},
		"junk":       {[]string{"Junk"}, nil, "inbox junk inbox"},
	} {
		for _, alone := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				s := conversations(t)
				s.tapRow(0)
				s.reading.reader.OnLetter(2)
				win, r := s.window, s.reading.reader
				if alone {
					s.openAlone(2)
					win = s.own(2).window
					r = guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "reader", func(*reader.Reader) bool { return true }, win.Content())
				}
				pickOf(t, r.MenuItems([]mailbox.ID{2}), c.labels...).Action()
				if alone && s.window.Canvas().Overlays().Top() != nil {
					t.Error("it is asked in the main window")
				}
				if c.answer != nil {
					c.answer(t, win)
				}
				s.news()
				if got := s.at(); got != c.want {
					t.Errorf("the letters are in %q, want %q", got, c.want)
				}
				s.filing.undo()
				if got := s.at(); got != "inbox inbox inbox" {
					t.Errorf("taken back they are in %q", got)
				}
			})
		}
	}
}

// TestNotJunkByField: the field that jumps takes out of Junk what it says it does, also in Junk of
// all accounts, and back to where it was.
func TestNotJunkByField(t *testing.T) {
	s := newStage(t, 2)
	s.filing.junk([]mailbox.ID{1})
	s.news()
	s.goes(mailbox.Junk)
	s.listing.list.SelectFirst()
	s.jumpsTo("not junk")
	if got := s.role(1); got != mailbox.Inbox {
		t.Errorf("it is in %q", got)
	}
	two := newTwo(t)
	two.filing.junk([]mailbox.ID{1, 2})
	two.filing.remove([]mailbox.ID{3, 4})
	two.news()
	names := func() (out []string) {
		for _, c := range two.commands() {
			out = append(out, c.name)
		}
		return out
	}
	two.choose(mailbox.View{Role: mailbox.Junk})
	two.listing.list.SelectAll()
	if got := names(); !slices.Contains(got, "Not junk") || slices.Contains(got, "Junk") || !slices.Contains(got, "Archive") || !slices.Contains(got, "Delete all junk…") {
		t.Errorf("in Junk of all accounts: %q", got)
	}
	two.choose(mailbox.View{Role: mailbox.Trash})
	if got := names(); !slices.Contains(got, "Put back") || !slices.Contains(got, "Empty Trash…") {
		t.Errorf("in Trash of all accounts: %q", got)
	}
}

// TestDraftsOfAll: drafts, and what waits to be sent, are listed one by one, of all accounts too.
func TestDraftsOfAll(t *testing.T) {
	s := newTwo(t)
	for i, id := range []string{"a@x", "b@x"} {
		a := answers{id, "Ann <ann@example.org>", "root@x", "Re: matter", "text", i}
		storagetest.Deliver(t, s.store.Store, account.ID(1), fetch.Incoming{UID: id, Raw: a.raw(), At: noon})
	}
	for _, role := range []mailbox.Role{mailbox.Drafts, mailbox.Sent} {
		s.put(role, 5, 6)
		s.news()
		s.listing.setTogether(true)
		s.listing.choose(mailbox.View{Role: role}, "all")
		want := 1
		if role == mailbox.Drafts {
			want = 2
		}
		if n := s.listing.list.Len(); n != want {
			t.Errorf("%s: %d rows, want %d", role, n, want)
		}
	}
	s.listing.choose(mailbox.View{Role: mailbox.Outbox}, "all")
	if s.listing.conversing() {
		t.Error("what waits to be sent is together")
	}
}
