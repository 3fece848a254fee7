package settings

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

var now = time.Date(2026, 11, 21, 14, 32, 0, 0, time.UTC)

type stage struct {
	unsent int // letters of the account that is removed
	heir   string
	t      *testing.T
	s      *Settings
	win    fyne.Window
	run    loop.Inline
	said   []string

	err, saveErr error
	saved        []account.Account
	secret       string           // of the last that was saved
	saving       func(saved bool) // ends the saving of the last rule
}

func state() State {
	return State{
		Accounts: []Account{
			{Account: account.Account{ID: 1, Email: "ann@example.org", Name: "Ann Example", Interval: 10 * time.Minute},
				Status: account.Status{LastCheck: now.Add(-9 * time.Minute)}, Messages: 12408},
			{Account: account.Account{ID: 2, Email: "treasurer@club.example", Interval: -1},
				Trouble: "The server did not accept the password.", Messages: 0},
		},
		Mode: theme.System, Scale: 100, Version: "0.1.0", DataFolder: "/home/ann/.local/share/popmail",
	}
}

func newStage(t *testing.T, w, h float32, mode theme.Mode, scale float32) *stage {
	t.Helper()
	words.Use("en-GB")
	guitest.App(mode, scale)
	st := &stage{t: t, s: New()}
	st.s.Shortcuts = []Shortcut{ // of the window, the longest among them
		{"Ctrl+F or /", "Search"}, {"Ctrl+R or F5", "Get mail"}, {"Shift or Ctrl and ↑ ↓", "Select several"}, {"Ctrl+K", "Go to a folder, a person, a setting…"},
	}
	say := func(format string, args ...any) { st.said = append(st.said, fmt.Sprintf(format, args...)) }
	st.s.Now = func() time.Time { return now }
	st.s.OnAdd = func() { say("add") }
	st.s.OnRemove = func(id account.ID, keep bool) { say("remove %d %v", id, keep) }
	st.s.OnPause = func(id account.ID, paused bool) { say("pause %d %v", id, paused) }
	st.s.OnOrder = func(ids []account.ID) { say("order %v", ids) }
	st.s.Run = &st.run
	st.s.Removal = func(_ context.Context, id account.ID) (Removal, error) {
		return Removal{Goes: []int{0, 12408, 3}[id], Stays: 5 * (int(id) - 1), Unsent: st.unsent, Heir: st.heir}, nil
	}
	st.s.Removable = func(_ context.Context, a account.Account) (account.Removable, error) {
		switch {
		case a.LeaveDeleted.Mode == account.LeaveNone:
			return account.Removable{Messages: 3, Octets: 2000}, nil
		case a.Leave.Mode == account.LeaveDays && a.Leave.Days < 30:
			return account.Removable{Messages: 1204, Octets: 5 << 20, Old: 1204}, nil
		}
		return account.Removable{}, nil
	}
	st.s.Probe = func(_ context.Context, a account.Account, c account.Credential) error {
		say("probe %s:%d %s %q", a.Incoming.Host, a.Incoming.Port, a.User, c.Password)
		return st.err
	}
	st.s.Save = func(_ context.Context, was, now account.Account, c account.Credential) error {
		st.saved, st.secret = append(st.saved, account.Merge(was, now, was)), c.Password
		return st.saveErr
	}
	st.s.SaveAnyway = func(_ context.Context, was, now account.Account, c account.Credential) error {
		say("anyway")
		return st.s.Save(nil, was, now, c)
	}
	st.s.OnLook = func(m theme.Mode, scale int) { say("look %s %d", m, scale) }
	st.s.OnClose = func() { say("close") }
	st.win = guitest.Window(t, st.s, w, h)
	st.s.Set(state())
	return st
}

// reading is what a person reads in the things of the page.
func reading(o fyne.CanvasObject) (text string, whole bool) {
	switch v := o.(type) {
	case *widgets.Text:
		return v.Text(), true
	case *selectable.Text:
		return v.Text(), true
	case *widgets.Button:
		return "[" + v.Text + "]", true
	case *widgets.Chip:
		if v.On {
			return "(✓ " + v.Text + ")", true
		}
		return "(" + v.Text + ")", true
	case *field.Select:
		return "<" + v.Selected + ">", true
	case *field.Check:
		return v.Text, true
	}
	return "", false
}

// front is the page, or a question that lies over it.
func (st *stage) front() fyne.CanvasObject {
	if top := st.win.Canvas().Overlays().Top(); top != nil {
		return top
	}
	return st.s
}

func (st *stage) text() string { return guitest.Reading(reading).Text(st.front()) }

func (st *stage) sees(want ...string) {
	st.t.Helper()
	guitest.Sees(st.t, st.text(), want...)
}

