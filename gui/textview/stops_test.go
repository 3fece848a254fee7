package textview

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/theme"
)

func (v *View) ringed() string {
	r := &renderer{v: v}
	r.draw()
	for _, o := range r.objects {
		if o == fyne.CanvasObject(r.ring) && r.ring != nil {
			if r.ring.StrokeColor != theme.Color(fynetheme.ColorNamePrimary) {
				return "unseen"
			}
			if r.ring.Size().Height >= v.HeightFor(v.width) {
				return "all"
			}
			y := int((r.ring.Position().Y + 2) / v.lineHeight())
			return fmt.Sprintf("line %d", y)
		}
	}
	return ""
}

func key(v *View, name fyne.KeyName) { v.TypedKey(&fyne.KeyEvent{Name: name}) }

// Links and folded quotations are reached and followed by keys, and it is seen where
// the keyboard is.
func TestStops(t *testing.T) {
	v := New()
	var links []string
	v.OnLink = func(l string, at fyne.Position) { links = append(links, l) }
	v.SetText("See https://a.example/1 or\nann@example.org first.\n\n" + strings.Repeat("> quoted\n", 30) + "https://a.example/" + strings.Repeat("long/", 40) + "\nend")
	w := show(t, v, 400, 900)
	c := w.Canvas()
	c.Focus(v)
	if got := v.ringed(); got != "all" {
		t.Errorf("focus by key shows %q", got)
	}
	key(v, fyne.KeyReturn)
	if len(links) != 0 {
		t.Error("Enter on no link follows one")
	}
	var seen []string
	for v.AcceptsTab() {
		key(v, fyne.KeyTab)
		seen = append(seen, v.ringed())
		key(v, fyne.KeySpace)
	}
	if len(links) != 3 || links[0] != "https://a.example/1" || links[1] != "mailto:ann@example.org" || !strings.HasSuffix(links[2], "long/") {
		t.Errorf("followed %q", links)
	}
	if len(seen) != 4 || slices.Contains(seen, "") || slices.Contains(seen, "all") || seen[0] == seen[1] {
		t.Errorf("seen at %q", seen)
	}
	if !strings.Contains(drawnText(v), strings.Repeat("quoted\n", 20)) {
		t.Error("Space has not unfolded the quotation")
	}
	c.Unfocus()
	if got := v.ringed(); got != "" || v.stop != nil {
		t.Errorf("without the keyboard %q is shown", got)
	}
	v.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(5, 5)}})
	if got := v.ringed(); got != "" || c.Focused() != fyne.Focusable(v) {
		t.Errorf("a click shows %q", got)
	}
}

// What is out of sight is scrolled to.
func TestStopsScroll(t *testing.T) {
	v := New()
	v.OnLink = func(string, fyne.Position) {}
	by := float32(0)
	v.OnScroll = func(dy float32) { by += dy }
	v.SetText(strings.Repeat("line\n", 200) + "https://a.example/")
	show(t, v, 400, 300)
	v.Window(0, 300)
	v.FocusGained()
	key(v, fyne.KeyTab)
	if want := 200*v.lineHeight() - 300; by < want {
		t.Errorf("scrolled by %v, the link is at %v", by, want)
	}
}

// Three clicks select the paragraph, however its lines were broken.
func TestParagraph(t *testing.T) {
	for _, c := range []struct {
		text string
		at   int
		want string
	}{
		{"one\ntwo\nthree\n\nfour", 1, "one\ntwo\nthree"}, {"one\n\nfour\nfive", 2, "four\nfive"}, {"one\n> a\n> b\n>> c\ntwo", 1, "> a\n> b"},
		{"one\n \ntwo", 0, "one"}, {"a\n\nb", 1, ""}, {"alone", 0, "alone"},
	} {
		v := New()
		v.SetText(c.text)
		show(t, v, 400, 300)
		y := (float32(c.at) + 0.5) * v.lineHeight()
		for range 3 {
			v.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(30, y)}})
		}
		if got := v.SelectedText(); got != c.want {
			t.Errorf("%q, line %d: %q, want %q", c.text, c.at, got, c.want)
		}
	}
}
