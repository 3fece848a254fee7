package reader

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// TestFindInTheMessage: the bar tells which hit of how many is shown, and gives the
// keyboard back to the message.
func TestFindInTheMessage(t *testing.T) {
	s := newStage(t, 672, 500)
	if s.r.Find() {
		t.Error("one looks for words in no message")
	}
	m := ferry()
	m.Message.Pages = []eml.Page{{HTML: `<p>A cabin</p><div style="height:2000px"></div><p>another <b>Ca</b>bin and a CABIN</p>`}}
	s.r.ShowMessage(m)
	if !s.r.Find() || !s.r.HasKeyboard() {
		t.Fatal("no field")
	}
	said := func(want string) {
		t.Helper()
		if got := s.r.finder.count.Text(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	said("")
	test.Type(s.r.finder.entry, "cabin")
	said("1 of 3")
	if s.r.page.Scroll.Offset.Y != 0 {
		t.Error("it scrolls away from a hit that is in sight")
	}
	s.r.finder.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	said("2 of 3")
	if s.r.page.Scroll.Offset.Y < 1000 || s.r.body.SelectedText() != "Cabin" {
		t.Errorf("at %v, %q is selected", s.r.page.Scroll.Offset.Y, s.r.body.SelectedText())
	}
	s.r.FindNext(-1)
	s.r.FindNext(-1)
	said("3 of 3")
	test.Type(s.r.finder.entry, "xy")
	said("Not found in the text")
	s.r.finder.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.win.Canvas().Focused() != fyne.Focusable(s.r.body) || s.r.FindNext(1) || s.r.EndFind() {
		t.Error("Escape does not give the keyboard back")
	}
	s.r.Find()
	s.r.ShowMessage(ferry())
	if s.r.finder.bar.Visible() {
		t.Error("the bar stays above another message")
	}
}

// TestZoom: messages are shown larger and smaller within bounds, the next one like the one
// before.
func TestZoom(t *testing.T) {
	s := newStage(t, 672, 500)
	var kept []int
	s.r.OnZoom = func(percent int) { kept = append(kept, percent) }
	m := ferry()
	m.Message.Pages = []eml.Page{{HTML: `<p style="width:100px;height:1000px">text`}}
	s.r.ShowMessage(m)
	normal := s.r.body.Size().Height
	for range 20 {
		s.r.ZoomBy(1)
	}
	if s.r.Zoom() != 300 || s.r.body.Size().Height < 2.9*normal {
		t.Errorf("%d %%: %v high, %v at 100 %%", s.r.Zoom(), s.r.body.Size().Height, normal)
	}
	s.r.ShowMessage(m)
	if s.r.body.Size().Height < 2.9*normal {
		t.Error("the next message is shown smaller")
	}
	for range 20 {
		s.r.ZoomBy(-1)
	}
	if h := s.r.body.Size().Height; s.r.Zoom() != 50 || h > 0.6*normal {
		t.Errorf("%d %%: %v high, %v at 100 %%", s.r.Zoom(), h, normal)
	}
	s.r.SetZoom(104)
	s.r.ZoomBy(1)
	s.r.ZoomBy(-1)
	s.r.ZoomBy(0)
	if n := len(kept); kept[n-3] != 110 || kept[n-2] != 100 || kept[n-1] != 100 {
		t.Errorf("steps %v", kept[n-3:])
	}
}

// TestZoomFromMenu: the menu makes the message larger and smaller, as far as that goes.
func TestZoomFromMenu(t *testing.T) {
	s := newStage(t, 600, 500)
	s.r.ShowMessage(ferry())
	s.choose("Larger text")
	s.choose("Larger text")
	if s.r.Zoom() != 125 {
		t.Errorf("%d %%", s.r.Zoom())
	}
	s.choose("Smaller text")
	if s.r.Zoom() != 110 {
		t.Errorf("%d %%", s.r.Zoom())
	}
	s.choose("Show in normal size")
	for percent, off := range map[int]string{100: "", 300: "Larger text", 50: "Smaller text"} {
		s.r.SetZoom(percent)
		for _, i := range s.r.menuItems() {
			if !i.IsSeparator && i.Disabled != (i.Label == off) {
				t.Errorf("%d %%: %q is disabled: %v", percent, i.Label, i.Disabled)
			}
		}
	}
	s.r.SetZoom(300)
	guitest.Picture(t, s.win, "message_300")
}

// TestOriginalColors: in the dark the menu offers the sender's colours.
func TestOriginalColors(t *testing.T) {
	s := newStage(t, 672, 500)
	m := ferry()
	m.Message.Pages = []eml.Page{{HTML: `<body bgcolor=white>text`}}
	s.r.ShowMessage(m)
	has := func(text string) bool {
		for _, i := range s.r.menuItems() {
			if i.Label == text {
				return true
			}
		}
		return false
	}
	if has("Show original colors") {
		t.Error("offered in the light")
	}
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Dark})
	s.r.ShowMessage(m)
	s.sees("[Show original colors]")
	s.choose("Show original colors")
	if strings.Contains(s.text(), "[Show original colors]") {
		t.Error("it says that colors are adapted")
	}
	if !s.r.body.OriginalColors() || !has("Show dark mode colors") {
		t.Error("the original colors are not shown")
	}
	s.choose("Show dark mode colors")
	if s.r.body.OriginalColors() {
		t.Error("they stay")
	}
}

