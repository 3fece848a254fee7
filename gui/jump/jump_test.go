package jump

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// TestMany: of many items that match only those that are shown are made, those first whose beginning
// is what is typed.
func TestMany(t *testing.T) {
	guitest.App(theme.Light, 1)
	w := test.NewTempWindow(t, canvas.NewRectangle(nil))
	w.Resize(fyne.NewSize(800, 600))
	made := 0
	var items []Item
	for i := range 1000 {
		name := fmt.Sprint("The travel ", i)
		if i > 990 {
			name = fmt.Sprint("Travel ", i)
		}
		items = append(items, Item{Text: name, Count: func() string { made++; return fmt.Sprint(i) }})
	}
	j := Show(w.Canvas(), Options{Run: &loop.Inline{}, Groups: []Group{{Title: "Folders", Most: 10, Items: func() []Item { return items }}}})
	made = 0
	j.SetText("travel")
	if made != 10 {
		t.Errorf("%d rows were made", made)
	}
	got := j.Texts()
	if len(got) != 10 || got[0] != "Folders: Travel 991 (991)" || got[8] != "Folders: Travel 999 (999)" || got[9] != "Folders: The travel 0 (0)" {
		t.Errorf("%q", got)
	}
}
