package settings

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

func (st *stage) key(k fyne.KeyName) {
	if f := st.win.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: k})
		return
	}
	st.s.TypedKey(&fyne.KeyEvent{Name: k})
}

// editing is a stage with the account of ann open.
func editing(t *testing.T) *stage {
	t.Helper()
	st := newStage(t, 1280, 900, theme.Light, 1)
	st.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { st.s.TypedKey(e) })
	st.s.Set(ann())
	st.tap("Edit", 0)
	return st
}

// TestKeyboard changes an account by keyboard alone: typing replaces what is in a field.
func TestKeyboard(t *testing.T) {
	st := newStage(t, 1280, 900, theme.Light, 1)
	c := st.win.Canvas()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { st.s.TypedKey(e) })
	st.s.Set(ann())
	until := func(want fyne.Focusable) {
		t.Helper()
		for range 40 {
			if c.Focused() == want {
				return
			}
			c.FocusNext()
		}
		t.Fatalf("Tab does not lead to %T", want)
	}
	until(st.s.cards[2].edit)
	st.key(fyne.KeyReturn)
	f := st.s.form
	if f == nil || c.Focused() != f.label {
		t.Fatal("the first field has not the keyboard")
	}
	test.Type(c.Focused(), "Verein")
	until(f.name)
	test.Type(c.Focused(), "Treasurer")
	until(f.color)
	st.key(fyne.KeyEnd)
	st.key(fyne.KeyLeft)
	until(f.login.row.change)
	st.key(fyne.KeyReturn)
	if c.Focused() != f.login.user {
		t.Error("Change… does not lead to the user name")
	}
	until(f.incoming.row.change)
	st.key(fyne.KeyReturn)
	test.Type(c.Focused(), "pop.club.example")
	test.Type(f.login.user, "treasurer")
	c.Focus(f.label)
	st.key(fyne.KeyReturn) // Enter saves, after a test
	st.wants(`probe pop.club.example:995 treasurer ""`)
	want := ann().Accounts[1].Account
	want.Label, want.Name, want.Color, want.User = "Verein", "Treasurer", theme.AccountColors-1, "treasurer"
	want.Incoming = account.Server{Host: "pop.club.example", Port: 995, Security: account.TLS}
	if len(st.saved) != 1 {
		t.Fatalf("saved %d times:\n%s", len(st.saved), st.text())
	}
	got := st.saved[0]
	got.Interval, got.Keep = want.Interval, want.Keep // which the sample leaves open
	if got != want {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	if st.s.form != nil || c.Focused() != st.s.cards[2].edit {
		t.Error("the card stays open, or the keyboard is nowhere")
	}
}

