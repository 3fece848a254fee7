package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/send"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/wizard"
	"popmail/storage/mailbox"
)

// TestQuitWhileGoingOut: who quits while a letter is still held back, or on its way, is asked; the
// letter then goes without waiting, and the program ends when it is gone.
func TestQuitWhileGoingOut(t *testing.T) {
	s := onRealStore(t)
	ended := 0
	end := func() { ended++ }
	answer := func(word string) {
		t.Helper()
		test.Tap(guitest.Last(t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, guitest.Over(s.window)...))
	}
	asked := func() bool { return s.window.Canvas().Overlays().Top() != nil }
	if s.leaveFrom(end); ended != 1 {
		t.Fatal("nothing is going out")
	}

	id := s.written("jonas@boatmuseum.example", "Tickets")
	s.leaveFrom(end)
	if ended != 1 || !asked() {
		t.Fatal("it has ended with a letter on its way")
	}
	guitest.Sees(t, guitest.Reading(readWriting).Text(guitest.Over(s.window)...), "A letter is still going out", "If you quit now, it goes out the next time you start PopMail.")
	guitest.Picture(t, s.window, "quit_going_out")
	answer("Quit")
	if ended != 2 || asked() {
		t.Fatal("it has not ended")
	}

	s.leaveFrom(end)
	answer("Send, then quit")
	l, err := s.store.Letter(t.Context(), id)
	if s.must(err); !l.NotBefore.IsZero() || ended != 2 {
		t.Fatalf("%+v", l)
	}
	s.settle(id, send.Outcome{State: send.Sent})
	if ended != 3 {
		t.Fatal("it has not ended when the letter was gone")
	}

	// One that cannot go now is no reason to end, nor one to ask once more.
	id = s.written("jonas@boatmuseum.example", "More tickets")
	s.leaveFrom(end)
	answer("Send, then quit")
	s.settle(id, send.Outcome{State: send.Waits, NextTry: noon.Add(time.Hour), Problem: &account.Problem{Trouble: account.TroubleBusy, Sending: true}})
	if ended != 3 || s.toasts.now.Text() != "Not everything has gone out. What waits is in the Outbox." {
		t.Fatalf("ended %d times, %s", ended, s.toasts.now.Text())
	}
	if s.leaveFrom(end); ended != 4 || asked() {
		t.Error("it asks about a letter that waits for hours")
	}

	// A letter that goes while it is asked leaves nothing to be asked.
	id = s.written("jonas@boatmuseum.example", "Even more")
	s.leaveFrom(end)
	s.settle(id, send.Outcome{State: send.Sent})
	if ended != 5 || asked() {
		t.Fatalf("ended %d times", ended)
	}
	// Nor does who quits twice, or who turns away from quitting.
	s.written("jonas@boatmuseum.example", "The last")
	s.leaveFrom(end)
	if s.leaveFrom(end); ended != 6 || asked() {
		t.Fatalf("ended %d times", ended)
	}
	s.leaveFrom(end)
	s.press(fyne.KeyEscape)
	if s.news(); ended != 6 || asked() || s.writing.out.then != nil {
		t.Fatalf("ended %d times", ended)
	}

	// Who does not want to wait any more says so once more; without a connection nothing goes out.
	s.written("jonas@boatmuseum.example", "Tickets again")
	s.leaveFrom(end)
	answer("Send, then quit")
	if s.leaveFrom(end); ended != 7 {
		t.Error("it waits on")
	}
	s.written("jonas@boatmuseum.example", "Offline")
	s.activity.workOffline(true)
	if s.leaveFrom(end); ended != 8 || asked() {
		t.Error("it waits although there is no connection")
	}
}

// TestSendOutLetsGoOnly: while it is asked whether to wait, letters go on; the answer lets go of what
// is still held, and changes nothing about the others.
func TestSendOutLetsGoOnly(t *testing.T) {
	for what, o := range map[string]send.Outcome{
		"unknown": {State: send.Unknown},
		"refused": {State: send.Refused, Problem: &account.Problem{Trouble: account.TroubleRefused, Sending: true}},
		"waits":   {State: send.Waits, NextTry: noon.Add(time.Hour), Problem: &account.Problem{Trouble: account.TroubleBusy, Sending: true}},
		"sent":    {State: send.Sent},
	} {
		t.Run(what, func(t *testing.T) {
			s := onRealStore(t)
			first, second := s.written("jonas@boatmuseum.example", "Tickets"), s.written("jonas@boatmuseum.example", "More tickets")
			s.leaveFrom(func() { t.Error("it has ended") })
			s.settle(first, o)
			before, err := s.store.Letter(t.Context(), first)
			s.must(err)
			s.answer("Send, then quit")
			now, err := s.store.Letter(t.Context(), first)
			if s.must(err); now.State != before.State || !now.NextTry.Equal(before.NextTry) || now.Tries != before.Tries {
				t.Errorf("%+v was %+v", now, before)
			}
			held, err := s.store.Letter(t.Context(), second)
			if s.must(err); !held.NotBefore.IsZero() || held.State != mailbox.LetterQueued {
				t.Errorf("%+v", held)
			}
			if s.toasts.now != nil && strings.HasPrefix(s.toasts.now.Text(), "That didn’t work") {
				t.Error(s.toasts.now.Text())
			}
		})
	}
	// So it is with one that is being sent just then.
	s := onRealStore(t)
	s.written("jonas@boatmuseum.example", "Tickets")
	s.leaveFrom(func() { t.Error("it has ended") })
	l, err := s.store.TakeLetter(t.Context(), 1, send.Which{Now: noon.Add(time.Minute)})
	s.must(err)
	s.news()
	s.answer("Send, then quit")
	now, err := s.store.Letter(t.Context(), mailbox.ID(l.ID))
	if s.must(err); now.State != mailbox.LetterSending || s.toasts.now != nil && strings.HasPrefix(s.toasts.now.Text(), "That didn’t work") {
		t.Errorf("%+v", now)
	}
}

