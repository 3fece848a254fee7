package gui

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
)

// fakeNewer knows the newest version.
type fakeNewer struct {
	newest Release
	err    error
	seen   []time.Time // of those who asked
}

func (f *fakeNewer) Newest(_ context.Context, seen time.Time) (Release, error) {
	f.seen = append(f.seen, seen)
	return f.newest, f.err
}

func (f *fakeNewer) Newer(version string) bool { return version > "0.1.0" }

var march = time.Date(2027, 3, 1, 9, 30, 0, 0, time.UTC)

// newerStage is a window of a PopMail that was made to look for new versions.
func newerStage(t *testing.T) (*stage, *fakeNewer, *time.Time) {
	now := noon
	f := &fakeNewer{newest: Release{Version: "0.1.0", Date: noon, Page: "https://example.org/"}}
	return newStage(t, 1, func(o *Options) {
		o.Newer, o.Travel, o.Desktop, o.Now = f, &fakeTravel{}, &fakeDesktop{}, func() time.Time { return now }
	}), f, &now
}

// Whoever asks is told whether there is a new version, or why that is not known; its page is
// opened by a click alone, and nothing is asked for by itself.
func TestNewVersions(t *testing.T) {
	const check = "Check for a new version"
	s, f, now := newerStage(t)
	s.accounts.showHelp()
	s.shows("New versions", "PopMail looks for a new version only if you ask it to.", "["+check+"]")
	for range 40 {
		*now = now.Add(10 * day)
		s.versions.look()
	}
	if len(f.seen) > 0 {
		t.Fatal("it asks by itself")
	}
	s.tap(check)
	s.shows("You have the newest version.")
	f.newest = Release{Version: "0.2.0", Date: march, Page: "https://example.org/new", Words: map[string]string{"en": "Search is quicker.", "de": "Die Suche ist schneller."}}
	s.closeSheet()
	s.jumpsTo(check)
	s.shows("There is a new version: PopMail 0.2.0, from 1 March", "Search is quicker.", "!You have the newest")
	if len(f.seen) != 2 || !f.seen[0].IsZero() || !f.seen[1].Equal(noon) {
		t.Errorf("asked with %v", f.seen)
	}
	d := s.o.Desktop.(*fakeDesktop)
	if len(d.opened) > 0 {
		t.Errorf("opened by itself: %q", d.opened)
	}
	s.pushes("Open its web page")
	if fmt.Sprint(d.opened) != "[https://example.org/new]" {
		t.Errorf("opened %q", d.opened)
	}
	for err, want := range map[error]string{
		NoAnswerOffline: "There is no internet connection", NoAnswerSlow: "didn’t answer in time", NoAnswerPlain: "without encryption", NoAnswerLong: "much too long",
		NoAnswerUnsigned: "isn’t signed by the makers of PopMail", NoAnswerOld: "older than one that came before", NoAnswerOther: "no useful answer", errors.New("x"): "no useful answer",
	} {
		f.err = err
		s.tap(check)
		s.shows(want, "PopMail 0.2.0")
	}
	asked := len(f.seen)
	s.activity.workOffline(true)
	s.tap(check)
	s.shows("You are working offline, so PopMail didn’t look for a new version.")
	if len(f.seen) != asked {
		t.Error("asked although the person works offline")
	}
}

// A PopMail that was not made for it says so, and offers nothing.
func TestNoNewVersions(t *testing.T) {
	s := newStage(t, 1)
	s.jumpsTo("Check for a new version")
	s.shows("This copy of PopMail can’t look for new versions.", "![Check for a new version]")
	if boxes := guitest.All(readingAll, func(*field.Check) bool { return true }, s.front()); len(boxes) > 0 {
		t.Errorf("%q is offered", boxes[0].Text)
	}
	s.versions.look()
}

