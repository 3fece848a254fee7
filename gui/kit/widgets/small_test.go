package widgets

import (
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
)

func key(w fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		w.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func TestChip(t *testing.T) {
	guitest.App(theme.Light, 1)
	var got []string
	c := NewChip("unread", func() { got = append(got, "tap") }, func() { got = append(got, "remove") })
	c.Resize(c.MinSize())
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 10)})
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(c.Size().Width-10, 10)})
	key(c, fyne.KeySpace, fyne.KeyDelete)
	c.OnTapped = nil
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 10)})
	c.OnRemove = nil
	c.Tapped(nil)
	key(c, fyne.KeyDelete)
	if want := []string{"tap", "remove", "tap", "remove", "remove"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	long := NewChip("from: "+strings.Repeat("very ", 100)+"long\nname", nil, func() {})
	if w := long.MinSize().Width; w > 261 {
		t.Errorf("a long chip is %v wide", w)
	}
}

func TestButton(t *testing.T) {
	guitest.App(theme.Light, 1)
	n := 0
	b := NewButton(Primary, "Get mail", IconRefresh, func() { n++ })
	win := test.NewWindow(b)
	defer win.Close()
	test.Tap(b)
	key(b, fyne.KeySpace, fyne.KeyReturn)
	if n != 3 {
		t.Errorf("tapped %d times of 3", n)
	}
	b.Disable()
	test.Tap(b)
	key(b, fyne.KeySpace)
	if n != 3 {
		t.Error("a disabled button can be tapped")
	}
	passed := fyne.KeyName("")
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { passed = e.Name })
	key(b, fyne.KeyEscape)
	if passed != fyne.KeyEscape {
		t.Error("Escape did not reach the window")
	}
	wide := b.MinSize().Width
	b.SetText("")
	if b.MinSize().Width >= wide {
		t.Error("a button without text is as wide as with it")
	}
	if NewLink("x", nil).Cursor() != desktop.PointerCursor || b.Cursor() != desktop.DefaultCursor {
		t.Error("wrong pointer")
	}
}

func TestOptions(t *testing.T) {
	guitest.App(theme.Light, 1)
	var got []int
	cards := []*OptionCard{
		NewOptionCard("SSL/TLS", "(port 995)", "Safe.", nil),
		NewOptionCard("STARTTLS", "", "", nil),
		NewOptionCard("None", "", "Not safe.", nil),
	}
	g := NewOptionGroup(func(i int) { got = append(got, i) }, cards...)
	win := test.NewWindow(container.NewVBox(cards[0], cards[1], cards[2]))
	defer win.Close()
	win.Resize(fyne.NewSize(400, 400))
	if g.Chosen() != 0 {
		t.Errorf("%d is chosen from the start", g.Chosen())
	}
	test.Tap(cards[2])
	test.Tap(cards[2]) // no change
	key(cards[2], fyne.KeyDown)
	key(cards[2], fyne.KeyUp)
	if win.Canvas().Focused() != fyne.Focusable(cards[1]) {
		t.Error("the keyboard did not follow the arrow")
	}
	key(cards[0], fyne.KeySpace)
	if want := []int{2, 1, 0}; !slices.Equal(got, want) || g.Chosen() != 0 {
		t.Errorf("told %v, want %v; chosen %d", got, want, g.Chosen())
	}
	g.Choose(-1)
	if g.Chosen() != -1 || len(got) != 3 {
		t.Errorf("after Choose(-1), %d is chosen", g.Chosen())
	}
	if cards[0].MinSize().Height <= cards[1].MinSize().Height {
		t.Error("a description takes no room")
	}
}

func TestToastAndNotice(t *testing.T) {
	guitest.App(theme.Light, 1)
	n := 0
	toast := NewToast("Moved", "Undo", func() { n++ })
	test.Tap(toast.Action())
	notice := NewNotice(IconLock, "Pictures are not loaded.")
	test.Tap(notice.AddAction("Show", func() { n++ }))
	if n != 2 || toast.Text() != "Moved" || notice.Text() != "Pictures are not loaded." {
		t.Errorf("%d of 2 actions, %q, %q", n, toast.Text(), notice.Text())
	}
	if NewToast("Done", "", nil).Action() != nil {
		t.Error("an action without a word")
	}
	if long := NewToast(strings.Repeat("long ", 100), "Undo", nil); long.MinSize().Width > 560 || long.MinSize().Height < 3*toast.MinSize().Height {
		t.Errorf("a long toast is %v", long.MinSize())
	}
	// In a narrow window the text breaks into lines, which all have room.
	narrow := NewToast("1 message snoozed until tomorrow, 8:00 AM", "Undo", nil)
	w := narrow.MinSize().Width / 2
	if h := narrow.HeightFor(w); h < narrow.text.HeightFor(w-2*toastX-narrow.actionWidth())+2*toastY || h <= narrow.MinSize().Height {
		t.Errorf("a toast %v wide is %v high", w, h)
	}
}

