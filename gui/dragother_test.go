package gui

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account/fetch"
	"popmail/gui/folders"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// carriedOut is a DragOut that a test says what the pointer is on.
type carriedOut struct {
	other func(on bool)
	begun int
	files bool
	ends  []<-chan bool
}

func (c *carriedOut) out(_ fyne.Window, _ []fyne.Window, other func(on bool), files func(ctx context.Context) ([]string, error)) func(context.Context, <-chan bool) bool {
	c.begun++
	c.other, c.files = other, files != nil
	return func(_ context.Context, letGo <-chan bool) bool {
		c.ends = append(c.ends, letGo)
		return true
	}
}

// ended is how the last one was ended: "drop", "nothing" or, as it goes on, empty.
func (c *carriedOut) ended() string {
	select {
	case drop := <-c.ends[len(c.ends)-1]:
		if drop {
			return "drop"
		}
		return "nothing"
	default:
		return ""
	}
}

// overOther drags what is chosen to a place and lets it go there, after by has said what the pointer is on.
func (s *stage) overOther(at fyne.Position, by func()) {
	s.t.Helper()
	s.dragged(fyne.NewPos(300, 200))
	s.dragged(at)
	by()
	s.dropped(at)
	s.news()
}

// TestDragOverOther: what is let go over a window that covers PopMail goes there, and not into the folder beneath; the
// carrier begins with the drag, also where the pointer never leaves the window's own place.
func TestDragOverOther(t *testing.T) {
	c := &carriedOut{}
	s := newStage(t, 4, func(o *Options) { o.DragOut = c.out })
	archive, trash := s.folderAt(s.in(mailbox.Archive)), s.folderAt(s.in(mailbox.Trash))
	for _, at := range []fyne.Position{archive, trash, fyne.NewPos(900, 400)} {
		s.listing.list.Select(2)
		s.overOther(at, func() { c.other(true) })
		s.expect("1 2 3 4")
		if got := c.ended(); got != "drop" || !c.files {
			t.Errorf("at %v it ends with %q, files: %v", at, got, c.files)
		}
	}
	// The folder beneath is not marked, and is again once the pointer is back.
	s.listing.list.Select(2)
	s.dragged(archive)
	c.other(true)
	s.run.Fire(folders.PullEach)
	if !s.Window.drag.aside {
		t.Error("what lies beneath another window is marked")
	}
	c.other(false)
	s.run.Fire(folders.PullEach)
	if s.Window.drag.aside {
		t.Error("it is not marked, though the pointer is back")
	}
	s.dropped(archive)
	s.news()
	s.expect("1 3 4")
	if got := c.ended(); got != "nothing" {
		t.Errorf("a letter that is moved here ends with %q", got)
	}
	// What an earlier drag says late is nothing to a later one.
	s.listing.list.Select(3)
	s.dragged(archive)
	late := c.other
	s.dropped(fyne.NewPos(900, 400))
	s.dragged(archive)
	late(true)
	s.dropped(archive)
	s.news()
	s.expect("1 4")
	if c.begun != 6 {
		t.Errorf("begun %d times", c.begun)
	}
}

// TestDragManyOverOther: of more than can be carried it is known as well what the pointer is on.
func TestDragManyOverOther(t *testing.T) {
	c := &carriedOut{}
	s := newStage(t, mostOut+1, func(o *Options) { o.DragOut = c.out })
	trash := s.folderAt(s.in(mailbox.Trash))
	s.listing.list.SelectAll()
	s.overOther(trash, func() { c.other(true) })
	if got := s.role(1); c.files || got != mailbox.Inbox {
		t.Errorf("files: %v; the first letter lies in %s", c.files, got)
	}
}

