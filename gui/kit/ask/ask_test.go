package ask

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// stage is a window with a field, and what its questions have told.
type stage struct {
	fyne.Canvas
	field *field.Entry
	told  []string
}

func newStage(t *testing.T, width, height float32) *stage {
	s := &stage{field: field.NewEntry(nil, nil)}
	s.Canvas = guitest.Window(t, s.field, width, height).Canvas()
	s.Focus(s.field)
	return s
}

func (s *stage) tell(what string) func() { return func() { s.told = append(s.told, what) } }

// question has a name, two buttons, and tells what was done.
func (s *stage) question(name string) *Question {
	return &Question{
		Title: name, Text: "Nothing is removed from the server.", OnEscape: s.tell(name + " left"),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, "Cancel", "", nil),
			widgets.NewButton(widgets.Primary, "Remove", "", s.tell(name+" done")),
		},
	}
}

func (s *stage) expect(t *testing.T, open int, told ...string) {
	t.Helper()
	if n := len(s.Overlays().List()); n != open || !slices.Equal(s.told, told) {
		t.Errorf("%d questions are open, want %d; told %q, want %q", n, open, s.told, told)
	}
	s.told = nil
}

func TestOneQuestion(t *testing.T) {
	guitest.App(theme.Light, 1)
	s := newStage(t, 800, 600)
	if Escape(s) || Refocus(s) != nil || Scroll(s, 10) {
		t.Error("without a question there is something to do")
	}
	q := s.question("Remove?")
	q.Show(s)
	s.expect(t, 1)
	if s.Focused() != fyne.Focusable(q.Buttons[1]) {
		t.Errorf("the keyboard is at %T, not at the last button", s.Focused())
	}
	if Refocus(s) != nil {
		t.Error("the keyboard is there, and is given back")
	}
	s.Unfocus() // by a click beside the buttons
	if f := Refocus(s); f != fyne.Focusable(q.Buttons[1]) || s.Focused() != f {
		t.Errorf("the keyboard goes to %T", f)
	}
	if !Escape(s) || Escape(s) {
		t.Error("Escape turns away from it once")
	}
	s.expect(t, 0, "Remove? left")
	if s.Focused() != fyne.Focusable(s.field) {
		t.Errorf("after it the keyboard is at %T", s.Focused())
	}

	for i, told := range [][]string{nil, {"Remove? done"}} {
		q := s.question("Remove?")
		hide := q.Show(s)
		test.Tap(q.Buttons[i])
		s.expect(t, 0, told...)
		hide() // it is gone already
		s.expect(t, 0)
	}

	s.question("Remove?").Show(s)()
	s.expect(t, 0)

	plain := &Question{Title: "Nothing to press"}
	plain.Show(s)
	if Refocus(s) != nil || !Escape(s) {
		t.Error("a question without buttons")
	}
	s.expect(t, 0)
}

// TestFieldInAQuestion gets the keyboard, and gets it back.
func TestFieldInAQuestion(t *testing.T) {
	guitest.App(theme.Light, 1)
	s := newStage(t, 800, 600)
	password := field.NewEntry(nil, nil)
	q := s.question("Password")
	q.Focus, q.Extra = password, []fyne.CanvasObject{password}
	q.Show(s)
	if s.Focused() != fyne.Focusable(password) {
		t.Errorf("the keyboard is at %T", s.Focused())
	}
	s.Focus(q.Buttons[0])
	if Refocus(s) != nil || s.Focused() != fyne.Focusable(q.Buttons[0]) {
		t.Error("the keyboard is taken from a button")
	}
	s.Unfocus()
	if Refocus(s) != fyne.Focusable(password) {
		t.Errorf("the keyboard is given to %T", s.Focused())
	}
}

