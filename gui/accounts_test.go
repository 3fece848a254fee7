package gui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/wizard"
	"popmail/storage/mailbox"
)

// storeSetup keeps accounts in the store, and every server lets everybody in.
type storeSetup struct {
	fakeSetup
	s *stage
}

func (storeSetup) Probe(context.Context, account.Account, account.Credential) (Waiting, error) {
	return Waiting{Messages: 3, Bytes: 4000}, nil
}

func (u storeSetup) Save(ctx context.Context, a account.Account, _ account.Credential) (account.ID, error) {
	if a.ID != 0 {
		return a.ID, u.s.store.UpdateAccount(ctx, a, nil)
	}
	return u.s.store.AddAccount(ctx, a, nil)
}

func (u storeSetup) Remove(ctx context.Context, id account.ID, keepMail bool) error {
	return u.s.store.RemoveAccount(ctx, id, keepMail)
}

func (u storeSetup) Pause(ctx context.Context, id account.ID, paused bool) error {
	return u.s.store.PauseAccount(ctx, id, paused)
}

func (u storeSetup) Order(ctx context.Context, ids []account.ID) error {
	return u.s.store.OrderAccounts(ctx, ids)
}

// newSetupStage is newStage whose accounts can be changed.
func newSetupStage(t *testing.T, n int) *stage {
	s := newStage(t, n)
	s.accounts.setup = storeSetup{s: s}
	return s
}

// front is what lies in front: a question, a sheet, or the window.
func (s *stage) front() fyne.CanvasObject {
	if top := s.window.Canvas().Overlays().Top(); top != nil {
		return top
	}
	if s.sheet != nil {
		return s.sheet
	}
	return s.main
}

// tap presses a button of what lies in front.
func (s *stage) tap(text string) {
	s.t.Helper()
	b := find(s.front(), text)
	if b == nil {
		s.t.Fatalf("there is no button %q in:\n%s", text, s.said())
	}
	b.Tapped(nil)
}

// said is the text of what lies in front.
func (s *stage) said() string {
	return guitest.Reading(func(o fyne.CanvasObject) (string, bool) {
		p, ok := o.(*widgets.Text)
		if !ok {
			return "", false
		}
		return p.Text(), true
	}).Text(s.front())
}

// sees checks that what lies in front says something.
func (s *stage) sees(want string) {
	s.t.Helper()
	if got := s.said(); !strings.Contains(got, want) {
		s.t.Errorf("%q is not said in:\n%s", want, got)
	}
}

func (s *stage) account1() account.Account {
	list, err := s.store.Accounts(s.t.Context())
	s.must(err)
	return list[0]
}

// settingsPage turns to a page of the settings by keyboard.
func (s *stage) settingsPage(n int) {
	s.window.Canvas().Unfocus()
	s.window.Canvas().FocusNext()
	s.press(fyne.KeyHome)
	for range n {
		s.press(fyne.KeyDown)
	}
}

// fakeProgram stands for the system that is told which program mail is for.
type fakeProgram struct {
	is  bool
	err error // of Become
}

func (p *fakeProgram) Is(context.Context) (bool, error) { return p.is, nil }

func (p *fakeProgram) Become(context.Context) error {
	p.is = p.err == nil
	return p.err
}

