package compose

import (
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account/letter"
)

// TestLocked: while a letter is handed over nothing can be typed into it that would not go
// with it; where that fails, the keyboard is back where it was.
func TestLocked(t *testing.T) {
	e, w, _ := newStage(t)
	e.Set(&letter.Letter{To: []letter.Person{{Email: "a@b.example"}}, Subject: "S", Text: "Text"})
	e.Start()
	was := w.Canvas().Focused()
	e.Lock(true)
	if f := w.Canvas().Focused(); f != nil {
		t.Errorf("%T takes what is typed", f)
	}
	e.Lock(false)
	if w.Canvas().Focused() != was || was == nil {
		t.Errorf("%T has the keyboard, not %T", w.Canvas().Focused(), was)
	}
}

// TestLockedForThePointer: a click gives the keyboard to nothing while the letter is locked.
func TestLockedForThePointer(t *testing.T) {
	e, w, _ := newStage(t)
	e.Set(&letter.Letter{To: []letter.Person{{Email: "a@b.example"}}, Subject: "S", Text: "Text"})
	e.Start()
	e.Lock(true)
	over := w.Canvas().Overlays().Top()
	if over == nil || over.Size() != w.Canvas().Size() {
		t.Fatal("the letter takes clicks")
	}
	if _, ok := over.(fyne.Tappable); !ok {
		t.Errorf("%T lets clicks through", over)
	}
	w.Canvas().FocusNext()
	if f := w.Canvas().Focused(); f != nil {
		t.Errorf("%T has the keyboard", f)
	}
	e.Lock(false)
	if w.Canvas().Overlays().Top() != nil {
		t.Error("it is locked still")
	}
}