// tap taps the nth thing with a text.
func (st *stage) tap(name string, nth int) {
	st.t.Helper()
	found := guitest.All(reading, func(o fyne.CanvasObject) bool {
		switch v := o.(type) {
		case *widgets.Button:
			return v.Text == name
		case *widgets.Chip:
			return v.Text == name
		}
		return false
	}, st.front())
	if nth >= len(found) {
		st.t.Fatalf("there is no %q in:\n%s", name, st.text())
	}
	test.Tap(found[nth].(fyne.Tappable))
}

func (st *stage) wants(want ...string) {
	st.t.Helper()
	guitest.Asked(st.t, &st.said, want...)
}

// page turns to a page.
func (st *stage) page(name string) {
	st.t.Helper()
	for i, p := range st.s.pages {
		if p.name == name {
			st.s.turn(i)
			return
		}
	}
	st.t.Fatalf("there is no page %q", name)
}

func TestThePages(t *testing.T) {
	st := newStage(t, 1280, 800, theme.Light, 1)
	st.sees("Settings", "ann@example.org", "12,408 messages · checked 14:23", "0 messages · not checked yet", "did not accept the password")
	guitest.Picture(t, st.win, "settings_light")
	st.tap("Add an account…", 0)
	st.page("Appearance")
	st.sees("(✓ Same as system)", "100")
	guitest.Picture(t, st.win, "settings_look")
	st.page("Help")
	st.sees("PopMail 0.1.0", "MIT", "/home/ann/.local/share/popmail")
	guitest.Picture(t, st.win, "settings_help")
	st.page("Accounts")
	st.tap("Done", 0)
	st.wants("add", "close")
	if !st.s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) {
		t.Error("Escape is not taken")
	}
	st.wants("close")
}

func TestLook(t *testing.T) {
	st := newStage(t, 800, 600, theme.Light, 1)
	st.page("Appearance")
	st.tap("Dark", 0)
	st.wants("look dark 100")
	st.sees("(✓ Dark)", "(Same as system)")
	for range 15 {
		st.tap("Larger", 0)
	}
	if last := st.said[len(st.said)-1]; last != "look dark 200" || len(st.said) != 10 {
		t.Errorf("%q", st.said)
	}
	st.said = nil
	for range 15 {
		st.tap("Smaller", 0)
	}
	if last := st.said[len(st.said)-1]; last != "look dark 80" {
		t.Errorf("%q", st.said)
	}
}

// TestRemovingTellsWhatIsNotSent: letters that wait in the outbox will not go, and are kept with the mail.
func TestRemovingTellsWhatIsNotSent(t *testing.T) {
	st := newStage(t, 1000, 700, theme.Light, 1)
	st.unsent = 2
	st.tap("Edit", 0)
	st.tap("Remove…", 0)
	st.sees("2 letters in the Outbox will not be sent.")
	st.tap("Cancel", 0)
	st.unsent, st.heir = 1, "bob@example.net"
	st.tap("Remove…", 0)
	st.sees("1 letter in the Outbox will not be sent. If you keep the mail, it stays here as a draft of bob@example.net.")
	st.tap("Cancel", 0)
}

func TestRemovingAsksOnce(t *testing.T) {
	st := newStage(t, 1000, 700, theme.Light, 1)
	st.tap("Edit", 0)
	st.tap("Remove…", 0)
	st.sees("Remove ann@example.org from PopMail?", "Nothing is removed from the server.", "Keep its 12,408 messages")
	guitest.Picture(t, st.win, "settings_remove")
	st.wants()
	st.tap("Cancel", 0)
	st.wants()
	st.tap("Remove…", 0)
	st.tap("Remove the account", 0)
	st.wants("remove 1 true")
	st.tap("Edit", 1)
	st.tap("Remove…", 0)
	st.sees("Keep its 3 messages", "5 messages of this account that are in your own folders stay there.")
	for _, c := range guitest.All[*field.Check](reading, nil, st.front()) {
		test.Tap(c)
	}
	st.tap("Remove the account", 0)
	st.wants("remove 2 false")
	st.tap("Edit", 0)
	st.tap("Remove…", 0)
	if !ask.Escape(st.win.Canvas()) || st.win.Canvas().Overlays().Top() != nil || ask.Escape(st.win.Canvas()) {
		t.Error("Escape does not turn away from the question")
	}
	st.wants()
}

func TestKeysSheet(t *testing.T) {
	st := newStage(t, 1000, 760, theme.Light, 1)
	st.page("Help")
	st.tap("Keyboard shortcuts…", 0)
	st.sees("Ctrl+F or /", "Search", "Ctrl+R or F5", "[Close]")
	guitest.Picture(t, st.win, "settings_keys")
	for _, scale := range []float32{0.8, 1, 1.5, 2} {
		st := newStage(t, 1280, 900, theme.Light, scale)
		st.page("Help")
		st.tap("Keyboard shortcuts…", 0)
		for _, p := range guitest.All[*widgets.Text](reading, nil, st.win.Canvas().Overlays().Top()) {
			if line := widgets.LineHeight(fyne.CurrentApp().Settings().Theme().Size(fynetheme.SizeNameText)); p.Size().Height > 1.5*line && p.Text() != "Keyboard shortcuts" {
				t.Errorf("%v: %q takes more than a line", scale, p.Text())
			}
		}
	}
	st.tap("Close", 0)
	if st.win.Canvas().Overlays().Top() != nil {
		t.Error("the sheet stays")
	}
}