// TestMailProgram: it is offered where the system can be told, becomes so by the person's word
// alone, and says where it could not.
func TestMailProgram(t *testing.T) {
	const offer = "Make PopMail your mail program"
	s := newSetupStage(t, 2)
	s.tools.gear.Tapped(nil)
	if strings.Contains(s.said(), "E-mail links") {
		t.Error("it is offered where the system cannot be told")
	}
	s.closeSheet()
	p := &fakeProgram{err: errors.New("xdg-mime: exit status 4")}
	s.o.MailProgram = p
	s.tools.gear.Tapped(nil)
	s.sees("An e-mail link in another program, such as your web browser, opens a letter in your mail program. That can be PopMail.")
	if p.is {
		t.Error("nobody has asked for it")
	}
	guitest.Picture(t, s.window, "settings_mail_program")
	s.tap(offer)
	if text := s.toasts.now.Text(); text != "That didn’t work: your computer didn’t accept PopMail as its mail program." {
		t.Error(text)
	}
	p.err = ErrPersonChooses
	s.tap(offer)
	if text := s.toasts.now.Text(); text != "Now choose PopMail for e-mail in the settings that have opened." {
		t.Error(text)
	}
	// The person has chosen it there, and comes back.
	p.is = true
	s.app.Lifecycle().(interface{ OnEnteredForeground() func() }).OnEnteredForeground()()
	if left := guitest.All(readWriting, func(b *widgets.Button) bool { return b.Text == offer }, s.front()); len(left) != 0 {
		t.Error("it is still offered")
	}
	p.is = false
	s.closeSheet()
	s.tools.gear.Tapped(nil)
	p.err = nil
	s.tap(offer)
	s.sees("PopMail is your mail program: an e-mail link in another program, such as your web browser, opens a letter here.")
	left := guitest.All(readWriting, func(b *widgets.Button) bool { return b.Text == offer }, s.front())
	if len(left) != 0 || !p.is || s.toasts.now.Text() != "E-mail links open a letter in PopMail now." {
		t.Errorf("%v, %s", p.is, s.said())
	}
}

// Everything in the Settings does what it says.
func TestSettings(t *testing.T) {
	s := newSetupStage(t, 3)
	d := &fakeDesktop{}
	s.o.Desktop, s.o.LogFile = d, "/data/log/popmail.log"
	s.o.SupportText = func(context.Context) (string, error) { return "the end of the log", nil }
	s.tools.gear.Tapped(nil)
	s.sees("ann@example.org")
	if s.main.Visible() || s.window.Title() != "Settings — PopMail" {
		t.Errorf("title %q", s.window.Title())
	}
	s.tap("Edit")
	if f := s.window.Canvas().Focused(); f == nil {
		t.Fatal("no field has the keyboard")
	}
	test.Type(s.window.Canvas().Focused(), "Work")
	s.tap("Save")
	if a := s.account1(); !strings.Contains(a.Label, "Work") || a.Interval != 10*time.Minute {
		t.Errorf("%+v", a)
	}
	s.settingsPage(4)
	s.tap("Larger")
	if l := look(s.app.Preferences()); l.Scale != 100+scaleStep {
		t.Errorf("%+v", l)
	}
	s.sheet.(*settings.Settings).OnLook(theme.Dark, 100)
	if l := look(s.app.Preferences()); l.Mode != theme.Dark || l.Scale != 100 {
		t.Errorf("%+v", l)
	}
	s.settingsPage(6)
	s.tap("Open folder")
	if len(d.opened) != 1 || d.opened[0] != fileAddress(s.o.DataFolder).String() {
		t.Errorf("opened %q", d.opened)
	}
	s.tap("Open the log")
	if len(d.opened) != 2 || d.opened[1] != fileAddress(s.o.LogFile).String() {
		t.Errorf("opened %q", d.opened)
	}
	s.tap("Copy for support")
	if got := s.app.Clipboard().Content(); got != "the end of the log" {
		t.Errorf("copied %q", got)
	}
	if s.toasts.now == nil || s.toasts.now.Text() != "Copied. You can paste it into a letter." {
		t.Error("nothing is said of the copy")
	}
	s.settingsPage(0)
	s.says(event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleRefused}})
	s.sees("answer")
	s.says(event.NeedsPassword{Account: 1, Rejected: true})
	s.sees("The server did not accept the password.")
	s.tap("Done")
	if s.sheet != nil || !s.main.Visible() {
		t.Error("Done does not close")
	}
}