// TestQuestionsOverOneAnother: the topmost one is meant; it stays where one below it goes, and what
// lies over a question is not taken for one and goes with it.
func TestQuestionsOverOneAnother(t *testing.T) {
	guitest.App(theme.Light, 1)
	s, other := newStage(t, 800, 600), newStage(t, 800, 600)
	s.question("first").Show(s)
	s.question("second").Show(s)
	if Escape(other) {
		t.Error("another window has a question")
	}
	Escape(s)
	s.expect(t, 1, "second left")
	menu := widgets.ShowOverAt(widgets.NewText("a card", "", ""), s, fyne.NewPos(1, 1))
	s.Unfocus()
	Escape(s)
	s.expect(t, 0, "first left")
	menu.Hide()

	hide := s.question("first").Show(s)
	s.question("second").Show(s)
	hide()
	s.expect(t, 1)
	Escape(s)
	s.expect(t, 0, "second left")
	hide = s.question("first").Show(s)
	widgets.ShowOverAt(widgets.NewText("a card", "", ""), s, fyne.NewPos(1, 1))
	hide()
	s.expect(t, 0)
	if Escape(s) || Refocus(s) != nil {
		t.Error("a question that is gone is asked")
	}
	s.expect(t, 0)
	s.question("third").Show(s)
	Escape(s)
	s.expect(t, 0, "third left")
}

// TestQuestionFitsTheWindow: whatever the text and its size, the buttons are in
// sight, and what is above them scrolls where there is no room for it.
func TestQuestionFitsTheWindow(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 1.5, 2} {
		for _, size := range []fyne.Size{fyne.NewSize(360, 420), fyne.NewSize(800, 600), fyne.NewSize(1600, 1200)} {
			for _, sentences := range []int{0, 1, 60} {
				guitest.App(theme.Light, scale)
				s := newStage(t, size.Width, size.Height)
				q := s.question("Remove ann@example.org from PopMail?")
				q.Text = strings.Repeat("Nothing is removed from the server. ", sentences)
				q.Show(s)
				card := s.Overlays().Top().(*widgets.Over).Content().(*box)
				at, high := card.Position(), card.Size()
				if at.X < 0 || at.Y < 0 || at.X+high.Width > size.Width || at.Y+high.Height > size.Height {
					t.Errorf("%v, %v: the card is at %v, %v", scale, size, at, high)
				}
				for _, b := range q.Buttons {
					to := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
					if to.X < at.X || to.Y < at.Y || to.X+b.Size().Width > at.X+high.Width || to.Y+b.Size().Height > at.Y+high.Height {
						t.Errorf("%v, %v, %d sentences: a button is at %v", scale, size, sentences, to)
					}
				}
				over := card.column.Size().Height > card.page.Size().Height+0.5
				if Scroll(s, 40) != over || Scroll(s, 1e6) && Scroll(s, 1) {
					t.Errorf("%v, %v, %d sentences: %v high in %v", scale, size, sentences, card.column.Size().Height, card.page.Size().Height)
				}
				if over && Scroll(s, -1e6) == false {
					t.Error("it does not scroll back")
				}
				if sentences < 60 && over && size.Height > 500 {
					t.Errorf("%v, %v, %d sentences: there is room, and it scrolls", scale, size, sentences)
				}
			}
		}
	}
}

// TestAFieldIsInSight: where there is no room for all of a question, the field that gets the
// keyboard is scrolled to.
func TestAFieldIsInSight(t *testing.T) {
	guitest.App(theme.Light, 2)
	s := newStage(t, 500, 400)
	name := field.NewEntry(nil, nil)
	q := s.question("Remove?")
	q.Text = strings.Repeat("Nothing is removed from the server. ", 12)
	q.Extra, q.Focus = []fyne.CanvasObject{name}, name
	q.Show(s)
	d := fyne.CurrentApp().Driver()
	y := d.AbsolutePositionForObject(name).Y
	buttons := d.AbsolutePositionForObject(q.Buttons[1]).Y
	if y < 0 || y+name.Size().Height/2 > buttons {
		t.Errorf("the field is at %v, the buttons below at %v", y, buttons)
	}
}
