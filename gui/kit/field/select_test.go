package field

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
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

// TestWidestOption: at its widest a drop-down shows each option as a whole, and no
// narrower.
func TestWidestOption(t *testing.T) {
	options := []string{"every 10 minutes, while PopMail is open", "only when I ask", "täglich, wenn PopMail offen ist"}
	for _, scale := range []float32{0.8, 1, 1.3, 2} {
		guitest.App(theme.Light, scale)
		s := NewSelect(options, nil)
		for _, less := range []float32{0, 8} {
			f := Framed(s)
			win := guitest.Window(t, container.NewWithoutLayout(f), 1200, 300)
			f.Resize(fyne.NewSize(s.Widest()-less, f.MinSize().Height))
			s.SetSelected(options[0])
			shown := guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
				text, ok := o.(*canvas.Text)
				if !ok {
					return "", false
				}
				return text.Text, true
			}).Text(win.Content())
			if whole := strings.Contains(shown, options[0]); whole != (less == 0) {
				t.Errorf("scale %v, %v less than the widest: %q is shown", scale, less, shown)
			}
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

// The list of choices lies below the field and marks the present one.
func TestAListMarksItsChoice(t *testing.T) {
	for _, key := range []fyne.KeyName{"", fyne.KeySpace, fyne.KeyUp, fyne.KeyDown} {
		guitest.App(theme.Light, 1)
		s := NewSelect([]string{"every 5 minutes", "every 10 minutes", "every hour"}, nil)
		s.SetSelectedIndex(1)
		f := Framed(s)
		win := guitest.Window(t, container.NewVBox(f), 400, 300)
		if key == "" {
			s.Tapped(nil)
		} else {
			win.Canvas().Focus(s)
			s.TypedKey(&fyne.KeyEvent{Name: key})
		}
		menu, ok := win.Canvas().Overlays().Top().(*widgets.Menu)
		if !ok {
			t.Fatalf("%q opens %T", key, win.Canvas().Overlays().Top())
		}
		for i, item := range menu.Items() {
			if item.Checked != (i == 1) {
				t.Errorf("%s is marked: %v", item.Label, item.Checked)
			}
		}
		at, size := menu.Place()
		if from := fyne.CurrentApp().Driver().AbsolutePositionForObject(f); at.Y < from.Y+f.Size().Height || size.Width < f.Size().Width {
			t.Errorf("the list at %v, %v covers its field at %v, %v", at, size, from, f.Size())
		}
		win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if s.Selected != "every hour" || win.Canvas().Overlays().Top() != nil {
			t.Errorf("%q: chose %q, the list is still there: %v", key, s.Selected, win.Canvas().Overlays().Top() != nil)
		}
		if win.Canvas().Focused() != fyne.Focusable(s) {
			t.Errorf("the keyboard is at %T", win.Canvas().Focused())
		}
	}
}

// Where the keyboard is can be seen at the frame, light and dark.
func TestAListShowsTheKeyboard(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		guitest.App(mode, 1)
		s := NewSelect([]string{"a", "b"}, nil)
		f := Framed(s)
		win := guitest.Window(t, container.NewVBox(f), 400, 100)
		back := test.WidgetRenderer(f.(fyne.Widget)).Objects()[0].(*canvas.Rectangle)
		before := back.StrokeColor
		win.Canvas().Focus(s)
		if back.StrokeColor == before || back.StrokeColor != theme.Color(fynetheme.ColorNamePrimary) {
			t.Errorf("%s: the frame is %v, before %v", mode, back.StrokeColor, before)
		}
		win.Canvas().Unfocus()
		if back.StrokeColor != before {
			t.Errorf("%s: the frame stays %v", mode, back.StrokeColor)
		}
	}
}

// TestTheFrameOfAField: the frames of fields and drop-downs have one place, color and
// strength, without the keyboard and with it.
func TestTheFrameOfAField(t *testing.T) {
	guitest.App(theme.Light, 1)
	e := NewEntry(nil, nil)
	s := NewSelect([]string{"one"}, nil)
	framed := Framed(s)
	cv, _ := onWindow(t, flow.NewColumn(0, e, framed))
	frame := test.WidgetRenderer(e).Objects()[1].(*canvas.Rectangle)
	other := test.WidgetRenderer(framed.(fyne.Widget)).Objects()[0].(*canvas.Rectangle)
	same := func(when string, of fyne.Focusable) {
		t.Helper()
		cv.Focus(of)
		if frame.Position() != (fyne.Position{}) || frame.Size() != e.Size() || other.Size() != framed.Size() || e.Size() != framed.Size() {
			t.Errorf("%s: the frame is %v at %v in a field of %v, the other %v in %v", when, frame.Size(), frame.Position(), e.Size(), other.Size(), framed.Size())
		}
	}
	same("first", e)
	color, width := frame.StrokeColor, frame.StrokeWidth
	same("then", s)
	if other.StrokeColor != color || other.StrokeWidth != width || frame.StrokeColor == color || frame.StrokeWidth >= width {
		t.Errorf("with the keyboard %v %v and %v %v", color, width, other.StrokeColor, other.StrokeWidth)
	}
	color, width = frame.StrokeColor, frame.StrokeWidth
	cv.Unfocus()
	if other.StrokeColor != color || other.StrokeWidth != width {
		t.Errorf("without %v %v and %v %v", color, width, other.StrokeColor, other.StrokeWidth)
	}
}
