package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
)

// fakeTravel remembers what the sessions were told.
type fakeTravel struct {
	limits  []int64
	rests   Rests
	used    account.Used
	gets    int
	metered event.Topic[bool]
}

func (f *fakeTravel) WholeUpTo(octets int64) { f.limits = append(f.limits, octets) }
func (f *fakeTravel) Rests(context.Context) (Rests, error) {
	return f.rests, nil
}
func (f *fakeTravel) GetRests(context.Context) (int, error) {
	f.gets++
	f.rests.Wanted = f.rests.Messages - f.rests.Larger
	return f.rests.Larger, nil
}
func (f *fakeTravel) Used() account.Used          { return f.used }
func (f *fakeTravel) Metered() *event.Topic[bool] { return &f.metered }

func (f *fakeTravel) limit() int64 { return f.limits[len(f.limits)-1] }

// traveling is a window with travel mode.
func traveling(t *testing.T) (*stage, *fakeTravel) {
	f := &fakeTravel{used: account.Used{Today: 3_100_000, Month: 84_000_000}, rests: Rests{Messages: 7, Octets: 61_000_000}}
	return newStage(t, 9, func(o *Options) { o.Travel = f }), f
}

// barSays is what stands in the bar: the sentence and the words of the buttons.
func (s *stage) barSays() string {
	b := s.travel.bar
	if !b.Visible() {
		return ""
	}
	out := b.text.Text()
	if b.rest.Visible() {
		out += " | " + b.rest.Text
	}
	return out + " | " + b.end.Text
}

// Travel mode is begun and ended by key; the sessions have its limit, and bar and status
// line tell of it. It stays when PopMail is started again.
func TestTravelMode(t *testing.T) {
	s, f := traveling(t)
	s.says(event.Finished{Account: 1, At: noon})
	if f.limit() != account.UsualWhole || s.barSays() != "" {
		t.Errorf("%v, %q", f.limits, s.barSays())
	}
	s.statusIs("Up to date · checked 12:00")
	s.travel.toggle()
	const bar = "Travel mode · Only the first lines of messages over 200 KB are fetched. The rest of 7 messages is waiting on the server. | Get all (61 MB) | End travel mode"
	if f.limit() != account.TravelWhole || s.barSays() != bar {
		t.Errorf("%v, %q", f.limits, s.barSays())
	}
	s.statusIs("Travel mode · checked 12:00 · the rest of 7 messages is on the server · 3.1 MB used today, 84 MB this month")
	if strings.Contains(s.window.Title(), "Offline") {
		t.Error(s.window.Title())
	}

	again := newTravel(s.shell, s.activity, f)
	if !again.on() || f.limit() != account.TravelWhole {
		t.Error("a restart ends it")
	}

	test.Tap(s.travel.bar.rest)
	if f.gets != 1 || strings.Contains(s.barSays(), "Get all") || !strings.Contains(s.barSays(), "The rest of 7 messages is waiting") {
		t.Errorf("%d, %q", f.gets, s.barSays())
	}
	f.rests = Rests{Messages: 2, Octets: 900_000}
	s.travel.count()
	if !strings.Contains(s.barSays(), "The rest of 2 messages is waiting on the server. | Get all (900 KB)") {
		t.Error(s.barSays())
	}
	s.statusIs("Travel mode · checked 12:00 · the rest of 2 messages is on the server · 3.1 MB used today, 84 MB this month")
	f.rests = Rests{Messages: 3, Larger: 2, Octets: 900_000}
	s.travel.count()
	test.Tap(s.travel.bar.rest)
	if got := s.toasts.now.Text(); got != "2 large messages are left out. Open each of them to get its rest." {
		t.Error(got)
	}
	if strings.Contains(s.barSays(), "Get all") || !strings.Contains(s.barSays(), "The rest of 3 messages is waiting") {
		t.Error(s.barSays())
	}
	f.rests = Rests{}
	s.travel.count()
	s.statusIs("Travel mode · checked 12:00 · 3.1 MB used today, 84 MB this month")

	test.Tap(s.travel.bar.end)
	if f.limit() != account.UsualWhole || s.barSays() != "" {
		t.Errorf("%v, %q", f.limits, s.barSays())
	}
	s.statusIs("Up to date · checked 12:00")
}

