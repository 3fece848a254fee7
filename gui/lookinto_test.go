package gui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
	"popmail/gui/search"
	"popmail/storage/mailbox"
)

// looking opens the backup that the copier has made, and returns its window.
func (s *stage) looking() *side {
	s.t.Helper()
	s.backupPage()
	s.pushes("Look into a backup…")
	s.shows("Look into a backup", "<Today 11:00 · ", "![Restore]")
	s.pushes("Look inside")
	return s.beside("Backup from today 11:00")
}

// part is the part of a kind in the window.
func part[T fyne.CanvasObject](s *side) (found T) {
	guitest.Reading(func(fyne.CanvasObject) (string, bool) { return "", false }).Walk(func(o fyne.CanvasObject) {
		if x, ok := o.(T); ok {
			found = x
		}
	}, s.main)
	return found
}

// says is what a person reads in the window beside.
func (s *side) says() string {
	o := s.main
	if top := s.window.Canvas().Overlays().Top(); top != nil {
		o = top
	}
	return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		switch o := o.(type) {
		case *widgets.Text:
			return o.Text(), true
		case *widgets.Button:
			return "[" + o.Text + "]", true
		}
		return "", false
	}).Text(o)
}

func (s *side) presses(t *testing.T, text string) {
	t.Helper()
	o := s.main
	if top := s.window.Canvas().Overlays().Top(); top != nil {
		o = top
	}
	b := find(o, text)
	if b == nil || b.Disabled() {
		t.Fatalf("no button %q in:\n%s", text, s.says())
	}
	test.Tap(b)
}

// TestLookIntoBackup: a backup is listed, read and searched in a window of its own, by keys,
// and what is chosen there comes back; the mail here stays as it is until then.
func TestLookIntoBackup(t *testing.T) {
	s, c := newCopied(t, 6)
	c.BackUp()
	s.lose(2, 3, 4)
	l := s.looking()
	guitest.Sees(t, l.says(), "Nothing here changes the backup")
	if l.o.Texts != nil || s.o.Texts == nil {
		t.Error("the messages of the backup would be shown with what attached files say here")
	}
	list, bar := part[*msglist.List](l), part[*search.Bar](l)
	if text := l.says(); strings.Contains(text, "New folder") || strings.Contains(text, "[Reply]") || strings.Contains(text, "[Delete]") {
		t.Errorf("something can be changed:\n%s", text)
	}
	list.SelectFirst()
	if got := l.pane(t); !strings.Contains(got, "here is the news") {
		t.Errorf("read: %s", got)
	}
	if menu := list.Menu(); len(menu.Items) != 1 || menu.Items[0].Label != "Bring back" {
		t.Errorf("%+v", menu.Items)
	}
	l.ctrl(fyne.KeyF)
	if !bar.Focused() {
		t.Error("nothing is there to search with")
	}
	bar.SetText("subject:3")
	s.run.Fire(search.Delay)
	list.SelectFirst()
	l.ctrl(fyne.KeyB)
	guitest.Sees(t, l.says(), "Your mail is back", "1 message came back.")
	l.presses(t, "Close")
	s.news()
	if list, err := s.store.List(t.Context(), mailbox.View{}, 0); err != nil || len(list) != 4 || !slices.ContainsFunc(list, func(m mailbox.Summary) bool { return m.Subject == "letter 3" }) {
		t.Error("another message came back than the one that was chosen", list, err)
	}
	l.key(fyne.KeyEscape) // the search
	if bar.Active() || len(s.sides.open) == 0 {
		t.Error("Escape does not leave the search alone")
	}
	l.presses(t, "Bring all of these back…")
	guitest.Sees(t, l.says(), "Bring 6 messages back?")
	l.presses(t, "Bring back")
	guitest.Sees(t, l.says(), "2 messages came back.", "4 messages were here already.")
	l.presses(t, "Close")
	s.news()
	if all, err := s.store.List(t.Context(), mailbox.View{}, 0); err != nil || len(all) != 6 {
		t.Errorf("%d messages, %v", len(all), err)
	}
	l.key(fyne.KeyEscape)
	if len(s.sides.open) != 0 {
		t.Error("Escape does not close the window")
	}
}

// TestLookIntoChangesNothing: reading in a backup marks nothing here, and no key changes
// anything.
func TestLookIntoChangesNothing(t *testing.T) {
	s, c := newCopied(t, 3)
	c.BackUp()
	l := s.looking()
	list := part[*msglist.List](l)
	list.SelectFirst()
	s.run.Fire(readAfter)
	list.View().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	for _, key := range []fyne.KeyName{fyne.KeyU, fyne.KeyD, fyne.KeyE, fyne.KeyJ, fyne.KeyR, fyne.KeyN} {
		l.ctrl(key)
	}
	s.news()
	for id := mailbox.ID(1); id <= 3; id++ {
		if s.row(id).Flags != 0 || s.row(id).FolderRole != mailbox.Inbox {
			t.Errorf("%+v", s.row(id))
		}
	}
}

// TestLookIntoNarrow: with room for one pane, the way to the folders and back is a button.
func TestLookIntoNarrow(t *testing.T) {
	s, c := newCopied(t, 3)
	c.BackUp()
	l := s.looking()
	l.window.Resize(fyne.NewSize(600, 700))
	list := part[*msglist.List](l)
	guitest.Sees(t, l.says(), "[Folders]", "[Bring back]")
	list.SelectFirst()
	list.OnTap(list.Selected()[0])
	if got := l.pane(t); !strings.Contains(got, "here is the news") {
		t.Errorf("read: %s", got)
	}
	l.presses(t, "Back")
	guitest.Sees(t, l.says(), "[Folders]")
}

// TestLookIntoLocked: a backup with a password opens with it alone, also by the button beside
// Restore; a file that is none is said to be none.
func TestLookIntoLocked(t *testing.T) {
	s, c := newCopied(t, 2)
	path := t.TempDir() + "/mail.popmail"
	if _, err := c.SaveBackup(t.Context(), path, "sesame", nil); err != nil {
		t.Fatal(err)
	}
	s.backups.restoring.ask(nil)
	s.pushes("A backup in a file…")
	s.window.Canvas().Focused().(interface{ SetText(string) }).SetText(path)
	s.pushes("Open")
	s.typed("sesame")
	s.pushes("Restore")
	s.pushes("Look inside")
	l := s.beside("A backup")
	part[*msglist.List](l).SelectFirst()
	if got := l.pane(t); !strings.Contains(got, "here is the news") {
		t.Errorf("read: %s", got)
	}
}

// A backup opens on the first folder that holds mail; what it cannot search it does not claim to.
func TestLookIntoOpensOnMail(t *testing.T) {
	s, c := newCopied(t, 2)
	s.filing.archive([]mailbox.ID{1, 2})
	s.news()
	c.BackUp()
	l := s.looking()
	if list := part[*msglist.List](l); list.Len() != 2 || !strings.Contains(l.window.Title(), "Backup") {
		t.Errorf("%d messages are listed:\n%s", list.Len(), l.says())
	}
	part[*search.Bar](l).SetText("nowhere")
	s.run.Fire(search.Delay)
	guitest.Sees(t, l.says(), "Nothing found.", "In a backup, PopMail doesn’t search what attached files say.")
}
