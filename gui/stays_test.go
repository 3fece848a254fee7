package gui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/send"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// entries are the names of what a menu offers.
func entries(items []*fyne.MenuItem) (out []string) {
	for _, i := range items {
		out = append(out, i.Label)
	}
	return out
}

// TestLettersStayInTheOutbox: a letter that waits to be sent is not taken out of the outbox by what files messages, as it
// would not be sent then; the person is told how to stop it. Beside it other messages are filed as ever.
func TestLettersStayInTheOutbox(t *testing.T) {
	s := onRealStore(t)
	s.deliver(numbered(1), numbered(2))
	s.activity.workOffline(true)
	id, second := s.written("jonas@boatmuseum.example", "Tickets"), s.written("dad@home.example", "Ferry")
	s.showRole(mailbox.Outbox)
	s.listing.list.Select(id)
	w := s.Window
	for _, b := range []interface{ Disabled() bool }{w.tools.archive, w.tools.remove, w.tools.read, w.tools.junk, w.tools.snooze} {
		if !b.Disabled() {
			t.Errorf("%+v is enabled", b)
		}
	}
	got := entries(w.listing.list.Menu().Items)
	w.reading.reader.ShowMenu()
	menu := w.window.Canvas().Overlays().Top().(*widgets.Menu)
	if got = append(got, entries(menu.Items())...); !slices.Contains(got, "Details") {
		t.Errorf("the menu of the reading pane is not seen: %q", got)
	}
	menu.Dismiss()
	for _, word := range []string{"Archive", "Delete", "Junk", "Move to", "Mark unread", "Mark read", "Block sender…"} {
		if slices.Contains(got, word) {
			t.Errorf("the menu offers %s", word)
		}
	}
	var archive mailbox.Folder
	for _, f := range s.known.folders {
		if f.Role == mailbox.Archive {
			archive = f
		}
	}
	one := []mailbox.ID{id}
	for what, do := range map[string]func(){
		"delete":  func() { w.listing.list.View().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete}) },
		"archive": func() { w.filing.keepButton(one) }, "junk": func() { w.filing.toggleJunk(one) },
		"move": func() { w.filing.move(one, archive) }, "the reading pane": func() { w.reading.reader.OnDelete(one) },
		"all": func() { w.filing.remove([]mailbox.ID{id, second}) },
		"its own window": func() {
			w.openAlone(id)
			(&ownWindow{side: w.sides.open[ownKey(id)], main: w, id: id, summary: s.row(id)}).remove()
		},
		"archived in there":  func() { (&ownWindow{side: w.sides.open[ownKey(id)], main: w, id: id, summary: s.row(id)}).keep() },
		"the field to jump":  func() { w.filing.toTrash(one) },
		"snoozed by the key": w.snoozeChosen,
		"its sender blocked": func() {
			w.reading.reader.OnBlock("ann@example.org", one)
			if w.window.Canvas().Overlays().Top() != nil {
				s.answer("Block sender")
			}
		},
	} {
		w.toasts.hide()
		told := w.toasts
		if what == "its own window" || what == "archived in there" {
			w.openAlone(id)
			told = w.sides.open[ownKey(id)].toasts
		}
		do()
		s.news()
		l, err := s.store.Letter(t.Context(), id)
		if s.must(err); l.State != mailbox.LetterQueued || s.role(id) != mailbox.Outbox || told.now == nil || told.undo != nil {
			t.Errorf("%s: %v in %s, and the bar is %v", what, l.State, s.role(id), told.now)
		}
	}
	w.filing.remove(one)
	if w.toasts.now.Text() != "This letter stays in the Outbox until it is sent. To stop it, choose Cancel." {
		t.Error(w.toasts.now.Text())
	}
	// What is chosen with it goes where it is to go.
	s.listing.searching = true
	w.filing.archive([]mailbox.ID{id, 1})
	if s.role(1) != mailbox.Archive || s.role(id) != mailbox.Outbox || w.toasts.now.Text() != "1 message moved to Archive" {
		t.Errorf("%s, %s", s.role(1), s.role(id))
	}
	s.listing.searching = false
	// Of one whose fate is unknown nothing else is said than is so.
	s.activity.workOffline(false)
	s.settle(second, send.Outcome{State: send.Unknown, Problem: &account.Problem{Trouble: account.TroubleFate, Sending: true}})
	s.news()
	if w.filing.remove([]mailbox.ID{second}); w.toasts.now.Text() != "This letter may have been sent. To change or discard it, choose Edit." {
		t.Error(w.toasts.now.Text())
	}
	// A draft is filed as any message.
	s.must(s.store.Recall(t.Context(), id))
	s.news()
	if w.filing.remove(one); s.role(id) != mailbox.Trash {
		t.Error(s.role(id))
	}
}

