package widgets

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
)

// TestBoxes: in a list with boxes the arrows tick nothing, Space and a tap tick one row, and
// Shift a range, which goes with its end.
func TestBoxes(t *testing.T) {
	l := newNumbers(t, 10)
	l.Boxes = true
	shift := false
	l.modifiers = func() (fyne.KeyModifier, bool) {
		if shift {
			return fyne.KeyModifierShift, true
		}
		return 0, true
	}
	key := func(names ...fyne.KeyName) {
		for _, n := range names {
			l.TypedKey(&fyne.KeyEvent{Name: n})
		}
	}
	want := func(at int, keys string) {
		t.Helper()
		if got := fmt.Sprint(l.Selected()); l.Current() != at || got != keys {
			t.Errorf("at %d %s, want %d %s", l.Current(), got, at, keys)
		}
	}
	k := func(rows ...int) string {
		keys := make([]int64, len(rows))
		for i, r := range rows {
			keys[i] = l.Key(r)
		}
		return fmt.Sprint(keys)
	}
	key(fyne.KeyHome)
	want(0, "[]")
	key(fyne.KeySpace, fyne.KeyDown, fyne.KeyDown)
	want(2, k(0))
	shift = true
	key(fyne.KeyDown, fyne.KeyDown)
	want(4, k(0, 2, 3, 4))
	key(fyne.KeyUp)
	want(3, k(0, 2, 3))
	shift = false
	l.press(30+7*50+10, 0)
	want(7, k(0, 2, 3, 7))
	l.click(9, fyne.KeyModifierShift)
	want(9, k(0, 2, 3, 7, 8, 9))
	l.click(8, 0)
	want(8, k(0, 2, 3, 7, 9))
	l.Clear()
	want(8, "[]")
}
