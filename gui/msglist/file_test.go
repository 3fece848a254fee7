package msglist

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
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

// The folder stands on the line of the subject, so that the words found have a line of their own.
func TestFolderBesideSubject(t *testing.T) {
	guitest.App(theme.Light, 1)
	r := newRow()
	r.show(Content{ID: 1, Name: "Maria Bauer", Time: "2:21 PM", Folder: "Inbox · ann@example.org", Subject: "Your booking for the ferry on Friday", File: "found in ticket.pdf", Snippet: "…outside cabin, deck 7", Terms: []string{"cabin"}}, widgets.RowState{})
	for _, width := range []float32{260, 390, 900} {
		r.Resize(fyne.NewSize(width, rowHeight()))
		if r.folder.Position().Y != r.subject.Position().Y || r.subject.Position().X+r.subject.Size().Width > r.folder.Position().X {
			t.Errorf("at %v the folder is at %v, the subject at %v, %v wide", width, r.folder.Position(), r.subject.Position(), r.subject.Size().Width)
		}
		if end := r.text.Position().X + r.text.Size().Width; end < r.folder.Position().X+r.folder.Size().Width-1 {
			t.Errorf("at %v the words found end at %v", width, end)
		}
	}
}
