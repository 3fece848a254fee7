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

// onWindow puts objects into a window, and returns the keys that come through to it.
func onWindow(t *testing.T, objects ...fyne.CanvasObject) (fyne.Canvas, *[]fyne.KeyName) {
	c := guitest.Window(t, container.NewVBox(objects...), 400, 300).Canvas()
	var keys []fyne.KeyName
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) })
	return c, &keys
}

func press(f fyne.Focusable, keys ...fyne.KeyName) {
	for _, k := range keys {
		f.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestTicks(t *testing.T) {
	guitest.App(theme.Light, 1)
	var told []bool
	c := NewCheck("Keep the mail", func(on bool) { told = append(told, on) })
	cv, keys := onWindow(t, c)
	for _, step := range []struct {
		name string
		do   func()
		on   bool
		told int
	}{
		{"a tap", func() { test.Tap(c) }, true, 1},
		{"a tap", func() { test.Tap(c) }, false, 2},
		{"Space", func() { press(c, fyne.KeySpace); c.TypedRune(' ') }, true, 3},
		{"Enter, which belongs to the window", func() { press(c, fyne.KeyReturn) }, true, 3},
		{"the program", func() { c.SetChecked(true) }, true, 3},
		{"the program", func() { c.SetChecked(false) }, false, 4},
		{"a tap on a box that is off", func() { c.Disable(); test.Tap(c); press(c, fyne.KeySpace) }, false, 4},
		{"a tap on one that is on again", func() { c.Enable(); test.Tap(c) }, true, 5},
	} {
		if step.do(); c.Checked != step.on || len(told) != step.told || told[len(told)-1] != step.on {
			t.Errorf("%s: %v, told %v", step.name, c.Checked, told)
		}
	}
	if !slices.Equal(*keys, []fyne.KeyName{fyne.KeyReturn}) {
		t.Errorf("the window got %v", *keys)
	}
	NewCheck("nobody asks", nil).Tapped(nil)
	cv.Focus(c)
}

// TestTickIsSeen: the tick, the pointer and the keyboard can be seen, light and dark.
func TestTickIsSeen(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		guitest.App(mode, 1)
		c := NewCheck("Keep the mail", nil)
		cv, _ := onWindow(t, c)
		objects := test.WidgetRenderer(c).Objects()
		ring, box, tick := objects[0], objects[1].(*canvas.Rectangle), objects[2]
		seen := make(map[string]string)
		see := func(state string) {
			look := strings.Join([]string{hex(box.FillColor), hex(box.StrokeColor), map[bool]string{true: "tick"}[tick.Visible()], map[bool]string{true: "ring"}[ring.Visible()]}, " ")
			if other, ok := seen[look]; ok {
				t.Errorf("%s: %s looks like %s: %s", mode, state, other, look)
			}
			seen[look] = state
		}
		see("empty")
		c.MouseIn(nil)
		c.MouseMoved(nil)
		see("under the pointer")
		c.MouseOut()
		cv.Focus(c)
		see("with the keyboard")
		test.Tap(c)
		see("ticked with the keyboard")
		cv.Unfocus()
		see("ticked")
		if !tick.Visible() {
			t.Error("there is no tick")
		}
	}
}

// TestWordsOfACheckWrap: long words need lines, and all of them are in the box's height.
func TestWordsOfACheckWrap(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		guitest.App(theme.Light, scale)
		c := NewCheck(strings.Repeat("Keep all its messages on this computer. ", 3), nil)
		onWindow(t, c)
		wide, narrow := c.HeightFor(4000), c.HeightFor(200*scale)
		if line := widgets.LineHeight(theme.Size(fynetheme.SizeNameText)); wide > 2*line || narrow < 4*line {
			t.Errorf("%v: %v high in one line, %v in many", scale, wide, narrow)
		}
		c.Resize(fyne.NewSize(200*scale, narrow))
		if last := c.words.Position().Y + c.words.HeightFor(c.words.Size().Width); last > narrow {
			t.Errorf("%v: the words end at %v of %v", scale, last, narrow)
		}
	}
}

func TestColorsAreChosen(t *testing.T) {
	guitest.App(theme.Light, 1)
	s := NewSwatches(0)
	cv, keys := onWindow(t, s)
	ring := test.WidgetRenderer(s).Objects()[0].(*canvas.Circle)
	if ring.Visible() {
		t.Error("none is chosen, and a ring is there")
	}
	s.Usual = 4
	if s.Refresh(); !ring.Visible() || s.Chosen != 0 || ring.Position().X < 3*discStep {
		t.Errorf("the usual color is not marked: %v", ring.Position())
	}
	press(s, fyne.KeyLeft)
	if s.Chosen != 3 {
		t.Errorf("from the usual color the key leads to %d", s.Chosen)
	}
	s.Chosen, s.Usual = 0, 0
	const last = theme.AccountColors
	tap := func(n float32) func() {
		return func() { s.Tapped(&fyne.PointEvent{Position: fyne.NewPos((n-0.5)*discStep, discStep/2)}) }
	}
	key := func(k fyne.KeyName) func() { return func() { press(s, k) } }
	for _, step := range []struct {
		do   func()
		want int
	}{
		{key(fyne.KeyLeft), 1}, {key(fyne.KeyRight), 2}, {key(fyne.KeyDown), 3}, {key(fyne.KeyUp), 2}, {key(fyne.KeyEnd), last},
		{key(fyne.KeyRight), last}, {key(fyne.KeyHome), 1}, {key(fyne.KeyUp), 1}, {tap(5), 5}, {tap(1), 1}, {tap(last), last},
		{tap(last + 1), last}, {key(fyne.KeyReturn), last}, {func() { s.TypedRune('3') }, last},
	} {
		step.do()
		if s.Chosen != step.want {
			t.Fatalf("%d is chosen, want %d", s.Chosen, step.want)
		}
		middle := ring.Position().X + ring.Size().Width/2
		if want := (float32(step.want) - 0.5) * discStep; middle < want-1 || middle > want+1 || !ring.Visible() {
			t.Errorf("the ring is around %v, want %v", middle, want)
		}
	}
	if !slices.Equal(*keys, []fyne.KeyName{fyne.KeyReturn}) || cv.Focused() != fyne.Focusable(s) {
		t.Errorf("the window got %v; the keyboard is at %T", *keys, cv.Focused())
	}
	with := ring.StrokeColor
	if cv.Unfocus(); ring.StrokeColor == with {
		t.Error("the keyboard cannot be seen")
	}
	if w := s.MinSize().Width; w < last*discStep-1 {
		t.Errorf("%v wide", w)
	}
}

