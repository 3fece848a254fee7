package gui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/msglist"
	"popmail/storage/mailbox"
)

// unreadMail counts the unread letters of the Inbox.
func (s *stage) unreadMail() (n int) {
	s.t.Helper()
	list, err := s.store.List(s.t.Context(), mailbox.View{Account: 1, Folder: s.in(mailbox.Inbox)}, 0)
	s.must(err)
	for _, m := range list {
		if !m.Is(mailbox.Read) {
			n++
		}
	}
	return n
}

// TestReadOneByOne: what is read stays in a list of unread mail as long as that is shown, so that
// it takes the person to read the next one: in a kept search, whatever its order, in one that is
// typed, and in a folder of which only the unread mail is listed.
func TestReadOneByOne(t *testing.T) {
	kept := func(query string) func(s *stage) {
		return func(s *stage) {
			id, err := s.store.KeepSearch(t.Context(), "kept", query)
			s.must(err)
			s.listing.loadFolders(nil)
			s.choose(mailbox.View{Search: id})
		}
	}
	typed := func(query string) func(s *stage) {
		return func(s *stage) {
			s.listing.bar.SetText(query)
			s.run.Fire(time.Hour)
		}
	}
	for name, show := range map[string]func(s *stage){
		"kept":           kept("is:unread"),
		"kept, narrower": kept("subject:letter is:unread"),
		"kept, by subject": func(s *stage) {
			s.listing.setOrder(mailbox.BySubject, msglist.ByDay)
			kept("is:unread")(s)
		},
		"typed":         typed("is:unread"),
		"typed, a word": typed("news is:unread"),
		"typed, best first": func(s *stage) {
			s.listing.bar.SetBest(true)
			typed("news is:unread")(s)
		},
		"filter": func(s *stage) { s.listing.setOnly(mailbox.OnlyUnread) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 5)
			show(s)
			s.expect("1 2 3 4 5")
			s.listing.list.Select(s.listing.list.IDs()[1])
			second := s.reading.reader.Shown()
			for range 5 {
				s.run.Fire(readAfter)
				s.news()
				s.run.Fire(time.Second)
			}
			if n := s.unreadMail(); n != 4 {
				t.Errorf("%d are unread, want 4", n)
			}
			if s.reading.reader.Shown() != second {
				t.Errorf("message %d is shown, not %d", s.reading.reader.Shown(), second)
			}
			s.expect("1 2 3 4 5")
			// What is thrown away goes, and the next one is chosen; that one is read, no other.
			s.filing.remove(s.listing.list.Selected())
			for range 3 {
				s.news()
				s.run.Fire(time.Second)
			}
			s.expect("1 3 4 5")
			if n := s.unreadMail(); n != 3 {
				t.Errorf("%d are unread, want 3", n)
			}
			// Shown anew, the list is what it says.
			s.listing.only = 0
			s.listing.bar.Leave()
			s.goes(mailbox.Inbox)
			s.listing.bar.SetBest(false)
			s.listing.setOrder(mailbox.Newest, msglist.ByDay)
			show(s)
			s.expect("1 4 5")
		})
	}
}

// TestSearchKeepsItsPlace: a search that is repeated because mail came in keeps where the list
// stands and what is selected, also from where Shift goes on.
func TestSearchKeepsItsPlace(t *testing.T) {
	s := newStage(t, 200)
	s.listing.bar.SetText("news")
	s.run.Fire(time.Hour)
	s.run.Fire(time.Hour) // the rest behind the first ones
	view := s.listing.list.View()
	came := 0
	arrives := func() {
		t.Helper()
		m := numbered(1)
		came++
		m.Subject = fmt.Sprint("another ", came)
		s.deliver(m)
		s.news()
		s.run.Fire(time.Second)
		s.run.Fire(time.Second) // and what it waits for letters that are typed
		if n := s.listing.list.Len(); n != 200+came {
			t.Fatalf("%d results", n)
		}
	}
	view.ScrollTo(150)
	first, _ := view.InView()
	if first == 0 {
		t.Fatalf("it did not scroll: %d results", s.listing.list.Len())
	}
	top := s.listing.list.IDs()[first]
	arrives()
	if now, _ := view.InView(); s.listing.list.IDs()[now] != top {
		t.Errorf("row %d is at the top, before it was %d", now, first)
	}
	s.listing.list.Select(s.listing.list.IDs()[10])
	s.window.Canvas().Focus(view)
	shift := func() {
		view.KeyDown(&fyne.KeyEvent{Name: "LeftShift"})
		view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		view.KeyUp(&fyne.KeyEvent{Name: "LeftShift"})
	}
	for range 4 {
		shift()
	}
	if n := len(s.listing.list.Selected()); n != 5 {
		t.Fatalf("%d are selected", n)
	}
	arrives()
	shift()
	if n := len(s.listing.list.Selected()); n != 6 {
		t.Errorf("%d are selected, want 6", n)
	}
}

// TestSelectionKeepsItsEnds: where a conversation that is selected gets an answer, Shift goes on
// from where it was.
func TestSelectionKeepsItsEnds(t *testing.T) {
	s := newStage(t, 0)
	for i := range 6 {
		s.deliverAnswers(answers{fmt.Sprint("m", i, "@x"), "Bob <bob@x.example>", "", fmt.Sprint("Matter ", i), "hello", 10 + i})
	}
	s.news()
	s.listing.setTogether(true)
	s.listing.list.SelectFirst()
	view := s.listing.list.View()
	shift := func() {
		view.KeyDown(&fyne.KeyEvent{Name: "LeftShift"})
		view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		view.KeyUp(&fyne.KeyEvent{Name: "LeftShift"})
	}
	s.window.Canvas().Focus(view)
	shift()
	shift()
	s.deliverAnswers(answers{"answer@x", "Ann <eve@x.example>", "m0@x", "Re: Matter 0", "yes", 1})
	s.news()
	if n := len(s.listing.list.Selected()); n != 3 {
		t.Fatalf("%d are selected", n)
	}
	shift()
	if n := len(s.listing.list.Selected()); n != 4 {
		t.Errorf("%d are selected, want 4", n)
	}
}
