package gui

import (
	"strings"
	"testing"
	"time"

	"popmail/gui/folders"
	"popmail/storage/mailbox"
)

// A sent letter that nobody answers is told of when its time has come, has a place of its own,
// says since when and is done with there; and reminders are chosen in its menu and where it is
// written.
func TestReminding(t *testing.T) {
	s := newStage(t, 2)
	first := s.rows()[0].ID
	s.put(mailbox.Sent, first)
	s.news()
	s.goes(mailbox.Sent)
	ids := []mailbox.ID{first}
	menu := entryOf(t, s.listing.list.MenuItems(ids), "Remind me if nobody answers").ChildMenu
	entryOf(t, menu.Items, "In 1 week").Action()
	s.news()
	if got := s.content(0).Waits; got != "Reminds you on 28 November" {
		t.Errorf("the row says %q", got)
	}
	place := func() (n int, there bool) {
		for _, r := range s.listing.tree.Rows() {
			if r.View == (mailbox.View{Remind: true}) && r.Kind == folders.Place {
				return r.Unread, true
			}
		}
		return 0, false
	}
	if _, there := place(); there {
		t.Error("there is a place for what is not due")
	}
	if !entryOf(t, entryOf(t, s.listing.list.MenuItems(ids), "Remind me if nobody answers").ChildMenu.Items, "In 1 week").Checked {
		t.Error("what is chosen is not marked")
	}
	s.must(s.store.Remind(t.Context(), ids, noon.Add(-time.Minute), 0))
	s.must(s.store.LookForAnswers(t.Context()))
	s.news()
	if n, there := place(); !there || n != 1 {
		t.Fatalf("%d %v", n, there)
	}
	if !s.listing.tree.Select(mailbox.View{Remind: true}) {
		t.Fatal("it cannot be chosen")
	}
	s.listing.choose(mailbox.View{Remind: true}, "To remember")
	s.news()
	if got := s.content(0).Waits; got != "No answer from Ann since 21 November" {
		t.Errorf("the row says %q", got)
	}
	s.listing.list.Select(first)
	state := s.reading.state(first)
	if state == nil || !strings.Contains(s.read(), "No answer from Ann since 21 November") {
		t.Fatalf("the letter says %s", s.read())
	}
	var names []string
	for _, b := range state.Buttons {
		names = append(names, b.Text)
	}
	if got := strings.Join(names, ", "); got != "Wait a week, Done" {
		t.Errorf("buttons: %s", got)
	}
	state.Buttons[1].OnTapped()
	s.news()
	if _, there := place(); len(s.rows()) != 0 || !there {
		t.Errorf("%d rows are left", len(s.rows()))
	}
	s.toasts.takeBack()
	s.news()
	if n, _ := place(); n != 1 {
		t.Errorf("taken back: %d", n)
	}
	state.Buttons[0].OnTapped()
	s.news()
	if n, _ := place(); n != 0 {
		t.Errorf("postponed: %d", n)
	}
	s.toasts.takeBack()
	s.news()
	if n, _ := place(); n != 1 || !s.row(first).Unanswered {
		t.Errorf("taken back: %d", n)
	}
	state.Buttons[0].OnTapped()
	s.news()
	if m := s.row(first); m.Unanswered || !m.Remind.Equal(noon.Add(week)) {
		t.Errorf("%+v", m)
	}
}

// Where a letter is written the person chooses how long an answer is waited for; it begins when
// the letter is sent.
func TestRemindingOfALetter(t *testing.T) {
	s := onRealStore(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "jan@kowalski.example\n")
	d.side.window.Canvas().FocusNext()
	typeInto(d, "Spare room\nHello.")
	entryOf(t, d.editor.RemindMenu().Items, "In 3 days").Action()
	d.editor.Send()
	s.news()
	list, err := s.store.Reminders(t.Context())
	if err != nil || len(list) != 1 || !list[0].At.IsZero() || list[0].After != 3*day {
		t.Fatalf("%+v %v", list, err)
	}
}
