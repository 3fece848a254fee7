package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// slowly is a Runner whose work in the background waits for release while hold is set, and whose
// time goes on with tick.
type slowly struct {
	*loop.Inline
	hold  bool
	work  []func()
	now   time.Duration
	later []*alarm
}

type alarm struct {
	at time.Duration
	do func()
}

func (r *slowly) Go(work func(ctx context.Context), done func()) {
	if !r.hold {
		r.Inline.Go(work, done)
		return
	}
	r.work = append(r.work, func() { r.Inline.Go(work, done) })
}

// release does what waits, with nothing held.
func (r *slowly) release() {
	r.hold = false
	for len(r.work) > 0 {
		next := r.work[0]
		r.work = r.work[1:]
		next()
	}
}

func (r *slowly) After(d time.Duration, f func()) (cancel func()) {
	a := &alarm{r.now + d, f}
	r.later = append(r.later, a)
	return func() { a.do = nil }
}

func (r *slowly) tick(d time.Duration) {
	r.now += d
	due := r.later
	r.later = nil
	for _, a := range due {
		switch {
		case a.do == nil:
		case a.at <= r.now:
			a.do()
		default:
			r.later = append(r.later, a)
		}
	}
}

func slowStage(t *testing.T) (*stage, *fakeWriting, *slowly) {
	t.Helper()
	f, run := &fakeWriting{}, &slowly{}
	s := newStageOf(t, true, nil, func(o *Options) {
		run.Inline = o.Run.(*loop.Inline)
		o.Writing, o.Run = f, run
	})
	a := s.known.accounts[0]
	a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.listing.loadFolders(nil)
	return s, f, run
}

func (d *draft) sees(t *testing.T, want ...string) {
	t.Helper()
	guitest.Sees(t, guitest.Reading(readWriting).Text(append(guitest.Over(d.side.window), d.side.window.Content())...), want...)
}

func (d *draft) answers(t *testing.T, word string) {
	t.Helper()
	test.Tap(guitest.Last(t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, guitest.Over(d.side.window)...))
}

var errFull = errors.New("the disk is full")

// TestClosedUnsaved: what cannot be saved when its window is closed is in a window again, and goes
// only where the person says so.
func TestClosedUnsaved(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	d := s.letterWindow(t)
	d.editor.FocusSubject()
	typeInto(d, "Ferry\nBring coats")
	f.err = errFull
	d.side.window.Close()
	n := s.letterWindow(t)
	if l := n.editor.Letter(); n == d || l.Text != "Bring coats" || l.Subject != "Ferry" {
		t.Fatalf("%+v", l)
	}
	n.sees(t, "Your letter could not be saved", "What you wrote is in this window only: ")
	n.answers(t, "Keep the window")
	f.err = nil
	n.side.window.Close()
	if len(s.writing.open) != 0 || len(s.writing.ending) != 0 || f.saves != 1 || !strings.Contains(string(f.drafts[n.keeper.ID()].Raw), "Bring coats") {
		t.Fatalf("%d open, %d saves", len(s.writing.open), f.saves)
	}
	s.writing.openDraft(n.keeper.ID())
	n = s.letterWindow(t)
	typeInto(n, " and")
	f.err = errFull
	n.discard()
	n = s.letterWindow(t)
	n.answers(t, "Close without saving")
	if len(s.writing.open) != 0 || f.saves != 1 {
		t.Errorf("%d open, %d saves", len(s.writing.open), f.saves)
	}
}

