package gui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account/event"
	"popmail/gui/kit/loop"
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
	th.until("the count", func() bool { return strings.HasPrefix(s.window.Title(), "Inbox (80)") })

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
