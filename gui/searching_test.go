package gui

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/search"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

func (s *stage) texts() string {
	return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		switch v := o.(type) {
		case *widgets.Text:
			return v.Text(), true
		case *widgets.Button:
			return "[" + v.Text + "]", true
		}
		return "", false
	}).Text(s.listing.list)
}

// marked counts the points of the message that have the color of marks.
func (s *stage) marked() (n int) {
	img, mark := s.window.Canvas().Capture(), color.NRGBAModel.Convert(theme.Color(theme.ColorMark))
	for y := range img.Bounds().Dy() {
		for x := img.Bounds().Dx() / 2; x < img.Bounds().Dx(); x++ {
			if color.NRGBAModel.Convert(img.At(x, y)) == mark {
				n++
			}
		}
	}
	return n
}

// While all mail is searched no folder is lit; each row says where it lies, and
// what asks for nothing shows no results of something else.
func TestSearchingSaysWhatIsSo(t *testing.T) {
	s := newStage(t, 3)
	s.filing.archive([]mailbox.ID{2})
	s.news()
	if line := s.listing.list.Rows()[0]; line.Folder != "" {
		t.Errorf("a row of the Inbox says %q", line.Folder)
	}
	search := func(text string) {
		s.listing.bar.SetText(text)
		s.run.Fire(time.Hour)
	}
	search("letter")
	if _, lit := s.listing.tree.View(); lit {
		t.Error("a folder is lit while all mail is searched")
	}
	s.expect("1 2 3")
	for i, want := range []string{"Inbox", "Archive", "Inbox"} {
		if got := s.listing.list.Rows()[i].Folder; got != want {
			t.Errorf("row %d lies in %q, want %q", i, got, want)
		}
	}
	s.addAccountFor("shop@example.org")
	s.listing.loadFolders(nil)
	search("letter ")
	if got := s.listing.list.Rows()[1].Folder; got != "Archive" {
		t.Errorf("with two accounts the row says %q", got)
	}
	if got := s.listing.list.Rows()[1].Account; got != "ann" {
		t.Errorf("the row is of %q", got)
	}
	if _, lit := s.listing.tree.View(); lit {
		t.Error("new counts light a folder")
	}
	for _, text := range []string{"(((", "from:", "-", "has:att", "!!!"} {
		search("letter")
		search(text)
		if s.listing.list.Len() != 0 || strings.Contains(s.texts(), "Nothing found") || strings.Contains(s.texts(), "Search Trash") {
			t.Errorf("%q lists %q:\n%s", text, s.subjects(), s.texts())
		}
		if !strings.Contains(s.texts(), "Type") && !strings.Contains(s.texts(), "After “has:”") {
			t.Errorf("%q: nothing says what is missing:\n%s", text, s.texts())
		}
	}
	// The message that stays chosen has the words of the search marked, and no others.
	search("letter ann")
	s.listing.list.Select(s.listing.list.IDs()[0])
	two := s.marked()
	search("letter")
	if one := s.marked(); one == 0 || one >= two || s.reading.reader.Shown() == 0 {
		t.Errorf("%d points of a message are marked, %d for two words", one, two)
	}

	search("nowhere")
	if !strings.Contains(s.texts(), "Nothing found.") || !strings.Contains(s.texts(), "[Search Trash and Junk too]") {
		t.Fatalf("nothing found:\n%s", s.texts())
	}
	guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "link",
		func(b *widgets.Button) bool { return b.Text == "Search Trash and Junk too" }, s.listing.list).Tapped(nil)
	s.run.Fire(time.Hour)
	if s.listing.bar.Text() != "nowhere in:anywhere" || strings.Contains(s.texts(), "[Search Trash and Junk too]") {
		t.Errorf("the field says %q:\n%s", s.listing.bar.Text(), s.texts())
	}
	s.listing.bar.Leave()
	if v, lit := s.listing.tree.View(); !lit || v.Folder != 1 {
		t.Error("the folder is not lit again")
	}
	s.expect("1 3")

	// By keyboard: the sidebar shows where it is, and Enter goes there.
	search("letter")
	s.listing.tree.Focus()
	s.press(fyne.KeyReturn)
	if v, lit := s.listing.tree.View(); !lit || v.Folder != 1 || s.listing.searching {
		t.Error("Enter in the sidebar does not go back to the folder")
	}
	s.listing.choose(mailbox.View{Starred: true}, "Starred")
	row := s.row(2)
	if got := s.listing.whereabouts(&row); got != "Archive" {
		t.Errorf("a starred message lies in %q", got)
	}
	if got, _ := s.listing.ownerOf(&row); got != "ann" {
		t.Errorf("a starred message is of %q", got)
	}
}