// TestQuitUnsaved: the program ends when all letters are kept, and asks where one cannot be.
func TestQuitUnsaved(t *testing.T) {
	s, f, run := slowStage(t)
	for _, text := range []string{"one", "two"} {
		s.write()
		s.letterWindow(t).editor.FocusSubject()
		typeInto(s.letterWindow(t), text)
	}
	ended := 0
	end := func() { ended++ }
	run.hold = true
	s.leaveFrom(end)
	s.leaveFrom(end)
	if ended != 0 || f.saves != 0 {
		t.Fatal("it has ended before the letters were saved")
	}
	run.tick(patience)
	if s.toasts.now == nil || s.toasts.now.Text() != "Saving your letters…" {
		t.Error("nothing is said")
	}
	run.release()
	if ended != 1 || f.saves != 2 {
		t.Fatalf("ended %d times, %d saves", ended, f.saves)
	}
	typeInto(s.letterWindow(t), "more")
	f.err = errFull
	s.leaveFrom(end)
	d := s.letterWindow(t)
	if ended != 1 {
		t.Fatal("it has ended")
	}
	d.answers(t, "Keep the window")
	if s.leaveFrom(end); ended != 1 {
		t.Fatal("it has ended")
	}
	d.answers(t, "Close without saving")
	if ended != 2 {
		t.Error("it has not ended")
	}
}

// TestQuitWhileHandedOver: a letter that is being made ready is in the outbox before the end.
func TestQuitWhileHandedOver(t *testing.T) {
	s, f, run := slowStage(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "dad@home.example\n")
	d.editor.FocusSubject()
	typeInto(d, "Ferry")
	ended := false
	run.hold = true
	d.hand()
	s.leaveFrom(func() { ended = len(f.sent) == 1 })
	run.release()
	if !ended {
		t.Error("it ended before the letter was handed over, or not at all")
	}
}

// TestHandedOverIsLocked: nothing is done to a letter that is being handed over, and what takes long
// comes after it was kept.
func TestHandedOverIsLocked(t *testing.T) {
	s, f, run := slowStage(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "dad@home.example\n")
	d.editor.FocusSubject()
	typeInto(d, "Ferry")
	d.editor.Attach(letter.Attachment{Name: "x.txt", Data: []byte("x")})
	run.hold = true
	d.hand()
	if d.side.window.Canvas().Overlays().Top() == nil {
		t.Error("nothing lies over the letter")
	}
	d.discard()
	d.hand()
	d.save()
	d.changed()
	d.attachFiles([]string{"/nothing"})
	run.tick(saveLatest)
	if len(run.work) != 1 || len(s.writing.open) != 1 {
		t.Fatalf("%d things are under way", len(run.work))
	}
	run.release()
	if f.saves != 2 || len(f.sent) != 1 || len(s.writing.open) != 0 || len(s.writing.ending) != 0 {
		t.Errorf("%d saves, %d sent", f.saves, len(f.sent))
	}
	// Where it fails and the window is closed, it is there again.
	s.write()
	d = s.letterWindow(t)
	typeInto(d, "mom@home.example\n")
	run.hold = true
	d.hand()
	d.side.window.Close()
	f.err = errFull
	run.release()
	if n := s.letterWindow(t); len(n.editor.Letter().To) != 1 || n.side.window.Canvas().Overlays().Top() == nil {
		t.Errorf("%+v", n.editor.Letter())
	}
}

// TestOneEditor: a draft has one window, which begins with what was written last.
func TestOneEditor(t *testing.T) {
	s, f, run := slowStage(t)
	s.write()
	d := s.letterWindow(t)
	d.editor.FocusSubject()
	typeInto(d, "Ferry")
	d.side.window.Close()
	id := d.keeper.ID()
	run.hold = true
	s.writing.openDraft(id)
	s.writing.openDraft(id)
	run.release()
	if len(s.writing.open) != 1 {
		t.Fatalf("%d windows", len(s.writing.open))
	}
	for _, fails := range []bool{false, true} {
		d = s.letterWindow(t)
		d.editor.FocusSubject()
		toEnd(d)
		typeInto(d, "!")
		run.hold = true
		d.side.window.Close()
		s.writing.openDraft(id)
		if fails {
			f.err = errFull
		}
		run.release()
		f.err = nil
		n := s.letterWindow(t)
		if got := n.editor.Letter().Subject; len(s.writing.open) != 1 || n == d || got != d.editor.Letter().Subject || !strings.Contains(got, "!") {
			t.Errorf("%d windows, %q", len(s.writing.open), got)
		}
		if n.dirty != fails {
			t.Errorf("to be saved: %v", n.dirty)
		}
	}
	s.letterWindow(t).side.window.Close()
	if got := string(f.drafts[id].Raw); len(f.drafts) != 1 || !strings.Contains(got, "Subject: Ferry!!") && !strings.Contains(got, "Subject: !!Ferry") {
		t.Errorf("%d drafts: %s", len(f.drafts), got)
	}
}

