package guide

import (
	"fmt"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

func TestMain(m *testing.M) {
	lang.Use(lang.English)
	os.Exit(m.Run())
}

// opened is the guide in a window.
func opened(t *testing.T, width, height float32) (*Guide, fyne.Window) {
	t.Helper()
	g := New(&loop.Inline{})
	g.OnPrint, g.OnZoom = func() {}, func(int) {}
	return g, guitest.Window(t, g, width, height)
}

func key(w fyne.Window, g *Guide, name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := w.Canvas().Focused(); f != nil {
		f.TypedKey(e)
	} else {
		g.TypedKey(e)
	}
}

func chapter(t *testing.T, g *Guide, id string) int {
	t.Helper()
	for i, c := range g.book.Chapters {
		if c.ID == id {
			return i
		}
	}
	t.Fatalf("there is no chapter %s", id)
	return 0
}

// above is how far above the top of what is in sight a chapter begins.
func above(g *Guide, i int) float32 {
	return g.page.Scroll.Offset.Y - g.view.Position().Y - g.tops[i]
}

// TestGuide: chapters are gone to by the contents and by links, and the contents follow what is
// read; words are found; Escape ends that.
func TestGuide(t *testing.T) {
	guitest.App(theme.Light, 1)
	g, w := opened(t, 1040, 760)
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { g.TypedKey(e) })
	rules := chapter(t, g, "guide.rules")
	for i, y := range g.tops {
		if y < 0 || i > 0 && y <= g.tops[i-1] {
			t.Fatalf("%s stands at %v", g.book.Chapters[i].Name, y)
		}
	}
	w.Canvas().Focus(g.contents)
	for range rules {
		key(w, g, fyne.KeyDown)
	}
	if d := above(g, rules); g.at != rules || d < -2*headroom || d > 0 {
		t.Errorf("chapter %d, %v below its beginning", g.at, d)
	}
	key(w, g, fyne.KeyEnd)
	if last := len(g.tops) - 1; g.at != last {
		t.Errorf("End leads to chapter %d", g.at)
	}
	key(w, g, fyne.KeyHome)
	if g.at != 0 || g.page.Scroll.Offset.Y != 0 {
		t.Errorf("Home leads to chapter %d", g.at)
	}
	// Reading on, by key.
	w.Canvas().Unfocus()
	for range 12 {
		g.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	if g.at == 0 || g.page.Scroll.Offset.Y < 5000 {
		t.Errorf("Space leads to %v, chapter %d", g.page.Scroll.Offset.Y, g.at)
	}
	// Links.
	g.page.ToTop()
	w.Canvas().Focus(g.view)
	key(w, g, fyne.KeyTab)
	key(w, g, fyne.KeyReturn)
	if wrong := chapter(t, g, "guide.if-something-does-not-work"); g.at != wrong {
		t.Errorf("the first link leads to chapter %d", g.at)
	}
	// Words.
	g.page.ToTop()
	g.Find()
	for _, r := range "subject:statement" {
		w.Canvas().Focused().TypedRune(r)
	}
	if g.count.Text() != "1 of 1" || g.count.Shown() != g.count.Text() {
		t.Errorf("found: %q, and %q is seen", g.count.Text(), g.count.Shown())
	}
	if g.at != rules {
		t.Errorf("what was found is in chapter %d", g.at)
	}
	key(w, g, fyne.KeyEscape)
	if g.entry.Text != "" || w.Canvas().Focused() != fyne.Focusable(g.view) || g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) {
		t.Error("Escape does not end the search, or more than that")
	}
	g.Find()
	w.Canvas().Focused().TypedRune('ж')
	if g.count.Text() != "Not found" {
		t.Errorf("found: %q", g.count.Text())
	}
}

// TestNarrowGuide: where there is no room for the contents they are a list to choose from.
func TestNarrowGuide(t *testing.T) {
	guitest.App(theme.Light, 1)
	g, _ := opened(t, 600, 700)
	if g.contents.Visible() || !g.above.Visible() {
		t.Fatal("the contents are beside the text")
	}
	rules := chapter(t, g, "guide.rules")
	g.choice.SetSelectedIndex(rules)
	if d := above(g, rules); g.at != rules || d < -2*headroom || d > 0 {
		t.Errorf("chapter %d, %v below its beginning", g.at, d)
	}
	g.page.ToTop()
	if g.choice.SelectedIndex() != 0 {
		t.Errorf("at the top chapter %d is chosen", g.choice.SelectedIndex())
	}
}

// TestLooksOfTheGuide: all words fit, and pictures are left for people to look at.
func TestLooksOfTheGuide(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, c := range []struct{ width, scale float32 }{{600, 0.8}, {600, 2}, {900, 1}, {1280, 0.8}, {1280, 1}, {1280, 2}} {
			guitest.App(mode, c.scale)
			g, w := opened(t, c.width, 800)
			name := fmt.Sprintf("guide_%.0f_%.0f_%s", c.width, c.scale*100, mode)
			guitest.Picture(t, w, name)
			g.turn(chapter(t, g, "guide.searching"))
			guitest.Picture(t, w, name+"_searching")
			g.entry.SetText("backup")
			guitest.Picture(t, w, name+"_found")
			if g.count.Shown() != g.count.Text() || !g.print.Visible() {
				t.Errorf("%s: %q is cut", name, g.count.Text())
			}
		}
	}
}

// TestGuideInEachLanguage: what stands around the text fits in each language.
func TestGuideInEachLanguage(t *testing.T) {
	t.Cleanup(func() { lang.Use(lang.English) })
	guitest.App(theme.Light, 1.5)
	for _, l := range lang.Languages() {
		lang.Use(l.Code)
		_, w := opened(t, 600, 600)
		guitest.Picture(t, w, "guide_"+l.Code)
	}
}
