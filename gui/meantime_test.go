package gui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// TestMenuDoesWhatItSays: an entry that marks does so also where the letter was marked by itself while the menu was
// open, as a letter that is read in the pane counts as read after a moment.
func TestMenuDoesWhatItSays(t *testing.T) {
	for label, c := range map[string]struct {
		flag   mailbox.Flag
		before bool
		want   bool
	}{
		"Mark read":   {mailbox.Read, false, true},
		"Mark unread": {mailbox.Read, true, false},
		"Add star":    {mailbox.Starred, false, true},
		"Remove star": {mailbox.Starred, true, false},
	} {
		for _, n := range []int{1, 3, -1, -3} { // below zero: the rows know it already
			known := n < 0
			n := max(n, -n)
			s := newStage(t, 4)
			ids := s.listing.list.IDs()[:n]
			s.must(s.store.SetFlag(t.Context(), ids, c.flag, c.before))
			s.news()
			s.listing.list.Select(ids[0])
			if n > 1 {
				s.listing.list.View().SelectKeys(int64(ids[0]), int64(ids[1]), int64(ids[2]))
			}
			entry := item(t, s, label)
			if label == "Mark read" && n == 1 {
				s.run.Fire(readAfter)
				if !s.is(ids[0], mailbox.Read) {
					t.Fatal("the letter does not count as read")
				}
			} else {
				s.must(s.store.SetFlag(t.Context(), ids, c.flag, !c.before))
			}
			if known {
				s.news()
			}
			entry.Action()
			s.news()
			for _, id := range ids {
				if s.is(id, c.flag) != c.want {
					t.Errorf("%d letters, %q: the mark is %v", n, label, !c.want)
				}
			}
		}
	}
}

// TestMenuOfWhatLeft: a menu acts on the letter that it was opened for, also once that has left the list and the next
// one is chosen.
func TestMenuOfWhatLeft(t *testing.T) {
	for label, done := range map[string]func(s *stage) bool{
		"Mark unread":      func(s *stage) bool { return !s.is(2, mailbox.Read) && s.is(3, mailbox.Read) },
		"Add star":         func(s *stage) bool { return s.is(2, mailbox.Starred) && !s.is(3, mailbox.Starred) },
		"Open in a window": func(s *stage) bool { return s.own(2) != nil && s.own(3) == nil },
	} {
		s := newStage(t, 4)
		s.must(s.store.SetFlag(t.Context(), s.listing.list.IDs(), mailbox.Read, true))
		s.news()
		s.listing.list.Select(2)
		entry := item(t, s, label)
		s.put(mailbox.Archive, 2)
		s.news()
		if got := s.listing.list.Selected(); !slices.Equal(got, []mailbox.ID{3}) {
			t.Fatalf("chosen is %v", got)
		}
		entry.Action()
		s.news()
		if !done(s) {
			t.Errorf("%q acts on something else", label)
		}
	}
}

// TestDragOfWhatLeft: what was grabbed is what is dropped, here or in another program, also once it has left the list.
func TestDragOfWhatLeft(t *testing.T) {
	c := &carriedOut{}
	s := newStage(t, 5, func(o *Options) { o.DragOut = c.out })
	trash := s.folderAt(s.in(mailbox.Trash))
	letGo := s.pulling(1, fyne.NewPos(300, 200), 1)
	s.put(mailbox.Archive, 2)
	s.news()
	s.dragged(trash)
	s.listing.list.View().OnDrop(trash)
	letGo()
	s.news()
	s.expect("1 3 4 5")
	if got := s.role(2); got != mailbox.Trash {
		t.Errorf("what was grabbed lies in %s", got)
	}
	if c.begun != 1 {
		t.Errorf("carried %d times", c.begun)
	}
	// All that is chosen goes while it is dragged, and nothing is left to be dropped elsewhere.
	letGo = s.pulling(0, trash, 1)
	s.must(s.store.Purge(t.Context(), []mailbox.ID{1}))
	s.news()
	letGo()
	s.news()
	s.expect("3 4 5")
}

// TestPressOfWhatLeft: where a row leaves the list between the press and the first move, the next one is not dragged,
// nor is it tapped.
func TestPressOfWhatLeft(t *testing.T) {
	s := newStage(t, 5)
	area := test.WidgetRenderer(s.listing.list.View()).Objects()[0].(*container.Clip).Content.(rowArea)
	press := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	press.Position = fyne.NewPos(60, s.listing.list.View().RowTop(1)+20)
	area.MouseDown(press)
	s.put(mailbox.Archive, 2)
	s.news()
	tapped := 0
	s.listing.list.OnTap = func(mailbox.ID) { tapped++ }
	e := &fyne.DragEvent{}
	e.AbsolutePosition = s.folderAt(s.in(mailbox.Trash))
	area.Dragged(e)
	area.DragEnd()
	area.MouseUp(press)
	s.news()
	s.expect("1 3 4 5")
	if tapped != 0 {
		t.Error("another row was tapped")
	}
}

// TestSnoozeTimesOfNow: the times that the reading pane offers for several letters are those of when it is tapped,
// not of when they were chosen.
func TestSnoozeTimesOfNow(t *testing.T) {
	now := noon
	s := newStage(t, 3, func(o *Options) { o.Now = func() time.Time { return now } })
	s.listing.list.SelectAll()
	times := func() []*fyne.MenuItem {
		t.Helper()
		s.tap("Snooze 3")
		m, ok := s.window.Canvas().Overlays().Top().(*widgets.Menu)
		if !ok {
			t.Fatal("no menu")
		}
		defer m.Dismiss()
		return m.Items()
	}
	if got := times()[0].Label; got != "Later today" {
		t.Errorf("at noon %q comes first", got)
	}
	now = now.Add(7 * time.Hour)
	if got := times()[0].Label; got != "Tomorrow morning" {
		t.Errorf("in the evening %q comes first", got)
	}
	now = now.AddDate(0, 0, 1)
	entryOf(t, times(), "Tomorrow morning").Action()
	s.news()
	if rows, err := s.store.Summaries(t.Context(), []mailbox.ID{1}); err != nil || len(rows) != 1 || !rows[0].Snoozed.After(now) {
		t.Errorf("it comes back at %v, now is %v; %v", rows[0].Snoozed, now, err)
	}
}

// TestMarkingSeveralFails: what could not be written is no step that Undo takes back in the place of the last real one,
// and no bar says that it was done.
func TestMarkingSeveralFails(t *testing.T) {
	s := newStage(t, 5)
	s.filing.toTrash([]mailbox.ID{5})
	s.news()
	s.listing.list.SelectAll()
	for name, do := range map[string]func(){
		"read": func() { s.listing.list.ToggleRead() },
		"star": func() { s.listing.list.ToggleStar() },
		"rows": func() { s.filing.markRows(s.listing.list.Selected(), mailbox.Read, true) },
	} {
		s.store.err = errors.New("full")
		do()
		if got := s.bar(); strings.Contains(got, "marked") || strings.Contains(got, "added") {
			t.Errorf("%s: the bar says %q", name, got)
		}
		s.store.err = nil
		if n := len(s.filing.past.steps); n != 1 {
			t.Errorf("%s: %d steps", name, n)
		}
	}
	s.filing.undo()
	s.news()
	if got := s.role(5); got != mailbox.Inbox {
		t.Errorf("the last step is not taken back: %s", got)
	}
}
