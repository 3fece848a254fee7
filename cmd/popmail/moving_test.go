package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/adrg/xdg"

	"popmail/account"
	"popmail/account/discover/profiles"
	"popmail/account/setup"
	formfield "popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/moving"
	"popmail/gui/words"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// stopper is mover with an end that comes once some messages are in.
type stopper struct {
	mover
	after int
	stop  func()
}

func (s *stopper) BringIn(ctx context.Context, b moving.Bring, tell func(moving.Progress)) (moving.Progress, []moving.Failure, error) {
	return s.mover.BringIn(ctx, b, func(p moving.Progress) {
		tell(p)
		if s.after > 0 && p.Came >= s.after {
			s.after = 0
			s.stop()
		}
	})
}

// movingStage is a page of gui/moving on a real store and real files.
type movingStage struct {
	t     *testing.T
	run   loop.Inline
	store *storage.Store
	mover *stopper
	win   fyne.Window
	shown string   // the folder whose mail was shown
	said  []string // what came of it
}

func newMovingStage(t *testing.T) *movingStage {
	words.Use("en-US")
	guitest.App(theme.Light, 1)
	store := storagetest.Open(t, nil)
	return &movingStage{t: t, store: store, mover: &stopper{mover: mover{app: &app{store: store}}}}
}

// in opens the page that brings mail in.
func (s *movingStage) in() *moving.In {
	p := moving.NewIn(moving.InOptions{
		Run: &s.run, Mover: s.mover, Now: time.Now, Folders: func() []string { return nil }, OnClose: func() {},
		OnShow: func(folder string, role mailbox.Role) { s.shown = strings.TrimSpace(string(role) + " " + folder) }, OnFailed: func(err error) { s.t.Error(err) },
		OnDone: func(text string, _ error) { s.said = append(s.said, text) },
	})
	s.win = guitest.Window(s.t, p, 900, 700)
	return p
}

func (s *movingStage) reads() string {
	return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		switch o := o.(type) {
		case *widgets.Text:
			return o.Text(), true
		case *widgets.Button:
			return o.Text, true
		case *formfield.Check:
			return o.Text, true
		}
		return "", false
	}).Text(guitest.Over(s.win)...)
}

func (s *movingStage) sees(want ...string) {
	s.t.Helper()
	for _, w := range want {
		if got := s.reads(); !strings.Contains(got, w) {
			s.t.Fatalf("%q is not said in:\n%s", w, got)
		}
	}
}

