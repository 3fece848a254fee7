package selectable

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

func plainText(s string) *Text { return NewText(s, "", "") }

// unpress makes the next press a first one.
func unpress(v *Text) { v.Unpress() }

func lines(v *Text) []text.Line { l, _, _ := v.drawn.Lines(); return l }

func height(v *Text) float32 { _, h, _ := v.drawn.Lines(); return h }

func show(t testing.TB, v *Text, w, h float32) fyne.Window {
	t.Helper()
	guitest.App(theme.Light, 1)
	return guitest.Window(t, v, w, h)
}

// seen is what stands on the lines, each run as it follows from left to right.
func seen(v *Text) string {
	var out []string
	for _, l := range lines(v) {
		var runs []string
		for _, r := range l.Runs {
			runs = append(runs, r.Shown(v.text))
		}
		out = append(out, strings.Join(runs, "_"))
	}
	return strings.Join(out, "|")
}

func TestCleanTakesOutWhatDeceives(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc": "a\nb\nc", "\x1b[31mred\x00": "[31mred", "exe\u202egpj.scr": "exegpj.scr", "bad\xffbyte": "bad\ufffdbyte",
		"soft\u00adhyphen": "softhyphen", "page\fbreak": "page\nbreak", "end \n\n": "end",
	} {
		if got := plainText(in).Text(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestRightToLeft(t *testing.T) {
	v := plainText("שלום, עולם!\nLatin שלום 123 עולם end")
	show(t, v, 400, 200)
	d := v.drawn.Drawn()
	if right := d[0].X + d[0].Width; math.Abs(float64(right-400)) > 1 {
		t.Errorf("the first line ends at %v of 400", right)
	}
	if d[1].X != 0 {
		t.Errorf("the second line begins at %v", d[1].X)
	}
	if got := seen(v); got != "שלום, עולם!|Latin _ עולם_123_שלום _ end" {
		t.Errorf("seen %q", got)
	}
	v = New(nil)
	v.drawn.LeftToRight = true
	v.SetRuns(Run{Text: "שלום", Bold: true}, Run{Text: " <a@b.example>", Color: theme.ColorMuted})
	show(t, v, 400, 200)
	if d := v.drawn.Drawn(); d[0].X != 0 {
		t.Errorf("a line of our own begins at %v", d[0].X)
	}
	if got := seen(v); got != "שלום_ <a@b.example>" {
		t.Errorf("seen %q", got)
	}
}

func TestHeightFollowsWidth(t *testing.T) {
	v := New(nil)
	v.SetRuns(Run{Text: "Maria Bauer", Bold: true}, Run{Text: " <bookings@ferry.example>", Color: theme.ColorMuted})
	show(t, v, 400, 200)
	one := v.HeightFor(1000)
	if two := v.HeightFor(160); two < 2*one {
		t.Errorf("%v high at 160, %v at 1000", two, one)
	}
	for _, l := range lines(v) {
		if l.Width > 160 {
			t.Errorf("a line is %v wide", l.Width)
		}
	}
}

func press(v *Text, x, y float32) {
	v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

func TestSelectAndCopy(t *testing.T) {
	v := plainText("first line\nsecond one")
	win := show(t, v, 400, 200)
	press(v, 0, 5)
	v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(399, height(v)+5)}})
	if got := v.SelectedText(); got != v.Text() {
		t.Fatalf("selected %q", got)
	}
	v.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != v.Text() {
		t.Errorf("copied %q", got)
	}
	guitest.Picture(t, win, "selectable_selection")
	unpress(v) // a press elsewhere takes the selection away
	press(v, 200, 5)
	if got := v.SelectedText(); got != "" {
		t.Errorf("still selected: %q", got)
	}
	press(v, 200, 5)
	press(v, 200, 5)
	if got := v.SelectedText(); got != "first line" {
		t.Errorf("three presses selected %q", got)
	}
	unpress(v)
	press(v, 2, 5)
	press(v, 2, 5)
	if got := v.SelectedText(); got != "first" {
		t.Errorf("two presses selected %q", got)
	}
	v.TypedShortcut(&fyne.ShortcutSelectAll{})
	if got := v.SelectedText(); got != v.Text() {
		t.Errorf("all is %q", got)
	}
}

// The box behind what is selected lies where the letters are, in both directions.
func TestSelectionLiesBehindTheLetters(t *testing.T) {
	v := plainText("see שלום now")
	show(t, v, 400, 40)
	v.Select(Place{0, 4}, Place{0, 8}) // two Hebrew letters
	var boxes []*canvas.Rectangle
	for _, o := range test.WidgetRenderer(v).Objects() {
		if b, ok := o.(*canvas.Rectangle); ok && b.FillColor == Ground() {
			boxes = append(boxes, b)
		}
	}
	face := text.Face{Size: float64(theme.Size(fynetheme.SizeNameText))}
	end := float32(text.Shared().Width(face, "see ") + text.Shared().Width(face, "שלום"))
	if len(boxes) != 1 || math.Abs(float64(boxes[0].Position().X+boxes[0].Size().Width-end)) > 1 {
		t.Fatalf("%d boxes; the word ends at %v", len(boxes), end)
	}
}

func TestEveryCharacterCanBeHit(t *testing.T) {
	for _, s := range []string{"Hello, wide World", "日本語 text", "שלום עולם"} {
		v := plainText(s)
		show(t, v, 400, 100)
		l := &lines(v)[0]
		for o := range s {
			x := v.drawn.Left(l) + float32(text.Shared().CaretX(s, l, o))
			if got := v.PlaceAt(fyne.NewPos(x, 5)); got.Offset != o {
				t.Errorf("%q: at the caret of %d is %d", s, o, got)
			}
		}
	}
}

func TestLinks(t *testing.T) {
	v := New(nil)
	v.SetRuns(Run{Text: "to you · Today · "}, Run{Text: "Details", Link: "popmail:details"}, Run{Text: " or "}, Run{Text: "more", Link: "popmail:more"})
	var asked []string
	v.OnLink = func(a string, _ fyne.Position) { asked = append(asked, a) }
	w := show(t, v, 400, 100)
	face := text.Face{Size: float64(theme.Size(fynetheme.SizeNameText))}
	x := float32(text.Shared().Width(face, "to you · Today · "))
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x-8, 5)})
	v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x+5, 5)}})
	if len(asked) > 0 || v.Cursor() != desktop.PointerCursor {
		t.Errorf("asked for %q beside the link, cursor %v", asked, v.Cursor())
	}
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x+5, 5)})
	c := w.Canvas()
	c.Focus(v)
	ring := func() string {
		for _, o := range test.WidgetRenderer(v).Objects() {
			if b, ok := o.(*canvas.Rectangle); ok && b.StrokeWidth > 0 {
				return fmt.Sprintf("%.0f", b.Position().X+4)
			}
		}
		return "none"
	}
	if got := ring(); got != "0" {
		t.Errorf("focus by key shows %s", got)
	}
	v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // on no link
	for v.AcceptsTab() {
		v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
		if got := ring(); v.Selection.stop != nil && v.Selection.stop.Key == 0 && got != fmt.Sprintf("%.0f", x) {
			t.Errorf("the first link at %.0f shows %s", x, got)
		}
		v.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	if got := strings.Join(asked, " "); got != "popmail:details popmail:details popmail:more" {
		t.Errorf("followed %q", got)
	}
	c.Unfocus()
	if got := ring(); got != "none" || v.Selection.stop != nil {
		t.Errorf("without the keyboard %s is shown", got)
	}
	press(v, 5, 5)
	if got := ring(); got != "none" || c.Focused() != fyne.Focusable(v) {
		t.Errorf("a click shows %s", got)
	}
}

