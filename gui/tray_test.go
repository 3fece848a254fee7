package gui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// fakeTray is the system's side of the icon.
type fakeTray struct {
	now    TrayIcon
	sight  event.Topic[bool]
	chosen event.Topic[TrayChoice]
}

func (f *fakeTray) Show(t TrayIcon)                  { f.now = t }
func (f *fakeTray) InSight() *event.Topic[bool]      { return &f.sight }
func (f *fakeTray) Chosen() *event.Topic[TrayChoice] { return &f.chosen }

func (f *fakeTray) menu() string {
	var out []string
	for _, it := range f.now.Menu {
		name := it.Name
		if it.Checked {
			name += "*"
		}
		out = append(out, name)
	}
	return strings.Join(out, "|")
}

// trayStage is a window with an icon, whose comings and goings are told.
type trayStage struct {
	*stage
	fake *fakeTray
	desk *fakeDesk
	told string
}

func newTrayStage(t *testing.T, hidden bool) *trayStage {
	t.Helper()
	s := &trayStage{fake: &fakeTray{}, desk: &fakeDesk{}}
	s.stage = newStage(t, 2, func(o *Options) {
		o.Tray, o.Notices, o.Hidden = s.fake, s.desk, hidden
		o.Front, o.Hide, o.Minimize = func() { s.told += "front " }, func() { s.told += "hidden " }, func() { s.told += "small " }
	})
	s.onQuit = func() { s.leaveFrom(s.ends) }
	return s
}

func (s *trayStage) sight(on bool)      { s.fake.sight.Publish(on); s.news() }
func (s *trayStage) picks(c TrayChoice) { s.fake.chosen.Publish(c); s.news() }
func (s *trayStage) tells(want string) {
	s.t.Helper()
	if s.told != want {
		s.t.Errorf("the window was %q, want %q", s.told, want)
	}
	s.told = ""
}

// ends stands for the end of the program: Fyne's test windows are closed by who made them.
func (s *trayStage) ends() { s.told += "closed " }

// closes is the person closing the window.
func (s *trayStage) closes() { s.tray.closing(s.ends) }

// TestClosingIsAskedOnce: with an icon in sight the person is asked once what closing does;
// without one it quits.
func TestClosingIsAskedOnce(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	s.closes()
	s.closes()
	s.sees("Keep PopMail running?")
	s.press(fyne.KeyEscape)
	s.tells("")
	s.closes()
	s.tap("Keep running")
	s.tells("hidden ")
	s.picks(TrayOpen)
	s.tells("front ")
	s.closes()
	s.tells("hidden ")
	if s.window.Canvas().Overlays().Top() != nil {
		t.Error("it is asked again")
	}
	s.picks(TrayWrite) // there is nobody to write from
	s.tells("front ")
	s.sight(false)
	s.closes()
	s.tells("closed ")
}

// TestHiddenIsSilent: what is read aloud ends when the person closes the window, also where the
// program goes on.
func TestHiddenIsSilent(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	s.app.Preferences().SetInt(prefClosing, int(settings.ClosingStays))
	s.listing.list.Select(1)
	s.press(fyne.KeyDown)
	s.tapRow(0)
	reader := s.reading.reader
	speaks, stopped := false, false
	reader.Speak = func(ctx context.Context, _ []string, _ string) error {
		speaks = reader.ReadsAloud()
		s.closes()
		select {
		case <-ctx.Done():
			stopped = true
		case <-time.After(10 * time.Second):
		}
		return nil
	}
	reader.ToggleAloud()
	s.tells("hidden ")
	if !speaks || !stopped || reader.ReadsAloud() {
		t.Errorf("it was read: %v, that was stopped: %v, it is read: %v", speaks, stopped, reader.ReadsAloud())
	}
}

// TestClosingQuits: where that was chosen.
func TestClosingQuits(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	s.closes()
	s.tap("Quit")
	s.tells("closed ")
	if c := settings.Closing(s.app.Preferences().Int(prefClosing)); c != settings.ClosingQuits {
		t.Errorf("kept is %v", c)
	}
	s.closes()
	s.tells("closed ")
}

// TestNoTrayMeanwhile: where the icon goes while the person is asked, the window is not hidden.
func TestNoTrayMeanwhile(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	s.closes()
	s.sight(false)
	s.tap("Keep running")
	s.tells("small ")
	if s.hidden {
		t.Error("the window is hidden, and nothing is there that brings it back")
	}
}

// TestQuitElsewhere: the icon and another window end the program as the main window does, which
// comes forward to ask what is to become of what was typed there.
func TestQuitElsewhere(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	s.accounts.showSettingsAt("Accounts")
	s.tap("Edit")
	for c := s.window.Canvas(); ; c.FocusNext() {
		if e, ok := c.Focused().(*field.Entry); ok && e.Text != "" { // of the account
			break
		}
	}
	s.typed("Other")
	s.picks(TrayQuit)
	s.tells("front ") // it may lie behind others
	s.tap("Keep editing")
	s.tray.hide()
	s.tells("hidden ")
	s.picks(TrayQuit)
	s.tells("front ")
	s.tap("Discard changes")
	s.tells("closed ")
	s.openAlone(1)
	for _, beside := range s.sides.open {
		beside.ctrl(fyne.KeyQ)
		s.tells("closed ")
	}
}

