package wizard

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// profile is an account of another program.
func profile(email, host string, left Left) Found {
	return Found{Program: "Thunderbird", Left: left, Account: account.Account{
		Email: email, Name: "Ann", Label: "Box of " + email, User: email, Leave: account.Retention{Mode: account.LeaveDays, Days: 21},
		Incoming: account.Server{Host: host, Port: 995, Security: account.TLS}, Outgoing: account.Server{Host: "smtp." + host, Port: 465, Security: account.TLS},
	}}
}

// importStage is a wizard that finds accounts of other programs.
func importStage(t *testing.T, found []Found, change func(o *Options)) *stage {
	t.Helper()
	return newStage(t, func(o *Options) {
		o.Import = &Importer{Find: func(context.Context) ([]Found, error) { return found, nil }}
		if change != nil {
			change(o)
		}
	})
}

// windowEnter presses Enter where nothing takes it: the window hands it to the wizard.
func (s *stage) windowEnter() { s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }

func (s *stage) check(name string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, reading, "check "+name, func(c *field.Check) bool { return c.Text == name }, s.w))
}

// TestImport takes accounts over one after the other, by keyboard: one whose password is
// refused does not lose the others.
func TestImport(t *testing.T) {
	s := importStage(t, []Found{
		profile("ann@example.org", "pop.example.org", LeftNot), profile("club@example.net", "pop.example.net", LeftNot), profile("old@example.com", "pop.example.com", LeftNot),
		profile("here@example.org", "pop.example.org", LeftHere), profile("ann@imap.example", "imap.example", LeftIMAP),
	}, nil)
	s.sees("Thunderbird has 3 accounts on this computer.", "[Use these settings…]")
	guitest.Picture(t, s.win, "wizard_import_first")
	s.tap("Use these settings…")
	s.sees("Accounts on this computer", "ann@example.org", "pop.example.org · Thunderbird", "pop.example.org · Thunderbird · PopMail already has this account",
		"ann@imap.example", "imap.example · Thunderbird · IMAP", "leaves the other programs as they are")
	guitest.Picture(t, s.win, "wizard_import")
	s.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) // the first one not
	s.windowEnter()
	s.sees("Type your password", "club@example.net", "Account 1 of 2 · Thunderbird", "pop.example.net · port 995 · SSL/TLS", "after 21 days")
	guitest.Picture(t, s.win, "wizard_import_one")
	s.enter()
	s.sees("Please type your e-mail password.")
	if len(s.probed) != 0 {
		t.Fatalf("a server was asked without a password: %+v", s.probed)
	}
	s.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.net", Answer: "[AUTH] no"}
	test.Type(s.w.person.password, "wrong")
	s.enter()
	s.sees("The server did not accept the password", "“[AUTH] no”", "[Skip this account]", "[Try again]")
	guitest.Picture(t, s.win, "wizard_import_refused")
	s.tap("Skip this account")
	s.sees("old@example.com", "Account 2 of 2")
	if s.w.person.password.Text != "" {
		t.Error("the password of another account stands there")
	}
	s.fail = nil
	retype(s.w.server.user, "old")
	s.win.Canvas().Focus(s.w.person.password)
	test.Type(s.w.person.password, "right")
	s.enter()
	s.sees("1 account", "✓ old@example.com", "club@example.net", "Not added: The server did not accept the password")
	guitest.Picture(t, s.win, "wizard_imported")
	if len(s.saved) != 1 || s.saved[0].Email != "old@example.com" || s.saved[0].Leave.Days != 21 || s.saved[0].Outgoing.Host != "smtp.pop.example.com" || s.saved[0].Label == "" || s.saved[0].User != "old" || s.saved[0].Keep != account.KeepKeyring {
		t.Errorf("saved %+v", s.saved)
	}
	if last := s.pass[len(s.pass)-1]; last != "right" {
		t.Errorf("with the password %q", last)
	}
	s.enter()
	if s.done != 7 {
		t.Error("the mail is not shown")
	}
}

