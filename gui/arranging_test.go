package gui

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/msglist"
	"popmail/storage/mailbox"
)

func (s *stage) listed(want ...mailbox.ID) {
	s.t.Helper()
	if got := s.listing.list.IDs(); !slices.Equal(got, want) {
		s.t.Errorf("listed are %v, want %v", got, want)
	}
}

// Filters can be combined, keep the list still while one reads, and end with the folder.
func TestFilters(t *testing.T) {
	s := newStage(t, 4)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2}, mailbox.Read, true))
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{1, 2}, mailbox.Starred, true))
	s.news()
	chips := s.listing.list.Arranger().Chips()
	chips[0].Tapped(nil)
	s.listed(1, 3, 4)
	chips[1].Tapped(nil)
	s.listed(1)
	if !chips[0].On || !chips[1].On || chips[2].On {
		t.Error("the chips do not say what is listed")
	}
	chips[1].Tapped(nil)
	s.listed(1, 3, 4)
	s.listing.list.Select(3)
	s.run.Fire(readAfter)
	s.news()
	if !s.is(3, mailbox.Read) {
		t.Fatal("the message was not read")
	}
	s.listed(1, 3, 4)
	l := numbered(0)
	l.Subject = "letter 5"
	s.deliver(l)
	s.news()
	s.listed(5, 1, 3, 4)
	if got := s.listing.list.Selected(); !slices.Equal(got, []mailbox.ID{3}) {
		t.Errorf("chosen is %v", got)
	}
	chips[0].Tapped(nil)
	chips[0].Tapped(nil)
	s.listed(5, 1, 4)
	s.goes(mailbox.Archive)
	if chips[0].On {
		t.Error("the filter holds in another folder")
	}
	s.goes(mailbox.Inbox)
	s.listed(5, 1, 2, 3, 4)
	chips[3].Tapped(nil)
	s.listed()
	if !s.listing.list.Arranger().Visible() {
		t.Error("there is no way back from a filter that leaves nothing")
	}
}

// A filter chooses nothing by itself: what it would choose would be read at once. That holds for
// whole conversations, for chips in quick succession, and where some of several chosen stay.
func TestFiltersChooseNothing(t *testing.T) {
	for name, together := range map[string]bool{"letters": false, "conversations": true} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 5)
			s.must(s.store.SetFlag(t.Context(), []mailbox.ID{2, 3}, mailbox.Read, true))
			s.must(s.store.SetFlag(t.Context(), []mailbox.ID{4}, mailbox.Starred, true))
			s.news()
			if together {
				s.listing.setTogether(true)
			}
			chips := s.listing.list.Arranger().Chips()
			unread := func() (n int) {
				for id := mailbox.ID(1); id <= 5; id++ {
					if !s.is(id, mailbox.Read) {
						n++
					}
				}
				return n
			}
			left := 3
			chosen := func(when string, want ...mailbox.ID) {
				t.Helper()
				s.run.Fire(readAfter)
				s.news()
				if got := s.listing.list.Selected(); !slices.Equal(got, want) {
					t.Errorf("%s chosen are %v, want %v", when, got, want)
				}
				if len(want) == 0 && s.reading.shown != 0 {
					t.Errorf("%s message %d is shown", when, s.reading.shown)
				}
				if unread() != left {
					t.Errorf("%s %d are unread", when, unread())
				}
			}
			s.listing.list.Select(2)
			chips[0].Tapped(nil)
			chosen("with the filter")
			chips[0].Tapped(nil)
			chosen("without it again")
			s.listing.list.Select(3)
			chips[1].Tapped(nil)
			chips[0].Tapped(nil)
			chips[1].Tapped(nil)
			chosen("after three")
			chips[0].Tapped(nil)
			s.listing.list.SelectAll()
			chips[1].Tapped(nil)
			s.listing.list.Select(4)
			s.listing.list.SelectAll()
			s.must(s.store.SetFlag(t.Context(), []mailbox.ID{4}, mailbox.Read, false))
			chips[1].Tapped(nil)
			left-- // the one that stays chosen is read
			chosen("of all", 4)
		})
	}
}