// TestTypingWithoutPause: who never pauses is saved all the same.
func TestTypingWithoutPause(t *testing.T) {
	s, f, run := slowStage(t)
	s.write()
	d := s.letterWindow(t)
	for range 25 {
		typeInto(d, "x")
		run.tick(time.Second)
	}
	if f.saves != 2 {
		t.Errorf("%d saves in 25 seconds", f.saves)
	}
	run.tick(saveAfter)
	run.tick(saveLatest)
	if f.saves != 3 {
		t.Errorf("%d saves at the end", f.saves)
	}
}

// TestDraftTakenAway: a letter whose draft is deleted, or whose account is removed, while it is
// written is kept all the same.
func TestDraftTakenAway(t *testing.T) {
	s := newStageOf(t, true, nil, func(o *Options) { o.Writing = o.Mail.(*brittle).Store })
	s.addAccountFor("second@example.org")
	s.listing.loadFolders(nil)
	s.write()
	d := s.letterWindow(t)
	d.editor.FocusSubject()
	typeInto(d, "Ferry")
	s.run.Fire(saveAfter)
	first := d.keeper.ID()
	lies := func(want mailbox.Role) {
		t.Helper()
		rows, err := s.store.Summaries(t.Context(), []mailbox.ID{d.keeper.ID()})
		if s.must(err); len(rows) != 1 || rows[0].FolderRole != want {
			t.Fatalf("%+v", rows)
		}
	}
	_, err := s.store.MoveTo(t.Context(), []mailbox.ID{first}, mailbox.Trash)
	s.must(err)
	typeInto(d, "!")
	s.run.Fire(saveAfter)
	if lies(mailbox.Drafts); d.keeper.ID() != first {
		t.Error("it is another one")
	}
	s.must(s.store.Purge(t.Context(), []mailbox.ID{first}))
	typeInto(d, "!")
	s.run.Fire(saveAfter)
	if lies(mailbox.Drafts); d.keeper.ID() == first || d.dirty {
		t.Error("it is not kept")
	}
	s.must(s.store.RemoveAccount(t.Context(), d.from, true))
	s.listing.loadFolders(nil)
	typeInto(d, "!")
	s.run.Fire(saveAfter)
	if lies(mailbox.Drafts); d.dirty || d.from != s.known.accounts[0].ID || d.editor.Letter().From.Email != "second@example.org" {
		t.Errorf("%+v", d.editor.Letter())
	}
}

// TestLargeFilesAreSavedOnce: while a letter is written, files that are saved already are not
// written again; when it is closed its row and all else is as it was written.
func TestLargeFilesAreSavedOnce(t *testing.T) {
	s, f := writingStage(t)
	s.write()
	d := s.letterWindow(t)
	typeInto(d, "dad@home.example\n")
	d.editor.Attach(letter.Attachment{Name: "x.bin", Data: make([]byte, largeFiles)})
	d.editor.FocusSubject()
	for range 20 {
		typeInto(d, "x")
		s.run.Fire(saveAfter)
	}
	id := d.keeper.ID()
	if f.saves != 1 || f.light != 19 {
		t.Errorf("%d whole saves, %d others", f.saves, f.light)
	}
	twenty := strings.Repeat("x", 20)
	if l, err := letter.Reopen(f.drafts[id].Raw, f.drafts[id].Writing); err != nil || l.Subject != twenty || len(l.Attachments) != 1 || len(l.Attachments[0].Data) != largeFiles {
		t.Errorf("%v %+v", err, l)
	}
	d.editor.Attach(letter.Attachment{Name: "y.bin", Data: []byte("y")})
	if s.run.Fire(saveAfter); f.saves != 2 {
		t.Errorf("another file: %d whole saves", f.saves)
	}
	typeInto(d, "y")
	s.run.Fire(saveAfter)
	d.side.window.Close()
	if f.saves != 3 || f.light != 20 || !strings.Contains(string(f.drafts[id].Raw), "Subject: "+twenty+"y\r\n") {
		t.Errorf("%d whole saves, %d others after closing", f.saves, f.light)
	}
}