// TestNothingIsLost: whoever turns away from what they typed is asked.
func TestNothingIsLost(t *testing.T) {
	leave := map[string]func(st *stage){
		"Escape":          func(st *stage) { st.key(fyne.KeyEscape) },
		"Done":            func(st *stage) { st.tap("Done", 0) },
		"another account": func(st *stage) { st.tap("Edit", 0) },
		"Add":             func(st *stage) { st.tap("Add an account…", 0) },
		"closing":         func(st *stage) { st.s.Leave(func() { st.said = append(st.said, "closed") }) },
	}
	after := map[string]string{"Done": "close", "Add": "add", "closing": "closed"}
	for name, do := range leave {
		st := editing(t)
		test.Type(st.s.form.label, "Other")
		do(st)
		st.sees("Save your changes to Home?", "[Discard changes]", "[Keep editing]", "[Save]")
		st.wants()
		st.tap("Keep editing", 0)
		if st.s.form == nil || st.s.form.label.Text != "Other" {
			t.Fatalf("%s: what was typed is lost", name)
		}
		do(st)
		st.tap("Discard changes", 0)
		if len(st.saved) != 0 {
			t.Errorf("%s: saved %+v", name, st.saved)
		}
		if (st.s.form != nil) != (name == "another account") || st.s.form != nil && st.s.form.label.Text != "Club" {
			t.Errorf("%s: a form is open: %v", name, st.s.form != nil)
		}
		st.wants(slices.DeleteFunc([]string{after[name]}, func(s string) bool { return s == "" })...)

		st = editing(t)
		test.Type(st.s.form.label, "Other")
		do(st)
		st.tap("Save", 0)
		if len(st.saved) != 1 || st.saved[0].Label != "Other" {
			t.Errorf("%s: saved %+v", name, st.saved)
		}
		st.wants(slices.DeleteFunc([]string{after[name]}, func(s string) bool { return s == "" })...)

		// What cannot be saved keeps the person where they are.
		st = editing(t)
		test.Type(st.s.form.label, "Other")
		st.saveErr = errors.New("the disk is full")
		do(st)
		st.tap("Save", 0)
		st.wants()
		st.sees("PopMail could not save the account", "What you typed is still here.")
		if st.s.form == nil || st.s.form.label.Text != "Other" {
			t.Errorf("%s: what was typed is lost after a failure", name)
		}
	}
	// Nothing was changed: nothing is asked.
	for name, do := range leave {
		st := editing(t)
		do(st)
		if strings.Contains(st.text(), "Save your changes") {
			t.Errorf("%s asks without a reason", name)
		}
	}
	// Another page of the settings keeps what was typed.
	st := editing(t)
	test.Type(st.s.form.label, "Other")
	st.page("Help")
	st.page("Accounts")
	if st.s.form == nil || st.s.form.label.Text != "Other" {
		t.Error("another page loses what was typed")
	}
	// Cancel says by itself that it is not wanted.
	st.tap("Cancel", 0)
	if st.s.form != nil || len(st.saved) != 0 {
		t.Error("Cancel does not cancel")
	}
}

// TestChangedElsewhere: another window or program changes the account meanwhile.
func TestChangedElsewhere(t *testing.T) {
	st := editing(t)
	f := st.s.form
	test.Type(f.label, "Mine")
	now := ann()
	now.Accounts[0].Account.Name = "Ann Other"
	now.Accounts[0].Account.Label = "Theirs"
	now.Accounts[0].Account.Leave = account.Retention{Mode: account.LeaveDays, Days: 21}
	now.Accounts[0].Account.Paused = true
	st.s.Set(now)
	if f.label.Text != "Mine" || f.name.Text != "Ann Other" || f.leave.choice.Selected != "Keep for 21 days, then remove" {
		t.Errorf("%q, %q, %q", f.label.Text, f.name.Text, f.leave.choice.Selected)
	}
	st.sees("[Resume]")
	if st.win.Canvas().Focused() != f.label {
		t.Error("the field has lost the keyboard")
	}
	st.tap("Save", 0)
	want := now.Accounts[0].Account
	want.Label = "Mine"
	if len(st.saved) != 1 || st.saved[0] != want {
		t.Errorf("saved %+v\nwant  %+v", st.saved, want)
	}
	// It was removed elsewhere.
	st = editing(t)
	told := ""
	st.s.OnSay = func(text string) { told = text }
	test.Type(st.s.form.label, "Mine")
	gone := ann()
	gone.Accounts = gone.Accounts[1:]
	st.s.Set(gone)
	if st.s.form != nil || !strings.Contains(told, "ann@example.org was removed") || strings.Contains(st.text(), "Home") {
		t.Errorf("told %q:\n%s", told, st.text())
	}
	if st.s.done.Look != widgets.Primary {
		t.Error("Done is not the main button")
	}
}

