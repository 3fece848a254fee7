package widgets

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// numbers is a List of the given keys, with rows of 50 and headings of 31.
type numbers struct {
	*List
	win   fyne.Window
	keys  []int64
	made  int
	bound int
	told  int
}

func newNumbers(t testing.TB, n int) *numbers {
	t.Helper()
	guitest.App(theme.Light, 1)
	x := &numbers{List: NewList()}
	x.RowHeight = func() float32 { return 50 }
	x.HeaderHeight = func() float32 { return 30 }
	x.NewRow = func() fyne.CanvasObject {
		x.made++
		return NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	}
	x.Bind = func(i int, o fyne.CanvasObject, _ RowState) {
		x.bound++
		o.(*Text).Set(fmt.Sprint("row ", x.keys[i]), false, nil)
	}
	x.Key = func(i int) int64 { return x.keys[i] }
	x.Index = func(k int64) int { return slices.Index(x.keys, k) }
	x.OnSelected = func() { x.told++ }
	for i := range n {
		x.keys = append(x.keys, int64(i))
	}
	x.win = guitest.Window(t, x.List, 300, 500)
	x.SetSections([]Section{{Title: "All", Rows: n}})
	return x
}

func (x *numbers) press(y float32, mod fyne.KeyModifier) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod}
	e.Position = fyne.NewPos(100, y)
	x.area.MouseDown(e)
	x.area.MouseUp(e)
	x.area.Tapped(&fyne.PointEvent{Position: e.Position})
}

func (x *numbers) key(name fyne.KeyName) { x.TypedKey(&fyne.KeyEvent{Name: name}) }

func (x *numbers) want(t *testing.T, keys ...int64) {
	t.Helper()
	if got := x.Selected(); !slices.Equal(got, keys) {
		t.Errorf("selected %v, want %v", got, keys)
	}
}

// What the ladder answers by search must be what counting row by row gives.
func TestLadder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var sections []Section
		for range rnd.IntN(6) {
			s := Section{Rows: rnd.IntN(5), Height: []float32{0, 0, 10, 13, 25}[rnd.IntN(5)]}
			if rnd.IntN(2) == 0 {
				s.Title = "x"
			}
			sections = append(sections, s)
		}
		l := newLadder(sections, 10, 7)
		var tops, heights []float64
		y := 0.0
		for _, s := range sections {
			if s.Rows == 0 {
				continue
			}
			if s.Title != "" {
				y += 7
			}
			for range s.Rows {
				h := 10.0
				if s.Height > 0 {
					h = float64(s.Height)
				}
				tops, heights = append(tops, y), append(heights, h)
				y += h
			}
		}
		if l.rows != len(tops) || l.height != y {
			t.Fatalf("%v: %d rows, %v high; want %d, %v", sections, l.rows, l.height, len(tops), y)
		}
		for i, top := range tops {
			if l.top(i) != top || l.high(i) != heights[i] {
				t.Fatalf("%v: row %d at %v, want %v", sections, i, l.top(i), top)
			}
		}
		for p := -3.0; p < y+12; p += 0.5 {
			hit := -1
			for i, top := range tops {
				if p >= top && p < top+heights[i] {
					hit = i
				}
			}
			if got := l.hit(p); got != hit {
				t.Fatalf("%v: hit(%v) = %d, want %d", sections, p, got, hit)
			}
			first, end := l.span(p, p+13)
			for i, top := range tops {
				seen := top < p+13 && top+heights[i] > p
				if in := i >= first && i < end; in != seen {
					t.Fatalf("%v: span(%v) = %d,%d; row %d at %v", sections, p, first, end, i, top)
				}
			}
		}
	}
}

func TestListDrawsOnlyWhatIsInView(t *testing.T) {
	x := newNumbers(t, 100_000)
	if x.made > 12 {
		t.Errorf("%d rows were made for a view of 10", x.made)
	}
	made := x.made
	for range 500 {
		x.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -37}})
	}
	if x.made > made+2 {
		t.Errorf("%d more rows were made while scrolling", x.made-made)
	}
	x.bound = 0
	x.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -3}})
	if x.bound > 1 {
		t.Errorf("%d rows were bound for 3 pixels", x.bound)
	}
	x.key(fyne.KeyEnd)
	first, end := x.InView()
	if end != 100_000 || x.Row(99_999) == nil || x.RowTop(99_999) != 450 {
		t.Errorf("at the end: rows %d to %d, the last at %v", first, end, x.RowTop(99_999))
	}
	if got := x.Row(99_999).(*Text).Text(); got != "row 99999" {
		t.Errorf("the last row says %q", got)
	}
	x.ScrollToTop()
	if got := x.Row(0).(*Text).Text(); got != "row 0" || x.RowTop(0) != 30 {
		t.Errorf("the first row says %q at %v", got, x.RowTop(0))
	}
}