// TestDragTooManyOut: more than can be carried are not dropped in silence: a page saves them. Letters count, also where
// rows are conversations; what is let go within the window is as ever.
func TestDragTooManyOut(t *testing.T) {
	const says = "That would be too many files. Save the messages instead."
	c := &carriedOut{}
	s := newStage(t, mostOut+1, func(o *Options) { o.DragOut = c.out })
	s.listing.list.SelectAll()
	away := fyne.NewPos(900, 400)
	s.overOther(away, func() {})
	if got := s.bar(); got == says {
		t.Error("it is told of what was let go in the window")
	}
	s.overOther(away, func() { c.other(true) })
	if got := s.bar(); got != says {
		t.Errorf("the bar says %q", got)
	}
	s.toasts.hide()
	s.dragged(away)
	c.other(true)
	s.press(fyne.KeyEscape)
	s.dropped(away)
	if got := s.bar(); got == says {
		t.Error("it is told after Escape")
	}

	var err error
	var paths []string
	s = newStage(t, 0, func(o *Options) {
		o.DragOut = func(_ fyne.Window, _ []fyne.Window, _ func(bool), files func(context.Context) ([]string, error)) func(context.Context, <-chan bool) bool {
			return func(ctx context.Context, _ <-chan bool) bool {
				paths, err = files(ctx)
				return true
			}
		}
	})
	var in []fetch.Incoming
	for i := range mostOut + 1 {
		head := fmt.Sprintf("From: bob@example.net\r\nTo: ann@example.org\r\nSubject: Plan\r\nMessage-ID: <%d@x>\r\n", i)
		if i > 0 {
			head += "References: <0@x>\r\n"
		}
		in = append(in, fetch.Incoming{UID: fmt.Sprint(i), Raw: []byte(head + "\r\nHello\r\n"), At: noon})
	}
	storagetest.Deliver(t, s.store.Store, 1, in...)
	s.must(s.store.CatchUpThreads(t.Context()))
	s.listing.setTogether(true)
	s.must(s.store.Settle(t.Context()))
	s.news()
	s.listing.list.SelectAll()
	if n := len(s.listing.list.Selected()); n != 1 {
		t.Fatalf("%d rows", n)
	}
	s.overOther(away, func() {})
	if got := s.bar(); len(paths) != 0 || err == nil || got != says {
		t.Errorf("%d files, %v, the bar says %q", len(paths), err, got)
	}
}

// TestDragFolderOverOther: an own folder stays where it is.
func TestDragFolderOverOther(t *testing.T) {
	c := &carriedOut{}
	s := newStage(t, 1, func(o *Options) { o.DragOut = c.out })
	s.draggedFolder("Trips", fyne.NewPos(60, 300))
	if c.begun != 1 || c.files || s.listing.tree.Away() {
		t.Fatalf("%+v", c)
	}
	c.other(true)
	if !s.listing.tree.Away() {
		t.Error("it is not known that another window is there")
	}
	s.draggedFolder("", fyne.Position{})
	if got := c.ended(); got != "nothing" || s.listing.tree.Away() {
		t.Errorf("it ends with %q", got)
	}
}

// TestEscapeFileDrag: Escape ends the dragging of a file, and does nothing else then.
func TestEscapeFileDrag(t *testing.T) {
	c := &carriedOut{}
	s := newStage(t, 2, func(o *Options) { o.DragOut = c.out })
	letGo := s.saving.attachmentOut(1, 1)
	s.press(fyne.KeyEscape)
	if got := c.ended(); got != "nothing" {
		t.Errorf("it ends with %q", got)
	}
	letGo(true)
	if got := c.ended(); got != "" {
		t.Errorf("later %q", got)
	}
	if s.saving.endOut() {
		t.Error("it is ended twice")
	}
	// In a window beside.
	s.openAlone(1)
	var side *side
	for _, side = range s.sides.open {
	}
	if side == nil {
		t.Fatal("no window")
	}
	side.saving.attachmentOut(1, 1)
	escape := &fyne.KeyEvent{Name: fyne.KeyEscape}
	side.window.Canvas().OnTypedKey()(escape)
	if got := c.ended(); got != "nothing" || len(s.sides.open) != 1 {
		t.Errorf("it ends with %q, %d windows", got, len(s.sides.open))
	}
	side.window.Canvas().OnTypedKey()(escape)
	if len(s.sides.open) != 0 {
		t.Error("the window stays")
	}
}
