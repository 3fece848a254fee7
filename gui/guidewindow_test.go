package gui

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/guide"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
)

// guideWindow is the window of the guide; nil: it is not open.
func (s *stage) guideWindow() *side { return s.sides.open[guideKey] }

// TestGuideWindow: F1 opens the guide from wherever the keyboard is, once; Escape closes it; it and
// its printing are offered under Help.
func TestGuideWindow(t *testing.T) {
	s, _ := writingStage(t, numbered(1))
	from := map[string]func(){
		"the list":            func() { s.listing.list.SelectFirst(); s.listing.list.Focus() },
		"the field to search": s.search,
		"the settings":        s.accounts.showMenu,
		"a question":          func() { s.closeSheet(); s.ask("Really?", "It is a question.", "No", "Yes", func() {}) },
	}
	for _, name := range []string{"the list", "the field to search", "the settings", "a question"} {
		from[name]()
		s.press(fyne.KeyF1)
		g := s.guideWindow()
		if g == nil {
			t.Fatalf("F1 in %s opens nothing", name)
		}
		s.press(fyne.KeyF1)
		if len(s.sides.open) != 1 {
			t.Errorf("%d windows", len(s.sides.open))
		}
		g.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if s.guideWindow() != nil {
			t.Fatal("Escape does not close it")
		}
	}
	ask.Escape(s.window.Canvas())
	s.write()
	d := s.letterWindow(t)
	d.side.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF1})
	if s.guideWindow() == nil {
		t.Error("F1 in a letter opens nothing")
	}
	s.guideWindow().window.Close()
	s.accounts.showSettingsAt("Help")
	guitest.Picture(t, s.window, "settings_help")
	s.tap("Read the guide")
	if s.guideWindow() == nil {
		t.Error("the button under Help opens nothing")
	}
	if text := guitest.Reading(readingAll).Text(s.guideWindow().window.Content()); !strings.Contains(text, "The first ten minutes") || strings.Contains(text, "The guide is in English.") {
		t.Errorf("the guide reads\n%s", text)
	}
}

// TestGuideIsPrinted: the web browser gets a file with all of the guide.
func TestGuideIsPrinted(t *testing.T) {
	d := &fakeDesktop{}
	s := newStage(t, 1, func(o *Options) { o.Desktop = d })
	s.accounts.showSettingsAt("Help")
	s.tap("Print the guide…")
	if len(d.opened) != 1 {
		t.Fatalf("opened: %q", d.opened)
	}
	u, err := url.Parse(d.opened[0])
	s.must(err)
	page, err := os.ReadFile(filepath.FromSlash(u.Path))
	s.must(err)
	guitest.Sees(t, string(page), guide.Title, "If something does not work", "press Ctrl+P here", "data:image/png;base64,")
	d.err = os.ErrNotExist
	s.tap("Print the guide…")
	if said := s.toasts.now; said == nil || said.Text() != "No program on this computer could open the guide." {
		t.Error(said)
	}
}

// TestGuideInOtherLanguages: the guide says in the person's language that it is in English, also
// where the language is chosen while it is open.
func TestGuideInOtherLanguages(t *testing.T) {
	code := other(t)
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	var s *stage
	s = newStage(t, 1, func(o *Options) { o.OnAnew = func(w *Window) { s.Window = w } })
	s.showGuide()
	s.speak(code)
	g := s.guideWindow()
	if g == nil {
		t.Fatal("the guide is gone")
	}
	said := lang.L("The guide is in English.")
	if said == "The guide is in English." {
		t.Fatalf("%s has no words for it", code)
	}
	guitest.Sees(t, guitest.Reading(readingAll).Text(g.window.Content()), said)
	if g.window.Title() != lang.L("Guide") {
		t.Errorf("the title is %q", g.window.Title())
	}
}

// TestGuideKeepsItsPlace: after another language is chosen the guide is where it was.
func TestGuideKeepsItsPlace(t *testing.T) {
	code := other(t)
	t.Cleanup(func() { lang.Use(lang.English); words.Use("en-GB") })
	var s *stage
	s = newStage(t, 1, func(o *Options) { o.OnAnew = func(w *Window) { s.Window = w } })
	s.showGuide()
	g := s.guideWindow().main.(*guide.Guide)
	for range 12 {
		g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
	before := g.Place()
	if before.ID == "" || before.Below == 0 {
		t.Fatal("it does not scroll")
	}
	s.speak(code)
	n := s.guideWindow().main.(*guide.Guide)
	if n == g {
		t.Fatal("it is the same one")
	}
	if got := n.Place(); got.ID != before.ID || max(got.Below-before.Below, before.Below-got.Below) > 1 {
		t.Errorf("it was at %v, is at %v", before, got)
	}
}