// TestFaults: each field says what is wrong with it, and no server is asked.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(f *form)
		want string
		at   func(f *form) fyne.Focusable
	}{
		{"no server", func(f *form) { f.incoming.fields.Host.SetText("") }, "Please type the name of the server", func(f *form) fyne.Focusable { return f.incoming.fields.Host }},
		{"no name", func(f *form) { f.incoming.fields.Host.SetText("a b") }, "That isn’t a server name", func(f *form) fyne.Focusable { return f.incoming.fields.Host }},
		{"no port", func(f *form) { f.incoming.fields.Port.SetText("x") }, "number from 1 to 65535", func(f *form) fyne.Focusable { return f.incoming.fields.Port }},
		{"not encrypted", func(f *form) { f.incoming.fields.Security.SetSelectedIndex(2) }, "Check this box", func(f *form) fyne.Focusable { return f.incoming.fields.Unsafe }},
		{"no user", func(f *form) { f.login.user.SetText(" ") }, "Please type the user name", func(f *form) fyne.Focusable { return f.login.user }},
		{"no address", func(f *form) { f.login.email.SetText("ann") }, "whole e-mail address", func(f *form) fyne.Focusable { return f.login.email }},
		{"taken", func(f *form) { f.login.email.SetText("Treasurer@club.example") }, "already has an account with this address", func(f *form) fyne.Focusable { return f.login.email }},
		{"password", func(f *form) { f.login.password.SetText("a\nb") }, "can’t contain a line break", func(f *form) fyne.Focusable { return f.login.password }},
		{"days", func(f *form) { f.leave.choice.SetSelectedIndex(5) }, "number of days from 1 to 3,650", func(f *form) fyne.Focusable { return f.leave.days }},
	} {
		st := editing(t)
		c.do(st.s.form)
		for _, button := range []string{"Test connection", "Save"} {
			st.tap(button, 0)
			st.sees(c.want)
			st.wants()
			if got := st.win.Canvas().Focused(); got != c.at(st.s.form) {
				t.Errorf("%s: the keyboard is at a %T", c.name, got)
			}
		}
		guitest.Fits(t, st.win, c.name)
		if len(st.saved) > 0 {
			t.Errorf("%s: saved", c.name)
		}
	}
}

// TestTroubles: what a server says of new settings stands below the field that it is
// about; the settings can be saved all the same.
func TestTroubles(t *testing.T) {
	for trouble, at := range map[account.Trouble]func(f *form) fyne.Focusable{
		account.TroublePassword: func(f *form) fyne.Focusable { return f.login.password },
		account.TroubleUserName: func(f *form) fyne.Focusable { return f.login.user },
		account.TroubleNoHost:   func(f *form) fyne.Focusable { return f.incoming.fields.Host },
		account.TroubleRefused:  func(f *form) fyne.Focusable { return f.incoming.fields.Port },
		account.TroubleNoSTLS:   func(f *form) fyne.Focusable { return f.incoming.fields.Security },
		account.TroubleOffline:  nil,
	} {
		st := editing(t)
		f := st.s.form
		st.err = &account.Problem{Trouble: trouble, Server: "pop.example.net", Answer: "-ERR no"}
		f.incoming.fields.Host.SetText("pop.example.net:1995")
		st.win.Canvas().Focus(f.incoming.fields.Host)
		st.tap("Save", 0)
		st.wants(`probe pop.example.net:1995 ann@example.org ""`)
		st.sees("Save anyway", "Details", "“-ERR no”")
		if at != nil && st.win.Canvas().Focused() != at(f) {
			t.Errorf("%v: the keyboard is at a %T", trouble, st.win.Canvas().Focused())
		}
		if f.incoming.row.works.Visible() {
			t.Errorf("%v: it works all the same", trouble)
		}
		if len(st.saved) != 0 {
			t.Errorf("%v: saved", trouble)
		}
		st.tap("Details", 0)
		st.sees("pop.example.net:1995, tls, ann@example.org")
		copied := ""
		st.s.OnCopy = func(text string) { copied = text }
		st.tap("Copy details", 0)
		if !strings.Contains(copied, "pop.example.net:1995") {
			t.Errorf("copied %q", copied)
		}
		st.tap("Save anyway", 0)
		st.wants("anyway")
		if len(st.saved) != 1 || st.saved[0].Incoming.Port != 1995 {
			t.Errorf("%v: saved %+v", trouble, st.saved)
		}
	}
	// The account is being checked while it is tested.
	st := newStage(t, 1280, 900, theme.Light, 1)
	now := ann()
	now.Accounts[0].Checking = true
	st.s.Set(now)
	st.sees("checking now")
	st.tap("Edit", 0)
	st.err = &account.Problem{Trouble: account.TroubleInUse}
	st.tap("Test connection", 0)
	st.sees("receiving mail from this account right now", "Test again once it has finished.")
}