func TestKeysGoOnToTheWindow(t *testing.T) {
	v := plainText("text")
	win := show(t, v, 100, 100)
	var key fyne.KeyName
	var typed rune
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { key = e.Name })
	win.Canvas().SetOnTypedRune(func(r rune) { typed = r })
	press(v, 1, 1)
	if win.Canvas().Focused() != v {
		t.Fatal("a press does not focus")
	}
	v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	v.TypedRune('?')
	if key != fyne.KeyDelete || typed != '?' {
		t.Errorf("window got %q and %q", key, typed)
	}
}

// words finds a word, in upper or lower case.
func words(word string) func(string) []widgets.Range {
	return func(text string) (out []widgets.Range) {
		for at := 0; ; {
			i := strings.Index(strings.ToLower(text[at:]), word)
			if i < 0 {
				return out
			}
			out = append(out, widgets.Range{Start: at + i, End: at + i + len(word)})
			at += i + len(word)
		}
	}
}

// Found words have a ground and letters of their own, also where they reach over two runs,
// and lose them when nothing is looked for any more.
func TestMarks(t *testing.T) {
	v := New(nil, Run{Text: "The Ferry leaves. FER", Color: theme.ColorMuted}, Run{Text: "RYBOAT.", Bold: true})
	win := show(t, v, 600, 60)
	marked := func() (n int) {
		for _, o := range test.WidgetRenderer(v.drawn).Objects() {
			if b, ok := o.(*canvas.Rectangle); ok && b.FillColor == theme.Color(theme.ColorMark) {
				n++
			}
		}
		return n
	}
	v.SetMarks(words("ferry"))
	if n := marked(); n != 2 {
		t.Errorf("%d places are marked, want 2", n)
	}
	guitest.Picture(t, win, "selectable_marks")
	v.SetRuns(Run{Text: "Another ferry"})
	if n := marked(); n != 1 {
		t.Errorf("%d places of another text are marked, want 1", n)
	}
	v.SetMarks(nil)
	if n := marked(); n != 0 {
		t.Errorf("%d places are still marked", n)
	}
}

