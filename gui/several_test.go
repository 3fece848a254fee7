package gui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// buttons are the words of those that are seen in a part of the window.
func buttons(o fyne.CanvasObject) (out []*widgets.Button) {
	whole := guitest.Reading(func(o fyne.CanvasObject) (string, bool) { _, ok := o.(*widgets.Button); return "", ok })
	whole.Walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*widgets.Button); ok {
			out = append(out, b)
		}
	}, o)
	return out
}

// Several messages: the reading pane tells what can be done, each with its true count, and
// counts anew when it was done.
func TestSeveralCounted(t *testing.T) {
	s := newStage(t, 5)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{1, 2}, mailbox.Read, true))
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{5}, mailbox.Starred, true))
	s.news()
	s.listing.list.SelectAll()
	texts := func() (out []string) {
		for _, b := range buttons(s.reading.reader) {
			out = append(out, b.Text)
		}
		return out
	}
	want := []string{"Archive 5", "Delete 5", "Mark 3 as read", "Mark 2 as unread", "Star 4", "Remove 1 star", "Move 5", "Snooze 5", "Junk 5"}
	if got := texts(); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	test.Tap(buttons(s.reading.reader)[2])
	s.news()
	if got := texts(); slices.Contains(got, "Mark 3 as read") || !slices.Contains(got, "Mark 5 as unread") || !s.is(4, mailbox.Read) {
		t.Errorf("after they are read: %q", got)
	}
	test.Tap(buttons(s.reading.reader)[0])
	if s.role(1) != mailbox.Archive || s.role(5) != mailbox.Archive {
		t.Error("they were not archived")
	}
	s.put(mailbox.Trash, 1, 2)
	s.news()
	s.goes(mailbox.Trash)
	s.listing.list.SelectAll()
	if got := texts(); len(got) == 0 || got[0] != "Put back 2" || slices.Contains(got, "Junk 2") {
		t.Errorf("in Trash: %q", got)
	}
}

// What takes the room leads to the messages that were counted.
func TestRoomPage(t *testing.T) {
	letters := []storagetest.Mail{numbered(1), numbered(2), numbered(3)}
	letters[2].From = "Tracy Hill <tracy@hill.example>"
	s := newStageOf(t, true, letters)
	s.put(mailbox.Trash, 1)
	s.news()
	s.showRoom()
	p, ok := s.sheet.(*roomPage)
	if !ok {
		t.Fatal("there is no page")
	}
	var texts []string
	for _, b := range p.lines {
		texts = append(texts, b.Text)
	}
	if want := []string{"Tracy Hill", "Bob", "2026", "up to 100 KB", "Trash · 1 message"}; !slices.Equal(texts, want) && !slices.Equal(texts, []string{"Bob", "Tracy Hill", "2026", "up to 100 KB", "Trash · 1 message"}) {
		t.Fatalf("%q", texts)
	}
	at := slices.Index(texts, "Tracy Hill")
	test.Tap(p.lines[at])
	s.run.Fire(200e6)
	if s.sheet != nil || s.listing.bar.Text() != "from:tracy@hill.example" || !slices.Equal(s.listing.list.IDs(), []mailbox.ID{3}) {
		t.Errorf("it leads to %q: %v", s.listing.bar.Text(), s.listing.list.IDs())
	}
	s.showRoom()
	s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.sheet != nil {
		t.Error("Escape does not close the page")
	}
}
