package htmlview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/loop"
)

// TestDetails: a summary opens and closes its details, by the mouse and by keys, and find
// opens those in which a hit is.
func TestDetails(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	page := `<!DOCTYPE html><p>before</p><details><summary>Sum <b>mary</b></summary><p>inside</p><details><summary>Deep</summary>deepest</details></details><details open><summary>Other</summary>seen</details>`
	s.set(Document{HTML: page})
	has := func(words string, want bool) {
		t.Helper()
		if got := strings.Contains(s.v.Text(), words); got != want {
			t.Errorf("%q is there: %v: %q", words, got, s.v.Text())
		}
	}
	tap := func(words string) {
		at := s.where(words)
		s.press(at, 0)
		s.v.Tapped(&fyne.PointEvent{Position: at, AbsolutePosition: at})
	}
	has("inside", false)
	tap("Sum")
	has("inside", true)
	has("deepest", false)
	tap("Deep")
	has("deepest", true)
	tap("Other")
	has("seen", false)
	has("deepest", true)
	tap("mary")
	has("inside", false)
	if len(s.opened) > 0 {
		t.Errorf("opened %q", s.opened)
	}

	s.set(Document{HTML: page})
	s.win.Canvas().Focus(s.v)
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	has("inside", true)
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // the keyboard is still on it
	has("inside", false)

	s.set(Document{Text: "first"}, Document{HTML: page})
	if n, at := s.v.Find("deepest"); n != 1 || at != 1 || s.v.SelectedText() != "deepest" {
		t.Errorf("find: %d of %d, %q", at, n, s.v.SelectedText())
	}
	tap("Sum")
	has("inside", false)
}