// A search that finds very many shows the newest at once, and then all.
func TestSearchingManyShowsFirstRows(t *testing.T) {
	s := newStage(t, 200)
	s.listing.bar.SetText("letter ")
	s.run.Fire(2 * search.Delay)
	if got := s.texts(); !strings.Contains(got, "The newest 50 results") {
		t.Errorf("the list says %q", got)
	}
	s.run.Fire(time.Hour)
	if got := s.texts(); !strings.Contains(got, "200 results") {
		t.Errorf("the list says %q", got)
	}
}

// What fits best comes first where the person chooses so, also in the next window.
func TestBestFirst(t *testing.T) {
	s := newStage(t, 2)
	s.deliver(storagetest.Mail{Subject: "quince", Text: "here", Date: noon.Add(-48 * time.Hour)}, storagetest.Mail{Subject: "fruit", Text: "one quince", Date: noon})
	s.news()
	search := func(text string) {
		s.listing.bar.SetText(text)
		s.run.Fire(time.Hour)
	}
	tap := func(label string, remove bool) {
		t.Helper()
		c := guitest.Last(t, guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false }), "chip "+label,
			func(c *widgets.Chip) bool { return c.Text == label && (c.OnRemove != nil) == remove }, s.listing.bar.Filters())
		c.Tapped(nil)
		s.run.Fire(time.Hour)
	}
	search("quince ")
	s.expect("fruit quince")
	tap("best first", false)
	s.expect("quince fruit")
	if got := s.texts(); !strings.Contains(got, "· best first") {
		t.Errorf("the list says:\n%s", got)
	}
	s.listing.list.Select(s.listing.list.IDs()[1])
	s.deliver(storagetest.Mail{Subject: "quince again", Text: "here", Date: noon.Add(-72 * time.Hour)})
	s.news()
	s.run.Fire(time.Hour) // it is searched again
	s.run.Fire(time.Hour)
	if got := s.subjects(); !strings.HasSuffix(got, "fruit") || s.listing.list.Len() != 3 || !slices.Equal(s.listing.list.Selected(), s.listing.list.IDs()[2:]) {
		t.Errorf("after new mail: %q, chosen %v", got, s.listing.list.Selected())
	}
	if !s.app.Preferences().Bool(prefBest) {
		t.Error("the choice is not kept")
	}
	search("is:unread") // there is nothing to compare by
	if got := s.texts(); !strings.Contains(got, "· newest first") {
		t.Errorf("the list says:\n%s", got)
	}
	search("quince ")
	tap("best first", true)
	if got := s.texts(); !strings.Contains(got, "· newest first") || s.app.Preferences().Bool(prefBest) {
		t.Errorf("the list says:\n%s", got)
	}
}

// TestLeftOut: below what a search found stands that Trash and Junk were left out, where no folder
// was asked for.
func TestLeftOut(t *testing.T) {
	s := newStage(t, 3)
	const left = "Trash and Junk were left out."
	for _, c := range []struct{ text, want string }{{"letter", left}, {"letter in:inbox", "!" + left}, {"letter -in:archive", left}, {"letter in:anywhere", "!" + left}} {
		s.listing.bar.SetText(c.text)
		s.run.Fire(1e9)
		s.news()
		if s.listing.list.Len() == 0 {
			t.Errorf("%q finds nothing", c.text)
		}
		s.shows(c.want)
	}
}
