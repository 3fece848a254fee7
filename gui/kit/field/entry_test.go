package field

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// TestPastingAPicture: a clipboard without text changes nothing, and Undo after it neither.
func TestPastingAPicture(t *testing.T) {
	guitest.App(theme.Light, 1)
	e := NewEntry(nil, nil)
	win := guitest.Window(t, e, 400, 300)
	win.Canvas().Focus(e)
	for _, r := range "one two" {
		e.TypedRune(r)
	}
	e.SelectAll()
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent("")
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	if e.Text != "one two" || e.SelectedText() != "one two" {
		t.Errorf("%q, %q is selected", e.Text, e.SelectedText())
	}
	e.TypedShortcut(&fyne.ShortcutUndo{})
	if e.Text != "one" { // the last word that was typed is undone, as if nothing had been pasted
		t.Errorf("%q", e.Text)
	}
	clipboard.SetContent("three")
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	if e.Text != "three" {
		t.Errorf("%q", e.Text)
	}
}

// A field keeps what edits its text and hands on everything else.
func TestWhereKeysGo(t *testing.T) {
	guitest.App(theme.Light, 1)
	var got []string
	say := func(what string) func() { return func() { got = append(got, what) } }
	e, other := NewEntry(say("submit"), say("escape")), NewEntry(nil, nil)
	e.OnDown = say("down")
	e.OnFocus = func(on bool) { say(fmt.Sprint("focus ", on))() }
	win := guitest.Window(t, container.NewVBox(e, other), 400, 300)
	c := win.Canvas()
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { say("window " + string(k.Name))() })
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { say("window Ctrl+N")() })
	e.SetText("two words")
	for _, f := range []*Entry{e, other} {
		c.Focus(f)
		for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape, fyne.KeyDown, fyne.KeyPageDown, fyne.KeyF5, fyne.KeyF10, desktop.KeyMenu, fyne.KeyHome} {
			f.TypedKey(&fyne.KeyEvent{Name: k})
		}
		f.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierControl})
	}
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault})
	want := "[focus true submit escape down down window F5 window F10 window Menu window Ctrl+N focus false window Next window F5 window F10 window Menu window Ctrl+N]"
	if s := fmt.Sprint(got); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if e.Focused() || !other.Focused() {
		t.Errorf("the keyboard is said to be at the first field %v, the second %v", e.Focused(), other.Focused())
	}
	if e.End(); e.CursorColumn != len("two words") || e.SelectedText() != "" {
		t.Errorf("the end is column %d, %q is selected", e.CursorColumn, e.SelectedText())
	}
}

func TestABareFieldHasNoMoreAirThanFynes(t *testing.T) {
	guitest.App(theme.Light, 1)
	e, bare := NewEntry(nil, nil), NewEntry(nil, nil)
	bare.Bare = true
	if got, want := e.MinSize(), bare.MinSize().AddWidthHeight(12, 6); got != want || bare.MinSize() != bare.Entry.MinSize() {
		t.Errorf("with air %v, bare %v", got, bare.MinSize())
	}
	guitest.Window(t, container.NewWithoutLayout(bare), 300, 100)
	bare.Resize(fyne.NewSize(200, 40))
	bare.SetText("first second")
	bare.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(195, 20)}})
	if bare.CursorColumn != len("first second") {
		t.Errorf("a click at the right puts the caret at %d", bare.CursorColumn)
	}
}

// TestPastedPassword: a line that is copied brings its end along, which is no part of a password,
// shown or not; what lies within, and blanks, are.
func TestPastedPassword(t *testing.T) {
	guitest.App(theme.Light, 1)
	c := fyne.CurrentApp().Clipboard()
	for _, shown := range []bool{false, true} {
		for text, want := range map[string]string{"s3cret\n": "s3cret", "s3cret\r\n": "s3cret", "\t s3cret \n\n": " s3cret ", "two words": "two words", "": "", "\n": ""} {
			e := NewPassword(nil, nil)
			guitest.Window(t, e, 300, 60)
			if shown {
				e.ActionItem.(*eye).Tapped(nil)
			}
			c.SetContent(text)
			e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: c})
			if e.Text != want {
				t.Errorf("%q becomes %q, shown %t", text, e.Text, shown)
			}
		}
	}
	plain := NewEntry(nil, nil)
	c.SetContent("a\n")
	plain.TypedShortcut(&fyne.ShortcutPaste{Clipboard: c})
	if plain.Text != "a " {
		t.Errorf("another field: %q", plain.Text)
	}
}
