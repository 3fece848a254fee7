package gui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// searchRows are the kept searches in the list of folders.
func (s *stage) searchRows() (out []string) {
	for _, r := range s.listing.tree.Rows() {
		if r.View.Search != 0 {
			out = append(out, fmt.Sprint(r.Title, " ", r.Unread))
		}
	}
	return out
}

// A search becomes a folder whose mail is what it finds, now and later.
func TestSearchIsKept(t *testing.T) {
	s := newStage(t, 3)
	s.keepSearch() // nothing is searched for
	search := func(text string) {
		s.listing.bar.SetText(text)
		s.run.Fire(time.Hour)
	}
	search(`subject:"letter 2" OR boat`)
	test.Tap(guitest.Last(t, guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false }), "a chip that keeps it",
		func(c *widgets.Chip) bool { return c.Text == "Keep this search" }, s.listing.bar.Filters()))
	s.news()
	list, err := s.store.Searches(t.Context())
	if err != nil || len(list) != 1 || list[0].Query != `subject:"letter 2" OR boat` {
		t.Fatal(list, err)
	}
	v := mailbox.View{Search: list[0].ID}
	if got, lit := s.listing.tree.View(); !lit || got != v || s.listing.searching || s.listing.bar.Text() != "" {
		t.Errorf("shown: %v (%t), searching: %t %q", got, lit, s.listing.searching, s.listing.bar.Text())
	}
	s.expect("2")
	if got := s.searchRows(); !slices.Equal(got, []string{`subject:"letter 2" OR boat 1`}) {
		t.Errorf("the folders are %q", got)
	}
	if got := s.listing.list.Rows()[0].Folder; got != "Inbox" {
		t.Errorf("the row says that it lies in %q", got)
	}
	// Mail that fits appears, other mail does not; what is read is not counted.
	s.deliver(storagetest.Mail{Subject: "letter boat", Date: noon}, storagetest.Mail{Subject: "letter 9", Date: noon})
	s.news()
	s.expect("boat 2")
	if got := s.searchRows(); !slices.Equal(got, []string{`subject:"letter 2" OR boat 2`}) {
		t.Errorf("the folders are %q", got)
	}
	s.filing.mark([]mailbox.ID{4}, mailbox.Read, true)
	s.news()
	if got := s.searchRows(); !slices.Equal(got, []string{`subject:"letter 2" OR boat 1`}) {
		t.Errorf("the folders are %q", got)
	}
	s.filing.remove([]mailbox.ID{4})
	s.news()
	s.expect("2")

	s.listing.tree.NameSearch(v.Search)
	s.listing.tree.OnRenameSearch(v.Search, "Boats")
	s.news()
	if got := s.searchRows(); !slices.Equal(got, []string{"Boats 1"}) {
		t.Errorf("the folders are %q", got)
	}
	if got := s.window.Title(); !strings.Contains(got, "Boats") {
		t.Errorf("the title of the window is %q", got)
	}
	s.forgetSearch(v.Search)
	s.news()
	if got := s.searchRows(); len(got) > 0 || s.listing.view.Search != 0 {
		t.Errorf("the folders are %q, shown: %v", got, s.listing.view)
	}
	s.toasts.takeBack()
	s.news()
	if got := s.searchRows(); !slices.Equal(got, []string{"Boats 1"}) {
		t.Errorf("the folders are %q", got)
	}
	// What is kept already is not kept twice.
	search(`subject:"letter 2" OR boat `)
	s.keepSearch()
	if list, _ := s.store.Searches(t.Context()); len(list) != 1 || s.listing.view.Search != list[0].ID {
		t.Errorf("%v, shown: %v", list, s.listing.view)
	}
}

// What a kept search lists has the words around what it is found by, marked, in the row and in the
// message.
func TestKeptSearchMarks(t *testing.T) {
	s := newStage(t, 3)
	s.deliver(storagetest.Mail{Subject: "plans", Text: strings.Repeat("nothing of interest. ", 40) + "The quince is ripe.", Date: noon})
	s.news()
	if _, err := s.store.KeepSearch(t.Context(), "Fruit", "quince -nowhere"); err != nil {
		t.Fatal(err)
	}
	s.news()
	id := s.listing.searches[0].ID
	s.listing.tree.OnSelected(mailbox.View{Search: id}, "Fruit")
	s.expect("plans")
	row := s.listing.list.Rows()[0]
	if !strings.Contains(row.Snippet, "quince is ripe") || !slices.Equal(row.Terms, []string{"quince "}) {
		t.Errorf("the row says %q, marked %q", row.Snippet, row.Terms)
	}
	s.listing.list.SelectFirst()
	if s.marked() == 0 {
		t.Error("nothing is marked in the message")
	}
	s.listing.tree.OnSelected(mailbox.View{Folder: s.in(mailbox.Inbox), Account: 1}, "Inbox")
	if row := s.listing.list.Rows()[0]; len(row.Terms) > 0 || strings.Contains(row.Snippet, "quince") || s.marked() > 0 {
		t.Errorf("in a folder the row says %q, marked %q", row.Snippet, row.Terms)
	}
}

