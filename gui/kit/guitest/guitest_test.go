package guitest

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

func reading(o fyne.CanvasObject) (text string, whole bool) {
	switch v := o.(type) {
	case *widget.Button:
		return "[" + v.Text + "]", true
	case *canvas.Text:
		return v.Text, true
	}
	return "", false
}

// failing is a test that notes what is wrong with it.
type failing struct {
	testing.TB
	said []string
}

func (f *failing) Helper() {}

func (f *failing) Errorf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}

func TestWhatIsRead(t *testing.T) {
	App(theme.Light, 1)
	hidden := widget.NewButton("never", nil)
	hidden.Hide()
	page := container.NewVBox(canvas.NewText("one", nil), hidden, container.NewThemeOverride(container.NewHBox(widget.NewButton("two", nil)), &theme.Theme{Mode: theme.Dark}),
		widget.NewButton("three", nil))
	w := Window(t, page, 300, 200)
	r := Reading(reading)
	if got, want := r.Text(page, nil), "one\n[two]\n[three]\n"; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
	if got := All[*widget.Button](r, nil, page); len(got) != 2 || got[0].Text != "two" {
		t.Errorf("found %d buttons", len(got))
	}
	if got := Last(t, r, "button", func(b *widget.Button) bool { return b.Text < "u" }, page); got.Text != "three" {
		t.Errorf("the last is %q", got.Text)
	}
	widget.ShowPopUp(canvas.NewText("four", nil), w.Canvas())
	if got, want := r.Text(Over(w)...), "one\n[two]\n[three]\nfour\n"; got != want {
		t.Errorf("with an overlay read %q, want %q", got, want)
	}
}

func TestChecksFail(t *testing.T) {
	f := &failing{TB: t}
	Sees(f, "one two", "one", "two")
	said := []string{"save 1", "close"}
	Asked(f, &said, "save 1", "close")
	Asked(f, &said)
	if len(f.said) != 0 {
		t.Errorf("what is right fails: %q", f.said)
	}
	Sees(f, "one two", "three", "one")
	said = []string{"close", "save 1"}
	Asked(f, &said, "save 1", "close")
	if len(f.said) != 2 || len(said) != 0 {
		t.Errorf("failed with %q, and left %q", f.said, said)
	}
}
