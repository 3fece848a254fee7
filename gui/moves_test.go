package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/account/event"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/theme"
	"popmail/storage/mailbox"
)

// What is moved into the folder that is shown must be seen, whoever moves it.
func TestMovedHere(t *testing.T) {
	s := newStage(t, 3)
	s.put(mailbox.Archive, 2)
	s.listing.loadAll()
	s.expect("1 3")
	s.put(mailbox.Inbox, 2)
	s.news()
	s.expect("1 2 3")
}

func TestUndoShowsTheMessage(t *testing.T) {
	s := newStage(t, 4)
	s.listing.list.Select(2)
	s.filing.remove([]mailbox.ID{2})
	s.news()
	s.filing.undo()
	s.news()
	s.expect("1 2 3 4")
	if s.reading.reader.Shown() != 2 {
		t.Errorf("message %d is shown, want the one that is back", s.reading.reader.Shown())
	}
}

// A search ends where it began, or at what was found and read.
func TestLeavingASearch(t *testing.T) {
	s := newStage(t, 90) // more than the first page
	s.listing.list.Select(3)
	s.listing.bar.SetText("letter 80")
	s.run.Fire(time.Second)
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.reading.reader.Shown() != 3 {
		t.Errorf("message %d is shown, want the one before the search", s.reading.reader.Shown())
	}
	s.listing.bar.SetText("letter 80")
	s.run.Fire(time.Second)
	s.listing.list.SelectFirst()
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got := s.listing.list.Selected(); s.reading.reader.Shown() != 80 || len(got) != 1 || got[0] != 80 {
		t.Errorf("message %d is shown, %v chosen, want the one that was found", s.reading.reader.Shown(), got)
	}
}

// Escape in the search field does not open the first result on its way out.
func TestEscapeOpensNothing(t *testing.T) {
	s := newStage(t, 3)
	s.listing.bar.SetText("letter 2")
	s.run.Fire(time.Second)
	s.listing.bar.Focus()
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.reading.reader.Shown() != 0 || s.listing.bar.Focused() {
		t.Errorf("message %d is shown, field focused %v", s.reading.reader.Shown(), s.listing.bar.Focused())
	}
}

// Keys must not reach through a question to the mail behind it.
func TestCovered(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.Select(2)
	s.showShortcuts()
	for _, k := range []fyne.KeyName{fyne.KeyDelete, fyne.KeyDown, fyne.KeySpace, fyne.KeyF5} {
		s.key(&fyne.KeyEvent{Name: k})
	}
	s.rune('/')
	canvas := s.window.Canvas().(fyne.Shortcutable)
	canvas.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierShortcutDefault})
	canvas.TypedShortcut(&fyne.ShortcutSelectAll{})
	s.news()
	s.expect("1 2 3")
	if s.post.checks != 0 || s.reading.reader.Shown() != 2 || len(s.listing.list.Selected()) != 1 || s.listing.bar.Focused() {
		t.Error("a key went through")
	}
	canvas.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyPlus, Modifier: fyne.KeyModifierShortcutDefault})
	if l := look(s.app.Preferences()); l.Scale != 100+scaleStep {
		t.Errorf("the text of a question cannot be made larger: %d", l.Scale)
	}
	if !s.key(&fyne.KeyEvent{Name: fyne.KeyEscape}) || s.window.Canvas().Overlays().Top() != nil {
		t.Error("Escape does not close the sheet")
	}
}

// A click beside the field of a question must not swallow what is typed next.
func TestQuestionKeepsTheKeyboard(t *testing.T) {
	s := newStage(t, 1)
	s.activity.askPassword(1, event.NeedsPassword{Account: 1}, false)
	s.window.Canvas().Unfocus()
	for _, r := range "bob" {
		if f := s.window.Canvas().Focused(); f != nil {
			f.TypedRune(r)
		} else {
			s.window.Canvas().OnTypedRune()(r)
		}
	}
	s.window.Canvas().Unfocus()
	s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.post.password != "bob" || s.activity.asking {
		t.Errorf("the password is %q", s.post.password)
	}
}

// A question that is higher than the window stays inside of it and scrolls.
func TestHighQuestion(t *testing.T) {
	s := newStage(t, 1)
	s.window.Resize(fyne.NewSize(700, 450))
	for range 10 {
		s.scale(scaleStep)
	}
	s.showShortcuts()
	c := s.window.Canvas()
	b := find(c.Overlays().Top(), "Close")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	if at.Y < 0 || at.Y+b.Size().Height > c.Size().Height {
		t.Errorf("the button is at %v, %v high, in a window %v high", at.Y, b.Size().Height, c.Size().Height)
	}
	if !ask.Scroll(c, 40) || ask.Scroll(c, -1000) != true || ask.Scroll(c, -10) {
		t.Error("it does not scroll")
	}
	s.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
}

// Two quick taps on different rows with Ctrl choose two messages and open none.
func TestActivate(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.Select(1)
	s.listing.list.SelectAll()
	s.listing.list.OnActivate(2)
	if s.reading.reader.Shown() != 0 {
		t.Errorf("message %d is shown beside several chosen ones", s.reading.reader.Shown())
	}
}

