package gui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/send"
	"popmail/gui/book"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// bar is what the bar at the bottom says; empty: there is none.
func (s *stage) bar() string {
	if s.toasts.now == nil {
		return ""
	}
	return s.toasts.now.Text()
}

// TestUndoIsThatOfTheBar: the key takes back what the bar offers to take back, not what was done before it; and what nobody
// has asked for does not take its place.
func TestUndoIsThatOfTheBar(t *testing.T) {
	for name, undo := range map[string]func(s *stage){
		"key": func(s *stage) { s.undo(&fyne.ShortcutUndo{}) }, "field": func(s *stage) { s.takeBack() }, "bar": func(s *stage) { test.Tap(s.toasts.now.Action()) },
	} {
		s := onRealStore(t)
		s.deliver(numbered(1))
		s.news()
		s.filing.remove([]mailbox.ID{1})
		id := s.written("jonas@boatmuseum.example", "Tickets")
		s.says(event.Finished{Account: 1, At: noon, Problems: 2})
		s.toasts.tell("Travel mode has ended.", "", nil, nil)
		if s.bar() != "Your letter goes out in 10 seconds." {
			t.Fatalf("%s: the bar is %q", name, s.bar())
		}
		undo(s)
		s.news()
		l, err := s.store.Letter(t.Context(), id)
		if s.must(err); l.State != mailbox.LetterDraft || s.role(1) != mailbox.Trash {
			t.Errorf("%s: the letter is %s, the message in %s", name, l.State, s.role(1))
		}
		if s.run.Fire(patience); s.bar() != "2 messages could not be received. PopMail will ask for them again." {
			t.Errorf("%s: what has waited is not told: %q", name, s.bar())
		}
		if s.run.Fire(toastTime); s.bar() != "Travel mode has ended." {
			t.Errorf("%s: %q", name, s.bar())
		}
		if s.takeBack(); s.role(1) != mailbox.Inbox {
			t.Errorf("%s: what was done before is not taken back any more", name)
		}
	}
}

// TestUndoOfAFolder: a folder that was moved goes back by the key, also when its bar is gone.
func TestUndoOfAFolder(t *testing.T) {
	s := newStage(t, 2)
	a, err := s.store.CreateFolder(t.Context(), "Oslo")
	s.must(err)
	b, err := s.store.CreateFolder(t.Context(), "Travel")
	s.must(err)
	s.listing.loadFolders(nil)
	s.filing.remove([]mailbox.ID{1})
	s.filing.placeFolder(a, b, -1)
	s.toasts.hide()
	s.undo(&fyne.ShortcutUndo{})
	if f, _ := s.folder(a); f.Parent != 0 || s.role(1) != mailbox.Trash {
		t.Errorf("the folder is in %d, the message in %s", f.Parent, s.role(1))
	}
	if s.undo(&fyne.ShortcutUndo{}); s.role(1) != mailbox.Inbox {
		t.Errorf("the message is in %s", s.role(1))
	}
}

// TestPagesAskBeforeOthersCome: what was typed in the settings or in the address book is asked about before another page takes
// their place by a bar or a question over them, and a wizard that is left ends what it does.
func TestPagesAskBeforeOthersCome(t *testing.T) {
	s := newSetupStage(t, 1)
	s.moving.mover = &fakeMover{}
	s.moving.bringIn("", nil)
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	test.Type(s.window.Canvas().Focused(), "Mine")
	s.moving.tell("Thunderbird: 3 messages came", "Show", func() { s.moving.leaveSheet(func() { s.moving.bringIn("", nil) }) })
	test.Tap(s.toasts.now.Action())
	s.sees("Save your changes to ann@example.org?")
	if _, ok := s.sheet.(*settings.Settings); !ok {
		t.Errorf("%T", s.sheet)
	}
	s.tap("Keep editing")
	s.activity.onSignIn(1)
	s.sees("Save your changes to ann@example.org?")
	s.tap("Discard changes")
	s.closeSheet()

	b := newBookStage(t)
	b.book.show()
	b.book.open().Edit(mailbox.Contact{Name: "Zora"})
	test.Type(b.window.Canvas().Focused(), "Berg")
	did := false
	b.leaveSheet(func() { did = true })
	if b.window.Canvas().Overlays().Top() == nil || did {
		t.Error("the address book is left without a question")
	}
	b.answer("Keep editing")
	if b.writing.onNoAccount(); b.window.Canvas().Overlays().Top() == nil || b.book.open() == nil {
		t.Error("a letter without an account: the address book is left without a question")
	}
}

