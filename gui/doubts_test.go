package gui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
)

// TestDoubtsOnce: what was answered by sending anyway is not asked again, and the main button
// of a question leads to what it is about.
func TestDoubtsOnce(t *testing.T) {
	s, f := writingStage(t)
	s.o.Desktop = &fakeDesktop{}
	s.write()
	d := s.letterWindow(t)
	var to []string
	for i := range 21 {
		to = append(to, fmt.Sprintf("friend%d@example.org", i))
	}
	typeInto(d, strings.Join(to, ",")+"\n")
	d.editor.FocusSubject()
	d.side.window.Canvas().FocusNext()
	typeInto(d, "Dear all, see the attached plan.")
	asked := func() string { return guitest.Reading(readWriting).Text(guitest.Over(d.side.window)...) }
	answer := func(word string) {
		t.Helper()
		test.Tap(guitest.Last(t, readWriting, word, func(b *widgets.Button) bool { return b.Text == word }, guitest.Over(d.side.window)...))
	}
	d.editor.Send()
	guitest.Sees(t, asked(), "Send without a subject?")
	answer("Add a subject")
	typeInto(d, "x")
	if d.editor.Title() != "x" {
		t.Error("the keyboard is not at the subject")
	}
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	d.editor.Send()
	answer("Send anyway")
	guitest.Sees(t, asked(), "Did you want to attach something?", "You wrote “attached”")
	answer("Attach files")
	d.editor.Send()
	guitest.Sees(t, asked(), "Did you want to attach something?")
	if strings.Contains(asked(), "subject") {
		t.Error("the subject is asked about again")
	}
	answer("Send anyway")
	guitest.Sees(t, asked(), "Send to 21 people?")
	answer("Go back")
	d.editor.Send()
	guitest.Sees(t, asked(), "Send to 21 people?")
	answer("Send anyway")
	if len(f.sent) != 1 {
		t.Errorf("%d sent", len(f.sent))
	}
}
