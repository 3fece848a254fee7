package reader

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// What stands in an attached file is shown with the words around it, and the text of the file in
// the place of the message, from which one comes back.
func TestTextOfAttachedFiles(t *testing.T) {
	s := newStage(t, 672, 720)
	asked := -1
	s.r.FileText = func(_ context.Context, _ mailbox.ID, index int) (string, error) {
		asked = index
		return "Ticket\n" + strings.Repeat("a line\n", 200) + "Two, outside cabin, deck 7\n", nil
	}
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	at := m.Message.Attachments[0].Index
	name := m.Message.Attachments[0].Name
	if strings.Contains(s.text(), "Found in") {
		t.Fatal("nothing is known yet")
	}
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: places(0, "Two, outside cabin, deck 7")}, {Index: 99, Found: places(0, "no such file")}})
	s.sees("Found in "+name, "Two, outside cabin, deck 7", "Show the text of this file")
	if strings.Contains(s.text(), "no such file") {
		t.Error("what is not there is shown")
	}
	s.tap("Show the text of this file")
	s.sees(name, "This is only the text of the file", "Two, outside cabin, deck 7", "[Back to the message]")
	if asked != at {
		t.Errorf("asked for %d", asked)
	}
	if !s.r.Back() {
		t.Fatal("there is no way back")
	}
	s.sees("Found in " + name)
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: places(2, "a cabin"), Pages: 12}})
	s.sees("Found in " + name + " · page 2 of 12")
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Found: places(2000, "a cabin")}})
	s.sees("Found in " + name + " · page 2,000")
	s.r.SetFiles([]mailbox.FileRead{{Index: at, Encrypted: true}})
	s.sees(name + " has a password, so PopMail can’t search what is in it.")
	s.r.SetFiles([]mailbox.FileRead{{Index: at}})
	if text := s.text(); strings.Contains(text, "password") || strings.Contains(text, "Found in") {
		t.Error(text)
	}
}

func places(page int, words ...string) (out []mailbox.Passage) {
	for i, w := range words {
		out = append(out, mailbox.Passage{Words: w, Page: max(page+i, 0)})
	}
	return out
}

// One goes through the places in a file, from the last one on to the first, and opens the file.
func TestPlacesInAttachedFile(t *testing.T) {
	s := newStage(t, 672, 720)
	opened := -1
	s.r.OnOpenAttachment = func(_ mailbox.ID, index int) { opened = index }
	m := ferry()
	m.Terms = []string{"cabin"}
	s.r.ShowMessage(m)
	a := m.Message.Attachments[0]
	s.r.SetFiles([]mailbox.FileRead{{Index: a.Index, Found: places(4, "an outside cabin", "an inside cabin", "no cabin at all"), Pages: 9}})
	s.sees("Found in "+a.Name+" · page 4 of 9", "1 of 3", "an outside cabin")
	for _, c := range []struct{ tap, at, page, words string }{
		{"Next", "2 of 3", "5", "an inside cabin"}, {"Next", "3 of 3", "6", "no cabin at all"}, {"Next", "1 of 3", "4", "an outside cabin"}, {"Previous", "3 of 3", "6", "no cabin at all"},
	} {
		test.Tap(guitest.Last(t, reading, "button "+c.tap, func(b *widgets.Button) bool { return b.Tip == c.tap }, s.win.Content()))
		s.sees("Found in "+a.Name+" · page "+c.page+" of 9", c.at, c.words)
	}
	s.tap("Open")
	if opened != a.Index {
		t.Errorf("attachment %d was opened", opened)
	}
	s.r.SetFiles([]mailbox.FileRead{{Index: a.Index, Found: places(0, "an outside cabin")}})
	if text := s.text(); strings.Contains(text, "1 of 1") || strings.Contains(text, "Next") {
		t.Error("a single place has steps")
	}
}
