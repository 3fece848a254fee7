package gui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/theme"
	"popmail/gui/settings"
	"popmail/gui/wizard"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// emails are the accounts of the store in their order.
func (s *stage) emails() string {
	s.t.Helper()
	list, err := s.store.Accounts(s.t.Context())
	s.must(err)
	var out []string
	for _, a := range list {
		name, _, _ := strings.Cut(a.Email, "@")
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// sidebar are the accounts from top to bottom of the folders.
func (s *stage) sidebar() string {
	var out []string
	for _, a := range s.known.accounts {
		name, _, _ := strings.Cut(a.Email, "@")
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// Accounts are put in order, and stay so when the window is opened anew.
func TestOrderOfAccounts(t *testing.T) {
	s := newSetupStage(t, 2)
	s.addAccountFor("club@example.org")
	s.addAccountFor("work@example.org")
	s.news()
	s.tools.gear.Tapped(nil)
	c := s.window.Canvas()
	c.Unfocus()
	c.FocusNext() // the pages
	c.FocusNext() // the first account's grip
	s.press(fyne.KeyDown)
	s.press(fyne.KeyDown)
	s.news()
	if got := s.emails(); got != "club work ann" || s.sidebar() != got {
		t.Errorf("the order is %q, shown %q", got, s.sidebar())
	}
	s.press(fyne.KeyUp)
	s.press(fyne.KeyEscape)
	if s.sheet != nil {
		t.Fatal("Escape does not close the settings")
	}
	app := test.NewTempApp(t)
	ApplyLook(app, theme.Told{Silent: true})
	again := New(Options{App: app, Window: test.NewTempWindow(t, Opening()), Run: s.run, Mail: s.store, Post: s.post, Setup: fakeSetup{}, Files: fakeFiles{}, Now: s.now})
	var shown []string
	for _, a := range again.known.accounts {
		shown = append(shown, a.Email)
	}
	if got := strings.Join(shown, " "); got != "club@example.org ann@example.org work@example.org" {
		t.Errorf("the next window shows %q", got)
	}
}

// What was changed in a second window meanwhile stays, and so does what is being typed.
func TestTwoChangeAnAccount(t *testing.T) {
	s := newSetupStage(t, 2)
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	test.Type(s.window.Canvas().Focused(), "Mine")
	other := s.account1()
	other.Name, other.Color = "Ann Other", 4
	s.must(s.store.UpdateAccount(t.Context(), other, nil))
	s.must(s.store.PauseAccount(t.Context(), 1, true))
	s.news()
	s.sees("paused")
	s.tap("Save")
	if a := s.account1(); a.Label != "Mine" || a.Name != "Ann Other" || a.Color != 4 || !a.Paused {
		t.Errorf("%+v", a)
	}
	// Even where the window has not heard of it yet.
	s.tap("Edit")
	test.Type(s.window.Canvas().Focused(), "Later")
	other = s.account1()
	other.Name = "Ann Third"
	s.must(s.store.UpdateAccount(t.Context(), other, nil))
	s.tap("Save")
	if a := s.account1(); a.Label != "Later" || a.Name != "Ann Third" {
		t.Errorf("%+v", a)
	}
	// It is removed there while its card is open here.
	s.tap("Edit")
	test.Type(s.window.Canvas().Focused(), "Last")
	s.must(s.store.RemoveAccount(t.Context(), 1, true))
	s.news()
	if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "was removed") {
		t.Error("nothing is said of the account that has gone")
	}
	s.sees("No accounts yet.")
}

// closing is a window that is not really closed.
type closing struct {
	fyne.Window
	close func()
}

func (c closing) Close() { c.close() }

// The window is closed, by Ctrl+Q or its cross, only once the person has said what becomes
// of what they typed.
func TestClosingAsks(t *testing.T) {
	for _, save := range []bool{true, false} {
		s := newSetupStage(t, 1)
		closed := false
		s.window = closing{s.window, func() { closed = true }}
		s.tools.gear.Tapped(nil)
		s.tap("Edit")
		test.Type(s.window.Canvas().Focused(), "Mine")
		s.Window.leave()
		if closed {
			t.Fatal("what was typed is lost")
		}
		s.sees("Save your changes to ann@example.org?")
		if save {
			s.tap("Save")
		} else {
			s.tap("Discard changes")
		}
		if !closed || (s.account1().Label == "Mine") != save {
			t.Errorf("save %v: closed %v, the label is %q", save, closed, s.account1().Label)
		}
	}
}

// failingSetup cannot save.
type failingSetup struct{ storeSetup }

func (failingSetup) Save(context.Context, account.Account, account.Credential) (account.ID, error) {
	return 0, errors.New("the disk is full")
}

func (failingSetup) Order(context.Context, []account.ID) error {
	return errors.New("the disk is full")
}

// What cannot be stored is said, and the page shows what is stored.
func TestSettingsCannotBeStored(t *testing.T) {
	s := newSetupStage(t, 1)
	s.addAccountFor("club@example.org")
	s.news()
	s.accounts.setup = failingSetup{storeSetup{s: s}}
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	test.Type(s.window.Canvas().Focused(), "Mine")
	s.tap("Save")
	s.sees("PopMail could not save the account")
	s.tap("Cancel")
	if a := s.account1(); a.Label == "Mine" {
		t.Errorf("%+v", a)
	}
	c := s.window.Canvas()
	c.Unfocus()
	c.FocusNext()
	c.FocusNext()
	s.press(fyne.KeyDown)
	if s.toasts.now == nil || !strings.Contains(s.toasts.now.Text(), "That didn’t work") {
		t.Error("nothing is said")
	}
	if at := strings.Index(s.said(), "ann@"); at < 0 || at > strings.Index(s.said(), "club@") {
		t.Errorf("an order that is not stored is shown:\n%s", s.said())
	}
}

// The numbers of a removal are those of the moment when it is asked about, and are true.
func TestNumbersOfRemoval(t *testing.T) {
	s := newSetupStage(t, 3)
	own, err := s.store.CreateFolder(t.Context(), "Own")
	s.must(err)
	_, err = s.store.Move(t.Context(), []mailbox.ID{1}, own)
	s.must(err)
	s.news()
	s.tools.gear.Tapped(nil)
	s.tap("Edit")
	s.deliver(numbered(9)) // which comes while the page is open
	s.tap("Remove…")
	s.sees("1 message of this account that is in your own folders stays there.")
	if c := s.checkBox(); c != "Keep its 3 messages on this computer, to read and search them" {
		t.Errorf("it asks %q", c)
	}
	s.tapCheckBox()
	s.tap("Remove the account")
	rows, err := s.store.Index(t.Context(), mailbox.View{}, 0)
	s.must(err)
	if len(rows) != 1 || s.row(1).ID == 0 {
		t.Errorf("%d messages are left", len(rows))
	}
}

// Accounts of another program are taken over into the store; their mail is shown then.
func TestImportIntoTheStore(t *testing.T) {
	found := wizard.Found{Program: "Thunderbird", Account: storagetest.Account("club@example.net")}
	found.Account.Label = "Club"
	d := &fakeDesktop{place: "/settings"}
	read := ""
	s := newStage(t, 1, func(o *Options) {
		o.Desktop = d
		o.Import = &Importer{
			Find: func(context.Context) ([]wizard.Found, error) { return []wizard.Found{found}, nil },
			Read: func(_ context.Context, path string) (wizard.Found, error) {
				read = path
				return wizard.Found{Account: found.Account}, nil
			},
		}
	})
	s.accounts.setup = storeSetup{s: s}
	s.tools.gear.Tapped(nil)
	s.tap("Add an account…")
	s.sees("Thunderbird has")
	s.tap("Use these settings…")
	s.tap("Continue")
	test.Type(s.window.Canvas().Focused(), "secret")
	s.press(fyne.KeyReturn)
	s.sees("✓ club@example.net")
	s.tap("Show my mail")
	if s.emails() != "ann club" || s.sheet != nil {
		t.Errorf("%q, %T", s.emails(), s.sheet)
	}
	if f, ok := s.folder(s.listing.view.Folder); !ok || f.Account == 1 {
		t.Errorf("%+v is shown", f)
	}
	// A settings file, by the system's dialog.
	found.Account.Email = "file@example.net"
	s.accounts.addAccount()
	s.tap("Use a settings file…")
	if read != "/settings" {
		t.Errorf("read %q", read)
	}
	s.sees("file@example.net")
	s.press(fyne.KeyEscape)
	s.press(fyne.KeyEscape)
	if _, ok := s.sheet.(*settings.Settings); ok || s.sheet != nil {
		t.Errorf("%T is open", s.sheet)
	}
}