// TestHighContrastColors: in high contrast faint words of a page stand out, it is said so, and the
// sender's colors can be had.
func TestHighContrastColors(t *testing.T) {
	s := newStage(t, 672, 500)
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Contrast: true})
	m := ferry()
	m.Message.Pages = []eml.Page{{HTML: `<p style="color:#999">faint`}}
	s.r.ShowMessage(m)
	s.sees("Colors adjusted for high contrast.", "[Show original colors]")
	s.choose("Show original colors")
	if strings.Contains(s.text(), "Colors adjusted") {
		t.Error("it says that colors are adapted")
	}
	s.choose("Show high contrast colors")
	s.sees("Colors adjusted for high contrast.")
	m.Message.Pages = []eml.Page{{HTML: `<p style="color:#000">plain`}}
	s.r.ShowMessage(m)
	if strings.Contains(s.text(), "Colors adjusted") {
		t.Error("what stands out already is said to be adapted")
	}
}

// TestManyMessages: what was shown is forgotten.
func TestManyMessages(t *testing.T) {
	s := newStage(t, 672, 700)
	m := ferry()
	heap := func() float64 {
		var st runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&st)
		return float64(st.HeapAlloc) / (1 << 20)
	}
	show := func(n int) {
		for i := range n {
			m.Message.Pages = []eml.Page{{HTML: fmt.Sprintf("<body bgcolor=white>Number %d %s", i, strings.Repeat("<p>some words of a letter", 200))}}
			s.r.ShowMessage(m)
			s.r.PageDown()
		}
	}
	show(50)
	before := heap()
	show(300)
	if grown := heap() - before; grown > 60 {
		t.Errorf("300 messages later the heap is %.0f MB larger", grown)
	} else {
		t.Logf("the heap is %.1f MB larger", grown)
	}
}

// What is attached is not looked into, and the words don't say that it is.
func TestNotFoundInTheText(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowMessage(ferry())
	s.r.Find()
	s.r.finder.entry.SetText("giraffe")
	s.sees("Not found in the text")
	m := ferry()
	m.Message.Attachments = nil
	s.r.ShowMessage(m)
	s.r.Find()
	s.r.finder.entry.SetText("giraffe")
	if text := s.text(); !strings.Contains(text, "Not found") || strings.Contains(text, "in the text") {
		t.Error(text)
	}
}

// A tap beside the text gives it the keyboard: whoever then presses a key means the message.
func TestTapBesideTheText(t *testing.T) {
	s := newStage(t, 672, 720)
	s.r.ShowMessage(ferry())
	test.TapCanvas(s.win.Canvas(), fyne.NewPos(10, 400))
	if !s.r.HasKeyboard() {
		t.Error("the keyboard is elsewhere")
	}
	s.r.ShowNothing()
	test.TapCanvas(s.win.Canvas(), fyne.NewPos(10, 400)) // nothing is there
}

// TestFindInAllOfALongText: also what is not shown yet is looked at, in the message and in its
// original.
func TestFindInAllOfALongText(t *testing.T) {
	s := newStage(t, 672, 720)
	m := ferry()
	line := "The ferry leaves at half past six from pier four; nothing else is said here.\n"
	m.Message.Text = strings.Repeat(line, 2<<20/len(line)) + "the lighthouse at last\nand the LIGHTHOUSE\n"
	m.Summary.Size = int64(len(m.Message.Text))
	s.r.OnOriginal = func(_ mailbox.ID, then func([]byte, error)) { then([]byte("X: y\n\n"+m.Message.Text), nil) }
	for _, where := range []string{"message", "original"} {
		s.r.finder.entry.SetText("")
		s.r.ShowMessage(m)
		if where == "original" {
			s.r.showOriginal()
		}
		s.r.Find()
		if strings.Contains(s.r.body.Text(), "lighthouse") {
			t.Errorf("%s: all of it is shown before anybody asks", where)
		}
		s.r.finder.entry.SetText("lighthouse")
		if got := s.r.finder.count.Text(); got != "1 of 2" {
			t.Errorf("%s: %q", where, got)
		}
		if got := s.r.body.SelectedText(); got != "lighthouse" || s.r.page.Scroll.Offset.Y < 10_000 {
			t.Errorf("%s: %q is selected, at %v", where, got, s.r.page.Scroll.Offset.Y)
		}
		s.r.EndFind()
	}
}