// TestImportErrors: each way in which taking over can fail leaves a way on.
func TestImportErrors(t *testing.T) {
	s := importStage(t, []Found{profile("ann@example.org", "pop.example.org", LeftNot)}, nil)
	s.sees("Thunderbird has 1 account")
	s.tap("Use these settings…")
	s.check("ann@example.org")
	s.tap("Continue")
	s.sees("Check at least one account.")
	s.check("ann@example.org")
	s.tap("Continue")
	test.Type(s.w.person.password, "two\x00lines")
	s.enter()
	s.sees("can’t contain a line break")
	retype(s.w.person.password, "secret")
	s.failing = errors.New("the disk is full")
	s.enter()
	s.sees("PopMail could not save the account", "[Try again]")
	if strings.Contains(s.text(), "[Skip") {
		t.Error("the only account can be skipped")
	}
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.sees("Type your password")
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.sees("Accounts on this computer")
	s.tap("Continue")
	s.w.imports.next() // as with skipping
	s.sees("No account was added", "Not added: PopMail could not save the account", "[Back]")
	s.tap("Back")
	s.sees("Accounts on this computer")
	s.tap("Back")
	s.sees("Welcome!")

	// The same address in two programs: one of them is taken.
	two := []Found{profile("ann@example.org", "a.example", LeftNot), profile("Ann@example.org", "b.example", LeftNot)}
	two[1].Program = "Claws Mail"
	s = importStage(t, two, nil)
	s.sees("Your other mail programs have 2 accounts")
	s.tap("Use these settings…")
	s.check("Ann@example.org")
	s.tap("Continue")
	s.sees("Ann@example.org is checked twice. Choose one of them.")

	// Nothing that can be taken over: nothing is offered.
	for _, found := range [][]Found{nil, {profile("ann@imap.example", "imap.example", LeftIMAP)}} {
		s = importStage(t, found, nil)
		if strings.Contains(s.text(), "Use these settings") {
			t.Errorf("%v: %s", found, s.text())
		}
	}
	// Nor where the profiles cannot be looked for, or an account is changed.
	s = importStage(t, nil, func(o *Options) {
		o.Import.Find = func(context.Context) ([]Found, error) { return two, errors.New("no") }
	})
	if strings.Contains(s.text(), "Use these settings") {
		t.Error(s.text())
	}
}

// TestImportUnencrypted: a password goes over a line that anybody can read only when the
// person has agreed.
func TestImportUnencrypted(t *testing.T) {
	open := profile("ann@example.org", "pop.example.org", LeftNot)
	open.Account.Incoming.Security, open.Account.Incoming.Port = account.None, 110
	s := importStage(t, []Found{open}, nil)
	s.tap("Use these settings…")
	s.sees("not encrypted")
	s.tap("Continue")
	s.sees("Check at least one account.") // it is not checked by itself
	s.check("ann@example.org")
	s.tap("Continue")
	test.Type(s.w.person.password, "secret")
	s.enter()
	s.sees("Check this box to continue without encryption.")
	if len(s.probed) > 0 {
		t.Error("the password was sent")
	}
	s.check("I understand that others may read my password and mail.")
	s.tap("Test and add")
	if len(s.probed) != 1 || len(s.saved) != 1 {
		t.Errorf("%+v", s.probed)
	}
}

// TestImportFits draws the pages with many accounts and long names.
func TestImportFits(t *testing.T) {
	long := strings.Repeat("very-long-name.", 20) + "@example.org"
	var found []Found
	for _, email := range []string{"ann@example.org", long, "שלום@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org", "f@example.org"} {
		found = append(found, profile(email, "pop."+strings.Repeat("a", 60)+".example", LeftNot))
	}
	found = append(found, profile("", "", LeftUseless), profile("x@example.org", "pop.example.org", LeftBrowser), profile("y@example.org", "exchange.example", LeftOther))
	for _, c := range []struct {
		name  string
		w, h  float32
		mode  theme.Mode
		scale float32
	}{{"900", 900, 700, theme.Dark, 1}, {"600_200", 600, 800, theme.Light, 2}, {"80", 1280, 800, theme.Light, 0.8}} {
		s := importStage(t, found, nil)
		guitest.App(c.mode, c.scale)
		s.win.Resize(fyne.NewSize(c.w, c.h))
		s.tap("Use these settings…")
		guitest.Picture(t, s.win, "wizard_import_"+c.name)
		s.tap("Continue")
		s.w.imports.next()
		s.fail = &account.Problem{Trouble: account.TroubleOffline}
		test.Type(s.w.person.password, "x")
		s.enter()
		guitest.Picture(t, s.win, "wizard_import_one_"+c.name)
	}
}