// A second account is added by keyboard, its Inbox is shown, and it is removed: its mail
// stays if the person wants it.
func TestASecondAccount(t *testing.T) {
	s := newSetupStage(t, 3)
	s.accounts.addAccount()
	if _, ok := s.sheet.(*wizard.Wizard); !ok {
		t.Fatalf("%T", s.sheet)
	}
	for _, text := range []string{"Ann", "club@example.net", "secret"} {
		for _, r := range text {
			s.window.Canvas().Focused().TypedRune(r)
		}
		s.window.Canvas().FocusNext()
	}
	s.window.Canvas().FocusPrevious()
	for range 4 {
		s.press(fyne.KeyReturn)
	}
	if s.sheet != nil {
		s.tap("Read my mail")
	}
	if s.sheet != nil || len(s.known.accounts) != 2 {
		t.Fatalf("%T is open, %d accounts:\n%s", s.sheet, len(s.known.accounts), s.said())
	}
	club := s.known.accounts[1].ID
	if f, ok := s.folder(s.listing.view.Folder); !ok || f.Account != club || f.Role != mailbox.Inbox {
		t.Errorf("%+v is shown", f)
	}
	if got := s.account1().Email; got != "ann@example.org" {
		t.Errorf("the first account is %q", got)
	}
	for _, keep := range []bool{true, false} {
		s.accounts.removeAccount(s.known.accounts[0].ID, keep, nil)
		if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "was removed") {
			t.Error("nothing is said of the removal")
		}
	}
	if len(s.known.accounts) != 0 || s.row(1).ID == 0 {
		t.Errorf("%d accounts, message 1: %+v", len(s.known.accounts), s.row(1))
	}
	// There is mail, but no account: to get mail an account is needed.
	s.activity.getMail()
	if _, ok := s.sheet.(*wizard.Wizard); !ok {
		t.Error("Get mail without an account shows no wizard")
	}
}

// The last account is removed: its mail stays, unless the person wants it gone; then
// PopMail begins anew.
func TestTheLastAccountGoes(t *testing.T) {
	for _, keep := range []bool{true, false} {
		s := newSetupStage(t, 2)
		s.tools.gear.Tapped(nil)
		s.tap("Edit")
		s.tap("Remove…")
		if !keep {
			none := func(fyne.CanvasObject) (string, bool) { return "", false }
			guitest.Last(t, none, "check mark", func(*field.Check) bool { return true }, s.front()).Tapped(nil)
		}
		s.tap("Remove the account")
		_, anew := s.sheet.(*wizard.Wizard)
		if (s.row(1).ID != 0) != keep || anew == keep || len(s.known.accounts) != 0 {
			t.Errorf("keep %v: message 1 is %+v, a %T is open", keep, s.row(1), s.sheet)
		}
		if keep {
			s.tap("Done")
			s.expect("1 2")
		}
	}
}

// What is wrong with an account is explained, and can be copied for who helps.
func TestDetails(t *testing.T) {
	s := newStage(t, 1)
	for _, err := range []error{
		&account.Problem{Trouble: account.TroubleRefused}, &account.Problem{Trouble: account.TroubleServer, Answer: "come back on Monday"}, mailbox.ErrDamaged,
	} {
		s.says(event.Started{Account: 1}, event.Failed{Account: 1, Err: err})
		if s.activity.bar.Action().Text != "Details" {
			t.Fatalf("the action says %q", s.activity.bar.Action().Text)
		}
		s.activity.bar.Action().Tapped(nil)
		if account.TroubleOf(err) == account.TroubleServer {
			s.sees("come back on Monday")
		}
		s.tap("Copy details")
		if got := s.app.Clipboard().Content(); got == "" || s.toasts.now == nil || s.toasts.now.Text() != "Copied." {
			t.Errorf("copied %q", got)
		}
		if s.window.Canvas().Overlays().Top() != nil {
			s.tap("Close")
		}
	}
	if !s.notice.Visible() {
		t.Error("the bar for the damaged file is not there")
	}
}

// What a session could not do is told.
func TestPasswordNotKept(t *testing.T) {
	s := newStage(t, 1)
	s.says(event.NotKept{Account: 1})
	if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "could not be saved") {
		t.Error("nothing is told")
	}
	s.says(event.Finished{Account: 1, At: noon, Problems: 3})
	if s.toasts.now == nil || !strings.HasPrefix(s.toasts.now.Text(), "3 messages could not be received") {
		t.Error("nothing is told of messages that did not come")
	}
}