// press puts the keyboard on a button and presses Enter.
func (s *movingStage) press(text string) {
	s.t.Helper()
	b := guitest.Last(s.t, func(fyne.CanvasObject) (string, bool) { return "", false }, "button "+text, func(b *widgets.Button) bool { return b.Text == text && !b.Disabled() }, guitest.Over(s.win)...)
	s.win.Canvas().Focus(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

// box writes an mbox with n messages.
func box(t *testing.T, path, tag string, n int) {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "From bob@example.net Mon Nov  2 10:00:00 2026\nFrom: Bob <bob@example.net>\nSubject: %s %d\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\nThe %s of day %d.\n\n", tag, i, tag, i)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestBringInProfile: a profile of Thunderbird is offered with its accounts; each box does what
// it says.
func TestBringInProfile(t *testing.T) {
	const prefs = `user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", "ann@example.org");
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.hostname", "pop.example.org");
user_pref("mail.server.server1.userName", "ann");
`
	t.Cleanup(xdg.Reload) // once HOME is what it was
	const none = "Stars and read marks|Account settings|Don’t download this mail again"
	for _, c := range []struct {
		clear   string // the boxes that are cleared, between them "|"
		marks   mailbox.Flag
		account bool
		known   int
	}{
		{"", mailbox.Read | mailbox.Starred, true, 1}, {"Stars and read marks", 0, true, 1}, {"Don’t download this mail again", mailbox.Read | mailbox.Starred, true, 0},
		{"Account settings", mailbox.Read | mailbox.Starred, false, 0}, {none, 0, false, 0},
	} {
		home := t.TempDir()
		t.Setenv("HOME", home)
		xdg.Reload()
		for name, text := range map[string]string{
			"profiles.ini":                                "[Profile0]\nName=default\nIsRelative=1\nPath=p.default\nDefault=1\n",
			"p.default/prefs.js":                          prefs,
			"p.default/Mail/pop.example.org/Inbox":        "From - Fri Mar 03 10:00:00 2020\nX-Account-Key: account1\nX-UIDL: u1\nX-Mozilla-Status: 0005\nX-Mozilla-Status2: 00000000\nSubject: x\n\nx\n\n",
			"p.default/Mail/pop.example.org/popstate.dat": "*pop.example.org ann\nk u1 1\n",
		} {
			path := filepath.Join(home, ".thunderbird", filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := newMovingStage(t)
		added := 0
		s.mover.app.accounts = &setup.Service{Store: s.store}
		s.mover.profiles = func(ctx context.Context) profiles.Found {
			return profiles.Find(ctx, profiles.Places{Thunderbird: []string{filepath.Join(home, ".thunderbird")}})
		}
		s.mover.keyring, s.mover.added = func(context.Context) bool { return true }, func() { added++ }
		p := s.in()
		p.Begin()
		s.sees("Thunderbird", "1 account · 1 message", strings.ReplaceAll(none, "|", "\n"), "1 account will be set up.")
		if c.clear == "" {
			guitest.Picture(t, s.win, "import_profile")
		}
		for text := range strings.SplitSeq(c.clear, "|") {
			if text != "" {
				guitest.Last(t, func(fyne.CanvasObject) (string, bool) { return "", false }, text, func(c *formfield.Check) bool { return c.Text == text }, p).Tapped(nil)
			}
		}
		s.press("Bring in")
		s.sees("1 message came")
		rows, err := s.store.List(t.Context(), mailbox.View{}, 0)
		if err != nil || len(rows) != 1 || rows[0].Flags != c.marks {
			t.Errorf("%q: %+v, %v", c.clear, rows, err)
		}
		accounts, err := s.store.Accounts(t.Context())
		if err != nil || len(accounts) != added || c.account != (added == 1) {
			t.Fatalf("%q: %+v, %d added, %v", c.clear, accounts, added, err)
		}
		if !c.account {
			continue
		}
		a := accounts[0]
		if a.Email != "ann@example.org" || a.User != "ann" || a.Incoming.Host != "pop.example.org" || a.Keep != account.KeepKeyring || a.Leave != (account.Retention{}) {
			t.Errorf("%q: %+v", c.clear, a)
		}
		if known, err := s.store.Known(t.Context(), a.ID); err != nil || len(known) != c.known || rows[0].Account != a.ID {
			t.Errorf("%q: %d are known, %v", c.clear, len(known), err)
		}
	}

}

func (s *movingStage) count() int {
	s.t.Helper()
	all, err := s.store.Index(s.t.Context(), mailbox.View{}, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(all)
}

// TestBringInPage: what a folder of files holds is counted, a folder is left out, the rest comes
// in; what cannot be read is named; a second time nothing comes twice.
func TestBringInPage(t *testing.T) {
	s := newMovingStage(t)
	dir := filepath.Join(t.TempDir(), "Old mail")
	box(t, filepath.Join(dir, "Letters"), "letter", 40)
	box(t, filepath.Join(dir, "Family"), "family", 1)
	box(t, filepath.Join(dir, "Work", "Plans"), "plan", 7)
	if err := os.WriteFile(filepath.Join(dir, "old.zip"), []byte("PK\x03\x04 and nothing more"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := s.in()
	p.Add([]string{dir})
	s.sees("Old mail", "3 folders · 48 messages", "1 can’t be read")
	s.press("Choose folders…")
	s.sees("Letters · 40 messages", "Family · 1 message")
	none := func(fyne.CanvasObject) (string, bool) { return "", false }
	guitest.Last(t, none, "Letters", func(c *formfield.Check) bool { return strings.HasPrefix(c.Text, "Letters") }, p).Tapped(nil)
	s.sees("2 folders · 8 messages")
	s.press("Bring in")
	s.sees("8 messages came", "1 could not be read")
	if n := s.count(); n != 8 {
		t.Errorf("%d messages are there", n)
	}
	s.press("Show it…")
	s.sees("old.zip")
	s.press("Close")
	s.press("Show mail")
	p.Add([]string{dir})
	s.press("Bring in")
	s.sees("40 messages came · 8 were here already")
	if n := s.count(); n != 48 || len(s.said) != 2 {
		t.Errorf("%d messages are there; %q", n, s.said)
	}
	p.Add([]string{filepath.Join(dir, "old.zip")})
	s.sees("There is no mail in it that PopMail can read.")
	s.press("OK")
}

// TestBringInStops: Stop keeps what came, and going on brings no doubles.
func TestBringInStops(t *testing.T) {
	s := newMovingStage(t)
	path := filepath.Join(t.TempDir(), "letters.mbox")
	box(t, path, "letter", 1700)
	p := s.in()
	p.Add([]string{path})
	s.sees("1,700 messages")
	s.mover.after, s.mover.stop = 500, func() {
		s.sees("of 1,700")
		s.press("Stop")
	}
	s.press("Bring in")
	s.sees("Stopped: ", "no message comes twice")
	came := s.count()
	if came < 500 || came >= 1700 || p.Busy() {
		t.Fatalf("%d messages came until Stop", came)
	}
	s.press("Go on")
	s.sees(fmt.Sprintf("%s messages came", words.Count(1700-came)))
	if n := s.count(); n != 1700 {
		t.Errorf("%d messages are there", n)
	}
}

// TestShowOfOneFolder: the page says of one folder in another where its mail came in.
func TestShowOfOneFolder(t *testing.T) {
	for name, want := range map[string]string{"Work.sbd/Plans": "own Work/Plans", "Sent Items": "sent Sent Items", "letters/a.eml": "own letters"} {
		s := newMovingStage(t)
		dir := t.TempDir()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		box(t, path, "letter", 1)
		p := s.in()
		p.Add([]string{dir})
		s.press("Bring in")
		s.press("Show mail")
		if s.shown != want {
			t.Errorf("%s: %q", name, s.shown)
		}
	}
}

// TestSavePage: a search and all mail are saved in each format, each in a folder of its own, and
// what is saved comes in again elsewhere.
func TestSavePage(t *testing.T) {
	s := newMovingStage(t)
	path := filepath.Join(t.TempDir(), "letters.mbox")
	box(t, path, "letter", 12)
	s.in().Add([]string{path})
	s.press("Bring in")
	to := t.TempDir()
	ids := func(most int) func(ctx context.Context) ([]mailbox.ID, error) {
		return func(ctx context.Context) (ids []mailbox.ID, err error) {
			list, err := s.store.Index(ctx, mailbox.View{}, most)
			for _, e := range list {
				ids = append(ids, e.ID)
			}
			return ids, err
		}
	}
	opened := ""
	p := moving.NewOut(moving.OutOptions{
		Run: &s.run, Mover: s.mover, Now: time.Now, OnClose: func() {}, OnFailed: func(err error) { t.Error(err) },
		Scopes:   []moving.Scope{{Name: "found", IDs: ids(5)}, {Name: "All mail", IDs: ids(0)}, {Name: "empty", IDs: func(context.Context) ([]mailbox.ID, error) { return nil, nil }}},
		OnFolder: func(chosen func(string)) { chosen(to) }, OnOpen: func(f string) { opened = f }, OnDone: func(string, string) {},
	})
	s.win = guitest.Window(t, p, 900, 700)
	selects := guitest.All(func(fyne.CanvasObject) (string, bool) { return "", false }, func(*formfield.Select) bool { return true }, fyne.CanvasObject(p))
	for i, want := range []int{5, 12, 12, 12} {
		selects[0].SetSelectedIndex(min(i, 1))
		selects[1].SetSelectedIndex(i)
		s.press("Choose where and save…")
		s.sees(fmt.Sprintf("%d messages saved in %s", want, to))
		s.press("Open folder")
		again := newMovingStage(t)
		again.in().Add([]string{opened})
		if i == 3 { // pages hold the messages as they came, too
			if _, err := os.Stat(filepath.Join(opened, "index.html")); err != nil {
				t.Error(err)
			}
			continue
		}
		again.press("Bring in")
		if n := again.count(); n != want {
			t.Errorf("format %d: %d messages came back", i, n)
		}
	}
	if list, err := os.ReadDir(to); err != nil || len(list) != 4 {
		t.Errorf("%v %v", list, err)
	}
	selects[0].SetSelectedIndex(2)
	s.press("Choose where and save…")
	s.sees("There are no messages to save.")
}