// Who wants that once a month is asked for about once a month, also where PopMail was started anew, and
// a new version is told in the word of the week.
func TestNewVersionsMonthly(t *testing.T) {
	s, f, now := newerStage(t)
	f.newest = Release{Version: "0.2.0", Date: march, Page: "https://example.org/new"}
	s.accounts.showHelp()
	s.ticks("Check once a month")
	s.closeSheet()
	asks := func(want int, why string) {
		t.Helper()
		s.versions = newNewVersions(s.shell, s.activity, s.Window.travel, f) // as after a start
		s.versions.refill = func() {}
		s.weekly.versions = s.versions
		if s.versions.look(); len(f.seen) != want {
			t.Fatalf("%s: asked %d times, want %d", why, len(f.seen), want)
		}
	}
	*now = now.Add(3 * day)
	f.err = NoAnswerSlow
	asks(1, "after three days at most")
	asks(1, "at once again")
	*now = now.Add(4 * day)
	f.err = nil
	s.activity.workOffline(true)
	asks(1, "offline")
	s.activity.workOffline(false)
	s.Window.travel.toggle()
	asks(1, "in travel mode")
	s.Window.travel.toggle()
	asks(2, "after there was no answer")
	*now = now.Add(30*day - time.Second)
	asks(2, "within the month")
	s.news()
	s.weekly.began = now.Add(-time.Hour)
	s.app.Preferences().SetInt(prefWeekly, int(now.Add(-8*day).Unix()))
	s.weekly.look()
	told := guitest.Reading(readingAll).Text(s.weekly.card)
	guitest.Sees(t, told, "There is a new version: PopMail 0.2.0, from 1 March", "Show")
	*now = now.Add(3 * day)
	asks(3, "after a month")
	// The clock was a year ahead when it was asked for last.
	*now = now.Add(-365 * day)
	asks(3, "at once")
	*now = now.Add(3 * day)
	asks(4, "soon")
	s.accounts.showHelp()
	s.ticks("Check once a month")
	*now = now.Add(90 * day)
	asks(4, "no longer wanted")
}

// The page fits in light and dark, in narrow windows and with large letters.
func TestNewVersionsFit(t *testing.T) {
	words.Use("en-US")
	t.Cleanup(func() { words.Use("en-GB") })
	for _, c := range []struct {
		width, scale int
		mode         theme.Mode
	}{{600, 80, theme.Light}, {600, 200, theme.Dark}, {900, 100, theme.Dark}, {1280, 100, theme.Light}, {1280, 200, theme.Light}} {
		s, f, _ := newerStage(t)
		f.newest = Release{Version: "0.2.0", Date: march, Page: "https://example.org/new", Words: map[string]string{"en": "Search is quicker, and letters can be read aloud."}}
		setLook(s.app, Look{c.mode, c.scale})
		s.window.Resize(fyne.NewSize(float32(c.width), 800))
		s.accounts.showHelp()
		s.tap("Check for a new version")
		f.err = NoAnswerUnsigned
		s.tap("Check for a new version")
		guitest.Picture(t, s.window, fmt.Sprintf("newer_%d_%d_%s", c.width, c.scale, c.mode))
	}
}

// TestWordsFollowTheLanguage: what is new is told in the language that counts now, in English where it
// is not told in that one, and what an earlier PopMail has kept is told still.
func TestWordsFollowTheLanguage(t *testing.T) {
	s, f, _ := newerStage(t)
	t.Cleanup(func() { lang.Use(lang.English) })
	f.newest = Release{Version: "0.2.0", Date: march, Page: "https://example.org/new", Words: map[string]string{"en": "Search is quicker.", "de": "Die Suche ist schneller.", "pt": "A busca é mais rápida."}}
	s.versions.ask()
	for code, want := range map[string]string{"de": "Die Suche ist schneller.", "en-GB": "Search is quicker.", "pt-BR": "A busca é mais rápida.", "zh-Hans": "Search is quicker.", "en": "Search is quicker."} {
		lang.Use(code)
		if got := s.versions.state().Words; got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	s.app.Preferences().SetString(prefNewestWords, "Quicker.")
	if got := s.versions.state().Words; got != "Quicker." {
		t.Error(got)
	}
	s.versions.keep(Release{Version: "0.2.0"})
	if got := s.versions.state().Words; got != "" {
		t.Error(got)
	}
}
