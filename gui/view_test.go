package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/storage/storagetest"
)

// TestKeysInTheMessage: while the message has the keyboard, Ctrl+F looks in it and Ctrl+Plus
// makes it larger; else both are for the whole window. The size is remembered.
func TestKeysInTheMessage(t *testing.T) {
	l := numbered(1)
	l.Text = "See https://pier.example/map for the map of the pier."
	s := newStageOf(t, true, []storagetest.Mail{l})
	s.listing.list.Select(1)
	c := s.window.Canvas()
	press := func(key fyne.KeyName) {
		c.Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
	}
	body := guitest.Last(t, reads, "the text", func(*htmlview.View) bool { return true }, s.reading.reader)
	c.Focus(body)
	if !s.reading.reader.HasKeyboard() {
		t.Fatal("the message does not get the keyboard")
	}
	press(fyne.KeyPlus)
	if s.reading.reader.Zoom() != 110 || look(s.app.Preferences()).Scale != 100 || s.app.Preferences().Int(prefZoom) != 110 {
		t.Errorf("the message is shown at %d %%, all at %d %%", s.reading.reader.Zoom(), look(s.app.Preferences()).Scale)
	}
	press(fyne.KeyF)
	if !s.reading.reader.HasKeyboard() || c.Focused() == fyne.Focusable(body) {
		t.Error("Ctrl+F does not look in the message")
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if c.Focused() != fyne.Focusable(body) {
		t.Error("Escape does not give the keyboard back to the message")
	}
	body.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	s.listing.list.Focus()
	s.find()
	if s.reading.reader.HasKeyboard() || s.reading.reader.FindNext(1) {
		t.Error("Ctrl+F beside the message looks in it")
	}
}
