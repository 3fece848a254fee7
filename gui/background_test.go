package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"go.uber.org/goleak"

	"popmail/account/event"
	"popmail/account/letter"
	"popmail/gui/kit/loop"
	"popmail/gui/msglist"
	"popmail/storage/mailbox"
)

// thread is the window's thread in a test: what the background has to say waits until
// the test has time for it.
type thread struct {
	t     *testing.T
	tasks chan func()
}

// until lets the window work until something is so.
func (th *thread) until(what string, so func() bool) {
	th.t.Helper()
	late := time.After(20 * time.Second)
	for !so() {
		select {
		case f := <-th.tasks:
			f()
		case <-late:
			th.t.Fatalf("it never came: %s", what)
		}
	}
}

// newLiveStage is newStage with the runner of the program: everything is done in the
// background, and the store is heard as soon as it has something to say.
func newLiveStage(t *testing.T, n int) (*stage, *thread) {
	t.Helper()
	th := &thread{t, make(chan func(), 10_000)}
	run := loop.NewOn(context.Background(), func(f func()) { th.tasks <- f })
	t.Cleanup(func() {
		if !run.Stop(10 * time.Second) {
			t.Error("the background does not end with the window")
		}
	})
	return newStage(t, n, func(o *Options) { o.Run = run }), th
}

// The window with its background: mail arrives, is read, searched, deleted and brought
// back, and what the person has changed their mind about is not shown.
func TestBackground(t *testing.T) {
	s, th := newLiveStage(t, 80) // more than the first page
	th.until("the list", func() bool { return s.listing.list.Len() == 80 })

	s.listing.list.Select(1)
	s.listing.list.Select(2)
	th.until("the message", func() bool { return s.reading.reader.Shown() == 2 })
	th.until("the mark", func() bool { return s.is(2, mailbox.Read) })
	if s.is(1, mailbox.Read) {
		t.Error("a message that was passed counts as read")
	}

	late := numbered(81)
	late.Date = noon.Add(time.Minute)
	s.deliver(late)
	th.until("new mail", func() bool { return s.listing.list.Len() == 81 })
	if s.reading.reader.Shown() != 2 {
		t.Error("new mail changes what is read")
	}
	th.until("the count", func() bool { return strings.HasPrefix(s.window.Title(), "Inbox · 80 unread") })

	s.tools.remove.Tapped(nil)
	th.until("the next message", func() bool { return s.reading.reader.Shown() == 3 })
	s.filing.undo()
	th.until("the message that is back", func() bool { return s.reading.reader.Shown() == 2 && s.listing.list.Len() == 81 })

	for _, text := range []string{"l", "le", "letter 7", "letter 77"} {
		s.listing.bar.SetText(text)
	}
	th.until("the hit", func() bool { return s.listing.list.Len() == 1 })
	s.expect("77")
	s.put(mailbox.Trash, 77)
	th.until("the search again", func() bool { return s.listing.list.Len() == 0 })
	s.listing.bar.SetText("letter 78")
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape}) // before anything was found
	th.until("the folder", func() bool { return s.listing.list.Len() == 80 && !s.listing.searching })

	s.post.activity.Publish(event.Started{Account: 1})
	th.until("the session", func() bool { return s.tools.getMail.Disabled() })
	s.post.activity.Publish(event.Finished{Account: 1, At: noon})
	th.until("its end", func() bool { return !s.tools.getMail.Disabled() })
}

// stuckDrafts never saves anything.
type stuckDrafts struct{ Writing }