func hex(c interface{ RGBA() (r, g, b, a uint32) }) string {
	r, g, b, a := c.RGBA()
	return string([]rune{rune(r >> 8), rune(g >> 8), rune(b >> 8), rune(a >> 8)})
}

// TestKeysOfAField: Enter and Escape do what the field is for, and what is the
// window's goes to the window.
func TestKeysOfAField(t *testing.T) {
	guitest.App(theme.Light, 1)
	done, left := 0, 0
	e, plain := NewEntry(func() { done++ }, func() { left++ }), NewEntry(nil, nil)
	cv, keys := onWindow(t, e, plain)
	var shortcuts []string
	find := &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault}
	cv.AddShortcut(find, func(s fyne.Shortcut) { shortcuts = append(shortcuts, s.ShortcutName()) })
	cv.Focus(e)
	e.SetText("ann@example.org")
	press(e, fyne.KeyReturn, fyne.KeyEscape, desktop.KeyMenu, fyne.KeyF10)
	if done != 1 || left != 1 || !slices.Equal(*keys, []fyne.KeyName{desktop.KeyMenu, fyne.KeyF10}) {
		t.Errorf("Enter %d times, Escape %d times, the window got %v", done, left, *keys)
	}
	e.TypedShortcut(find)
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	if len(shortcuts) != 1 || e.SelectedText() != "ann@example.org" {
		t.Errorf("the window got %q; %q is selected", shortcuts, e.SelectedText())
	}
	press(plain, fyne.KeyReturn, fyne.KeyEscape) // nobody asks
}

// TestAFieldSaysWhatIsWrong below it, in lines that wrap, and its name above.
func TestAFieldSaysWhatIsWrong(t *testing.T) {
	guitest.App(theme.Light, 1)
	e := NewEntry(nil, nil)
	l, bare := Label("Your name", e), Label("", NewEntry(nil, nil))
	onWindow(t, l)
	if n := len(bare.Objects); n != 2 {
		t.Errorf("a field without a name holds %d things", n)
	}
	before := l.HeightFor(200)
	for _, say := range []string{"This is missing.", strings.Repeat("This is no address. ", 10), ""} {
		l.Say(say)
		l.Resize(fyne.NewSize(200, l.HeightFor(200)))
		if l.Saying() != (say != "") || l.message.Text() != say || (l.HeightFor(200) > before) != (say != "") {
			t.Errorf("%q: says %q, %v high, %v without", say, l.message.Text(), l.HeightFor(200), before)
		}
		if say != "" && l.warning.Position().Y < e.Position().Y+e.Size().Height {
			t.Error("the message is not below the field")
		}
	}
	if name := l.Objects[0].(*widgets.Text); name.Text() != "Your name" || name.Position().Y >= e.Position().Y {
		t.Errorf("%q is at %v", name.Text(), name.Position())
	}
}

func TestSized(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		guitest.App(theme.Light, scale)
		e := NewEntry(nil, nil)
		f := Sized(e, 120)
		onWindow(t, f)
		if got, want := f.MinSize(), fyne.NewSize(120*scale, e.MinSize().Height); got != want {
			t.Errorf("%v: %v, want %v", scale, got, want)
		}
		f.Resize(fyne.NewSize(130, 40))
		f.Refresh()
		if e.Size() != fyne.NewSize(130, 40) {
			t.Errorf("the field is %v", e.Size())
		}
	}
}

// TestColorsInANarrowCard: what has no room beside the others stands below them, where it is
// seen and can be pressed.
func TestColorsInANarrowCard(t *testing.T) {
	guitest.App(theme.Light, 2)
	s := NewSwatches(theme.AccountColors)
	guitest.Window(t, flow.NewColumn(0, flow.NewTiles(10, s)), 500, 300)
	if s.Size().Width > 500 || s.Size().Height < 2*discStep*2 {
		t.Fatalf("they have %v", s.Size())
	}
	for i, o := range test.WidgetRenderer(s).Objects() {
		if at := o.Position(); at.X < 0 || at.X+o.Size().Width > s.Size().Width || at.Y+o.Size().Height > s.Size().Height {
			t.Errorf("part %d stands at %v in %v", i, at, s.Size())
		}
	}
	discs := test.WidgetRenderer(s).Objects()[1:]
	for n := 1; n <= theme.AccountColors; n++ {
		at := discs[n-1].Position().AddXY(discSide, discSide)
		if s.Tapped(&fyne.PointEvent{Position: at}); s.Chosen != n {
			t.Errorf("a press at %v chooses %d, want %d", at, s.Chosen, n)
		}
	}
	before := s.Chosen
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(s.Size().Width-2, discStep)}) // beside the last of the first row
	if s.Chosen != before {
		t.Errorf("a press beside them chooses %d", s.Chosen)
	}
}