// What bar and status line say is true together with working offline, pause, trouble, and
// what is under way.
func TestTravelWithOthers(t *testing.T) {
	s, f := traveling(t)
	s.says(event.Finished{Account: 1, At: noon})
	s.travel.toggle()
	is := func(what, status, bar string) {
		t.Helper()
		s.statusIs(status)
		if got := s.barSays(); !strings.Contains(got, bar) {
			t.Errorf("%s: %q", what, got)
		}
	}
	s.activity.workOffline(true)
	is("offline", "You are working offline", "Only the first lines of messages over 200 KB will be fetched. The rest of 7 messages is waiting")
	test.Tap(s.travel.bar.rest)
	if f.gets != 0 || s.toasts.now == nil || s.toasts.now.Action().Text != "Go online" {
		t.Error("it was to be fetched offline")
	}
	test.Tap(s.toasts.now.Action())
	if f.gets != 1 || s.post.offline {
		t.Errorf("%d, %v", f.gets, s.post.offline)
	}
	is("online", "Travel mode · checked 12:00 · the rest of 7 messages is on the server · 3.1 MB used today, 84 MB this month", "are fetched.")
	s.says(event.Started{Account: 1})
	is("under way", "ann@example.org: checking for new mail…", "are fetched.")
	s.says(event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleOffline}, Offline: true})
	is("no network", "Offline · 2 messages can be read and searched · the rest of 7 messages is on the server · mail will be checked when you are back online", "are fetched.")
	s.says(event.Finished{Account: 1, At: noon, Held: account.Held{At: noon, Messages: 5, Missing: 2}})
	is("some could not come", "Travel mode · checked 12:00 · 2 messages are still on the server · the rest of 7 messages is on the server · 3.1 MB used today, 84 MB this month", "are fetched.")
	f.used = account.Used{Today: 512, Month: 512, Since: noon}
	s.activity.showStatus()
	is("the first day", "Travel mode · checked 12:00 · 2 messages are still on the server · the rest of 7 messages is on the server · 512 bytes used today", "")
	f.used = account.Used{Today: 512, Month: 84_000, Since: noon.AddDate(0, 0, -9)}
	s.activity.showStatus()
	if got := s.activity.bar.Line().Text; !strings.HasSuffix(got, "512 bytes used today, 84 KB since 12 Nov") {
		t.Error(got)
	}
	a, err := s.store.Accounts(t.Context())
	s.must(err)
	a[0].Paused = true
	s.known.accounts = a
	s.activity.status.SetAccounts(a)
	s.activity.showStatus()
	is("paused", "Checking for new mail is paused", "will be fetched.")
	s.activity.workOffline(true)
	is("paused and offline", "You are working offline", "will be fetched.")
	s.travel.end()
	is("paused and offline, at home", "You are working offline", "")
}