// TestSettingsFile: a file that somebody has prepared.
func TestSettingsFile(t *testing.T) {
	var fault error
	a := profile("ann@example.org", "pop.example.org", LeftNot).Account
	a.Keep = account.KeepAsk
	s := importStage(t, nil, func(o *Options) {
		o.Import.Choose = func(chosen func(string)) { chosen("/settings") }
		o.Import.Read = func(_ context.Context, path string) (Found, error) { return Found{Account: a}, fault }
	})
	for _, c := range []struct {
		fault FileProblem
		want  string
	}{
		{FileProblem{}, "can’t read this file"}, {FileProblem{Kind: FileOther}, "not a settings file"}, {FileProblem{Kind: FileLine, Line: 3}, "line 3"},
		{FileProblem{Kind: FilePassword, Line: 2}, "about a password"}, {FileProblem{Kind: FileUnknown, Line: 4, Name: "colour"}, "“colour” in line 4"},
		{FileProblem{Kind: FileTwice, Line: 4, Name: "server"}, "“server” is in the file twice"}, {FileProblem{Kind: FileValue, Name: "port", Value: "many"}, "“many” can’t be used for the setting “port”"},
		{FileProblem{Kind: FileMissing, Name: "server"}, "“server” is missing"}, {FileProblem{Kind: FileHere, Value: "ann@example.org"}, "already has the account ann@example.org"},
	} {
		fault = &c.fault
		s.tap("Use a settings file…")
		s.sees(c.want)
		if s.w.at != stepPerson {
			t.Fatalf("%+v leads to page %d", c.fault, s.w.at)
		}
	}
	fault = errors.New("something else")
	s.tap("Use a settings file…")
	s.sees("can’t read this file")
	guitest.Picture(t, s.win, "wizard_settings_file")
	fault = nil
	s.tap("Use a settings file…")
	s.sees("Type your password", "ann@example.org")
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.sees("Welcome!")
	s.tap("Use a settings file…")
	test.Type(s.w.person.password, "secret")
	s.enter()
	if len(s.saved) != 1 || s.saved[0].Keep != account.KeepAsk {
		t.Errorf("%+v", s.saved)
	}
	s.sees("✓ ann@example.org")
}

// What was typed of an account that is taken over is there the next time, without the
// password; of one that was added it is not.
func TestImportIsKept(t *testing.T) {
	all := []Found{profile("ann@example.org", "pop.example.org", LeftNot), profile("club@example.net", "pop.example.net", LeftNot), profile("old@example.com", "pop.example.com", LeftNot)}
	s := importStage(t, all, nil)
	s.tap("Use these settings…")
	s.windowEnter()
	s.w.server.in.expand()
	retype(s.w.server.port, "1995")
	if d := s.w.Draft(); d != (Draft{}) {
		t.Errorf("it is taken for one that is typed: %+v", d)
	}
	retype(s.w.person.password, "s3cret")
	s.enter()
	s.sees("club@example.net", "Account 2 of 3")
	if k := s.w.Taken(); k != nil {
		t.Errorf("of an account that was added, and one of which nothing was typed, is kept %+v", k)
	}
	s.w.server.in.expand()
	retype(s.w.server.host, "mail.example.net")
	s.secure(account.STARTTLS)
	retype(s.w.server.user, "club7")
	s.w.server.out.expand()
	s.w.server.out.pressed() // later
	retype(s.w.person.password, "s3cret")
	kept := s.w.Taken()
	text, err := json.Marshal(kept)
	if err != nil || len(kept) != 1 || strings.Contains(string(text), "s3cret") {
		t.Fatalf("%s %v", text, err)
	}
	var read []Taken
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}

	again := importStage(t, all[1:], func(o *Options) { o.Taken = read })
	if k := again.w.Taken(); !slices.Equal(k, kept) {
		t.Errorf("before it is opened %+v", k)
	}
	again.tap("Use these settings…")
	again.windowEnter()
	p := again.w.server
	if p.host.Text != "mail.example.net" || p.port.Text != "110" || p.chosen() != account.STARTTLS || p.user.Text != "club7" || !p.out.later || again.w.person.password.Text != "" {
		t.Errorf("%q %q %q %q, later %v, password %q", p.host.Text, p.port.Text, p.chosen(), p.user.Text, p.out.later, again.w.person.password.Text)
	}
	again.sees("club@example.net", "mail.example.net · port 110 · STARTTLS")
	if k := again.w.Taken(); !slices.Equal(k, kept) {
		t.Errorf("afterwards %+v", k)
	}
	again.tap("Skip this account")
	again.sees("old@example.com", "pop.example.com · port 995 · SSL/TLS")
}
