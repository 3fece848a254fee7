package gui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// The times that are offered come after now, none twice, and are called what they are.
func TestLaters(t *testing.T) {
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for day, want := range []string{
		"Later today Mon 18, Tomorrow morning Tue 08, This weekend Sat 08, Next Monday Mon 08",
		"Later today Tue 18, Tomorrow morning Wed 08, This weekend Sat 08, Monday Mon 08",
		"Later today Wed 18, Tomorrow morning Thu 08, This weekend Sat 08, Monday Mon 08",
		"Later today Thu 18, Tomorrow morning Fri 08, This weekend Sat 08, Monday Mon 08",
		"Later today Fri 18, Tomorrow morning Sat 08, Monday Mon 08",
		"Later today Sat 18, Tomorrow morning Sun 08, Monday Mon 08",
		"Later today Sun 18, Tomorrow morning Mon 08",
	} {
		now := monday.AddDate(0, 0, day)
		var got []string
		for _, l := range laters(now) {
			got = append(got, l.name+l.at.Format(" Mon 15"))
			if !l.at.After(now) || l.at.After(now.AddDate(0, 0, 7)) {
				t.Errorf("on %v: %v", now, l.at)
			}
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("on %s: %s, want %s", now.Weekday(), got, want)
		}
	}
	if got := laters(time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC))[0].name; got != "Tomorrow morning" {
		t.Errorf("in the evening the first is %s", got)
	}
}

// entryOf is the item of a menu with a name.
func entryOf(t *testing.T, items []*fyne.MenuItem, name string) *fyne.MenuItem {
	t.Helper()
	i := slices.IndexFunc(items, func(i *fyne.MenuItem) bool { return i.Label == name })
	if i < 0 {
		t.Fatalf("there is no %q", name)
	}
	return items[i]
}

// read is what the reading pane says.
func (s *stage) read() string {
	return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		p, ok := o.(*widgets.Text)
		if !ok {
			return "", false
		}
		return p.Text(), true
	}).Text(s.reading.reader)
}

// Messages are put off out of the list, several together, by menu and key; they have a place of
// their own that says when they come back, come back by hand or by themselves, and Undo.
func TestSnoozing(t *testing.T) {
	s := newStage(t, 4)
	place := func(role mailbox.Role) (mailbox.Folder, bool) {
		for _, f := range s.known.folders {
			if f.Role == role {
				return f, true
			}
		}
		return mailbox.Folder{}, false
	}
	s.listing.list.Select(s.rows()[0].ID)
	ids := s.listing.list.Selected()
	times := entryOf(t, s.listing.list.MenuItems(ids), "Snooze").ChildMenu
	if times.Items[0].Label != "Later today" { // on a Saturday at noon
		t.Fatalf("first comes %q", times.Items[0].Label)
	}
	entryOf(t, times.Items, "Tomorrow morning").Action()
	s.news()
	if got := len(s.rows()); got != 3 || !strings.HasSuffix(s.toasts.now.Text(), "snoozed until tomorrow, 08:00") {
		t.Fatalf("%d rows, %q", got, s.toasts.now.Text())
	}
	f, ok := place(mailbox.Snoozed)
	if !ok || f.Total != 1 {
		t.Fatalf("%+v", f)
	}
	s.filing.undo()
	s.news()
	if got := len(s.rows()); got != 4 {
		t.Fatalf("undone: %d rows", got)
	}

	// By key, several.
	s.listing.list.SelectAll()
	s.Window.rune('b')
	m, ok := s.window.Canvas().Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatal("B opens no menu")
	}
	entryOf(t, m.Items(), "Monday").Action()
	m.Dismiss()
	s.news()
	if got := len(s.rows()); got != 0 {
		t.Fatalf("%d rows are left", got)
	}
	if f, _ = place(mailbox.Snoozed); f.Total != 4 {
		t.Fatalf("%+v", f)
	}
	if !s.listing.tree.Select(mailbox.View{Account: f.Account, Folder: f.ID}) {
		t.Fatal("it has no place among the folders")
	}
	s.listing.choose(mailbox.View{Account: f.Account, Folder: f.ID}, "Snoozed")
	s.news()
	if got := s.content(0).Waits; got != "Snoozed until Monday, 08:00" {
		t.Errorf("the row says %q", got)
	}

	// Another time, taken back; then by hand out of the reading pane.
	first := s.rows()[0].ID
	s.listing.list.Select(first)
	entryOf(t, entryOf(t, s.listing.list.MenuItems([]mailbox.ID{first}), "Snooze until another time").ChildMenu.Items, "Later today").Action()
	s.news()
	if got := s.content(0).Waits; got != "Snoozed until 18:00 today" {
		t.Errorf("the row says %q", got)
	}
	s.toasts.takeBack()
	s.news()
	if got := s.content(0).Waits; got != "Snoozed until Monday, 08:00" {
		t.Errorf("taken back, the row says %q", got)
	}
	text := s.read()
	if !strings.Contains(text, "Snoozed until Monday, 08:00.") {
		t.Errorf("the letter says %s", text)
	}
	s.reading.reader.OnUnsnooze([]mailbox.ID{first})
	s.news()
	if f, _ = place(mailbox.Snoozed); f.Total != 3 {
		t.Fatalf("%+v", f)
	}

	// By itself: its time has come.
	second := s.rows()[2].ID
	if _, err := s.store.Snooze(t.Context(), []mailbox.ID{second}, noon.Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	s.must(s.store.BringBack(t.Context()))
	s.news()
	s.listing.chooseInbox()
	s.news()
	c := s.content(0)
	if c.ID != second || !c.Unread || c.Waits != "Back since 12:00 today" {
		t.Errorf("%+v", c)
	}
	s.listing.list.Select(second)
	if text := s.read(); !strings.Contains(text, "You snoozed this message. It’s been back since 12:00 today.") {
		t.Errorf("the letter says %s", text)
	}
}