// TestReopenedMeanwhile: a letter that is closed and opened again while something of it is under way
// goes on as one: the window that is open has the last of what was written, and all files.
func TestReopenedMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin := func(t *testing.T) (*stage, *fakeWriting, *later, *draft) {
		s, f := writingStage(t)
		s.write()
		d := s.letterWindow(t)
		typeInto(d, "bob@example.org\n")
		d.editor.FocusSubject()
		typeInto(d, "Files")
		s.run.Fire(saveAfter)
		slow := &later{Inline: s.run}
		d.run = slow
		return s, f, slow, d
	}
	reopened := func(t *testing.T, s *stage, d *draft) *draft {
		t.Helper()
		d.side.window.Close()
		s.writing.openDraft(d.keeper.ID())
		n := s.letterWindow(t)
		if n == d || len(s.writing.open) != 1 {
			t.Fatal("it is not open again")
		}
		return n
	}
	t.Run("sent", func(t *testing.T) {
		s, f, slow, d := begin(t)
		d.attachFiles([]string{path})
		n := reopened(t, s, d)
		if n.editor.Send(); len(slow.works) != 1 || len(f.sent) != 0 {
			t.Fatal("it goes without its file")
		}
		slow.all()
		if len(f.sent) != 1 || !strings.Contains(string(f.drafts[n.keeper.ID()].Raw), "aGVsbG8=") || len(s.writing.open)+len(s.writing.ending) != 0 {
			t.Errorf("%d sent, %d windows", len(f.sent), len(s.writing.open))
		}
	})
	for what, under := range map[string]func(d *draft){
		"files":  func(d *draft) { d.attachFiles([]string{path}) },
		"saving": func(d *draft) { typeInto(d, "1"); d.save() },
	} {
		t.Run("again and again, "+what, func(t *testing.T) {
			s, f, slow, d := begin(t)
			under(d)
			for range 3 {
				d = reopened(t, s, d)
				d.editor.FocusSubject()
				toEnd(d)
				typeInto(d, "!")
			}
			if got := d.editor.Letter().Subject; strings.Count(got, "!") != 3 {
				t.Errorf("%q is what was closed earlier", got)
			}
			d.side.window.Close()
			slow.all()
			if got := string(f.drafts[d.keeper.ID()].Raw); strings.Count(got, "!") != 3 || len(s.writing.open)+len(s.writing.ending) != 0 {
				t.Errorf("%s, %d windows are under way", got, len(s.writing.ending))
			}
		})
	}
	// What is to be sent once its files are there goes then, in whatever window it is, or in none.
	const waits = "Your letter goes out as soon as its files are in it."
	t.Run("send, close, open", func(t *testing.T) {
		s, f, slow, d := begin(t)
		d.attachFiles([]string{path})
		d.editor.Send()
		if text := d.side.toasts.now.Text(); text != waits {
			t.Error(text)
		}
		n := reopened(t, s, d)
		if text := n.side.toasts.now.Text(); text != waits {
			t.Error(text)
		}
		slow.all()
		if len(f.sent) != 1 || !strings.Contains(string(f.drafts[n.keeper.ID()].Raw), "aGVsbG8=") || len(s.writing.open)+len(s.writing.ending) != 0 {
			t.Errorf("%d sent", len(f.sent))
		}
	})
	for name, c := range map[string]struct {
		do   func(s *stage, d *draft)
		sent int
		says string // by the window that is there then; empty: there is none
	}{
		"close":       {func(_ *stage, d *draft) { d.side.window.Close() }, 1, ""},
		"quit":        {func(s *stage, _ *draft) { s.writing.keepAll(func() {}) }, 1, ""},
		"second lot":  {func(_ *stage, d *draft) { d.attachFiles([]string{path}); d.side.window.Close() }, 1, ""},
		"one is gone": {func(_ *stage, d *draft) { d.attachFiles([]string{path + ".gone"}); d.side.window.Close() }, 0, "Not there anymore: a.txt.gone."},
		"gone first": {func(_ *stage, d *draft) {
			d.attachFiles([]string{path + ".gone"})
			d.attachFiles([]string{path})
		}, 0, "Not there anymore: a.txt.gone."},
		"a question": {func(_ *stage, d *draft) { d.editor.FocusSubject(); eraseAll(d); d.side.window.Close() }, 0, "Send without a subject?"},
		"and on quit": {func(s *stage, d *draft) {
			d.editor.FocusSubject()
			eraseAll(d)
			s.writing.keepAll(func() { s.t.Error("it has quit") })
		}, 0, "Send without a subject?"},
		"discard": {func(_ *stage, d *draft) { d.discard() }, 0, ""},
	} {
		t.Run("send, "+name, func(t *testing.T) {
			s, f, slow, d := begin(t)
			d.attachFiles([]string{path})
			d.editor.Send()
			c.do(s, d)
			slow.all()
			if len(f.sent) != c.sent {
				t.Errorf("%d sent", len(f.sent))
			}
			seen := ""
			if len(s.writing.open) > 0 {
				d := s.letterWindow(t)
				seen = guitest.Reading(readWriting).Text(append(guitest.Over(d.side.window), d.side.window.Content())...)
				if now := d.side.toasts.now; now != nil {
					seen += now.Text()
				}
			}
			if (c.says == "") != (seen == "") && name != "quit" || !strings.Contains(seen, c.says) {
				t.Errorf("the window says %q", seen)
			}
			for id := range f.sent {
				if got := strings.Count(string(f.drafts[id].Raw), "aGVsbG8="); got != 1+strings.Count(name, "second") {
					t.Errorf("%d files", got)
				}
			}
		})
	}
	// A question that stands there already does not let it go without them.
	t.Run("send anyway", func(t *testing.T) {
		_, f, slow, d := begin(t)
		d.editor.FocusSubject()
		eraseAll(d)
		typeInto(d, "\nHello.")
		d.editor.Send()
		d.attachFiles([]string{path})
		test.Tap(guitest.Last(t, readWriting, "", func(b *widgets.Button) bool { return b.Text == "Send anyway" }, guitest.Over(d.side.window)...))
		if len(f.sent) != 0 {
			t.Fatal("it goes without its file")
		}
		slow.all()
		if len(f.sent) != 1 {
			t.Errorf("%d sent", len(f.sent))
		}
	})
	// A dialog that outlives its letter adds nothing to what is closed or gone, and keeps nothing of it.
	const late = "The files were not attached: the letter is not open anymore."
	t.Run("dialog after closing", func(t *testing.T) {
		s, f, slow, d := begin(t)
		d.save()
		slow.all()
		d.side.window.Close()
		slow.all()
		s.writing.openDraft(d.keeper.ID())
		slow.all()
		n := s.letterWindow(t)
		n.editor.FocusSubject()
		typeInto(n, " later")
		d.attachFiles([]string{path}) // which has it open
		slow.all()
		n.side.window.Close()
		slow.all()
		d.attachFiles([]string{path})
		slow.all()
		raw := string(f.drafts[d.keeper.ID()].Raw)
		if !strings.Contains(raw, " later") || strings.Count(raw, "aGVsbG8=") != 1 || s.toasts.now.Text() != late {
			t.Errorf("%q\n%s", s.toasts.now.Text(), raw)
		}
	})
	t.Run("dialog after sending", func(t *testing.T) {
		s, f, slow, d := begin(t)
		d.editor.Send()
		slow.all()
		d.attachFiles([]string{path})
		slow.all()
		if len(f.sent) != 1 || s.toasts.now.Text() != late {
			t.Errorf("%d sent, %q", len(f.sent), s.toasts.now.Text())
		}
	})
}