// TestSaidWhereItIsSeen: with the window in the tray, what is done in windows beside it and can be taken back brings it
// forward, and so does what leads to the settings.
func TestSaidWhereItIsSeen(t *testing.T) {
	tray, front := &fakeTray{}, 0
	s := newStageOf(t, true, nil, func(o *Options) {
		o.Writing, o.Tray, o.Front, o.Hide = o.Mail.(*brittle), tray, func() { front++ }, func() {}
	})
	s.deliver(numbered(1), numbered(2), numbered(3))
	a := s.known.accounts[0]
	a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.listing.loadFolders(nil)
	tray.sight.Publish(true)
	s.news()
	hide := func() { s.tray.hide(); front = 0 }
	s.openAlone(1)
	s.openAlone(2)
	for what, do := range map[string]func(){
		"a letter goes": func() { s.written("jonas@boatmuseum.example", "Tickets") },
		"a letter is discarded": func() {
			s.write()
			d := s.letterWindow(t)
			d.editor.FocusSubject()
			typeInto(d, "No")
			s.run.Fire(saveAfter)
			d.discard()
		},
		"a message is deleted":  func() { (&ownWindow{side: s.sides.open[ownKey(1)], main: s.Window, id: 1, summary: s.row(1)}).remove() },
		"a message is archived": func() { (&ownWindow{side: s.sides.open[ownKey(2)], main: s.Window, id: 2, summary: s.row(2)}).keep() },
		"the server is unknown": func() { s.writing.onServers(1) },
	} {
		hide()
		if do(); s.hidden || front != 1 {
			t.Errorf("%s: hidden is %v, forward %d times", what, s.hidden, front)
		}
		s.news()
	}
	// What comes by itself does not.
	hide()
	if s.says(event.Finished{Account: 1, At: noon, Problems: 2}); !s.hidden || front != 0 {
		t.Error("the window comes by itself")
	}
}

// TestSettingsAtTheOutgoingServer: a letter that cannot go leads to where the outgoing server of its account is changed, over
// whatever page is open, and what was typed there is asked about.
func TestSettingsAtTheOutgoingServer(t *testing.T) {
	s := onTwoAccounts(t)
	s.showRoom()
	s.writing.onServers(2)
	s.sees("Same user name and password for outgoing mail")
	set, ok := s.sheet.(*settings.Settings)
	if !ok || !strings.Contains(s.said(), "club@example.org") || s.window.Canvas().Focused() == nil {
		t.Errorf("%T", s.sheet)
	}
	test.Type(s.window.Canvas().Focused(), "x")
	if !set.Unsaved() {
		t.Error("no field of the account has the keyboard")
	}
	s.writing.onServers(1)
	s.sees("Save your changes to")
}

// TestTakenBackWhileQuitting: a letter that is taken back while PopMail waits for it to go is not told as sent, and PopMail
// stays open; neither is it "all" where others wait.
func TestTakenBackWhileQuitting(t *testing.T) {
	s := onRealStore(t)
	ended := 0
	id := s.written("jonas@boatmuseum.example", "Tickets")
	s.leaveFrom(func() { ended++ })
	s.answer("Send, then quit")
	s.must(s.store.Recall(t.Context(), id))
	if s.news(); ended != 0 || s.bar() != "A letter was taken back and is not sent, so PopMail is still open." || s.writing.out.then != nil {
		t.Errorf("ended %d times: %q", ended, s.bar())
	}
	refused := s.written("dad@home.example", "Refused")
	s.settle(refused, send.Outcome{State: send.Refused, Problem: &account.Problem{Trouble: account.TroubleRefused, Sending: true}})
	id = s.written("jonas@boatmuseum.example", "Tickets")
	s.leaveFrom(func() { ended++ })
	s.answer("Send, then quit")
	s.write()
	if s.settle(id, send.Outcome{State: send.Sent}); ended != 0 || s.bar() != "Not everything has gone out. What waits is in the Outbox." {
		t.Errorf("ended %d times: %q", ended, s.bar())
	}
}

