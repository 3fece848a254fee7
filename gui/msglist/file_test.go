package msglist

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
)

// A row says in which attached file the words were found, before them, and leaves them room.
func TestFoundInFile(t *testing.T) {
	guitest.App(theme.Light, 1)
	s := mailbox.Summary{ID: 1, Subject: "Booking", Snippet: "Dear Ann"}
	c := contentOf(&s, time.Now(), []string{"cabin"}, mailbox.Excerpt{File: "ticket.pdf", Text: "many words before it, outside cabin, deck 7"})
	if c.File != "found in ticket.pdf" || c.Snippet != "…it, outside cabin, deck 7" {
		t.Errorf("%q %q", c.File, c.Snippet)
	}
	r := newRow()
	for _, name := range []string{c.File, "found in a very long name of a file that fills the whole row and more than that.pdf"} {
		c.File = name
		r.Resize(fyne.NewSize(390, rowHeight()))
		r.show(c, r.state)
		if r.file.Hidden || r.in.Hidden || r.in.Position().X >= r.file.Position().X || r.file.Position().X+r.file.Size().Width > r.text.Position().X || r.text.Size().Width < 60 {
			t.Errorf("%s: %v %v, then %v %v", name, r.file.Position(), r.file.Size(), r.text.Position(), r.text.Size())
		}
	}
	c.File = ""
	r.show(c, r.state)
	if !r.file.Hidden || !r.in.Hidden || r.text.Position().X != r.subject.Position().X {
		t.Error("a row without a file shows one")
	}
}