// TestTrayMenu: what the icon shows and what its menu does, also to a hidden window.
func TestTrayMenu(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	const rest = "||Check now|Work offline|Quiet until tomorrow||Quit"
	if got := s.fake.menu(); got != "Open PopMail (2)"+rest || !s.fake.now.Unread || s.fake.now.Tip != "2 unread" {
		t.Errorf("%q, %+v", got, s.fake.now)
	}
	s.tray.hide()
	s.told = ""
	s.picks(TrayCheck)
	if s.post.checks == 0 {
		t.Error("mail was not looked for")
	}
	s.picks(TrayOffline)
	if got := s.fake.menu(); !strings.Contains(got, "Work offline*") || !s.activity.worksOffline() {
		t.Errorf("%q", got)
	}
	s.picks(TrayQuiet)
	if got := s.fake.menu(); !strings.Contains(got, "Tell me about new mail again") || !s.telling.still() {
		t.Errorf("%q", got)
	}
	s.tells("")
	s.picks(TrayCheck) // offline: that is said in the window
	s.tells("front ")
	entries, err := s.store.Index(t.Context(), mailbox.View{}, 0)
	s.must(err)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{entries[0].ID, entries[1].ID}, mailbox.Read, true))
	s.news()
	if got := s.fake.menu(); !strings.HasPrefix(got, "Open PopMail||") || s.fake.now.Unread || strings.Contains(s.fake.now.Tip, "unread") {
		t.Errorf("%q, %+v", got, s.fake.now)
	}
	s.picks(TrayQuit)
	s.tells("closed ")
}

// TestHiddenIsNeverLost: a hidden window comes back where the icon goes, or never comes.
func TestHiddenIsNeverLost(t *testing.T) {
	s := newTrayStage(t, true)
	s.sight(false)
	s.run.Fire(trayPause)
	s.tells("small ")
	s = newTrayStage(t, true)
	s.sight(true)
	s.run.Fire(trayPause)
	s.tells("")
	s.sight(false) // a panel that begins again
	s.run.Fire(trayPause - 1)
	s.sight(true)
	s.run.Fire(trayPause)
	s.tells("")
	s.sight(false)
	s.run.Fire(trayPause)
	s.tells("small ")
	s.ComeForward()
	s.tells("front ")
}

// TestHiddenIsTold: a hidden window shows no mail, so all is told, also while another window
// of PopMail has the keyboard.
func TestHiddenIsTold(t *testing.T) {
	s := newTrayStage(t, false)
	s.sight(true)
	s.telling.setFront(true)
	s.deliver(storagetest.Mail{From: "Dad <dad@home.example>", Subject: "seen", Date: noon})
	s.must(s.store.Settle(t.Context()))
	s.news()
	s.tray.hide()
	s.deliver(storagetest.Mail{From: "Dad <dad@home.example>", Subject: "unseen", Date: noon})
	s.must(s.store.Settle(t.Context()))
	s.news()
	if len(s.desk.told) != 1 || !strings.Contains(s.desk.told[0], "unseen") {
		t.Errorf("told %q", s.desk.told)
	}
	s.ComeForward()
	if s.desk.stands {
		t.Error("it stands although the window is there")
	}
}

// startsWith is a system that starts programs.
type startsWith struct {
	on, forbidden bool
	err           error
}

func (a *startsWith) State(context.Context) (bool, bool, error) { return a.on, a.forbidden, nil }
func (a *startsWith) Set(_ context.Context, on bool) error {
	if a.err == nil {
		a.on, a.forbidden = on, false
	}
	return a.err
}

// TestBackgroundPage: what is chosen about closing and starting.
func TestBackgroundPage(t *testing.T) {
	fake, start := &fakeTray{}, &startsWith{on: true, forbidden: true}
	s := newStage(t, 1, func(o *Options) { o.Tray, o.Autostart = fake, start })
	s.showSettingsPage()
	s.sees("Your desktop shows no tray now")
	s.sees("keep PopMail from starting")
	fake.sight.Publish(true)
	s.news()
	s.sees("opens the window again")
	s.tapCheckBox()
	if start.on {
		t.Error("it starts still")
	}
	start.err = errors.New("no")
	s.tapCheckBox()
	if start.on || s.lastCheck().Checked {
		t.Error("it says that it starts")
	}
	guitest.Fits(t, s.window, "settings")
}

func (s *stage) showSettingsPage() { s.accounts.showSettingsAt("In the background") }