// TestNoticeNarrow: however narrow a notice is and however large its letters, its actions stay
// within it.
func TestNoticeNarrow(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		guitest.App(theme.Light, scale)
		n := NewNotice(IconLock, "Pictures from shop.example are not loaded, so the sender can’t see that you opened this.")
		actions := []*Button{n.AddAction("Show pictures", nil), n.AddAction("Always for this sender", nil)}
		for _, w := range []float32{actions[1].MinSize().Width + 60*scale, 300 * scale, 500 * scale, 900 * scale} {
			n.Resize(fyne.NewSize(w, 1))
			n.Resize(fyne.NewSize(w, n.MinSize().Height))
			for i, a := range actions {
				if end := a.Position().AddXY(a.Size().Width, a.Size().Height); end.X > w || end.Y > n.Size().Height {
					t.Errorf("%v wide at %v: action %d ends at %v of %v", w, scale, i, end, n.Size())
				}
			}
			if a, b := actions[0], actions[1]; a.Position().Y == b.Position().Y && a.Position().X+a.Size().Width > b.Position().X {
				t.Errorf("%v wide at %v: the actions lie on each other", w, scale)
			}
		}
	}
	guitest.App(theme.Light, 1)
}

// The grounds of found words lie behind them, also where the line is cut or runs from right
// to left, and half a word whose letters are joined is still drawn joined.
func TestMarkedGrounds(t *testing.T) {
	guitest.App(theme.Light, 1)
	fonts, size := text.Shared(), text.Face{Size: float64(theme.Size(theme.SizeSmall))}
	width := func(s string) float32 { return float32(fonts.Width(size, s)) }
	for _, c := range []struct {
		text  string
		room  float32
		marks []Range
		want  []float32 // left and right ends
	}{
		{"the ferry and the ferry", 500, []Range{{4, 9}, {18, 23}}, []float32{width("the "), width("the ferry"), width("the ferry and the "), width("the ferry and the ferry")}},
		{"the ferry and the ferry", width("the ferr"), []Range{{4, 9}, {18, 23}}, []float32{width("the "), width("the fe")}},
		{"the ferry", width("the…"), []Range{{4, 9}}, nil},
		{"שלום ferry", 500, []Range{{0, 8}}, []float32{width("ferry "), width("שלום ferry")}},
		{"ferry שלום 12", 500, []Range{{15, 17}}, []float32{width("ferry "), width("ferry 12")}},
	} {
		m := NewLine("", false, theme.SizeSmall, theme.ColorMuted)
		m.Set(c.text, false, c.marks)
		m.Resize(fyne.NewSize(c.room, 20))
		var got []float32
		for _, o := range test.WidgetRenderer(m).Objects() {
			if r, ok := o.(*canvas.Rectangle); ok {
				got = append(got, r.Position().X+1, r.Position().X+r.Size().Width-1)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%q in %.0f: grounds %v, want %v", c.text, c.room, got, c.want)
			continue
		}
		for i := range got {
			if math.Abs(float64(got[i]-c.want[i])) > 1.5 {
				t.Errorf("%q in %.0f: grounds %v, want %v", c.text, c.room, got, c.want)
			}
		}
	}
	joined := NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	joined.Set("بالعالم", false, []Range{{0, 6}})
	joined.Resize(fyne.NewSize(200, 20))
	test.WidgetRenderer(joined)
	if d := joined.Drawn(); len(d) != 1 || math.Abs(float64(d[0].Width-width("بالعالم"))) > 0.01 || len(joined.ink.lines[0].Line.Runs) != 1 {
		t.Errorf("a marked word falls apart: %+v", d)
	}
}

func TestLineFollowsTheTheme(t *testing.T) {
	guitest.App(theme.Light, 1)
	m := NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	m.Set("found words", false, []Range{{0, 5}})
	m.Resize(fyne.NewSize(200, 20))
	test.WidgetRenderer(m)
	before, tint := m.ink.ink, m.ink.lines[0].Tints[0].Color
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Dark, Scale: 2})
	m.Refresh()
	if l := m.ink.lines[0]; m.ink.ink == before || l.Tints[0].Color == tint || l.Line.Runs[0].Face.Size != 26 {
		t.Errorf("after a change of the theme: %v, %+v", m.ink.ink, l)
	}
}

func TestIconsAreThere(t *testing.T) {
	guitest.App(theme.Light, 1)
	for _, n := range allIcons {
		if !strings.Contains(string(plainIcon(n).Content()), "<svg") {
			t.Errorf("icon %s is empty", n)
		}
	}
	files, err := iconFiles.ReadDir("icons")
	if err != nil || len(files) != len(allIcons) {
		t.Errorf("%d icon files for %d icons", len(files), len(allIcons))
	}
}