// A kept search that names a folder that is not there says so, in the place of that mail will come.
func TestKeptSearchOfAFolderThatIsGone(t *testing.T) {
	s := newStage(t, 1)
	folder, err := s.store.CreateFolder(t.Context(), "Receipts")
	if err != nil {
		t.Fatal(err)
	}
	kept := func(text string) mailbox.View {
		t.Helper()
		id, err := s.store.KeepSearch(t.Context(), text, text)
		if err != nil {
			t.Fatal(err)
		}
		s.news()
		s.listing.tree.OnSelected(mailbox.View{Search: id}, text)
		return mailbox.View{Search: id}
	}
	says := func(want, not string) {
		t.Helper()
		if got := s.texts(); !strings.Contains(got, want) || strings.Contains(got, not) {
			t.Errorf("%q is not said, or %q is:\n%s", want, not, got)
		}
	}
	const comes, gone = "Mail that it finds appears here as it arrives.", "There is no folder called “receipts”."
	view := kept("in:receipts")
	says(comes, "There is no")
	kept("in:rec") // the beginning of a name is no name
	says("There is no folder called “rec”.", comes)
	s.listing.tree.OnSelected(view, "in:receipts")
	if _, err := s.store.RemoveFolder(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	s.news()
	says(gone, comes)
	kept("from:nobody")
	says(comes, "There is no")
	kept("account:work")
	says("There is no account called “work”.", comes)
	s.listing.tree.OnSelected(view, "in:receipts")
	says(gone, comes)
	if _, err := s.store.CreateFolder(t.Context(), "Receipts"); err != nil {
		t.Fatal(err)
	}
	s.news()
	says(comes, "There is no")
}

// One search too many is told of plainly, and nothing is kept.
func TestTooManySearches(t *testing.T) {
	s := newStage(t, 1)
	for i := range mailbox.MaxSearches {
		if _, err := s.store.KeepSearch(t.Context(), "x", fmt.Sprint("x", i)); err != nil {
			t.Fatal(err)
		}
	}
	s.news()
	s.listing.bar.SetText("letter")
	s.run.Fire(time.Hour)
	s.keepSearch()
	if s.toasts.now == nil || s.toasts.now.Text() != "PopMail keeps up to 100 searches. Remove one of them to keep another." {
		t.Errorf("the window says %q", s.toasts.now.Text())
	}
	if !s.listing.searching || s.listing.bar.Text() != "letter" {
		t.Error("the search is no longer there")
	}
}

// A search is kept as it was shown: also for words that begin with the last one, where there are any.
func TestKeptAsShown(t *testing.T) {
	for typed, want := range map[string]string{"invoi": "invoi*", "invoice": "invoice*", "invoices": "invoices", "letter invo": "letter invo*", `"invoi"`: `"invoi"`, "subject:invoi": "subject:invoi*", "invoi*": "invoi*", "nothing": "nothing", "is:unread": "is:unread"} {
		s := newStage(t, 1)
		s.deliver(storagetest.Mail{Subject: "letter of invoices", Date: noon}, storagetest.Mail{Subject: "invoice", Date: noon})
		s.news()
		s.listing.bar.SetText(typed)
		s.run.Fire(time.Hour)
		shown := s.subjects()
		s.keepSearch()
		s.news()
		list, err := s.store.Searches(t.Context())
		if err != nil || len(list) != 1 || list[0].Query != want {
			t.Errorf("%s: %+v %v, want %s", typed, list, err, want)
			continue
		}
		if got := s.subjects(); got != shown {
			t.Errorf("%s: %q is kept of %q", typed, got, shown)
		}
	}
}

// What is found by files that were read after the search comes onto the screen by itself.
func TestFoundInFilesLater(t *testing.T) {
	for _, kept := range []bool{false, true} {
		s := newStage(t, 1)
		if kept {
			id, err := s.store.KeepSearch(t.Context(), "Boarding", "boarding")
			s.must(err)
			s.news()
			s.listing.choose(mailbox.View{Search: id}, "Boarding")
		} else {
			s.listing.bar.SetText("boarding")
		}
		s.run.Fire(time.Hour)
		s.expect("")
		// As if only now the word were found: of its arrival the window is not told.
		s.deliver(storagetest.Mail{Subject: "boarding", Date: noon})
		known := 0
		s.listing.onFiles = func(ids []mailbox.ID) { known += len(ids) }
		s.listing.changed([]mailbox.Change{mailbox.FilesKnown{IDs: []mailbox.ID{1}}}, false)
		s.listing.changed([]mailbox.Change{mailbox.FilesKnown{IDs: []mailbox.ID{2}}}, false)
		s.run.Fire(filesPause)
		s.run.Fire(time.Second)
		s.run.Fire(time.Hour) // the search itself
		s.expect("boarding")
		if known != 2 {
			t.Errorf("%d files were told of", known)
		}
	}
}

// The folder that is open is the one to which a search can be bounded by a tap.
func TestFolderOffered(t *testing.T) {
	s := newStage(t, 1)
	work, err := s.store.CreateFolder(t.Context(), "Work")
	s.must(err)
	year, err := s.store.CreateFolderIn(t.Context(), work, "2025")
	s.must(err)
	s.news()
	for id, want := range map[mailbox.FolderID]string{work: "Work", year: "Work / 2025", s.in(mailbox.Inbox): ""} {
		s.listing.choose(mailbox.View{Folder: id}, "x")
		if got := s.listing.folderOffered(); got != want {
			t.Errorf("%d: %q, want %q", id, got, want)
		}
	}
}
