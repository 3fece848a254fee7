package widgets

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// What is measured is what is drawn: a line of exactly that width is not cut, in any script
// and at any size of text.
func TestTextWidthIsWhatIsDrawn(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 1.25, 2} {
		guitest.App(theme.Light, scale)
		size := theme.Size(fynetheme.SizeNameText)
		for _, s := range []string{"Inbox", "Reisen 🧳🎉", "דואר נכנס 2026", "البريد الوارد", "收件箱 2026", "받은 편지함"} {
			m := NewLine(s, true, fynetheme.SizeNameText, fynetheme.ColorNameForeground)
			m.Resize(fyne.NewSize(TextWidth(s, size, true), LineHeight(size)))
			test.WidgetRenderer(m)
			if m.Shown() != s {
				t.Errorf("at %v %q became %q", scale, s, m.Shown())
			}
			if cut, w := Fit(s, TextWidth(s, size, true)-2, size, true); cut == s || w > TextWidth(s, size, true) {
				t.Errorf("at %v %q fits into less than its width", scale, s)
			}
		}
	}
}

func TestLabel(t *testing.T) {
	guitest.App(theme.Light, 1)
	l := NewLabel()
	l.Set("Archive", color.Black, 14, true)
	l.Place(10.4, 20, 30)
	test.WidgetRenderer(l)
	d := l.Drawn()
	if len(d) != 1 || d[0].Text != "Archive" || math.Abs(float64(d[0].Width-TextWidth("Archive", 14, true))) > 0.01 {
		t.Fatalf("drawn %+v", d)
	}
	if l.Position() != fyne.NewPos(10, 20) || d[0].Y < 4 || d[0].Y+d[0].Height > 26 {
		t.Errorf("at %v, %+v", l.Position(), d[0])
	}
	w := guitest.Window(t, l, 100, 40)
	dark := func() (n int) {
		img := w.Canvas().Capture()
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x6000 {
					n++
				}
			}
		}
		return n
	}
	one := dark()
	l.Set("", color.Black, 14, true)
	if none := dark(); one < 40 || none > 0 || len(l.Drawn()) > 0 {
		t.Errorf("%d dark points with text, %d without", one, none)
	}
	if _, ok := test.WidgetRenderer(l).Objects()[0].(*canvas.Raster); !ok {
		t.Error("the painters know no other picture of letters")
	}
}