func TestNear(t *testing.T) {
	words.Use("en-US")
	for at, want := range map[time.Duration]string{
		3 * time.Hour: "3:00 PM today", 20 * time.Hour: "tomorrow, 8:00 AM", 44 * time.Hour: "Monday, 8:00 AM", -24 * time.Hour: "yesterday, 12:00 PM",
		240 * time.Hour: "Dec 1, 12:00 PM", -72 * time.Hour: "Nov 18, 12:00 PM", 9000 * time.Hour: "Dec 1, 2027, 12:00 PM",
	} {
		if got := words.Near(noon.Add(at), noon); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}

// Another time of several messages is taken back for each of them, also of those that no row shows, and
// together with those that were put off for the first time.
func TestSnoozingAgain(t *testing.T) {
	monday := noon.Add(44 * time.Hour)
	for name, c := range map[string]struct {
		first []int // that are put off until then
		ids   []int // that are put off until tomorrow after that
	}{
		"not shown": {[]int{0, 1, 2}, []int{0, 1, 2}},
		"mixed":     {[]int{0, 1}, []int{0, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 3)
			var all, first, ids []mailbox.ID
			for _, m := range s.rows() {
				all = append(all, m.ID)
			}
			for _, i := range c.first {
				first = append(first, all[i])
			}
			for _, i := range c.ids {
				ids = append(ids, all[i])
			}
			_, err := s.store.Snooze(t.Context(), first, monday)
			s.must(err)
			s.news() // the list shows the Inbox
			s.filing.apart = true
			s.filing.snooze(ids, tomorrow(noon))
			s.news()
			if got := s.toasts.now.Text(); !strings.HasPrefix(got, "3 messages snoozed") {
				t.Errorf("it says %q", got)
			}
			s.toasts.takeBack()
			s.news()
			list, err := s.store.Summaries(t.Context(), all)
			s.must(err)
			for i := range list {
				m, want := &list[i], time.Time{}
				if slices.Contains(first, m.ID) {
					want = monday
				}
				if !m.Snoozed.Equal(want) || want.IsZero() != (m.FolderRole == mailbox.Inbox) {
					t.Errorf("%d is in %s until %v, want %v", m.ID, m.FolderRole, m.Snoozed, want)
				}
			}
		})
	}
}
