package gui

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/search"
	"popmail/storage/mailbox"
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
	if got := s.listing.list.Rows()[1].Folder; got != "Archive · ann@example.org" {
		t.Errorf("with two accounts the row says %q", got)
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
	marked := func() (n int) {
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
	two := marked()
	search("letter")
	if one := marked(); one == 0 || one >= two || s.reading.reader.Shown() == 0 {
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
	if got := s.listing.whereabouts(&row); got != "Archive · ann@example.org" {
		t.Errorf("a starred message lies in %q", got)
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