// TestPasswordIsReplaced: a new password is tested, then saved, and seen nowhere.
func TestPasswordIsReplaced(t *testing.T) {
	st := editing(t)
	f := st.s.form
	f.login.row.change.Tapped(nil)
	test.Type(f.login.password, "n3w")
	st.tap("Save", 0)
	st.wants(`probe pop.example.org:995 ann@example.org "n3w"`)
	if len(st.saved) != 1 || st.secret != "n3w" || f.login.password.Text != "" {
		t.Errorf("saved %+v with %q, the field has %q", st.saved, st.secret, f.login.password.Text)
	}
	// What needs no server asks none: all can be changed without internet but that.
	st = editing(t)
	st.s.form.color.Choose(5)
	st.s.form.every.choice.SetSelectedIndex(len(st.s.form.every.intervals) - 1)
	st.s.form.leave.choice.SetSelectedIndex(len(st.s.form.leave.choice.Options) - 1)
	st.s.form.login.keep.SetSelectedIndex(1)
	st.sees("The only copy is then on this computer.", "saved in a private file")
	st.tap("Save", 0)
	st.wants()
	if len(st.saved) != 1 || st.saved[0].Interval != account.ByHand || st.saved[0].Leave.Mode != account.LeaveNone || st.saved[0].Keep != account.KeepFile || st.saved[0].Color != 5 {
		t.Errorf("%+v", st.saved)
	}
}

// TestRetentionIsTakenBackAfterSaving: what a saved choice removes at the next check is told, with Undo.
func TestRetentionIsTakenBackAfterSaving(t *testing.T) {
	for name, choose := range map[string]func(l *leave){
		"days":    func(l *leave) { l.choice.SetSelectedIndex(1) },
		"deleted": func(l *leave) { l.deleted.choice.SetSelectedIndex(1) },
	} {
		t.Run(name, func(t *testing.T) {
			st := editing(t)
			var said string
			var undo func()
			st.s.OnUndo = func(text string, back func()) { said, undo = text, back }
			was := st.s.form.was
			choose(st.s.form.leave)
			below, preview := slices.Index(st.s.form.leave.column.Objects, fyne.CanvasObject(st.s.form.leave.below)), slices.Index(st.s.form.leave.column.Objects, fyne.CanvasObject(st.s.form.leave.preview.column))
			if (name == "days") != (preview < below) {
				t.Error("the preview stands below another choice")
			}
			st.tap("Save", 0)
			if !strings.Contains(said, "will be removed from the server at the next check") || len(st.saved) != 1 {
				t.Fatalf("%q after %d", said, len(st.saved))
			}
			var told string
			st.s.OnSay = func(text string) { told = text }
			undo()
			if last := st.saved[len(st.saved)-1]; len(st.saved) != 2 || last != was || told != "Undone." {
				t.Errorf("taken back: %+v, %q", last, told)
			}
			removable := st.s.Removable
			st.s.Removable = func(ctx context.Context, a account.Account) (account.Removable, error) {
				r, err := removable(ctx, a)
				r.Messages--
				return r, err
			}
			if undo(); told != "It may be too late for 1 message: the server has already been asked to remove it." {
				t.Errorf("one has gone: %q", told)
			}
		})
	}
	st := editing(t)
	st.s.OnUndo = func(text string, _ func()) { t.Errorf("of a harmless change: %s", text) }
	st.s.form.leave.choice.SetSelectedIndex(4)
	st.tap("Save", 0)
}

