package jump

import (
	"context"
	"fmt"
	"slices"
	"strings"
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

// TestSaysNothingBeforeItKnows: that nothing matches is said once all have looked, not before; a
// later text is looked for anew.
func TestSaysNothingBeforeItKnows(t *testing.T) {
	guitest.App(theme.Light, 1)
	w := test.NewTempWindow(t, canvas.NewRectangle(nil))
	w.Resize(fyne.NewSize(800, 600))
	run := &loop.Inline{}
	look := func(_ context.Context, typed string) (out []Item) {
		if typed == "ruth" {
			out = append(out, Item{Text: "Ruth Hale"})
		}
		return out
	}
	j := Show(w.Canvas(), Options{Run: run, Groups: []Group{
		{Title: "Folders", Most: 4, Items: func() []Item { return []Item{{Text: "Inbox"}} }},
		{Title: "People", Most: 4, Look: look},
	}})
	for _, c := range []struct{ typed, before, after string }{
		{"ruth", "Looking for people…", ""}, {"ruthless", "Looking for people…", "No results"}, {"inb", "", ""}, {"hotel", "Looking for people…", "No results"}, {"", "", ""},
	} {
		j.SetText(c.typed)
		if got := j.Says(); got != c.before {
			t.Errorf("%q at once: %q", c.typed, got)
		}
		run.Fire(patience)
		if got := j.Says(); got != c.after {
			t.Errorf("%q later: %q", c.typed, got)
		}
	}
	j.Hide()
}

// TestEnterAhead: what was found for an earlier text is not gone to where it does not match what is
// typed by then, and who presses Enter before anything is found goes to what is.
func TestEnterAhead(t *testing.T) {
	guitest.App(theme.Light, 1)
	w := test.NewTempWindow(t, canvas.NewRectangle(nil))
	w.Resize(fyne.NewSize(800, 600))
	run := &loop.Inline{}
	gone := ""
	people := []string{"Mark Twain", "Maria Stone", "Mary, that is Molly"}
	look := func(_ context.Context, typed string) (out []Item) {
		for _, p := range people {
			if _, ok := Match(p, typed); ok || typed == "nick" && p == "Mark Twain" { // found by what is not shown
				out = append(out, Item{Text: p, Do: func() { gone = p }})
			}
		}
		return out
	}
	show := func() *Jump {
		gone = ""
		return Show(w.Canvas(), Options{Run: run, Groups: []Group{{Title: "People", Most: 4, Look: look}}})
	}
	j := show()
	for _, c := range []struct{ typed, before, after string }{
		{"m", "", "Mark Twain Maria Stone Mary, that is Molly"},
		{"maria", "Maria Stone", "Maria Stone"},
		{"mary", "", "Mary, that is Molly"},
		{"nick", "", "Mark Twain"},
		{"nicky", "", ""},
		{"", "", ""},
	} {
		j.SetText(c.typed)
		texts := func() string {
			var out []string
			for _, text := range j.Texts() {
				out = append(out, strings.TrimPrefix(text, "People: "))
			}
			return strings.Join(out, " ")
		}
		if got := texts(); got != c.before {
			t.Errorf("%q shows %q at once, want %q", c.typed, got, c.before)
		}
		run.Fire(patience)
		if got := texts(); got != c.after {
			t.Errorf("%q shows %q, want %q", c.typed, got, c.after)
		}
	}
	j.Hide()
	for _, c := range []struct {
		typed []string // Enter follows the last one
		then  string   // typed behind that
		want  string
	}{
		{typed: []string{"m", "maria"}, want: "Maria Stone"},
		{typed: []string{"mary"}, want: "Mary, that is Molly"},
		{typed: []string{"mary"}, then: "mark", want: ""},
		{typed: []string{"nobody"}, want: ""},
	} {
		j = show()
		for i, text := range c.typed {
			j.SetText(text)
			if i+1 < len(c.typed) {
				run.Fire(patience)
			}
		}
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if c.then != "" {
			j.SetText(c.then)
		}
		run.Fire(patience)
		if gone != c.want {
			t.Errorf("%q leads to %q, want %q", c.typed, gone, c.want)
		}
		if open := slices.Contains(w.Canvas().Overlays().List(), fyne.CanvasObject(j)); open != (c.want == "") {
			t.Errorf("%q: the field is there: %v", c.typed, open)
		}
		if c.want == "" {
			j.Hide()
		}
	}
}
