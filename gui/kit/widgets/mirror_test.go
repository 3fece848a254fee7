package widgets

import (
	"image"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
)

// mirrored lets the window be one that is written from right to left until the test ends.
func mirrored(t *testing.T) {
	t.Helper()
	lang.UseMirrored()
	t.Cleanup(func() { lang.Use(lang.English) })
}

// TestMenusMirrored: a menu ends where its part ends, its submenus stand left of it, and the arrow
// to the left opens them.
func TestMenusMirrored(t *testing.T) {
	mirrored(t)
	m := newMenued(t)
	m.from.Move(fyne.NewPos(430, 20))
	at, size := ShowMenuBelow(m.menu, m.win.Canvas(), m.from, false).Place()
	d := fyne.CurrentApp().Driver()
	if right := d.AbsolutePositionForObject(m.from).X + m.from.Size().Width; math.Abs(float64(at.X+size.Width-right)) > 1 {
		t.Errorf("it ends at %v, its part at %v", at.X+size.Width, right)
	}
	m.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyRight)
	cards := m.win.Canvas().Overlays().Top().(*Menu).cards
	if len(cards) != 1 {
		t.Fatal("the arrow to the right opens a submenu")
	}
	m.press(fyne.KeyLeft)
	cards = m.win.Canvas().Overlays().Top().(*Menu).cards
	if len(cards) != 2 || cards[1].Position().X+cards[1].Size().Width > cards[0].Position().X {
		t.Fatalf("%d cards are open, the last at %v", len(cards), cards[len(cards)-1].Position())
	}
	if m.press(fyne.KeyRight); len(m.win.Canvas().Overlays().Top().(*Menu).cards) != 1 {
		t.Error("the arrow to the right does not close the submenu")
	}
	m.press(fyne.KeyEscape)
	at, size = ShowMenu(m.menu, m.win.Canvas(), fyne.NewPos(400, 10)).Place()
	if at.X+size.Width != 400 {
		t.Errorf("the menu of a place ends at %v", at.X+size.Width)
	}
}

// TestChipMirrored: the cross is at the left, and a press there removes.
func TestChipMirrored(t *testing.T) {
	mirrored(t)
	guitest.App(theme.Light, 1)
	told := ""
	c := NewChip("from: Bob", func() { told = "tapped" }, func() { told = "removed" })
	guitest.Window(t, c, 200, 30)
	for x, want := range map[float32]string{8: "removed", 190: "tapped"} {
		if c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 10)}); told != want {
			t.Errorf("at %v: %s, want %s", x, told, want)
		}
	}
}

// TestIconsMirrored: what points along the lines points the other way, the rest stays as it is.
func TestIconsMirrored(t *testing.T) {
	guitest.App(theme.Light, 1)
	drawn := func(name IconName) image.Image {
		i := newIcon()
		setIcon(i, name, theme.ColorMuted)
		i.FillMode = canvas.ImageFillContain
		return guitest.Window(t, i, 48, 48).Canvas().Capture()
	}
	names := []IconName{IconBack, IconReply, IconNext, IconForward, IconSend, IconHelp, IconInbox, IconTrash}
	before := map[IconName]image.Image{}
	for _, n := range names {
		before[n] = drawn(n)
	}
	mirrored(t)
	for _, n := range names {
		a, b := before[n], drawn(n)
		size, wrong, ink := a.Bounds().Size(), 0, 0
		for y := range size.Y {
			for x := range size.X {
				from := x
				if directed[n] {
					from = size.X - 1 - x
				}
				ra, _, _, _ := a.At(from, y).RGBA()
				rb, _, _, _ := b.At(x, y).RGBA()
				if math.Abs(float64(ra)-float64(rb)) > 0x5000 {
					wrong++
				}
				if rb < 0xb000 {
					ink++
				}
			}
		}
		if wrong > ink/10 || ink < 50 {
			t.Errorf("%s: %d of %d points differ", n, wrong, ink)
		}
	}
}

// TestTextMirrored: lines begin at the right, whatever letters they have, and a sentence that begins
// with a foreign name runs from right to left.
func TestTextMirrored(t *testing.T) {
	mirrored(t)
	guitest.App(theme.Light, 1)
	for _, cut := range []bool{false, true} {
		for s, rtl := range map[string]bool{"letter 1": false, "البريد الوارد": true, "Anna تكتب": true} {
			x := NewText(s, "", "")
			x.Cut = cut
			guitest.Window(t, x, 400, 30)
			l, _, _ := x.Lines()
			if end := x.Drawn()[0].X + x.Drawn()[0].Width; end < 398 || end > 401 || l[0].RTL != rtl {
				t.Errorf("cut %v: %q ends at %v, from right to left: %v", cut, s, end, l[0].RTL)
			}
		}
	}
}