// The keyboard selects by characters, words and lines, as in the message.
func TestSelectByKeyboard(t *testing.T) {
	v := plainText("first line\nsecond one")
	show(t, v, 400, 200)
	for _, tt := range []struct {
		key  fyne.KeyName
		far  bool
		want string
	}{
		{fyne.KeyRight, false, "f"}, {fyne.KeyRight, true, "first"}, {fyne.KeyEnd, false, "first line"}, {fyne.KeyHome, false, ""}, {fyne.KeyDown, false, "first line\n"},
		{fyne.KeyEnd, true, "first line\nsecond one"}, {fyne.KeyLeft, true, "first line\nsecond "}, {fyne.KeyUp, false, "first l"}, {fyne.KeyHome, true, ""}, {fyne.KeyUp, false, ""},
	} {
		v.Extend(tt.key, tt.far)
		got := v.SelectedText()
		if tt.key == fyne.KeyUp && tt.want != "" { // below which letter the caret stands is the font's matter
			got = got[:min(len(got), len(tt.want))]
			if !strings.HasPrefix("first line", got) || got == "" {
				t.Errorf("up: %q", got)
			}
			continue
		}
		if got != tt.want {
			t.Errorf("%s, far %v: %q, want %q", tt.key, tt.far, got, tt.want)
		}
	}
}

// Copy in the menu is for what is selected, Copy address for addresses alone: a link of
// PopMail's own has none.
func TestMenu(t *testing.T) {
	v := New(nil, Run{Text: "Details", Link: "popmail:details"})
	v.OnLink = func(string, fyne.Position) {}
	v.MenuItems = func() []*fyne.MenuItem { return []*fyne.MenuItem{fyne.NewMenuItem("More", func() {})} }
	win := show(t, v, 400, 200)
	v.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(5, 5)})
	var labels []string
	guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		if m, ok := o.(*widgets.Menu); ok {
			for _, i := range m.Items() {
				labels = append(labels, i.Label)
			}
			return "", true
		}
		return "", false
	}).Walk(func(fyne.CanvasObject) {}, guitest.Over(win)...)
	if got := strings.Join(labels, ", "); got != "Copy, Select all, , More" {
		t.Errorf("the menu has %s", got)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"> a\n>> b", "שלום a 1", "\xff\xfe", "a\u0301\u200d", "\n\n", strings.Repeat("x\n", 40)} {
		f.Add(s, uint16(200))
	}
	guitest.App(theme.Light, 1)
	f.Fuzz(func(t *testing.T, s string, width uint16) {
		if len(s) > 2000 {
			return
		}
		v := New(nil)
		v.SetRuns(Run{Text: s}, Run{Text: s, Bold: true, Link: "x"})
		w := float32(width%1000) + 1
		v.Resize(fyne.NewSize(w, v.HeightFor(w)))
		v.SetMarks(words("a"))
		test.WidgetRenderer(v)
		for i := range lines(v) {
			if o := v.PlaceAt(fyne.NewPos(w/2, float32(i)*height(v))); o.Offset < 0 || o.Offset > len(v.text) {
				t.Fatalf("place %v", o)
			}
			v.StopAt(fyne.NewPos(w/2, (float32(i)+0.5)*height(v)))
		}
		v.SelectAll()
		if v.SelectedText() != v.Text() {
			t.Fatalf("%q is not %q", v.SelectedText(), v.Text())
		}
	})
}