func TestListMouse(t *testing.T) {
	x := newNumbers(t, 30)
	x.press(30+50*2+5, 0)
	x.want(t, 2)
	if x.told != 1 {
		t.Errorf("told %d times of one click", x.told)
	}
	x.press(30+50*4+5, fyne.KeyModifierControl)
	x.want(t, 2, 4)
	x.press(30+50*2+5, fyne.KeyModifierControl)
	x.want(t, 4)
	x.press(30+50*1+5, 0)
	x.press(30+50*3+5, fyne.KeyModifierShift)
	x.want(t, 1, 2, 3)
	x.press(30+50*0+5, fyne.KeyModifierShift) // the other way from the same end
	x.want(t, 0, 1)
	x.press(5, 0) // a heading
	x.want(t, 0, 1)

	menu := -1
	x.OnMenu = func(i int, _ fyne.Position) { menu = i }
	x.area.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(9, 30+50*1+5)})
	if x.want(t, 0, 1); menu != 1 {
		t.Errorf("menu on %d", menu)
	}
	x.area.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(9, 30+50*6+5)})
	x.want(t, 6)

	opened := -1
	x.OnOpen = func(i int) { opened = i }
	down := func(y float32) {
		e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
		e.Position = fyne.NewPos(9, y)
		x.area.MouseDown(e)
		x.area.MouseUp(e)
	}
	for _, first := range []float32{5, 30 + 50*4 + 5} { // a heading, another row
		down(first)
		down(30 + 50*5 + 5)
		x.area.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(9, 30+50*5+5)})
		if opened != -1 {
			t.Errorf("presses at %v and on row 5 open %d", first, opened)
		}
	}
	down(30 + 50*5 + 5)
	down(30 + 50*5 + 5)
	x.area.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(9, 30+50*5+5)})
	if opened != 5 {
		t.Errorf("opened %d", opened)
	}
	x.area.Tapped(&fyne.PointEvent{Position: fyne.NewPos(9, 30+50*7+5)}) // a finger: no press before
	x.want(t, 7)
	if x.win.Canvas().Focused() != fyne.Focusable(x.List) {
		t.Error("a tap did not give the list the keyboard")
	}
}

// TestListShiftLetGoElsewhere: the release of Shift goes to the menu or the sheet
// that was opened with it. The next arrow chooses one row all the same.
func TestListShiftLetGoElsewhere(t *testing.T) {
	down := fyne.KeyModifierShift
	x := newNumbers(t, 30)
	x.modifiers = func() (fyne.KeyModifier, bool) { return down, true }
	down = 0
	x.key(fyne.KeyDown)
	x.want(t, 0)
	down = fyne.KeyModifierShift
	x.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	x.key(fyne.KeyDown)
	x.want(t, 0, 1)
	down = 0
	x.key(fyne.KeyDown)
	x.want(t, 2)
}

func TestListKeys(t *testing.T) {
	x := newNumbers(t, 30)
	x.key(fyne.KeyDown)
	x.want(t, 0)
	x.key(fyne.KeyDown)
	x.key(fyne.KeyDown)
	x.want(t, 2)
	x.key(fyne.KeyUp)
	x.want(t, 1)
	x.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	x.key(fyne.KeyDown)
	x.key(fyne.KeyDown)
	x.want(t, 1, 2, 3)
	x.key(fyne.KeyUp)
	x.want(t, 1, 2)
	x.key(fyne.KeyHome)
	x.want(t, 0, 1)
	x.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	x.key(fyne.KeyEnd)
	x.want(t, 29)
	if _, end := x.InView(); end != 30 {
		t.Errorf("the chosen row is out of view: %d", end)
	}
	x.key(fyne.KeyPageUp)
	x.want(t, 20)
	x.key(fyne.KeyPageDown)
	x.want(t, 29)
	x.key(fyne.KeyDown)
	x.want(t, 29)
	x.TypedShortcut(&fyne.ShortcutSelectAll{})
	if n := len(x.Selected()); n != 30 {
		t.Errorf("Ctrl+A selected %d", n)
	}
	x.key(fyne.KeyUp)
	x.want(t, 28)
	x.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeySpace, Modifier: fyne.KeyModifierControl})
	x.want(t)
	x.key(fyne.KeyEnd)
	if !x.Step(-1) || x.Step(2) {
		t.Error("Step went beyond the end, or not at all")
	}
}

// What the list does not use must reach the window.
func TestListHandsKeysOn(t *testing.T) {
	x := newNumbers(t, 3)
	var keys []fyne.KeyName
	var runes []rune
	shortcuts := 0
	x.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) })
	x.win.Canvas().SetOnTypedRune(func(r rune) { runes = append(runes, r) })
	find := &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierControl}
	x.win.Canvas().AddShortcut(find, func(fyne.Shortcut) { shortcuts++ })
	x.OnKey = func(e *fyne.KeyEvent) bool { return e.Name == fyne.KeyDelete }
	x.key(fyne.KeyDelete)
	x.key(fyne.KeyF5)
	x.TypedRune('?')
	x.TypedShortcut(find)
	if !slices.Equal(keys, []fyne.KeyName{fyne.KeyF5}) || string(runes) != "?" || shortcuts != 1 {
		t.Errorf("the window got keys %v, runes %q and %d shortcuts", keys, string(runes), shortcuts)
	}
}

