package field

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/guitest"
	"popmail/gui/theme"
)

func TestTypingReplacesWhatIsInAField(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func() *Entry
	}{
		{"text", func() *Entry { return NewEntry(nil, nil) }},
		{"password", func() *Entry { return NewPassword(nil, nil) }},
	} {
		for _, how := range []string{"program", "tab", "back"} {
			t.Run(tt.name+" "+how, func(t *testing.T) {
				guitest.App(theme.Light, 1)
				before, e, after := NewEntry(nil, nil), tt.make(), NewEntry(nil, nil)
				win := guitest.Window(t, container.NewVBox(before, e, after), 400, 300)
				e.SetText("secret")
				c := win.Canvas()
				switch how {
				case "program":
					c.Focus(e)
				case "tab":
					c.Focus(before)
					c.FocusNext()
				case "back":
					c.Focus(after)
					c.FocusPrevious()
				}
				e.TypedRune('x')
				if e.Text != "x" {
					t.Errorf("typed x, the field holds %q", e.Text)
				}
			})
		}
	}
}

func TestAClickAndAReturnToTheWindowSelectNothing(t *testing.T) {
	guitest.App(theme.Light, 1)
	e, other := NewEntry(nil, nil), NewEntry(nil, nil)
	win := guitest.Window(t, container.NewVBox(e, other), 400, 300)
	e.SetText("pop.example.org")
	c := win.Canvas()
	c.Focus(other)
	e.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(30, 12)}})
	if c.Focused() != e || e.SelectedText() != "" {
		t.Errorf("a click selects %q", e.SelectedText())
	}
	// The window goes and comes back.
	e.FocusLost()
	WindowLeft(c)
	e.FocusGained()
	if e.SelectedText() != "" {
		t.Errorf("the window's return selects %q", e.SelectedText())
	}
	c.Focus(other)
	c.Focus(e)
	if e.SelectedText() != "pop.example.org" {
		t.Errorf("coming back by key selects %q", e.SelectedText())
	}
	test.Type(e, "x")
	if e.Text != "x" {
		t.Errorf("typed x, the field holds %q", e.Text)
	}
}

func TestTextPutInWhileAllIsSelectedLeavesNoSelection(t *testing.T) {
	guitest.App(theme.Light, 1)
	e := NewEntry(nil, nil)
	win := guitest.Window(t, container.NewVBox(e), 400, 300)
	e.SetText("guess.example.org")
	win.Canvas().Focus(e)
	e.SetText("")
	for _, r := range "mail" {
		e.TypedRune(r)
	}
	if e.Text != "mail" {
		t.Errorf("the field holds %q", e.Text)
	}
}

func TestAListHandsOnEnterAndEscape(t *testing.T) {
	guitest.App(theme.Light, 1)
	s := NewSelect([]string{"a", "b", "c"}, nil)
	s.SetSelectedIndex(0)
	win := guitest.Window(t, container.NewVBox(s), 400, 300)
	var got []fyne.KeyName
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { got = append(got, e.Name) })
	win.Canvas().Focus(s)
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyRight, fyne.KeyEnter, fyne.KeyEscape} {
		win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
	if want := []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape}; !slices.Equal(got, want) {
		t.Errorf("the window got %v, want %v", got, want)
	}
	if s.Selected != "b" {
		t.Errorf("the arrow chose %q", s.Selected)
	}
}
