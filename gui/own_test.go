package gui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/reader"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestOwnWindowAsksInItself: what is pressed in a message's own window is asked there, and the rest of a message of which only
// the beginning is here is offered there, too.
func TestOwnWindowAsksInItself(t *testing.T) {
	for what, do := range map[string]func(r *reader.Reader){
		"forward":  func(r *reader.Reader) { r.OnAnswer(1, reader.Forward) },
		"redirect": func(r *reader.Reader) { r.OnAnswer(1, reader.Redirect) },
		"save":     func(r *reader.Reader) { r.OnSaveMessage(1) },
		"print":    func(r *reader.Reader) { r.OnBrowser(1, "x", func() []byte { return nil }) },
		"the rest": func(r *reader.Reader) { r.OnRest(1, true) },
	} {
		var s *stage
		wanted := 0
		s = newStage(t, 0, func(o *Options) {
			o.Writing = o.Mail.(*brittle)
			o.Rest = func(context.Context, []mailbox.ID, bool) error { wanted++; return nil }
			o.Large = Large{Room: func(_ context.Context, sizes ...int64) (account.Room, error) {
				return account.RoomFor(41_000_000_000, sizes...), nil
			}}
		})
		in := numbered(1).Incoming("film")
		in.Raw, in.Listed, in.Short, in.Beginning = in.Raw[:len(in.Raw)-4], 300_000_000, true, true
		for _, o := range storagetest.Deliver(t, s.store.Store, 1, in) {
			s.must(o.Err)
		}
		s.news()
		s.openAlone(1)
		side := s.sides.open[ownKey(1)]
		do(side.main.(*fyne.Container).Objects[0].(*reader.Reader))
		if s.window.Canvas().Overlays().Top() != nil || side.window.Canvas().Overlays().Top() == nil {
			t.Errorf("%s: it is not asked in the window of the message", what)
		}
	}
}

// TestAccountOfAnOpenLetterGoes: an open letter whose account is removed is one of another account, and where there is none its
// foot and Send say so.
func TestAccountOfAnOpenLetterGoes(t *testing.T) {
	s := onTwoAccounts(t)
	s.writing.begin(&letter.Letter{}, 2, 0, 0)
	d := s.letterWindow(t)
	s.must(s.store.RemoveAccount(t.Context(), 2, true))
	s.news()
	if d.from != 1 {
		t.Errorf("it is of account %d", d.from)
	}
	d.sees(t, "Online · this letter goes out")
	s.must(s.store.RemoveAccount(t.Context(), 1, true))
	s.news()
	d.sees(t, "There is no account to send from. Your letter stays here as a draft.")
	d.editor.Send()
	d.sees(t, "No account to send from", "Add an account…")
}

// TestPausedIsNotReady: whether new mail waits on the server of an account that is paused is not known, and said so; there is
// nothing to be got for it.
func TestPausedIsNotReady(t *testing.T) {
	s := onTwoAccounts(t)
	for _, a := range s.known.accounts {
		s.must(s.store.SetStatus(t.Context(), a.ID, account.Status{LastCheck: noon}))
	}
	a := s.known.accounts[1]
	a.Paused, a.Label = true, "Club"
	s.must(s.store.UpdateAccount(t.Context(), a, nil))
	s.news()
	s.listing.loadFolders(nil)
	s.prepared.show()
	s.shows("New mail may be waiting", "Club is paused, so new mail of that account isn’t here", "!All new mail is here", "!Ready to go offline·")
	before := s.post.checks
	if m := s.prepared.state(mailbox.Readiness{}, map[account.ID]account.Status{1: {LastCheck: noon}}); m.Missing().Mail || s.post.checks != before {
		t.Error("mail is to be got that nobody can get")
	}
}

// slowReading writes an attachment in pieces; between them something happens.
type slowReading struct {
	Reading
	between func(n int)
	fail    int // the piece that cannot be read
}

func (r *slowReading) Describe(context.Context, mailbox.ID, int) (eml.Attachment, error) {
	return eml.Attachment{Name: "film.mp4", Size: 4000, Type: "video/mp4"}, nil
}

func (r *slowReading) StreamAttachment(_ context.Context, _ mailbox.ID, index int, w io.Writer) (eml.Attachment, error) {
	for n := range 4 {
		r.between(n)
		if index+1 == r.fail {
			return eml.Attachment{}, errors.New("gone")
		}
		if _, err := w.Write(make([]byte, 1000)); err != nil {
			return eml.Attachment{}, err
		}
	}
	return eml.Attachment{}, nil
}

func (r *slowReading) Message(context.Context, mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	m := &eml.Message{}
	for i := range 3 {
		m.Attachments = append(m.Attachments, eml.Attachment{Index: i, Name: "film.mp4", Size: 4000, Type: "video/mp4"})
	}
	return m, mailbox.Summary{}, nil
}