// TestClosingInTheMiddleOfWork: what takes long and would be stopped is asked about once before the program ends, whether it
// has a page, lies over the window or is told by a bar alone.
func TestClosingInTheMiddleOfWork(t *testing.T) {
	s := newStage(t, 1)
	ended := 0
	s.window = closing{s.window, func() { ended++ }}
	over := s.window.Canvas().Overlays()
	done := s.long("Getting the message…")
	for range 3 {
		s.closing()
	}
	if ended != 0 || len(over.List()) != 1 {
		t.Fatalf("ended %d times, %d questions", ended, len(over.List()))
	}
	s.sees("“Getting the message” isn’t finished yet. If you quit now, it is stopped.")
	s.tap("Keep PopMail open")
	s.Window.leave()
	s.tap("Quit and stop it")
	if ended != 1 {
		t.Errorf("ended %d times", ended)
	}
	if done(); len(s.underWay()) != 0 {
		t.Error("it goes on for ever")
	}
	if s.closing(); ended != 2 {
		t.Error("it asks about what has ended")
	}
	slow := &later{Inline: s.run}
	s.shell.run = slow
	s.working("Applying the rule", "", func(context.Context, func(string, float64)) {}, func() {})
	if s.closing(); ended != 2 || len(over.List()) != 2 {
		t.Errorf("ended %d times, %d over the window", ended, len(over.List()))
	}
	s.tap("Keep PopMail open")
	if slow.all(); len(s.underWay()) != 0 {
		t.Error("it goes on for ever")
	}

	m := &fakeMover{}
	s = newStage(t, 1, func(o *Options) { o.Mover = m })
	s.window = closing{s.window, func() { ended++ }}
	m.during = func() {
		if s.closing(); ended != 2 {
			t.Error("it ends while mail is brought in")
		}
		s.sees("“Bring your mail in” isn’t finished yet.")
		s.tap("Keep PopMail open")
	}
	s.moving.bringIn("", nil).Add([]string{"a.mbox"})
	s.tap("Bring in")
	if len(m.brought) != 1 {
		t.Error("nothing is brought in")
	}
}

// TestOneQuestionBeforeClosing: who closes a window, or sends a letter, once more while that is asked about is not asked twice.
func TestOneQuestionBeforeClosing(t *testing.T) {
	s := newSetupStage(t, 1)
	s.window = closing{s.window, func() { t.Error("closed") }}
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	test.Type(s.window.Canvas().Focused(), "Mine")
	for range 2 {
		s.closing()
		s.Window.leave()
		s.leaveFrom(func() { t.Error("ended") })
	}
	if n := len(s.window.Canvas().Overlays().List()); n != 1 {
		t.Errorf("%d questions", n)
	}
	s.tap("Keep editing")
	if s.closing(); len(s.window.Canvas().Overlays().List()) != 1 {
		t.Error("it is not asked again")
	}

	s, _ = writingStage(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "dad@home.example\n")
	d.editor.FocusSubject()
	typeInto(d, "Photos\nThe photos are attached.")
	for range 2 {
		d.side.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	}
	if n := len(d.side.window.Canvas().Overlays().List()); n != 1 {
		t.Errorf("%d questions in the letter", n)
	}
}

// failingCards cannot read people.
type failingCards struct{ AddressBook }

func (failingCards) Cards(context.Context, []mailbox.Contact) ([]mailbox.Card, error) {
	return nil, errors.New("the disk is gone")
}

// TestNothingIsPreparedAfterAFailure: where people cannot be written into a file, nothing goes on being said of the file.
func TestNothingIsPreparedAfterAFailure(t *testing.T) {
	s := newStage(t, 1, func(o *Options) { o.Book, o.ContactFiles = failingCards{o.Book}, realFiles{} })
	s.book.exportContacts(nil, "people", book.VCard)
	if s.run.Fire(time.Second); s.bar() == "Preparing the file…" || !strings.HasPrefix(s.bar(), "That didn’t work") {
		t.Errorf("%q", s.bar())
	}
}