func (stuckDrafts) SaveDraft(ctx context.Context, _ mailbox.Draft) (mailbox.ID, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

// A letter is saved also when its window is closed meanwhile, but whoever waits for that does
// not wait for ever.
func TestBackgroundKeepingALetterIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, closed := context.WithCancel(t.Context())
		closed()
		begun := time.Now()
		_, err := (&keeper{store: stuckDrafts{}}).keep(ctx, 1, 1, &letter.Letter{From: letter.Person{Email: "me@example.org"}, Subject: "x", Text: "y"})
		if took := time.Since(begun); took != 30*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// heldDrafts saves once it may.
type heldDrafts struct {
	Writing
	begun, may chan struct{}
}

func (h heldDrafts) SaveDraft(context.Context, mailbox.Draft) (mailbox.ID, error) {
	close(h.begun)
	<-h.may
	return 7, nil
}

// The window asks which draft a letter is also while it is being saved.
func TestBackgroundKeepingALetterKeepsNobodyWaiting(t *testing.T) {
	store := heldDrafts{begun: make(chan struct{}), may: make(chan struct{})}
	k := &keeper{store: store}
	kept := make(chan error)
	go func() {
		_, err := k.keep(t.Context(), 1, 1, &letter.Letter{From: letter.Person{Email: "me@example.org"}, Subject: "x", Text: "y"})
		kept <- err
	}()
	<-store.begun
	asked := make(chan mailbox.ID, 1)
	go func() { asked <- k.ID() }()
	select {
	case id := <-asked:
		if id != 0 {
			t.Errorf("it is draft %d before it is saved", id)
		}
	case <-time.After(10 * time.Second):
		t.Error("who asks for the draft waits until it is saved")
	}
	close(store.may)
	if err := <-kept; err != nil || k.ID() != 7 {
		t.Errorf("draft %d, %v", k.ID(), err)
	}
}

// meddling is a context in whose life a file is written.
type meddling struct {
	context.Context
	write func()
}

func (m meddling) Err() error { m.write(); return m.Context.Err() }

// A file that another program writes is read again after a moment, a few times.
func TestBackgroundChangingFileIsReadAgain(t *testing.T) {
	for _, c := range []struct {
		changes int
		why     reason
		want    time.Duration
	}{{0, 0, 0}, {1, 0, 400 * time.Millisecond}, {2, 0, 800 * time.Millisecond}, {1000, changing, 1200 * time.Millisecond}} {
		synctest.Test(t, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.txt")
			text := []byte("begun")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			begun, last := time.Now(), time.Now().Add(-time.Hour)
			left := c.changes
			ctx := meddling{t.Context(), func() {
				if left == 0 || time.Now().Equal(last) { // once each time that it is read
					return
				}
				left, last = left-1, time.Now()
				text = append(text, " and on"...)
				if err := os.WriteFile(path, text, 0o600); err != nil {
					t.Error(err)
				}
			}}
			data, why := readFile(ctx, path, 1000)
			if took := time.Since(begun); took != c.want || why != c.why || why == 0 && string(data) != string(text) {
				t.Errorf("%d changes: %q, reason %d after %v, want reason %d after %v", c.changes, data, why, took, c.why, c.want)
			}
		})
	}
}

// What is to be done once folders or a list have been read is done though the store has
// told something meanwhile: a window that opens while mail arrives shows a folder, and what
// Undo has brought back is chosen. Another folder takes such wishes away.
func TestBackgroundOvertaken(t *testing.T) {
	s, th := newLiveStage(t, 3)
	th.until("the list", func() bool { return s.listing.list.Len() == 3 })

	s.listing.view, s.listing.viewTitle = mailbox.View{}, ""
	s.listing.loadAll()
	s.listing.changed([]mailbox.Change{mailbox.Renewed{}}, false)
	s.listing.loadFolders(nil)
	th.until("the Inbox", func() bool { return s.listing.viewTitle == "Inbox" && !s.listing.first })

	chosen := 0
	s.listing.reloadList(func() { chosen++ })
	s.listing.reloadList(func() { chosen++ })
	s.listing.reloadList(nil)
	th.until("both wishes", func() bool { return chosen == 2 })
	s.listing.reloadList(func() { t.Error("a wish for one folder was done in another") })
	s.listing.choose(mailbox.View{Starred: true}, "Starred")
	th.until("another folder", func() bool { return s.listing.list.Len() == 0 && !s.listing.first })
	s.listing.reloadList(func() { chosen++ })
	th.until("a later wish", func() bool { return chosen == 3 })
}

// Nothing goes on behind a window that is closed, whatever was open in it: no goroutine is left of it,
// nor of its store.
func TestBackgroundNothingIsLeft(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("the window", func(t *testing.T) {
		s, th := newLiveStage(t, 80)
		th.until("the list", func() bool { return s.listing.list.Len() == 80 })
		s.listing.setTogether(true)
		s.listing.list.Select(3)
		th.until("the message", func() bool { return s.reading.reader.Shown() == 3 })
		s.openAlone(3)
		th.until("its own window", func() bool { return s.own(3) != nil })
		s.filing.snooze([]mailbox.ID{3}, noon.Add(time.Hour))
		th.until("that it is put off", func() bool { return s.listing.list.Len() == 79 })
		s.ctrl(fyne.KeyK)
		s.jumper().SetText("in")
		s.jumper().Hide()
		s.listing.setOrder(mailbox.BySubject, msglist.ByPerson)
		s.accounts.showSettings(nil)
		s.accounts.closeSheet()
		s.listing.bar.SetText("letter 7")
		s.listing.reloadList(nil) // under way at the end
	})
	late := time.Now().Add(20 * time.Second)
	err := goleak.Find(before)
	for err != nil && time.Now().Before(late) {
		err = goleak.Find(before)
	}
	if err != nil {
		t.Error(err)
	}
}
