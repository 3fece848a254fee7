package guitest

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/text"
)

// Place is where a thing stands in a window.
type Place struct {
	Name string // what it is
	box
}

// Places is where all that is seen in a window stands, without what goes its own way in a
// mirrored window: what is in an object that own says, in a field of several lines or in one
// with more text than room, its caret, and scroll bars, which are Fyne's.
func Places(w fyne.Window, own func(o fyne.CanvasObject) bool) (out []Place) {
	var walk func(o fyne.CanvasObject, p fyne.Position, of string, typed bool)
	walk = func(o fyne.CanvasObject, p fyne.Position, of string, typed bool) {
		if o == nil || !o.Visible() {
			return
		}
		p = p.Add(o.Position())
		add := func(name string, b box) {
			if !b.empty() {
				out = append(out, Place{fmt.Sprintf("%s of %s", name, of), b})
			}
		}
		switch v := o.(type) {
		case *canvas.Text:
			s := v.MinSize()
			at := at(p, fyne.NewSize(s.Width, v.Size().Height))
			switch free := v.Size().Width - s.Width; v.Alignment {
			case fyne.TextAlignTrailing:
				at.left, at.right = at.left+free, at.right+free
			case fyne.TextAlignCenter:
				at.left, at.right = at.left+free/2, at.right+free/2
			}
			add(fmt.Sprintf("%q", v.Text), at)
			return
		case *canvas.Raster: // of letters, which are Drawn
			return
		case interface{ Drawn() []text.Placed }:
			for _, d := range v.Drawn() {
				add(fmt.Sprintf("%q", d.Text), at(p.AddXY(d.X, d.Y), fyne.NewSize(d.Width, d.Height)))
			}
			return
		}
		name := fmt.Sprintf("%T", o)
		if !typed {
			add(name, at(p, o.Size()))
		}
		if own != nil && own(o) {
			return
		}
		switch v := o.(type) {
		case *fyne.Container:
			for _, c := range v.Objects {
				walk(c, p, name, typed)
			}
		case *container.Scroll:
			walk(v.Content, p, name, typed)
		case fyne.Widget:
			if _, ok := v.(interface{ SelectedText() string }); ok && lines(v) {
				return
			}
			for _, c := range test.WidgetRenderer(v).Objects() {
				if _, ok := v.(interface{ SelectedIndex() int }); ok && words(c) {
					continue
				}
				s, field := c.(*container.Scroll)
				if _, ok := v.(interface{ SelectedText() string }); ok && field {
					if s.Content.MinSize().Width+fieldAir < v.Size().Width {
						walk(s, p, name, true)
					}
					continue
				}
				walk(c, p, name, typed)
			}
		}
	}
	for _, tree := range Over(w) {
		walk(tree, fyne.Position{}, "the window", false)
	}
	return out
}

// fieldAir is room in a field that is not for its text.
const fieldAir = 60

// words reports whether an object is the text of a drop-down, which is Fyne's or not.
func words(o fyne.CanvasObject) bool {
	_, rich := o.(*widget.RichText)
	_, own := o.(interface{ Drawn() []text.Placed })
	return rich || own
}

// lines reports whether a field of Fyne's is one of several lines.
func lines(o fyne.CanvasObject) bool {
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return false
	}
	m := v.FieldByName("MultiLine")
	return m.IsValid() && m.Kind() == reflect.Bool && m.Bool()
}

// Mirrored fails where what stands in a window that is written from right to left is not the
// mirror image of what stands in the same window written from left to right.
func Mirrored(t testing.TB, name string, width float32, ltr, rtl []Place) {
	t.Helper()
	wrong := 0
	for i := range min(len(ltr), len(rtl)) {
		a, b := ltr[i], rtl[i]
		near := func(x, y float32) bool { return math.Abs(float64(x-y)) <= slack }
		if a.Name == b.Name && near(b.left, width-a.right) && near(b.right, width-a.left) && near(a.top, b.top) && near(a.bottom, b.bottom) {
			continue
		}
		if wrong++; wrong > 12 {
			t.Errorf("%s, %.0f wide: and more", name, width)
			return
		}
		t.Errorf("%s, %.0f wide: %s from %.1f to %.1f, %.1f down is %s from %.1f to %.1f, %.1f down; mirrored is from %.1f to %.1f",
			name, width, a.Name, a.left, a.right, a.top, b.Name, b.left, b.right, b.top, width-a.right, width-a.left)
		if a.Name != b.Name {
			return
		}
	}
	if len(ltr) != len(rtl) {
		t.Errorf("%s, %.0f wide: %d things are seen, and %d from right to left", name, width, len(ltr), len(rtl))
	}
}