// What has the keyboard in the bar does not take it along when it goes.
func TestTravelByKeyboard(t *testing.T) {
	s, f := traveling(t)
	s.travel.toggle()
	c := s.window.Canvas()
	press := func(o fyne.Focusable) {
		c.Focus(o)
		c.Capture() // draws what has appeared
		c.Focus(o)
		o.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	press(s.travel.bar.rest)
	if f.gets != 1 || c.Focused() != fyne.Focusable(s.travel.bar.end) {
		t.Errorf("%d, the keyboard is at %T", f.gets, c.Focused())
	}
	press(s.travel.bar.end)
	if s.travel.on() || c.Focused() != fyne.Focusable(s.listing.list.View()) {
		t.Errorf("%v, the keyboard is at %T", s.travel.on(), c.Focused())
	}
}

// A metered connection is travel mode where that was chosen, unless the person ends it.
func TestMetered(t *testing.T) {
	s, f := traveling(t)
	says := func(on bool) { f.metered.Publish(on); s.news() }
	on := func(what string, want bool) {
		t.Helper()
		if s.travel.on() != want || (s.barSays() != "") != want || (f.limit() == account.TravelWhole) != want {
			t.Errorf("%s: %v, %q, %v", what, s.travel.on(), s.barSays(), f.limits)
		}
	}
	says(true)
	on("not chosen", false)
	s.travel.useMetered(true)
	on("chosen", true)
	if !strings.HasPrefix(s.barSays(), "Travel mode · The connection is metered. Only the first lines") {
		t.Error(s.barSays())
	}
	told := len(f.limits)
	says(true)
	if len(f.limits) != told {
		t.Error("the same was told again")
	}
	test.Tap(s.travel.bar.end)
	on("ended", false)
	says(false)
	says(true)
	on("another metered connection", true)
	says(false)
	on("at home", false)
	s.travel.toggle()
	says(true)
	says(false)
	on("chosen by hand, it stays", true)
	if strings.Contains(s.barSays(), "metered") {
		t.Error(s.barSays())
	}
	says(true)
	test.Tap(s.travel.bar.end)
	on("ended by hand on a metered connection", false)
	s.travel.useMetered(false)
	says(false)
	says(true)
	on("not chosen any more", false)
}

// The sizes and travel mode are chosen in Settings, which say how much was moved.
func TestTravelSettings(t *testing.T) {
	s, f := traveling(t)
	s.accounts.showMenu()
	p, ok := s.sheet.(*settings.Settings)
	if !ok {
		t.Fatal("the settings are not open")
	}
	p.OnSizes(25_000_000, 50_000)
	if f.limit() != 25_000_000 {
		t.Error(f.limits)
	}
	p.OnTravel(true)
	if f.limit() != 50_000 || !strings.Contains(s.barSays(), "over 50 KB") {
		t.Errorf("%v, %q", f.limits, s.barSays())
	}
	p.OnTravel(true)
	if !s.travel.on() {
		t.Error("the same again has ended it")
	}
	p.OnSizes(1_000, 50_000) // travel mode never fetches more than is usual
	if f.limit() != 1_000 {
		t.Error(f.limits)
	}
	p.OnTravel(false)
	p.OnMetered(true)
	f.metered.Publish(true)
	s.news()
	if !s.travel.on() {
		t.Error("metered")
	}
	if c := guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, "check", func(c *field.Check) bool { return c.Text == "Travel mode" }, p); !c.Checked {
		t.Error("the open settings do not show it")
	}
}

// Pictures that nobody has asked for do not come in travel mode.
func TestNothingAheadInTravelMode(t *testing.T) {
	s, _ := traveling(t)
	s.travel.toggle()
	a := &ahead{shell: s.shell, saves: s.travel.on}
	s.app.Preferences().SetBool(prefAhead, true)
	if a.wanted() {
		t.Error("pictures are fetched ahead")
	}
	s.travel.toggle()
	if !a.wanted() {
		t.Error("no pictures are fetched ahead")
	}
}

// The bar shows all of its words at any width and text size.
func TestTravelBarWraps(t *testing.T) {
	for _, width := range []float32{360, 600, 900, 1280} {
		for _, scale := range []float32{0.8, 1, 2} {
			s, _ := traveling(t)
			s.app.Settings().SetTheme(&theme.Theme{Mode: theme.Light, Scale: scale})
			s.travel.toggle()
			s.window.Resize(fyne.NewSize(width, 900))
			b := s.travel.bar
			d := fyne.CurrentApp().Driver()
			at := d.AbsolutePositionForObject(b)
			for name, o := range map[string]fyne.CanvasObject{"the sentence": b.text, "Get all": b.rest, "End travel mode": b.end} {
				p := d.AbsolutePositionForObject(o).Subtract(at)
				if p.X < 0 || p.Y < 0 || p.X+o.Size().Width > b.Size().Width || p.Y+o.Size().Height > b.Size().Height || o.Size().Width < min(o.MinSize().Width, b.Size().Width-60) {
					t.Errorf("%v at %v: %s is at %v with %v, the bar has %v", width, scale, name, p, o.Size(), b.Size())
				}
			}
			if h := b.text.HeightFor(b.text.Size().Width); h > b.text.Size().Height+1 {
				t.Errorf("%v at %v: the sentence needs %v and has %v", width, scale, h, b.text.Size().Height)
			}
			if scale == 1 && width == 1280 && (b.Size().Height < 36 || b.Size().Height > 46) {
				t.Errorf("the bar is %v high", b.Size().Height)
			}
		}
	}
}