// TestRetention: every choice for mail on the server, and days of the person's own.
func TestRetention(t *testing.T) {
	st := editing(t)
	l := st.s.form.leave
	l.choice.SetSelectedIndex(1)
	if l.chosen() != (account.Retention{Mode: account.LeaveDays, Days: 7}) {
		t.Errorf("%v", l.chosen())
	}
	st.sees("1,204 messages older than 7 days (5.2 MB) will be removed from the server at the next check.")
	st.tap("Undo", 0)
	if l.chosen() != l.f.was.Leave || strings.Contains(st.text(), "will be removed") || l.f.changed() {
		t.Errorf("taken back: %v", l.chosen())
	}
	l.deleted.choice.SetSelectedIndex(1)
	if got := l.f.now().LeaveDeleted; got != (account.Retention{Mode: account.LeaveNone}) {
		t.Errorf("%v", got)
	}
	st.sees("3 messages (2 KB) will be removed from the server at the next check.") // they were deleted
	st.tap("Undo", 0)
	for _, r := range []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 7}, {Mode: account.LeaveDays, Days: 12}} {
		if l.deleted.fill(r); l.deleted.chosen(account.Retention{}) != r {
			t.Errorf("%v is shown as %v", r, l.deleted.chosen(account.Retention{}))
		}
	}
	l.deleted.fill(account.Retention{})
	l.choice.SetSelectedIndex(4)
	if strings.Contains(st.text(), "will be removed") {
		t.Error("more days remove nothing")
	}
	l.choice.SetSelectedIndex(5)
	test.Type(l.days, "400")
	st.tap("Save", 0)
	if len(st.saved) != 1 || st.saved[0].Leave.Days != 400 {
		t.Errorf("%+v", st.saved)
	}
	for _, r := range []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 1}, {Mode: account.LeaveDays, Days: 3650}, {Mode: account.LeaveDays, Days: 14}} {
		if l.fill(r, account.Retention{}); l.chosen() != r {
			t.Errorf("%v is shown as %v", r, l.chosen())
		}
	}
	for _, d := range []time.Duration{account.ByHand, time.Minute, 7 * time.Minute, 24 * time.Hour, account.DefaultInterval} {
		if e := st.s.newEvery(); e.shows(d) != d {
			t.Errorf("%v is shown as %v", d, e.shows(d))
		}
	}
}

func (s *Settings) newEvery() *every { return newEvery(nil) }

func (e *every) shows(d time.Duration) time.Duration {
	e.fill(d)
	return e.chosen()
}

// slow is a Runner whose work ends when it is told to.
type slow struct {
	loop.Inline
	done []func()
}

func (s *slow) Go(work func(context.Context), done func()) {
	s.done = append(s.done, func() { work(context.Background()); done() })
}

// TestStop: a test can be stopped by its button and by Escape; nothing can be changed
// meanwhile, and what comes too late is not listened to.
func TestStop(t *testing.T) {
	st := newStage(t, 1280, 900, theme.Light, 1)
	st.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { st.s.TypedKey(e) })
	run := &slow{}
	st.s.Run = run
	st.s.Set(ann())
	st.tap("Edit", 0)
	f := st.s.form
	for _, stop := range []func(){func() { st.tap("Stop", 0) }, func() { st.s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) }} {
		st.tap("Test connection", 0)
		st.sees("Connecting to pop.example.org…", "[Stop]")
		if !f.label.Disabled() || !f.save.Disabled() || !f.login.password.Disabled() {
			t.Error("fields can be changed while they are tested")
		}
		stop()
		st.sees("[Test connection]")
		if f.label.Disabled() || f.busy || st.s.form != f {
			t.Error("it has not stopped")
		}
		run.done[len(run.done)-1]()
		if strings.Contains(st.text(), "answered") {
			t.Error("a test that was stopped is told")
		}
	}
}

// TestSameColor: accounts may have one color, and names of any length and direction.
func TestNames(t *testing.T) {
	for _, width := range []float32{1280, 600, 360} {
		st := newStage(t, width, 800, theme.Light, 1)
		now := ann()
		now.Accounts[0].Account.Label = strings.Repeat("A very long name of an account ", 10)
		now.Accounts[1].Account.Label = "حسابي في العمل"
		now.Accounts[1].Account.Color = now.Accounts[0].Account.Color
		third := now.Accounts[0]
		third.Account.ID, third.Account.Label, third.Account.Email = 3, "line\nbreak\u202eover", strings.Repeat("x", 200)+"@example.org"
		now.Accounts = append(now.Accounts, third)
		st.s.Set(now)
		guitest.Picture(t, st.win, "settings_names")
		st.tap("Edit", 0)
		guitest.Picture(t, st.win, "settings_names_open")
		if st.s.cards[1].avatar.Color() != st.s.cards[2].avatar.Color() {
			t.Error("the color is not the same")
		}
	}
}

