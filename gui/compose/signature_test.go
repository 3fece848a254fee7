package compose

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/account/letter"
	"popmail/gui/kit/field"
)

// TestPressBelowSignature: a press on the empty paper below the signature is one for the
// words above it; the signature itself can be pressed into.
func TestPressBelowSignature(t *testing.T) {
	e, w, _ := newStage(t)
	e.Set(&letter.Letter{From: letter.Person{Email: "ann@example.org"}, Text: "\n\n-- \nAnn\nPier 4\n", Signature: "Ann\nPier 4"})
	press := func(row float32) {
		m := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, (row+0.5)*field.LineHeight())}, Button: desktop.MouseButtonPrimary}
		e.text.MouseDown(m)
		e.text.MouseUp(m)
	}
	text := func(want string) {
		t.Helper()
		if e.text.Text != want {
			t.Errorf("%q, want %q", e.text.Text, want)
		}
	}
	if e.text.Size().Height < 10*field.LineHeight() {
		t.Fatalf("the text is only %v high", e.text.Size().Height)
	}
	press(9)
	typ(w, "Hi")
	text("Hi\n\n-- \nAnn\nPier 4\n")
	press(9)
	typ(w, " Bob")
	text("Hi Bob\n\n-- \nAnn\nPier 4\n")
	press(3)
	typ(w, "e")
	text("Hi Bob\n\n-- \nAnne\nPier 4\n")
	press(9) // it is the person's own now
	typ(w, "!")
	text("Hi Bob\n\n-- \nAnne\nPier 4\n!")
}

// TestSignWithSelection: what is selected is not taken away by another signature, nor by the
// first letter after it.
func TestSignWithSelection(t *testing.T) {
	e, w, _ := newStage(t)
	e.Set(&letter.Letter{From: letter.Person{Email: "ann@example.org"}, Text: "One two\n\n-- \nAnn\n", Signature: "Ann"})
	w.Canvas().Focus(e.text)
	e.text.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.Sign("The Club")
	if s := e.text.SelectedText(); s != "" {
		t.Errorf("%q is selected", s)
	}
	typ(w, "!")
	if l := e.Letter(); l.Text != "One two!\n\n-- \nThe Club\n" || l.Signature != "The Club" {
		t.Errorf("%q", l.Text)
	}
}
