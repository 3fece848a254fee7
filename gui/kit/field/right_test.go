package field

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
)

func mirrored(t *testing.T) {
	t.Helper()
	lang.UseMirrored()
	t.Cleanup(func() { lang.Use(lang.English) })
}

// drawnAt is from where to where a text of Fyne's reaches in a field.
func drawnAt(o fyne.CanvasObject, text string) (left, right float32) {
	var walk func(o fyne.CanvasObject, x float32)
	walk = func(o fyne.CanvasObject, x float32) {
		if !o.Visible() {
			return
		}
		x += o.Position().X
		switch v := o.(type) {
		case *canvas.Text:
			if v.Text == text {
				left, right = x, x+v.MinSize().Width
			}
		case *container.Scroll:
			walk(v.Content, x-v.Offset.X)
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(v).Objects() {
				walk(c, x)
			}
		}
	}
	walk(o, -o.Position().X)
	return left, right
}

// TestFieldMirrored: what is typed ends at the right end of the field, also while it grows, a press
// finds its place in it, and the eye of a password stands at the left.
func TestFieldMirrored(t *testing.T) {
	mirrored(t)
	guitest.App(theme.Light, 1)
	e, password := NewEntry(nil, nil), NewPassword(nil, nil)
	c := guitest.Window(t, container.NewVBox(e, password), 400, 300).Canvas()
	c.Focus(e)
	for _, s := range []string{"a", "ann@example.org", "ann"} {
		e.SetText("")
		test.Type(e, s)
		left, right := drawnAt(e, s)
		if right < 400-20 || right > 400-8 {
			t.Fatalf("%q stands from %v to %v", s, left, right)
		}
		for at, x := range map[int]float32{0: left - 30, len(s): right + 2} {
			e.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 18)}})
			if e.CursorColumn != at {
				t.Errorf("%q: a press at %v is one at letter %d, want %d", s, x, e.CursorColumn, at)
			}
		}
	}
	if eye := password.ActionItem.Position().X; eye > 40 {
		t.Errorf("the eye stands at %v", eye)
	}
	password.SetText("geheim")
	if _, right := drawnAt(password, "••••••"); right < 400-20 {
		t.Errorf("the password ends at %v", right)
	}
	e.SetPlaceHolder("بحث…")
	if e.PlaceHolder != "…بحث" { // as Fyne draws it
		t.Errorf("the field says %q", e.PlaceHolder)
	}
}

// TestChoiceMirrored: the words of a drop-down stand at the right, also other ones, and its sign at
// the left.
func TestChoiceMirrored(t *testing.T) {
	mirrored(t)
	guitest.App(theme.Light, 1)
	s := NewSelect([]string{"mbox", "8:00 ص"}, nil)
	guitest.Window(t, container.NewVBox(Framed(s)), 400, 300)
	for i := range s.Options {
		s.SetSelectedIndex(i)
		r := test.WidgetRenderer(s).(*mirroredSelect)
		d := r.text.Drawn()
		if r.text.Text() != s.Options[i] || len(d) != 1 {
			t.Fatalf("it says %q, %d lines", r.text.Text(), len(d))
		}
		if end := r.text.Position().X + d[0].X + d[0].Width; end < s.Size().Width-12 || end > s.Size().Width {
			t.Errorf("%q ends at %v of %v", r.text.Text(), end, s.Size().Width)
		}
	}
	for _, o := range test.WidgetRenderer(s).Objects() {
		if o.Size().Width < 30 && o.Size().Width > 0 && o.Position().X > 30 {
			t.Errorf("the sign stands at %v", o.Position())
		}
	}
}

// TestColorsMirrored: the first color is at the right, for the mouse and for the keys.
func TestColorsMirrored(t *testing.T) {
	mirrored(t)
	guitest.App(theme.Light, 1)
	s := NewSwatches(1)
	guitest.Window(t, flow.NewColumn(0, flow.NewTiles(10, s)), 600, 300)
	discs := test.WidgetRenderer(s).Objects()[1:]
	for n := 1; n <= theme.AccountColors; n++ {
		if s.Tapped(&fyne.PointEvent{Position: discs[n-1].Position().AddXY(discSide/2, discSide/2)}); s.Chosen != n {
			t.Errorf("a press on color %d chooses %d", n, s.Chosen)
		}
	}
	if discs[0].Position().X < discs[1].Position().X {
		t.Error("the first color is left of the second")
	}
	s.Choose(3)
	if press(s, fyne.KeyLeft); s.Chosen != 4 {
		t.Errorf("the arrow to the left leads from 3 to %d", s.Chosen)
	}
}