// eraseAll takes out what stands in the field that has the keyboard.
// toEnd puts the caret behind what a field that has the focus holds, all of which is chosen when it gets it.
func toEnd(d *draft) {
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
}

func eraseAll(d *draft) {
	f := d.side.window.Canvas().Focused()
	f.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
}

// TestFailedSaveOfWhatIsGone: a save that fails after the letter was discarded, or while it is handed
// over, brings no window back.
func TestFailedSaveOfWhatIsGone(t *testing.T) {
	for what, do := range map[string]func(d *draft){"discarded": (*draft).discard, "handed over": func(d *draft) {
		d.hand()
		d.side.window.Close()
	}} {
		t.Run(what, func(t *testing.T) {
			s, f, run := slowStage(t)
			s.write()
			d := s.letterWindow(t)
			typeInto(d, "dad@home.example\n")
			d.editor.FocusSubject()
			typeInto(d, "Ferry")
			run.hold = true
			d.save()
			do(d)
			f.err = errFull
			next := run.work[0]
			run.work = run.work[1:]
			next()
			f.err = nil
			if len(s.writing.open) != 0 {
				t.Error("it is in a window again")
			}
			run.release()
			if len(s.writing.open) != 0 || f.saves != 1 {
				t.Errorf("%d windows, %d saves", len(s.writing.open), f.saves)
			}
		})
	}
}

