package field

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// TestLines: a field of several lines is as high as its text, Enter begins a line there, Tab
// leads on, and the row that is written is in sight on its page.
func TestLines(t *testing.T) {
	guitest.App(theme.Light, 1)
	left := false
	e, next := NewLines(3, func() { left = true }), NewEntry(nil, nil)
	column := flow.NewColumn(0, e, next)
	page := flow.NewPage(column)
	page.FollowFocus = true
	win := guitest.Window(t, page, 300, 200)
	e.OnChanged = func(string) { column.Refresh(); page.Relayout() }
	c := win.Canvas()
	empty := e.Size().Height
	e.SetText("a\nb\nc")
	if three := e.Size().Height; three != empty {
		t.Errorf("three lines are %v high, and none %v", three, empty)
	}
	c.Focus(e)
	if e.SelectedText() != "" {
		t.Error("all of it is selected, so that a letter would replace it")
	}
	e.CursorRow, e.CursorColumn = 2, 1
	for range 30 {
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		for _, r := range "word" {
			e.TypedRune(r)
		}
	}
	if want := "a\nb\nc" + strings.Repeat("\nword", 30); e.Text != want {
		t.Errorf("%q", e.Text)
	}
	if grown := e.Size().Height; grown < empty+29*LineHeight() {
		t.Errorf("33 lines are %v high", grown)
	}
	if top, room := page.Scroll.Offset.Y, page.Scroll.Size().Height; top+room < 32*LineHeight() {
		t.Errorf("the page shows %v to %v, and the caret is at %v", top, top+room, 32*LineHeight())
	}
	if e.AcceptsTab() {
		t.Error("Tab does not lead on")
	}
	e.SetText(strings.Repeat("words ", 20))
	narrow := e.HeightFor(150)
	if wide := e.HeightFor(600); narrow <= wide {
		t.Errorf("%v high, and %v where it is wide", narrow, wide)
	}
	PlaceCaret(&e.Entry, 60)
	win.Resize(fyne.NewSize(200, 200))
	if at := e.CursorTextOffset(); at != 60 {
		t.Errorf("the text was wrapped anew, and the caret is at %d", at)
	}
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if !left {
		t.Error("Escape stays in the field")
	}
}