// TestStaysWhereItIs: of a letter that is being sent it is not said that it could be stopped, and in a list of several
// folders nothing is said of a folder.
func TestStaysWhereItIs(t *testing.T) {
	s := onRealStore(t)
	s.deliver(numbered(1))
	id := s.written("jonas@boatmuseum.example", "Tickets")
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{id, 1}, mailbox.Starred, true))
	s.news()
	s.listing.choose(mailbox.View{Starred: true}, "Starred")
	s.listing.list.Select(id)
	s.toasts.hide()
	if s.rune('b'); s.bar() != "This message can’t be snoozed." {
		t.Errorf("%q", s.bar())
	}
	_, err := s.store.TakeLetter(t.Context(), 1, send.Which{Now: noon.Add(time.Minute), IDs: []int64{int64(id)}})
	s.must(err)
	s.news()
	s.toasts.hide()
	if s.filing.remove([]mailbox.ID{id}); s.bar() != "This letter is being sent" || s.toasts.acts {
		t.Errorf("%q", s.bar())
	}
}

// TestSnoozeWhereItCan: where messages cannot be put off, the button for it is gray, and the key says why.
func TestSnoozeWhereItCan(t *testing.T) {
	s := newStage(t, 3)
	for _, c := range []struct {
		role mailbox.Role
		can  bool
	}{{mailbox.Sent, false}, {mailbox.Inbox, true}, {mailbox.Junk, false}, {mailbox.Trash, false}, {mailbox.Drafts, false}, {mailbox.Archive, true}} {
		s.put(c.role, 1)
		s.news()
		s.goes(c.role)
		s.listing.list.Select(1)
		s.toasts.hide()
		if s.tools.snooze.Disabled() == c.can || s.tools.archive.Disabled() {
			t.Errorf("%s: disabled is %v", c.role, s.tools.snooze.Disabled())
		}
		if s.rune('b'); (s.toasts.now == nil) != c.can {
			t.Errorf("%s: %v is said", c.role, s.toasts.now)
		}
		for top := s.window.Canvas().Overlays().Top(); top != nil; top = s.window.Canvas().Overlays().Top() {
			s.window.Canvas().Overlays().Remove(top)
		}
	}
}

// TestSnoozeOfWhatWaits: of what waits to be sent it is said that it can't be snoozed; of a folder only where one is seen.
func TestSnoozeOfWhatWaits(t *testing.T) {
	s := onRealStore(t)
	s.deliver(numbered(1))
	s.activity.workOffline(true)
	id := s.written("jonas@boatmuseum.example", "Tickets")
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{id}, mailbox.Starred, true))
	s.news()
	const folder, message = "Messages in this folder can’t be snoozed.", "This message can’t be snoozed."
	for _, c := range []struct {
		where string
		show  func()
		want  string
	}{
		{"the Outbox", func() { s.showRole(mailbox.Outbox) }, folder},
		{"starred", func() { s.listing.choose(mailbox.View{Starred: true}, "Starred") }, message},
		{"what is found", func() {
			s.listing.choose(mailbox.View{}, "All mail")
			s.listing.bar.SetText("Tickets")
			s.run.Fire(time.Hour)
		}, message},
	} {
		c.show()
		s.listing.list.Select(id)
		s.toasts.hide()
		s.rune('b')
		said := ""
		if s.toasts.now != nil {
			said = s.toasts.now.Text()
		}
		if said != c.want {
			t.Errorf("%s: %q is said, want %q", c.where, said, c.want)
		}
	}
}

// TestKeepInEachWindow: what “Archive” and Ctrl+E do with a message is the same in the list, in the reading pane and in
// the message's own window, and menus have the word for what is done.
func TestKeepInEachWindow(t *testing.T) {
	s := newStage(t, 3)
	for _, c := range []struct{ in, to mailbox.Role }{{mailbox.Inbox, mailbox.Archive}, {mailbox.Junk, mailbox.Archive}, {mailbox.Trash, mailbox.Inbox}} {
		s.put(mailbox.Inbox, 1)
		if c.in != mailbox.Inbox {
			s.put(c.in, 1)
		}
		s.news()
		s.goes(c.in)
		s.listing.list.Select(1)
		menu := entries(s.listing.list.Menu().Items)
		if slices.Contains(menu, "Archive") != (c.to == mailbox.Archive) || slices.Contains(menu, "Put back") != (c.in == mailbox.Trash) {
			t.Errorf("%s: %q", c.in, menu)
		}
		s.filing.keepButton([]mailbox.ID{1})
		if s.role(1) != c.to {
			t.Errorf("%s: the key has it go to %s", c.in, s.role(1))
		}
		s.put(mailbox.Inbox, 1) // where it comes from
		if c.in != mailbox.Inbox {
			s.put(c.in, 1)
		}
		s.news()
		s.openAlone(1)
		(&ownWindow{side: s.sides.open[ownKey(1)], main: s.Window, id: 1, summary: s.row(1)}).keep()
		if s.role(1) != c.to {
			t.Errorf("%s: its own window has it go to %s", c.in, s.role(1))
		}
	}
}