// Large letters get wider panes in a wide window, unless the person has chosen
// widths; small ones the same.
func TestPanesStartWiderForLargeLetters(t *testing.T) {
	for _, tt := range []struct {
		scale                       int
		window, list, folders, rest float32 // rest: of the reader, at least
	}{
		{100, 1280, 392, 216, 640}, {80, 1280, 392, 216, 640}, {200, 1920, 600, 320, 900}, {150, 1920, 588, 324, 900}, {200, 2560, 784, 432, 1000}, {200, 1280, 460, 0, 640},
	} {
		s := newStage(t, 1)
		setLook(s.app, Look{Mode: theme.Light, Scale: tt.scale})
		s.window.Resize(fyne.NewSize(tt.window, 800))
		list, folders, reader := s.listing.list.Size().Width, s.listing.tree.Size().Width, s.reading.reader.Size().Width
		if list < tt.list || list > tt.list*1.1 || s.listing.tree.Visible() && (folders < tt.folders || folders > tt.folders*1.1) || reader < tt.rest {
			t.Errorf("%d %% in %v: list %v, folders %v, reader %v, want %v", tt.scale, tt.window, list, folders, reader, tt)
		}
		s.panes.widths = [2]float32{310, 500}
		s.panes.Refresh()
		if s.listing.list.Size().Width != 500 || s.listing.tree.Visible() && s.listing.tree.Size().Width != 310 {
			t.Errorf("%d %% in %v: the chosen widths became %v and %v", tt.scale, tt.window, s.listing.tree.Size().Width, s.listing.list.Size().Width)
		}
	}
}

// A window that was small for a while, or its text large, gives the panes back
// the widths that were chosen.
func TestPaneWidthsComeBack(t *testing.T) {
	s := newStage(t, 1)
	s.panes.widths = [2]float32{300, 560}
	s.panes.Refresh()
	folders, list := s.listing.tree.Size().Width, s.listing.list.Size().Width
	s.window.Resize(fyne.NewSize(1010, 600))
	if s.listing.list.Size().Width >= list {
		t.Error("the list does not give way")
	}
	s.window.Resize(fyne.NewSize(1280, 800))
	if s.listing.tree.Size().Width != folders || s.listing.list.Size().Width != list {
		t.Errorf("folders %v and list %v wide, want %v and %v", s.listing.tree.Size().Width, s.listing.list.Size().Width, folders, list)
	}
	for range 10 {
		s.scale(scaleStep)
	}
	s.panes.Refresh()
	if s.listing.tree.Visible() {
		t.Error("with text of 200 % the folders take the room of the message")
	}
	s.scale(0)
	s.panes.Refresh()
	if s.listing.tree.Size().Width != folders || s.listing.list.Size().Width != list {
		t.Errorf("folders %v and list %v wide, want %v and %v", s.listing.tree.Size().Width, s.listing.list.Size().Width, folders, list)
	}
}

// What goes through the keyboard alone: junk and back, forever from the Trash, another
// folder, the search.
func TestByKeyboard(t *testing.T) {
	s := newStage(t, 5)
	canvas := s.window.Canvas().(fyne.Shortcutable)
	ctrl := func(key fyne.KeyName, more ...fyne.KeyModifier) {
		mod := fyne.KeyModifierShortcutDefault
		for _, m := range more {
			mod |= m
		}
		canvas.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod})
		s.news()
	}
	s.listing.list.Select(2)
	ctrl(fyne.KeyD)
	if !s.is(2, mailbox.Starred) {
		t.Error("Ctrl+D does not star")
	}
	ctrl(fyne.KeyU)
	if !s.is(2, mailbox.Read) {
		t.Error("Ctrl+U does not mark")
	}
	ctrl(fyne.KeyJ)
	if s.role(2) != mailbox.Junk {
		t.Errorf("Ctrl+J: %q", s.role(2))
	}
	s.goes(mailbox.Junk)
	s.listing.list.Select(2)
	ctrl(fyne.KeyJ)
	if s.role(2) != mailbox.Inbox {
		t.Errorf("Ctrl+J in Junk: %q", s.role(2))
	}
	s.goes(mailbox.Inbox)
	s.listing.list.Select(3)
	s.listing.list.Focus()
	s.press(fyne.KeyDelete)
	s.news()
	canvas.TypedShortcut(&fyne.ShortcutUndo{})
	s.news()
	if s.role(3) != mailbox.Inbox {
		t.Errorf("Ctrl+Z: %q", s.role(3))
	}
	s.press(fyne.KeyDelete)
	s.news()
	s.goes(mailbox.Trash)
	ctrl(fyne.KeyDelete, fyne.KeyModifierShift)
	s.tap("Delete permanently")
	s.news()
	if s.row(3).ID != 0 {
		t.Error("the Trash is not empty")
	}
	s.window.Canvas().Unfocus()
	s.window.Canvas().OnTypedRune()('/')
	if !s.listing.bar.Focused() {
		t.Error("/ does not search")
	}
	s.window.Canvas().Unfocus()
	s.window.Canvas().OnTypedRune()('?')
	s.sees("Ctrl")
	s.press(fyne.KeyEscape)
	s.press(fyne.KeyF5)
	if s.post.checks != 1 {
		t.Errorf("F5: %d checks", s.post.checks)
	}
	ctrl(fyne.KeyR)
	if s.post.checks != 2 {
		t.Errorf("Ctrl+R: %d checks", s.post.checks)
	}
}