// The order and the groups hold for all folders, are remembered, and keep what is chosen.
func TestOrder(t *testing.T) {
	s := newStage(t, 4)
	s.listing.list.Select(2)
	menu := func(label string) {
		t.Helper()
		for _, i := range s.listing.list.Arranger().Menu().Items {
			if i.Label == label {
				i.Action()
				return
			}
		}
		t.Fatalf("there is no %q", label)
	}
	menu("Oldest first")
	s.listed(4, 3, 2, 1)
	if got := s.listing.list.Selected(); !slices.Equal(got, []mailbox.ID{2}) || s.reading.shown != 2 {
		t.Errorf("chosen is %v, shown %d", got, s.reading.shown)
	}
	if v := s.listing.list.View(); v.Title(0) != "Today" {
		t.Errorf("the first heading is %q", v.Title(0))
	}
	l := numbered(0)
	l.Subject = "letter 5"
	s.deliver(l)
	s.news()
	s.listed(4, 3, 2, 1, 5)
	menu("Group by sender")
	if got := s.listing.list.View().Title(0); got != "Bob · 5" {
		t.Errorf("the heading is %q", got)
	}
	s.filing.remove([]mailbox.ID{3})
	s.news()
	s.listed(4, 2, 1, 5)
	if got := s.listing.list.View().Title(0); got != "Bob · 4" {
		t.Errorf("after one is gone the heading is %q", got)
	}
	menu("By subject")
	s.goes(mailbox.Trash)
	if ls := s.listing; ls.order != mailbox.BySubject || ls.group != msglist.ByPerson {
		t.Errorf("in another folder: %v, %v", ls.order, ls.group)
	}
	if p := s.app.Preferences(); p.Int(prefOrder) != int(mailbox.BySubject) || p.Int(prefGroup) != int(msglist.ByPerson) {
		t.Error("the order is not remembered")
	}
	bar := s.listing.list.Arranger()
	if !bar.Empties() || bar.Chips()[0].Visible() {
		t.Error("the Trash cannot be emptied above the list")
	}
	bar.Emptying().Tapped(nil)
	if s.window.Canvas().Overlays().Top() == nil {
		t.Error("nobody asks before the Trash is emptied")
	}
}

// Columns are there where the list is wide enough; their headings sort.
func TestColumns(t *testing.T) {
	s := newStage(t, 4)
	l := s.listing.list
	s.window.Resize(fyne.NewSize(1280, 800))
	high := func() float32 { return l.View().RowTop(1) - l.View().RowTop(0) }
	before := high()
	for _, i := range l.Arranger().Menu().Items {
		if i.Label == "Columns in a wide list" {
			i.Action()
		}
	}
	if !l.Columns() || high() >= before/2+3 || l.Size().Width < 600 || !s.app.Preferences().Bool(prefColumns) {
		t.Fatalf("columns %v, rows %v high, before %v, the list %v wide", l.Columns(), high(), before, l.Size().Width)
	}
	if c := l.Rows()[0]; c.Size == "" || c.Subject != "letter 1" {
		t.Errorf("the first row says %+v", c)
	}
	l.Select(2)
	l.Heads()[2].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.listed(4, 3, 2, 1)
	if got := l.Selected(); !slices.Equal(got, []mailbox.ID{2}) {
		t.Errorf("chosen is %v", got)
	}
	l.Heads()[2].Tapped(nil)
	s.listed(1, 2, 3, 4)
	l.Heads()[1].Tapped(nil)
	if s.listing.order != mailbox.BySubject {
		t.Error("the heading of the subject does not sort")
	}
	s.window.Resize(fyne.NewSize(900, 800))
	if got := s.reading.reader.Size().Width; l.Columns() || got < readerGoodWidth {
		t.Errorf("in a window of 900 the columns leave %v to the reader", got)
	}
	s.window.Resize(fyne.NewSize(440, 800))
	if l.Columns() || high() < before-1 || l.Heads()[0].Visible() {
		t.Error("a narrow list has columns")
	}
	s.window.Resize(fyne.NewSize(1280, 800))
	if !l.Columns() {
		t.Error("a wide list has none again")
	}
}

// A list that is sorted, filtered, or has conversations for rows holds still as mail arrives above what
// is in sight, and is read anew once for what came together.
func TestArrivalsHoldStill(t *testing.T) {
	for name, arrange := range map[string]func(s *stage){
		"sorted":        func(s *stage) { s.listing.setOrder(mailbox.BySubject, msglist.NoGroups) },
		"filtered":      func(s *stage) { s.listing.setOnly(mailbox.OnlyUnread) },
		"conversations": func(s *stage) { s.listing.setTogether(true) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 200)
			arrange(s)
			v := s.listing.list.View()
			chosen := s.listing.list.IDs()[100]
			s.listing.list.Select(chosen)
			s.news()
			first, _ := v.InView()
			if first == 0 {
				t.Fatal("the list is not scrolled")
			}
			top, stands := s.listing.list.IDs()[first], v.RowTop(first)
			reads := s.store.lists
			for i := range 3 {
				l := numbered(0)
				l.Subject = fmt.Sprint("a new letter ", i) // before "letter"
				s.deliver(l)
			}
			s.news()
			if got := s.store.lists - reads; got != 1 {
				t.Errorf("the list was read %d times", got)
			}
			at := slices.Index(s.listing.list.IDs(), top)
			if at != first+3 {
				t.Fatalf("the letter on top stood at %d and stands at %d", first, at)
			}
			if got := v.RowTop(at); got != stands {
				t.Errorf("what was at %v is at %v", stands, got)
			}
			if got := s.listing.list.Selected(); !slices.Equal(got, []mailbox.ID{chosen}) || s.reading.shown != chosen {
				t.Errorf("chosen is %v, shown %d", got, s.reading.shown)
			}
		})
	}
}
