package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// press presses a key where the keyboard is.
func (s *stage) press(name fyne.KeyName) {
	if f := s.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// tapRow presses a message with the mouse.
func (s *stage) tapRow(i int) {
	area := s.listing.list.View()
	at := fyne.NewPos(60, area.RowTop(i)+20)
	down := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	down.Position = at
	o := []fyne.CanvasObject{test.WidgetRenderer(area).Objects()[0].(*container.Clip).Content}
	for _, o := range o {
		if m, ok := o.(desktop.Mouseable); ok {
			m.MouseDown(down)
			m.MouseUp(down)
		}
	}
}

// One pane at a time: a tap opens, every way back leads to the list.
func TestOnePane(t *testing.T) {
	s := newStage(t, 40)
	s.window.Resize(fyne.NewSize(600, 800))
	s.listing.list.Focus()
	s.press(fyne.KeyDown)
	s.run.Fire(readAfter)
	if s.reading.reader.Visible() || s.reading.shown != 0 || s.is(1, mailbox.Read) {
		t.Fatal("going through the list with the arrows opens messages that nobody sees")
	}
	for name, back := range map[string]func(){
		"the button": func() { s.tools.back.Tapped(nil) },
		"Escape":     func() { s.press(fyne.KeyEscape) },
		"Backspace":  func() { s.press(fyne.KeyBackspace) },
		"Alt+Left": func() {
			s.window.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt})
		},
	} {
		s.listing.list.View().ScrollTo(20)
		offset := s.listing.list.View().Offset()
		first, _ := s.listing.list.View().InView()
		s.tapRow(first + 2)
		want := s.listing.list.IDs()[first+2]
		if !s.reading.reader.Visible() || s.listing.list.Visible() || s.reading.reader.Shown() != want || !s.tools.back.Visible() || s.listing.bar.Visible() {
			t.Fatalf("a tap shows message %d, want %d", s.reading.reader.Shown(), want)
		}
		back()
		if s.reading.reader.Visible() || !s.listing.list.Visible() || s.listing.list.View().Offset() != offset || s.listing.list.Selected()[0] != want {
			t.Errorf("%s does not lead back to where the list was", name)
		}
		if s.window.Canvas().Focused() != fyne.Focusable(s.listing.list.View()) {
			t.Errorf("after %s the list has not the keyboard", name)
		}
	}
	s.press(fyne.KeyReturn)
	if !s.alone() {
		t.Error("Enter does not open")
	}
	id := s.reading.reader.Shown()
	s.press(fyne.KeyDown)
	if !s.alone() || s.reading.reader.Shown() == id {
		t.Error("↓ does not go on to the next message")
	}
	s.tools.previous.Tapped(nil)
	if s.reading.reader.Shown() != id {
		t.Error("the button does not go back by one")
	}
	s.press(fyne.KeyBackspace)
	s.press(fyne.KeyBackspace)
	if s.role(id) != mailbox.Inbox {
		t.Error("Backspace deletes")
	}
	s.press(fyne.KeySpace)
	if !s.alone() {
		t.Error("Space does not open")
	}
	s.search()
	if !s.listing.list.Visible() || !s.listing.bar.Focused() {
		t.Error("the search field is not there")
	}
}

// Page Up and Page Down go through the message where it has the window or the
// keyboard, and through the list otherwise.
func TestPagesOfAMessage(t *testing.T) {
	long := numbered(1)
	long.Text = strings.Repeat("Dear Ann,\r\nhere is the news.\r\n", 200)
	for _, width := range []float32{400, 1280} {
		s := newStageOf(t, true, []storagetest.Mail{long, numbered(2), numbered(3)})
		s.window.Resize(fyne.NewSize(width, 700))
		s.listing.list.Focus()
		s.listing.list.SelectFirst()
		s.press(fyne.KeyReturn)
		id, r := s.reading.reader.Shown(), s.reading.reader
		if !s.alone() {
			s.press(fyne.KeyPageDown)
			if r.PageUp() || r.Shown() == id {
				t.Error("with the keyboard in the list, Page Down does not go to another message")
			}
			s.listing.list.Select(id)
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r).AddXY(r.Size().Width/2, 500)
			test.TapCanvas(s.window.Canvas(), at)
		}
		s.press(fyne.KeyPageDown)
		s.press(fyne.KeyPageDown)
		s.press(fyne.KeyPageUp)
		if r.Shown() != id || !r.PageUp() || r.PageUp() {
			t.Errorf("%v wide: two pages down and one up are not one page into message %d", width, id)
		}
	}
}

