package compose

import (
	"testing"

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
