package guitest

import (
	"image/color"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
)

// box is an area of a window, in Fyne's pixels.
type box struct{ left, top, right, bottom float32 }

func at(p fyne.Position, s fyne.Size) box { return box{p.X, p.Y, p.X + s.Width, p.Y + s.Height} }

// and is what two areas have in common.
func (b box) and(c box) box {
	return box{max(b.left, c.left), max(b.top, c.top), min(b.right, c.right), min(b.bottom, c.bottom)}
}

func (b box) empty() bool { return b.right <= b.left || b.bottom <= b.top }

// seen is a text that stands on the screen, at least in part.
type seen struct {
	text string
	all  box // of the letters
	box      // what of it is in sight
}

// slack is how far a text may reach over its bounds, in Fyne's pixels: widths are
// rounded, and letters have air around them.
const slack = 1.5

// fit walks through what is drawn and notes the texts and what is wrong with them.
type fit struct {
	texts []seen
	wrong func(format string, args ...any)
}

// Fits fails where a text of a window, or of the card that lies over it, reaches
// out of the window, of what scrolls it or of the widget that it belongs to, or
// lies on another text. What can be scrolled up or down into sight is not looked
// for. name says which screen it is.
func Fits(t testing.TB, w fyne.Window, name string) {
	t.Helper()
	size := w.Canvas().Size()
	for _, tree := range Over(w) {
		f := &fit{wrong: func(format string, args ...any) {
			t.Helper()
			t.Errorf(name+", %.0f wide: "+format, append([]any{size.Width}, args...)...)
		}}
		whole := at(fyne.NewPos(0, 0), size)
		f.walk(tree, fyne.NewPos(0, 0), whole, whole, false)
		for i := range f.texts {
			for j := range i {
				a, b := &f.texts[i], &f.texts[j]
				over := a.and(b.box)
				if over.right-over.left > 2*slack && over.bottom-over.top > 0.4*min(a.all.bottom-a.all.top, b.all.bottom-b.all.top) {
					f.wrong("%q lies on %q", b.text, a.text)
				}
			}
		}
	}
}

// walk looks at o, whose parent is at p; clip is what of the window is in sight
// there, own the area of the widget that o belongs to. Typed says that o belongs to
// a field with a text, which moves with the caret.
func (f *fit) walk(o fyne.CanvasObject, p fyne.Position, clip, own box, typed bool) {
	if o == nil || !o.Visible() {
		return
	}
	p = p.Add(o.Position())
	here := at(p, o.Size())
	switch v := o.(type) {
	case *canvas.Text:
		f.look(v, here, clip, own, typed)
		return
	case *canvas.Rectangle:
		if v.FillColor == theme.Color(theme.ColorToast) {
			f.cover(here)
		}
		return
	case interface{ Drawn() []text.Placed }:
		for _, d := range v.Drawn() {
			f.note(d.Text, at(p.AddXY(d.X, d.Y), fyne.NewSize(d.Width, d.Height)), clip, here.and(own), typed)
		}
		return
	case *fyne.Container:
		for _, c := range v.Objects {
			f.walk(c, p, clip, own, typed)
		}
		return
	case fyne.Widget:
		if _, ok := v.(interface{ SelectedText() string }); ok && fieldText(v) != "" {
			typed = true
		}
		if _, ok := v.(*container.Clip); ok {
			clip = clip.and(here)
		} else if _, ok := v.(fyne.Scrollable); ok {
			clip = clip.and(here)
		}
		for _, c := range test.WidgetRenderer(v).Objects() {
			f.walk(c, p, clip, here, typed)
		}
	}
}

// cover takes texts out of sight over which a toast lies, as it is meant to, where it hides
// more of their height than texts may share.
func (f *fit) cover(b box) {
	f.texts = slices.DeleteFunc(f.texts, func(s seen) bool {
		over := s.and(b)
		return !over.empty() && over.bottom-over.top > 0.4*(s.all.bottom-s.all.top)
	})
}

// fieldText is the text that was typed into a field, also where the field is part
// of another type.
func fieldText(o fyne.CanvasObject) string {
	if v := reflect.Indirect(reflect.ValueOf(o)); v.Kind() == reflect.Struct {
		if text := v.FieldByName("Text"); text.Kind() == reflect.String {
			return text.String()
		}
	}
	return ""
}

func (f *fit) look(t *canvas.Text, here, clip, own box, typed bool) {
	if strings.TrimSpace(t.Text) == "" {
		return
	}
	if t.Color != nil {
		if _, _, _, alpha := color.NRGBAModel.Convert(t.Color).RGBA(); alpha == 0 {
			return
		}
	}
	size := t.MinSize()
	all := here
	switch free := here.right - here.left - size.Width; t.Alignment {
	case fyne.TextAlignTrailing:
		all.left += free
	case fyne.TextAlignCenter:
		all.left, all.right = all.left+free/2, all.right-free/2
	default:
		all.right -= free
	}
	f.note(t.Text, all, clip, own, typed)
}

// note notes a text whose letters take all.
func (f *fit) note(text string, all, clip, own box, typed bool) {
	if strings.TrimSpace(text) == "" {
		return
	}
	part := all.and(clip)
	if part.bottom-part.top < 1 || clip.empty() {
		return // to be scrolled into sight
	}
	if !typed {
		for _, b := range []struct {
			box
			name string
		}{{clip, "what can be seen"}, {own, "its widget"}} {
			if all.left < b.left-slack || all.right > b.right+slack {
				f.wrong("%q reaches from %.1f to %.1f, and %s from %.1f to %.1f", text, all.left, all.right, b.name, b.left, b.right)
				break
			}
		}
	}
	f.texts = append(f.texts, seen{text, all, part})
}
