package gui

import (
	"fmt"
	"image"
	"image/color"
	"reflect"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// looks are the colors that the window can have.
var looks = []theme.Theme{{Mode: theme.Light}, {Mode: theme.Dark}, {Mode: theme.Light, Contrast: true}, {Mode: theme.Dark, Contrast: true}}

func dressed(s *stage, th theme.Theme) {
	setLook(s.app, Look{Mode: th.Mode, Scale: 100})
	setContrast(s.app, th.Contrast)
}

func lookName(th theme.Theme) string {
	if th.Contrast {
		return string(th.Mode) + "_strong"
	}
	return string(th.Mode)
}

// TestFocusIsSeen goes through what takes the keyboard on every screen, in all colors: a picture of
// each with the keyboard differs from one without by 3:1 (WCAG 2.2, 1.4.11 and 2.4.7), by as many
// pixels at least as a line of two pixels along its shorter side has, or a caret.
func TestFocusIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("draws thousands of pictures")
	}
	for _, th := range looks {
		t.Run(lookName(th), func(t *testing.T) {
			s := newStageOf(t, true, tourLetters(), tourOptions)
			dressed(s, th)
			s.window.Resize(fyne.NewSize(1000, 800))
			looked, all := map[string]bool{}, 0
			s.tour(func(w fyne.Window, name string) {
				guitest.Save(t, fmt.Sprintf("seeing/%s_%s", name, lookName(th)), w.Canvas().Capture())
				c := w.Canvas()
				var first fyne.Focusable
				for range 200 {
					c.FocusNext()
					f := c.Focused()
					if f == nil || f == first {
						break
					}
					if first == nil {
						first = f
					}
					all++
					if alwaysHas(f) {
						break
					}
					o, ok := f.(fyne.CanvasObject)
					if !ok {
						t.Errorf("%s: %T cannot be seen", name, f)
						continue
					}
					with := c.Capture()
					kind := kindOf(o, with)
					if looked[kind] {
						continue
					}
					looked[kind] = true
					f.FocusLost()
					without := c.Capture()
					f.FocusGained()
					want := min(int(2*min(o.Size().Width, o.Size().Height)), 2*leastTarget)
					if hasCaret(o) {
						want = 16 // the caret alone says it
					}
					if got := differs(with, without); got < want {
						t.Errorf("%s: %s of %v differs in %d pixels, want %d", name, kind, o.Size(), got, want)
						guitest.Save(t, fmt.Sprintf("seeing/focus/%s_%s_%d", name, lookName(th), len(looked)), with)
					}
				}
				c.Unfocus()
			})
			t.Logf("%d of %d that take the keyboard were looked at", len(looked), all)
			if len(looked) < 25 || all < 150 {
				t.Errorf("%d kinds of %d were looked at", len(looked), all)
			}
		})
	}
}

// alwaysHas reports whether something has the keyboard as long as it is there: a menu, of which the
// arrows mark a row, and the field that jumps anywhere.
func alwaysHas(f fyne.Focusable) bool {
	kind := fmt.Sprintf("%T", f)
	return kind == "*widgets.Menu" || kind == "*jump.entry"
}

// hasCaret reports whether something is a field for text.
func hasCaret(o fyne.CanvasObject) bool {
	return reflect.Indirect(reflect.ValueOf(o)).FieldByName("CursorRow").IsValid()
}

// kindOf tells apart what may be drawn in another way: by its type, its looks and what it stands on.
func kindOf(o fyne.CanvasObject, img image.Image) string {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	v := reflect.Indirect(reflect.ValueOf(o))
	kind := fmt.Sprintf("%T on %v", o, img.At(int(at.X)-1, int(at.Y)+1))
	for _, name := range []string{"Look", "Small", "On", "Checked", "Color", "Ground", "MultiLine"} {
		if f := v.FieldByName(name); f.IsValid() {
			kind += fmt.Sprintf(" %s=%v", name, f)
		}
	}
	return kind
}

// differs counts the pixels that stand out from each other by 3:1.
func differs(a, b image.Image) (n int) {
	if a, ok := a.(*image.NRGBA); ok {
		if b, ok := b.(*image.NRGBA); ok {
			for i := 0; i+3 < len(a.Pix); i += 4 {
				if [3]uint8(a.Pix[i:i+3]) != [3]uint8(b.Pix[i:i+3]) &&
					theme.Contrast(color.NRGBA{a.Pix[i], a.Pix[i+1], a.Pix[i+2], 0xff}, color.NRGBA{b.Pix[i], b.Pix[i+1], b.Pix[i+2], 0xff}) >= 3 {
					n++
				}
			}
			return n
		}
	}
	panic(fmt.Sprintf("pictures are %T and %T", a, b))
}

// leastTarget is how wide and high what is clicked is at least, in Fyne's pixels.
const leastTarget = 32

// TestTargetsAreLarge measures what is clicked on every screen.
func TestTargetsAreLarge(t *testing.T) {
	for _, c := range []struct {
		scale int
		width float32
	}{{100, 1280}, {80, 1280}, {100, 600}} {
		t.Run(fmt.Sprintf("%d/%.0f", c.scale, c.width), func(t *testing.T) {
			s := newStageOf(t, true, tourLetters(), tourOptions)
			setLook(s.app, Look{Mode: theme.Light, Scale: c.scale})
			s.window.Resize(fyne.NewSize(c.width, 800))
			told, all := map[string]bool{}, 0
			s.tour(func(w fyne.Window, name string) {
				guitest.Save(t, fmt.Sprintf("seeing/targets/%s_%d_%.0f", name, c.scale, c.width), w.Canvas().Capture())
				for _, target := range guitest.Targets(w) {
					all++
					// Between pixels one may be lost at each side.
					if target.Width >= leastTarget-1 && target.Height >= leastTarget-1 || spared(target.Object) {
						continue
					}
					what := fmt.Sprintf("%T %v: %.0f × %.0f", target.Object, textOf(target.Object), target.Width, target.Height)
					if !told[what] {
						told[what] = true
						t.Errorf("%s: at %v %s", name, target.At, what)
					}
				}
			})
			t.Logf("%d targets", all)
			if all < 250 {
				t.Errorf("%d targets were measured", all)
			}
		})
	}
}

// spared reports whether something may be smaller: text, in which clicks only place the caret or
// follow the links that stand in it (WCAG 2.2, 2.5.8), bars that show where one is in what the wheel
// and the keys scroll, and lines in menus.
func spared(o fyne.CanvasObject) bool {
	switch fmt.Sprintf("%T", o) {
	case "*selectable.Text", "*widgets.scrollBar":
		return true
	case "*widgets.menuRow":
		return o.Size().Height < 20
	}
	return false
}

func textOf(o fyne.CanvasObject) string {
	v := reflect.Indirect(reflect.ValueOf(o))
	out := ""
	for _, name := range []string{"Text", "Icon", "Look", "Title"} {
		if f := v.FieldByName(name); f.IsValid() {
			out += fmt.Sprintf(" %s=%v", name, f)
		}
	}
	return out
}