// answer taps a button of the question that lies over the window.
func (s *stage) answer(word string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, guitest.Over(s.window)...))
}

// TestQuitStays: PopMail goes on where a letter could not go, and where the person has gone on with
// something while it was asked or waited.
func TestQuitStays(t *testing.T) {
	sent := send.Outcome{State: send.Sent}
	const goesOn = "All letters are sent. PopMail is still open because you kept working."
	open := func(s *stage) *draft {
		s.write()
		d := s.letterWindow(t)
		d.editor.FocusSubject()
		typeInto(d, "Open")
		return d
	}
	for what, c := range map[string]struct {
		answer string
		before func(s *stage)
		do     func(s *stage, id mailbox.ID)
		ends   int
		says   string
	}{
		"refused while it is asked": {"", nil, func(s *stage, id mailbox.ID) {
			s.settle(id, send.Outcome{State: send.Refused, Problem: &account.Problem{Trouble: account.TroubleRefused, Sending: true}})
		}, 0, "Not everything has gone out. What waits is in the Outbox."},
		"unknown while it is asked": {"", nil, func(s *stage, id mailbox.ID) { s.settle(id, send.Outcome{State: send.Unknown}) }, 0, "Not everything has gone out. What waits is in the Outbox."},
		"no connection while it is asked": {"", nil, func(s *stage, _ mailbox.ID) {
			s.activity.workOffline(true)
		}, 0, "Not everything has gone out. What waits is in the Outbox."},
		"nothing is being sent": {"Send, then quit", nil, func(s *stage, _ mailbox.ID) { s.run.Fire(outPatience) }, 0, "Not everything has gone out. What waits is in the Outbox."},
		"it is being sent": {"Send, then quit", nil, func(s *stage, id mailbox.ID) {
			l, err := s.store.TakeLetter(t.Context(), 1, send.Which{Now: noon.Add(time.Minute)})
			s.must(err)
			s.news()
			s.run.Fire(outPatience)
			s.must(s.store.SettleLetter(t.Context(), l.ID, sent))
			s.news()
		}, 1, ""},
		"a letter is begun": {"Send, then quit", nil, func(s *stage, id mailbox.ID) {
			open(s)
			s.settle(id, sent)
		}, 0, goesOn},
		"a letter is gone on with": {"Send, then quit", func(s *stage) { open(s) }, func(s *stage, id mailbox.ID) {
			s.letterWindow(t).editor.FocusSubject()
			typeInto(s.letterWindow(t), "!")
			s.run.Fire(saveAfter)
			s.settle(id, sent)
		}, 0, goesOn},
		"so while it is asked": {"", func(s *stage) { open(s) }, func(s *stage, id mailbox.ID) {
			s.letterWindow(t).editor.FocusSubject()
			typeInto(s.letterWindow(t), "!")
			s.settle(id, sent)
		}, 0, goesOn},
		"a letter is only open": {"Send, then quit", func(s *stage) { open(s) }, func(s *stage, id mailbox.ID) { s.settle(id, sent) }, 1, ""},

		"the address book was open":  {"Send, then quit", func(s *stage) { s.book.show() }, func(s *stage, id mailbox.ID) { s.settle(id, sent) }, 1, ""},
		"the book while it is asked": {"", func(s *stage) { s.book.show() }, func(s *stage, id mailbox.ID) { s.settle(id, sent) }, 1, ""},
		"somebody is written down": {"Send, then quit", func(s *stage) { s.book.show() }, func(s *stage, id mailbox.ID) {
			s.book.open().Edit(mailbox.Contact{Name: "Zora"})
			test.Type(s.window.Canvas().Focused(), "Berg")
			s.settle(id, sent)
		}, 0, goesOn},
		"the room was open":      {"Send, then quit", func(s *stage) { s.showRoom() }, func(s *stage, id mailbox.ID) { s.settle(id, sent) }, 1, ""},
		"the room is opened":     {"Send, then quit", nil, func(s *stage, id mailbox.ID) { s.showRoom(); s.settle(id, sent) }, 0, goesOn},
		"it is opened anew":      {"Send, then quit", func(s *stage) { s.showRoom() }, func(s *stage, id mailbox.ID) { s.closeSheet(); s.showRoom(); s.settle(id, sent) }, 0, goesOn},
		"it is closed":           {"Send, then quit", func(s *stage) { s.showRoom() }, func(s *stage, id mailbox.ID) { s.closeSheet(); s.settle(id, sent) }, 1, ""},
		"the settings were open": {"Send, then quit", func(s *stage) { s.accounts.showSettings(nil) }, func(s *stage, id mailbox.ID) { s.settle(id, sent) }, 1, ""},
		"the wizard was open":    {"Send, then quit", func(s *stage) { s.accounts.addAccount() }, func(s *stage, id mailbox.ID) { s.settle(id, sent) }, 1, ""},
		"an account is typed in": {"Send, then quit", func(s *stage) { s.accounts.addAccount() }, func(s *stage, id mailbox.ID) {
			s.window.Canvas().Focus(s.sheet.(*wizard.Wizard).First())
			test.Type(s.window.Canvas().Focused(), "Zora")
			s.settle(id, sent)
		}, 0, goesOn},
	} {
		t.Run(what, func(t *testing.T) {
			s := onRealStore(t)
			id := s.written("jonas@boatmuseum.example", "Tickets")
			if c.before != nil {
				c.before(s)
			}
			ended := 0
			s.leaveFrom(func() { ended++ })
			if c.answer != "" {
				s.answer(c.answer)
			}
			if c.do(s, id); ended != c.ends || s.writing.out.then != nil || s.window.Canvas().Overlays().Top() != nil {
				t.Errorf("it has ended %d times", ended)
			}
			if c.says != "" && (s.toasts.now == nil || s.toasts.now.Text() != c.says) {
				t.Errorf("%q is not said", c.says)
			}
		})
	}
}