// TestSavingIsTold: what is saved or opened and takes longer than a moment is told, counted, and can be stopped; then nothing is
// left of it, and of several files those that are there are told.
func TestSavingIsTold(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "film.mp4")
	s := newStage(t, 1, func(o *Options) { o.Desktop = &fakeDesktop{place: path} })
	var said []string
	slow := &slowReading{Reading: s.store}
	s.saving.store = slow
	slow.between = func(n int) {
		s.run.Fire(time.Second)
		said = append(said, s.bar())
	}
	s.saving.saveAttachment(1, 0)
	if strings.Join(said, "|") != "Saving the file…|Saving the file… · 1 of 4 KB|Saving the file… · 2 of 4 KB|Saving the file… · 3 of 4 KB" || s.bar() != "Saved as "+path {
		t.Errorf("%q, then %q", said, s.bar())
	}
	stop := func(n int) {
		if s.run.Fire(patience); n == 2 {
			test.Tap(s.toasts.now.Action())
		}
	}
	slow.between = stop
	s.must(os.Remove(path))
	s.saving.saveAttachment(1, 0)
	if _, err := os.Stat(path); err == nil || s.bar() != "Stopped. Nothing was saved." || len(s.underWay()) != 0 {
		t.Errorf("%v, %q", err, s.bar())
	}
	said = nil
	slow.between = func(n int) { s.run.Fire(patience); said = append(said, s.bar()) }
	if s.saving.openAttachment(1, 0); said[0] != "Opening the file…" || s.toasts.now != nil {
		t.Errorf("%q, %q", said, s.bar())
	}
	// Once it is stopped it is not told any more, also where nothing is written for a while.
	said, slow.between = nil, func(n int) {
		if s.run.Fire(time.Second); n == 1 {
			test.Tap(s.toasts.now.Action())
			for range 3 {
				s.run.Fire(time.Second)
				said = append(said, s.bar())
			}
		}
	}
	if s.saving.saveAttachment(1, 0); strings.Join(said, "") != "" || s.bar() != "Stopped. Nothing was saved." {
		t.Errorf("%q, %q", said, s.bar())
	}
	// What comes by itself meanwhile is told after what is said of the end.
	slow.between = func(n int) {
		if s.run.Fire(time.Second); n == 2 {
			s.toasts.tell("Travel mode has ended.", "", nil, nil)
		}
	}
	if s.saving.saveAttachment(1, 0); s.bar() != "Saved as "+path {
		t.Errorf("%q", s.bar())
	}
	if s.run.Fire(patience); s.bar() != "Saved as "+path {
		t.Errorf("%q is not left in peace", s.bar())
	}
	if s.run.Fire(toastTime); s.bar() != "Travel mode has ended." {
		t.Errorf("%q", s.bar())
	}
	slow.between, slow.fail = func(int) {}, 3
	if s.saving.saveAllIn(1, dir); !strings.HasPrefix(s.bar(), "That didn’t work") || !strings.HasSuffix(s.bar(), "2 files saved in "+dir) {
		t.Errorf("%q", s.bar())
	}
}

// TestFilledSubjectIsSelected: keys that first lead to a subject that is filled select it, so that typing replaces it; when the
// focus comes back, as with the window, what was typed stays.
func TestFilledSubjectIsSelected(t *testing.T) {
	s, _ := writingStage(t)
	s.writing.begin(&letter.Letter{Subject: "Fwd: Ferry"}, 1, 0, 0)
	d := s.letterWindow(t)
	d.editor.FocusSubject()
	typeInto(d, "x")
	if got := d.editor.Letter().Subject; got != "x" {
		t.Errorf("%q", got)
	}
	d.side.window.Canvas().Unfocus()
	d.editor.FocusSubject()
	typeInto(d, "y")
	if got := d.editor.Letter().Subject; got != "xy" {
		t.Errorf("%q", got)
	}
}

// damagedStore has messages and drafts that cannot be read.
type damagedStore struct {
	Reading
	Writing
}

func (damagedStore) Message(context.Context, mailbox.ID) (*eml.Message, mailbox.Summary, error) {
	return nil, mailbox.Summary{}, errFull
}
func (damagedStore) Draft(context.Context, mailbox.ID) (mailbox.Draft, error) {
	return mailbox.Draft{}, errFull
}

// TestOwnWindowTellsFailures: what fails that was asked in a message's own window is told there, and in the main one where it is
// closed by then.
func TestOwnWindowTellsFailures(t *testing.T) {
	for what, do := range map[string]func(r *reader.Reader){
		"forward": func(r *reader.Reader) { r.OnAnswer(1, reader.Forward) },
		"edit":    func(r *reader.Reader) { r.OnEdit(1) },
		"rest":    func(r *reader.Reader) { r.OnRest(1, false) },
	} {
		for _, closed := range []bool{false, true} {
			s := newStage(t, 1, func(o *Options) {
				o.Writing = o.Mail.(*brittle)
				o.Rest = func(context.Context, []mailbox.ID, bool) error { return errFull }
			})
			s.openAlone(1)
			side := s.sides.open[ownKey(1)]
			bad := damagedStore{s.store, s.store}
			s.writing.reading, s.writing.store = bad, bad
			r := side.main.(*fyne.Container).Objects[0].(*reader.Reader)
			if closed {
				side.window.Close()
			}
			do(r)
			if here, there := side.toasts.now != nil, s.toasts.now != nil; here == closed || there != closed {
				t.Errorf("%s, closed %v: told in its window %v, in the main one %v", what, closed, here, there)
			}
		}
	}
}

// TestQuitQuestionEndsWithItsWork: the question whether work may be stopped does not outlive that work; where other work goes on
// that is asked.
func TestQuitQuestionEndsWithItsWork(t *testing.T) {
	s := newStage(t, 1)
	first, second := s.long("Applying the rule"), s.long("Moving your mail…")
	ended := false
	s.workFirst(func() { ended = true })
	s.run.Fire(tellPause)
	s.shows("PopMail is still working", "Applying the rule", "Moving your mail")
	first()
	s.run.Fire(tellPause)
	s.shows("PopMail is still working", "!Applying the rule", "Moving your mail")
	second()
	s.run.Fire(tellPause)
	if s.window.Canvas().Overlays().Top() != nil || ended {
		t.Error("the question stays, or the program ends by itself")
	}
	s.workFirst(func() { ended = true })
	if !ended {
		t.Error("it is asked although nothing goes on")
	}
}