// A window that is made narrow and wide again shows what it showed.
func TestResizing(t *testing.T) {
	s := newStage(t, 60)
	s.listing.list.View().ScrollTo(30)
	s.listing.list.Select(s.listing.list.IDs()[28])
	offset, chosen := s.listing.list.View().Offset(), s.listing.list.Selected()[0]
	for _, width := range []float32{1920, 900, 600, 360, 900, 600, 1280} {
		s.window.Resize(fyne.NewSize(width, 800))
		if got := s.listing.list.Selected(); len(got) != 1 || got[0] != chosen || s.listing.list.View().Offset() != offset {
			t.Fatalf("at %v: %v chosen, scrolled by %v, want %v and %v", width, got, s.listing.list.View().Offset(), chosen, offset)
		}
		if s.panes.Shows(paneReader) && s.reading.reader.Shown() != chosen {
			t.Errorf("at %v message %d is shown", width, s.reading.reader.Shown())
		}
		for _, b := range s.tools.all() {
			if end := b.Position().X + b.Size().Width; b.Visible() && (end > width || b.Position().X < 0) {
				t.Errorf("at %v the button %q ends at %v", width, b.Tip, end)
			}
		}
	}
}

// TestChosenInANarrowWindow: there is room for what is done with chosen messages and
// for the search beside it, at every text size.
func TestChosenInANarrowWindow(t *testing.T) {
	for _, scale := range []int{minScale, 100, maxScale} {
		s := newStage(t, 3)
		setLook(s.app, Look{Mode: theme.Light, Scale: scale})
		s.window.Resize(fyne.NewSize(600, 800))
		s.listing.list.SelectAll()
		if got, want := s.tools.getMail.Visible(), scale < maxScale; got != want {
			t.Errorf("%d %%: getting mail is seen: %v, want %v", scale, got, want)
		}
		for _, b := range []*widgets.Button{s.tools.folders, s.tools.archive, s.tools.remove, s.tools.read, s.tools.gear} {
			if !b.Visible() {
				t.Errorf("%d %%: the button %q is not seen", scale, b.Tip)
			}
		}
		if got := s.listing.bar.Size().Width; got < 100 {
			t.Errorf("%d %%: the search field is %v wide", scale, got)
		}
		s.listing.list.Select(1)
		s.bring(paneList)
		if !s.tools.getMail.Visible() {
			t.Errorf("%d %%: getting mail is not seen again", scale)
		}
	}
}

// Enter gives a message the whole of a wide window.
func TestReadingLarge(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.Select(2)
	s.listing.list.OnActivate(2)
	if s.listing.tree.Visible() || s.listing.list.Visible() || s.reading.reader.Size().Width < 1200 || !s.tools.back.Visible() {
		t.Error("the message has not the window to itself", s.listing.tree.Visible(), s.listing.list.Visible(), s.reading.reader.Size(), s.tools.back.Visible())
	}
	s.press(fyne.KeyEscape)
	if !s.listing.tree.Visible() || !s.listing.list.Visible() || s.reading.reader.Shown() != 2 {
		t.Error("Escape does not bring back the panes")
	}
}

// The buttons stay where they are when their words change, and those without
// words have a tip.
func TestToolbarStands(t *testing.T) {
	s := newStage(t, 3)
	s.listing.list.Select(1)
	places := func() (x []float32) {
		for _, o := range s.tools.all()[2:7] {
			x = append(x, o.Position().X, o.Size().Width)
		}
		return append(x, s.listing.bar.Position().X, s.listing.bar.Size().Width)
	}
	before := places()
	for _, change := range []func(){func() { s.tools.setRead(false) }, func() { s.tools.setRead(true) }, func() { s.tools.setJunk(true) }, func() { s.tools.setKeep(keepPutBack) }} {
		change()
		s.tools.Refresh()
		for i, x := range places() {
			if x != before[i] {
				t.Errorf("place %d is %v, was %v", i, x, before[i])
			}
		}
	}
	for _, b := range s.tools.all() {
		if b.Tip == "" {
			t.Errorf("no tip for the button with the icon %s", b.Icon)
		}
	}
	s.tools.gear.MouseIn(nil)
	if s.tips.Text() != "" {
		t.Error("the tip comes at once")
	}
	s.run.Fire(1e9)
	if s.tips.Text() != "Settings" {
		t.Errorf("the tip says %q", s.tips.Text())
	}
	s.tools.gear.MouseOut()
	if s.tips.Text() != "" {
		t.Error("the tip stays")
	}
}

// TestSeveralAreCounted: how many are chosen is told once: by the reading pane, or above the list where that is not seen.
func TestSeveralAreCounted(t *testing.T) {
	s := newStage(t, 9)
	above := func() string {
		var texts []string
		for _, o := range test.WidgetRenderer(s.listing.list.Arranger()).Objects() {
			if text, ok := o.(*widgets.Text); ok && text.Visible() {
				texts = append(texts, text.Text())
			}
		}
		return strings.Join(texts, "|")
	}
	for _, c := range []struct {
		width float32
		want  string
	}{{1280, ""}, {600, "9 messages selected"}, {1280, ""}} {
		s.window.Resize(fyne.NewSize(c.width, 800))
		s.bring(paneList)
		s.listing.list.SelectAll()
		if got := above(); got != c.want {
			t.Errorf("%v wide: %q", c.width, got)
		}
	}
}