// TestSenderTakenAway: a letter whose account was removed does not go from another one before the
// person was told of it, also where it was saved meanwhile.
func TestSenderTakenAway(t *testing.T) {
	for _, saved := range []bool{false, true} {
		s := onRealStore(t)
		other := s.addAccountFor("second@example.org")
		s.listing.loadFolders(nil)
		s.write()
		d := s.letterWindow(t)
		typeInto(d, "dad@home.example\n")
		d.editor.FocusSubject()
		typeInto(d, "Ferry\nHello.")
		s.run.Fire(saveAfter)
		s.must(s.store.RemoveAccount(t.Context(), d.from, true))
		for _, a := range s.known.accounts {
			if a.ID == other {
				a.Outgoing = account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}
				s.must(s.store.UpdateAccount(t.Context(), a, nil))
			}
		}
		s.listing.loadFolders(nil)
		if saved {
			typeInto(d, "!")
			s.run.Fire(saveAfter)
		}
		d.editor.Send()
		if len(s.writing.open) != 1 || d.editor.Letter().From.Email != "second@example.org" || d.side.toasts.now == nil || !strings.Contains(d.side.toasts.now.Text(), "It goes from second@example.org now.") {
			t.Fatalf("saved %v: it goes without a word from %s", saved, d.editor.Letter().From.Email)
		}
		if d.editor.Send(); len(s.writing.open) != 0 {
			t.Error("it does not go")
		}
	}
}

// TestKeptNotSent: of a letter that was kept but could not be put into the outbox nobody says that it
// is nowhere else.
func TestKeptNotSent(t *testing.T) {
	for _, closed := range []bool{false, true} {
		s, f, run := slowStage(t)
		f.noSend = errFull
		s.write()
		d := s.letterWindow(t)
		typeInto(d, "dad@home.example\n")
		run.hold = true
		d.hand()
		bars := d.side.toasts
		if closed {
			d.side.window.Close()
			bars = s.toasts
		}
		s.writing.keepAll(func() { t.Error("it has ended unseen") })
		run.release()
		if bars.now == nil || !strings.HasPrefix(bars.now.Text(), "That didn’t work") || f.saves != 1 || s.writing.leavingAll != nil || len(s.writing.ending) != 0 {
			t.Errorf("closed %v: %d saves", closed, f.saves)
		}
		if closed != (len(s.writing.open) == 0) {
			t.Errorf("closed %v: %d windows", closed, len(s.writing.open))
		}
		if !closed && d.side.window.Canvas().Overlays().Top() != nil {
			t.Error("it is asked about")
		}
	}
}