// insert puts new keys at the top, as mail that arrives.
func (x *numbers) insert(keys ...int64) {
	x.keys = append(slices.Clone(keys), x.keys...)
	x.SetSections([]Section{{Title: "All", Rows: len(x.keys)}})
}

func TestListKeepsItsPlace(t *testing.T) {
	x := newNumbers(t, 1000)
	x.scrollTo(2000)
	first, _ := x.InView()
	key, y := x.keys[first], x.RowTop(first)
	for batch := range 50 {
		var more []int64
		for i := range 20 {
			more = append(more, int64(10_000+batch*100+i))
		}
		x.insert(more...)
	}
	if got := x.RowTop(x.Index(key)); got != y {
		t.Errorf("row %d went from %v to %v", key, y, got)
	}
	// The chosen row is held, even when the upper one goes.
	i := first + 1000 + 4
	x.SelectOnly(i)
	chosen, y := x.keys[i], x.RowTop(i)
	x.keys = slices.DeleteFunc(x.keys, func(k int64) bool { return k == key })
	x.SetSections([]Section{{Title: "All", Rows: len(x.keys)}})
	if got := x.RowTop(x.Index(chosen)); got != y {
		t.Errorf("the chosen row went from %v to %v", y, got)
	}
	x.want(t, chosen)
}

func TestListFollowsTheTop(t *testing.T) {
	x := newNumbers(t, 100)
	x.FollowTop = true
	x.insert(500)
	if first, _ := x.InView(); first != 0 || x.Offset() != 0 || x.Row(0).(*Text).Text() != "row 500" {
		t.Errorf("at the top, what arrives is not seen")
	}
	x.scrollTo(100)
	at := x.RowTop(x.Index(5))
	x.insert(501)
	if got := x.RowTop(x.Index(5)); got != at {
		t.Errorf("away from the top, row 5 went from %v to %v", at, got)
	}
	x.keys = nil
	x.SetSections(nil)
	if x.Offset() != 0 || x.ladder.rows != 0 || x.Current() != -1 {
		t.Error("an empty list is not at its top")
	}
	x.key(fyne.KeyDown) // must not panic
}

func TestListGrowsWithTheText(t *testing.T) {
	x := newNumbers(t, 1000)
	x.RowHeight = func() float32 { return 50 * Unit() }
	x.HeaderHeight = func() float32 { return 30 * Unit() }
	x.Refresh()
	x.scrollTo(20_000)
	first, _ := x.InView()
	fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Scale: 2})
	x.Refresh()
	if now, _ := x.InView(); now != first || x.ladder.row != 100 {
		t.Errorf("row %d was at the top, now %d; rows are %v high", first, now, x.ladder.row)
	}
}

func TestScrollBar(t *testing.T) {
	x := newNumbers(t, 1000)
	_, length := x.bar.handle()
	if length < barLeast || length > 100 {
		t.Errorf("the handle is %v long", length)
	}
	x.bar.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DY: 10_000}})
	x.bar.DragEnd()
	if _, end := x.InView(); end != 1000 {
		t.Errorf("dragged to the end, the last row in view is %d", end-1)
	}
	x.bar.Tapped(&fyne.PointEvent{Position: fyne.NewPos(3, 2)})
	if x.Offset() >= x.ladder.height-500 {
		t.Error("a tap above the handle did not scroll up")
	}
	x.keys = x.keys[:3]
	x.SetSections([]Section{{Rows: 3}})
	if _, length := x.bar.handle(); length != 0 {
		t.Error("a short list has a handle")
	}
}

// A step of the wheel and a refresh must cost the same for 10 rows as for
// 100,000; the last figure is the ratio.
func BenchmarkListLength(b *testing.B) {
	// By turns and the quickest of several, since the machine may have other work.
	cost := func(work func(x *numbers, i int)) (few, many time.Duration) {
		short, long := newNumbers(b, 20), newNumbers(b, 100_000)
		run := func(x *numbers) time.Duration {
			begin := time.Now()
			for i := range 400 {
				work(x, i)
			}
			return time.Since(begin) / 400
		}
		few, many = run(short), run(long)
		for range 8 {
			few, many = min(few, run(short)), min(many, run(long))
		}
		return few, many
	}
	for name, work := range map[string]func(x *numbers, i int){
		"scroll": func(x *numbers, i int) {
			dy := float32(-40)
			if i%20 >= 10 {
				dy = 40
			}
			x.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: dy}})
		},
		"refresh": func(x *numbers, _ int) { x.SetSections(x.sections) },
	} {
		b.Run(name, func(b *testing.B) {
			var few, many time.Duration
			for b.Loop() {
				few, many = cost(work)
			}
			b.ReportMetric(float64(few.Nanoseconds()), "ns/20rows")
			b.ReportMetric(float64(many.Nanoseconds()), "ns/100000rows")
			b.ReportMetric(float64(many)/float64(few), "ratio")
		})
	}
}