// A paused account is dim in the sidebar and not checked by hand either, until it is
// resumed.
func TestPauseAccount(t *testing.T) {
	s := newSetupStage(t, 3)
	s.says(event.NeedsPassword{Account: 1, Rejected: true})
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	s.tap("Pause")
	s.sees("paused")
	if !s.account1().Paused {
		t.Fatal("the account is not paused")
	}
	s.tap("Done")
	s.sees("ann@example.org · Paused")
	if text := s.activity.bar.Line().Text; text != "Checking for new mail is paused" {
		t.Errorf("the status line says %q", text)
	}
	s.activity.getMail()
	if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "You can resume it in Settings.") {
		t.Error("it is not said how to go on")
	}
	if s.post.checks != 0 || s.window.Canvas().Overlays().Top() != nil {
		t.Errorf("%d checks", s.post.checks)
	}
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	s.tap("Resume")
	s.tap("Done")
	s.activity.getMail()
	if s.account1().Paused || s.post.checks != 1 || strings.Contains(s.said(), "Paused") {
		t.Errorf("%d checks, and it says:\n%s", s.post.checks, s.said())
	}
}

// What was typed of a new account is there again after the wizard or the window was closed,
// without the password.
func TestWizardIsTakenUpAgain(t *testing.T) {
	s := newStage(t, 1)
	s.accounts.addAccount()
	if got := s.window.Title(); got != "Add an account — PopMail" {
		t.Errorf("the window is named %q", got)
	}
	write := func(text string) {
		test.Type(s.window.Canvas().Focused(), text)
		s.window.Canvas().FocusNext()
	}
	write("Club")
	write("club@example.net")
	write("s3cret")
	s.accounts.closeWizard()
	if kept := s.app.Preferences().String(prefDraft); !strings.Contains(kept, "club@example.net") || strings.Contains(kept, "s3cret") {
		t.Errorf("kept %s", kept)
	}
	s.accounts.addAccount()
	if d := s.sheet.(*wizard.Wizard).Draft(); d.Name != "Club" || d.Email != "club@example.net" {
		t.Errorf("%+v", d)
	}
	s.app.Preferences().SetString(prefDraft, "")
	s.Window.close()
	if kept := s.app.Preferences().String(prefDraft); !strings.Contains(kept, "club@example.net") {
		t.Errorf("the closed window keeps %s", kept)
	}
	s.app.Preferences().SetString(prefDraft, `{"email":"club@example.net","taken":[{"program":"Thunderbird","email":"old@example.com","typed":{"incoming":{},"user":"old7"}}]}`)
	s.accounts.addAccount()
	if k := s.sheet.(*wizard.Wizard).Taken(); len(k) != 1 || k[0].Typed.User != "old7" {
		t.Errorf("of an account that was being taken over there is %+v", k)
	}
	s.accounts.closeWizard()
	if kept := s.app.Preferences().String(prefDraft); !strings.Contains(kept, "old7") || !strings.Contains(kept, "club@example.net") {
		t.Errorf("the closed wizard keeps %s", kept)
	}
}

// checkBox is what the last check box in front says.
func (s *stage) checkBox() string { return s.lastCheck().Text }

func (s *stage) tapCheckBox() { s.lastCheck().Tapped(nil) }

func (s *stage) lastCheck() *field.Check {
	none := func(fyne.CanvasObject) (string, bool) { return "", false }
	return guitest.Last(s.t, none, "check mark", func(*field.Check) bool { return true }, s.front())
}

// TestMailWithoutAccount: a window without an account shows a folder that holds mail, and Junk only where there is no other.
func TestMailWithoutAccount(t *testing.T) {
	for _, c := range []struct {
		junk []mailbox.ID
		own  []mailbox.ID
		want mailbox.Role
	}{{nil, nil, mailbox.Own}, {[]mailbox.ID{1, 2}, []mailbox.ID{3}, mailbox.Own}, {[]mailbox.ID{1, 2, 3}, nil, mailbox.Junk}} {
		s := newStage(t, 3, func(o *Options) {
			st := o.Mail.(*brittle)
			to, err := st.CreateFolder(t.Context(), "Old mail")
			if err == nil {
				_, err = st.Move(t.Context(), c.own, to)
			}
			if err == nil {
				_, err = st.MoveTo(t.Context(), c.junk, mailbox.Junk)
			}
			if err := errors.Join(err, st.RemoveAccount(t.Context(), 1, true)); err != nil {
				t.Fatal(err)
			}
		})
		s.news()
		if f, ok := s.folder(s.listing.view.Folder); !ok || f.Role != c.want || s.listing.list.Len() == 0 {
			t.Errorf("%+v is shown, with %d messages; want %s", f, s.listing.list.Len(), c.want)
		}
	}
}