// TestQuitWhileFilesAreRead: PopMail waits for files that are attached, and keeps the letter with them;
// who quits once more does not wait, as they may never come.
func TestQuitWhileFilesAreRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin := func() (*stage, *fakeWriting, *later, *draft) {
		s, f := writingStage(t)
		s.write()
		d := s.letterWindow(t)
		d.editor.FocusSubject()
		typeInto(d, "Files")
		s.run.Fire(saveAfter)
		slow := &later{Inline: s.run}
		d.run = slow
		d.attachFiles([]string{path})
		return s, f, slow, d
	}
	ended := 0
	end := func() { ended++ }
	s, _, _, _ := begin()
	if s.writing.keepAll(end); ended != 0 {
		t.Fatal("it does not wait")
	}
	if s.writing.keepAll(end); ended != 1 || s.writing.leavingAll != nil {
		t.Errorf("it has ended %d times", ended)
	}
	s, _, _, d := begin()
	d.gone = true
	d.side.window.Close()
	if s.writing.keepAll(end); ended != 2 {
		t.Error("it waits for files of a letter that is gone")
	}
	s, f, slow, _ := begin()
	s.writing.keepAll(func() {
		ended++
		if f.saves != 2 {
			t.Errorf("%d saves at the end", f.saves)
		}
	})
	if slow.all(); ended != 3 {
		t.Error("it has not ended")
	}
	// Also where something was typed meanwhile, which is kept first.
	s, _, slow, d = begin()
	s.writing.keepAll(end)
	files := slow.works
	slow.works = nil
	d.dirty = true
	s.writing.keepAll(end)
	if slow.all(); ended != 4 || s.writing.leavingAll != nil {
		t.Errorf("it has ended %d times, with a letter typed on", ended)
	}
	_ = files // that never come
	ended = 3
	// Where what has come cannot be saved, it is asked.
	s, f, slow, d = begin()
	s.writing.keepAll(end)
	f.err = errFull
	if slow.all(); ended != 3 {
		t.Error("it has ended without the files")
	}
	d.sees(t, "Your letter could not be saved")
}

// TestQuitWithoutGoingOut: of letters whose sending rests, as where nobody has given the password,
// nothing is asked: they do not go soon, nor by waiting.
func TestQuitWithoutGoingOut(t *testing.T) {
	s := onRealStore(t)
	s.written("jonas@boatmuseum.example", "Tickets")
	s.post.rests = []account.ID{1}
	ended := 0
	s.leaveFrom(func() { ended++ })
	if ended != 1 || s.window.Canvas().Overlays().Top() != nil {
		t.Errorf("it has ended %d times", ended)
	}
	s.post.rests = []account.ID{2} // of another account
	if s.leaveFrom(func() { ended++ }); ended != 1 {
		t.Error("it has ended with a letter on its way")
	}
}