func TestMissingFonts(t *testing.T) {
	for _, c := range []struct {
		scripts, packages []string
		want              string
	}{
		{nil, []string{"x"}, ""},
		{[]string{"Japanese", "Chinese"}, []string{"fonts-noto-cjk"}, "Some letters may show as boxes. To see Japanese and Chinese, install the package fonts-noto-cjk."},
		{[]string{"Arabic", "Hebrew", "Thai"}, []string{"a", "b"}, "Some letters may show as boxes. To see Arabic, Hebrew and Thai, install the packages a b."},
		{[]string{"Thai"}, nil, "Some letters may show as boxes. This computer has no font for Thai."},
	} {
		if got := MissingFonts(c.scripts, c.packages); got != c.want {
			t.Errorf("%v: %q", c.scripts, got)
		}
	}
	test.NewApp()
	if FontsNotice(nil, nil, nil) != nil {
		t.Error("a notice without a reason")
	}
}

func TestNothingIsCutOff(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  float32
		mode  theme.Mode
		scale float32
	}{{"dark", 1280, 800, theme.Dark, 1}, {"large", 800, 600, theme.Light, 2}, {"narrow", 420, 700, theme.Light, 1}} {
		st := newStage(t, c.w, c.h, c.mode, c.scale)
		guitest.Picture(t, st.win, "settings_"+c.name)
		for _, o := range st.s.column.Objects {
			if o.Position().X+o.Size().Width > c.w+0.5 || o.Size().Height+0.5 < o.MinSize().Height {
				t.Errorf("%s: %T is %v at %v, needs %v", c.name, o, o.Size(), o.Position(), o.MinSize())
			}
		}
		if got, need := st.s.page.Scroll.Content.Size().Height, st.s.column.HeightFor(c.w); got < need {
			t.Errorf("%s: the page is %v high and needs %v", c.name, got, need)
		}
	}
}

// TestPause: an account is paused and resumed by one button, and says which it is.
func TestPause(t *testing.T) {
	st := newStage(t, 1000, 760, theme.Light, 1)
	st.tap("Edit", 1)
	st.tap("Pause", 0)
	now := state()
	now.Accounts[1].Account.Paused = true
	st.s.Set(now)
	st.sees("0 messages · paused", "[Resume]")
	if strings.Contains(st.text(), "did not accept") {
		t.Error("what is wrong with a paused account is told")
	}
	guitest.Picture(t, st.win, "settings_paused")
	st.tap("Resume", 0)
	st.wants("pause 2 true", "pause 2 false")
}

// TestPictures draws the page as in the design, for people to look at.
func TestPictures(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  float32
		mode  theme.Mode
		scale float32
	}{{"1280", 1280, 800, theme.Light, 1}, {"dark", 1280, 800, theme.Dark, 1}, {"900", 900, 700, theme.Light, 1}, {"600", 600, 800, theme.Light, 1}, {"80", 1280, 800, theme.Light, 0.8},
		{"200", 1280, 800, theme.Light, 2}, {"narrow_200", 600, 800, theme.Dark, 2}} {
		st := newStage(t, c.w, c.h, c.mode, c.scale)
		words.Use("en-US")
		st.s.Set(ann())
		st.tap("Edit", 0)
		st.s.form.tryOut(nil)
		guitest.Picture(t, st.win, "settings_edit_"+c.name)
		for _, r := range []*row{st.s.form.incoming.row, st.s.form.login.row} {
			r.change.Tapped(nil)
		}
		st.err = &account.Problem{Trouble: account.TroubleRefused}
		st.s.form.tryOut(nil)
		guitest.Picture(t, st.win, "settings_open_"+c.name)
		st.s.page.By(400)
		guitest.Picture(t, st.win, "settings_open2_"+c.name)
	}
}

// ann is the state of the picture in the design.
func ann() State {
	s := state()
	s.Accounts = []Account{
		{Account: account.Account{ID: 1, Email: "ann@example.org", Label: "Home", Name: "Ann Example", User: "ann@example.org", Color: 3, Keep: account.KeepKeyring, Interval: 10 * time.Minute,
			Leave:    account.Retention{Mode: account.LeaveDays, Days: 14},
			Incoming: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}, Outgoing: account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}},
			Status: account.Status{LastCheck: now}, Messages: 12104},
		{Account: account.Account{ID: 2, Email: "treasurer@club.example", Label: "Club", Name: "The Club", Color: 4}, Status: account.Status{LastCheck: now.Add(-time.Minute)}, Messages: 304},
	}
	return s
}