// TestPaging: the keys that page scroll the page, also from within a field.
func TestPaging(t *testing.T) {
	st := newStage(t, 900, 400, theme.Light, 1)
	st.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { st.s.TypedKey(e) })
	st.s.Set(ann())
	st.tap("Edit", 0)
	top := st.s.page.Scroll.Offset.Y
	st.key(fyne.KeyPageDown)
	if st.s.page.Scroll.Offset.Y <= top {
		t.Error("Page Down does not scroll")
	}
	st.key(fyne.KeyPageUp)
	if st.s.page.Scroll.Offset.Y != top {
		t.Error("Page Up does not scroll back")
	}
	if st.s.form.label.Text != "Home" {
		t.Error("the field has changed")
	}
}

// TestSaveAnywayGoesOn: what was to come after the question about the changes comes also
// where they are saved although a server does not answer.
func TestSaveAnywayGoesOn(t *testing.T) {
	st := editing(t)
	st.err = &account.Problem{Trouble: account.TroubleOffline}
	st.s.form.incoming.fields.Host.SetText("pop.example.net")
	gone := 0
	st.s.Leave(func() { gone++ })
	st.tap("Save", 0)
	if gone != 0 || st.s.form == nil {
		t.Fatal("left before it was saved")
	}
	st.tap("Save anyway", 0)
	if gone != 1 || st.s.form != nil || len(st.saved) != 1 {
		t.Errorf("gone %d times, saved %d times", gone, len(st.saved))
	}
}

// TestTheWheelOverAField scrolls the page, not the field.
func TestTheWheelOverAField(t *testing.T) {
	st := newStage(t, 900, 400, theme.Light, 1)
	st.s.Set(ann())
	st.tap("Edit", 0)
	f := st.s.form
	f.label.SetText(strings.Repeat("long ", 100))
	at := func(o fyne.CanvasObject) fyne.Position {
		p := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		return p.AddXY(o.Size().Width/2, o.Size().Height/2)
	}
	for name, o := range map[string]fyne.CanvasObject{"entry": f.label, "drop-down": f.every.choice, "name": f.name, "avatar": f.card.avatar} {
		st.s.page.ToTop()
		if p := at(o); p.Y > 400 {
			t.Fatalf("%s is out of sight at %v", name, p)
		}
		test.Scroll(st.win.Canvas(), at(o), 0, -50)
		if got := st.s.page.Scroll.Offset.Y; got != 50 {
			t.Errorf("over the %s the page moves by %v", name, got)
		}
	}
}

// TestTheUsualColorIsShown: an account that nobody has given a color has one of those that
// can be chosen, which is marked, and keeps no number for it.
func TestTheUsualColorIsShown(t *testing.T) {
	st := newStage(t, 1280, 900, theme.Light, 1)
	state := ann()
	state.Accounts[0].Account.Color = 0
	st.s.Set(state)
	st.tap("Edit", 0)
	f := st.s.form
	if f.was.Color != 0 || f.now().Color != 0 || f.color.Usual == 0 {
		t.Fatalf("%d, %d, %d", f.was.Color, f.now().Color, f.color.Usual)
	}
	if f.card.avatar.Color() != theme.Account(f.color.Usual, "") {
		t.Error("the marked color is another than the account's")
	}
	if st.s.form.changed() {
		t.Error("that it is shown is a change")
	}
}

// TestExpires: a server that removes mail sooner than is chosen is told of.
func TestExpires(t *testing.T) {
	for e, want := range map[account.Expiry]string{
		{}:                     "",
		{Said: true, Days: 5}:  "The server says that it removes mail by itself after 5 days.",
		{Said: true, Days: 90}: "The server says that it removes mail by itself after 90 days.",
		{Said: true}:           "The server says that it removes mail by itself once it was received.",
	} {
		st := newStage(t, 1280, 900, theme.Light, 1)
		state := ann()
		state.Accounts[0].Status.Held.Expires = e
		state.Accounts[0].Account.Leave = account.Retention{}
		st.s.Set(state)
		st.tap("Edit", 0)
		if got := st.s.form.leave.preview.expires; got.Text() != want || got.Visible() != (want != "") {
			t.Errorf("%+v: %q, seen: %v", e, got.Text(), got.Visible())
		}
	}
}
