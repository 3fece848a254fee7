package wizard

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// stage is a wizard in a window, and what it was asked for.
type stage struct {
	t       *testing.T
	w       *Wizard
	win     fyne.Window
	run     *loop.Inline
	probed  []account.Account
	pass    []string
	saved   []account.Account
	done    account.ID
	links   []string
	waiting Waiting
	fail    error // of the probe
	failing error // of saving
}

func newStage(t *testing.T, change func(o *Options)) *stage {
	t.Helper()
	words.Use("en-GB")
	guitest.App(theme.Light, 1)
	s := &stage{t: t, run: &loop.Inline{}, waiting: Waiting{Messages: 5020, Bytes: 136_000_000}}
	o := Options{
		Run: s.run, First: true,
		Probe: func(_ context.Context, a account.Account, c account.Credential) (Waiting, error) {
			s.probed, s.pass = append(s.probed, a), append(s.pass, c.Password)
			return s.waiting, s.fail
		},
		Save: func(_ context.Context, a account.Account, c account.Credential) (account.ID, error) {
			s.saved, s.pass = append(s.saved, a), append(s.pass, c.Password)
			return 7, s.failing
		},
		OnDone:     func(id account.ID) { s.done = id },
		OnOpenLink: func(a string) { s.links = append(s.links, a) },
	}
	if change != nil {
		change(&o)
	}
	s.w = New(o)
	s.win = guitest.Window(t, s.w, 1280, 800)
	s.w.Focus()
	s.w.Begin()
	return s
}

// reading is what a person reads in the things of a page.
func reading(o fyne.CanvasObject) (text string, whole bool) {
	switch v := o.(type) {
	case *widgets.Text:
		return v.Text(), true
	case *selectable.Text:
		return v.Text(), true
	case *widgets.Button:
		return "[" + v.Text + "]", true
	case *widgets.OptionCard:
		return v.Title + " " + v.More + "\n" + v.Description, true
	case *field.Check:
		return v.Text, true
	}
	return "", false
}

func (s *stage) text() string { return guitest.Reading(reading).Text(s.w) }

func (s *stage) sees(want ...string) {
	s.t.Helper()
	guitest.Sees(s.t, s.text(), want...)
}

func (s *stage) tap(name string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, reading, "button "+name, func(b *widgets.Button) bool { return b.Text == name }, s.w))
}

func (s *stage) card(title string) {
	s.t.Helper()
	test.Tap(guitest.Last(s.t, reading, "card "+title, func(c *widgets.OptionCard) bool { return strings.HasPrefix(c.Title, title) }, s.w))
}

func (s *stage) secure(v account.Security) { s.w.server.in.fields.Choose(v) }

func (s *stage) enter() {
	s.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func retype(e *field.Entry, text string) {
	e.SetText("")
	test.Type(e, text)
}

// fillPerson types the first page.
func (s *stage) fillPerson() {
	test.Type(s.w.person.name, "Ann Example")
	test.Type(s.w.person.email, "ann@example.org")
	test.Type(s.w.person.password, "s3cret word")
}

func TestThePathOfANewcomer(t *testing.T) {
	s := newStage(t, nil)
	if s.win.Canvas().Focused() != s.w.person.name {
		t.Error("the name field has not the keyboard")
	}
	s.sees("Welcome! Let’s set up your mail.", "Your name", "E-mail address", "Password", "password manager", "[Set up by hand…]", "[Continue]")
	s.fillPerson()
	guitest.Picture(t, s.win, "wizard1")
	s.win.Canvas().Focus(s.w.person.password)
	s.enter()
	if s.w.at != stepServer {
		t.Fatalf("Enter in the password does not go on:\n%s", s.text())
	}
	if s.w.server.host.Text != "pop.example.org" || s.w.server.port.Text != "995" || s.w.server.user.Text != "ann@example.org" {
		t.Errorf("filled in %q %q %q", s.w.server.host.Text, s.w.server.port.Text, s.w.server.user.Text)
	}
	s.win.Canvas().Unfocus()
	guitest.Picture(t, s.win, "wizard2")
	s.w.Focus()
	s.enter()
	if s.w.at != stepLeave {
		t.Fatalf("Enter does not test:\n%s", s.text())
	}
	s.sees("✓ Connected to pop.example.org. 5,020 messages (136 MB) are waiting.", "Keep a copy for 14 days")
	s.win.Canvas().Unfocus()
	guitest.Picture(t, s.win, "wizard3")
	s.tap("Start receiving")
	if len(s.saved) != 1 {
		t.Fatalf("saved %d times", len(s.saved))
	}
	a := s.saved[0]
	want := account.Account{Name: "Ann Example", Email: "ann@example.org", User: "ann@example.org", Auth: account.AuthAuto, Keep: account.KeepKeyring,
		Leave: account.Retention{Mode: account.LeaveForever}, Interval: 10 * time.Minute,
		Incoming: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}}
	if a != want {
		t.Errorf("saved %+v\nwant  %+v", a, want)
	}
	if s.pass[0] != "s3cret word" || s.pass[1] != "s3cret word" {
		t.Errorf("passwords %q", s.pass)
	}
	s.sees("All set — your mail is coming", "5,020 messages")
	guitest.Picture(t, s.win, "wizard4")
	if s.done != 0 {
		t.Fatal("done before the page was seen")
	}
	s.run.Fire(time.Minute)
	if s.done != 7 {
		t.Errorf("done with %d", s.done)
	}
}

func TestValidationInPlace(t *testing.T) {
	s := newStage(t, nil)
	s.tap("Continue")
	s.sees("whole e-mail address", "type your e-mail password")
	if s.w.at != stepPerson || s.win.Canvas().Focused() != s.w.person.email {
		t.Error("the first wrong field has not the keyboard")
	}
	guitest.Picture(t, s.win, "wizard1_wrong")
	test.Type(s.w.person.email, "ann@example.org")
	if strings.Contains(s.text(), "whole e-mail address") {
		t.Error("the message stays while typing")
	}
	for _, bad := range []string{"ann", "ann@", "@example.org", "Ann <ann@example.org>", "ann@nodot", "a b@example.org"} {
		retype(s.w.person.email, bad)
		s.w.person.submit()
		if s.w.at != stepPerson {
			t.Fatalf("%q counts as an address", bad)
		}
	}
	retype(s.w.person.email, " ann@example.org ")
	test.Type(s.w.person.password, "x")
	s.tap("Set up by hand…")
	if s.w.at != stepServer {
		t.Fatal("not at the server")
	}
	p := s.w.server
	for _, c := range []struct{ host, port, user, message string }{
		{"", "995", "ann", "name of the server"},
		{"pop example org", "995", "ann", "isn’t a server name"},
		{"pop.example.org", "0", "ann", "1 to 65535"},
		{"pop.example.org", "99999", "ann", "1 to 65535"},
		{"pop.example.org", "abc", "ann", "1 to 65535"},
		{"pop.example.org", "995", "", "type the user name"},
	} {
		p.host.SetText(c.host)
		p.port.SetText(c.port)
		p.user.SetText(c.user)
		s.tap("Test and continue")
		s.sees(c.message)
		if len(s.probed) != 0 {
			t.Fatalf("%+v was tested", c)
		}
	}
	p.host.SetText("pops://mail.example.org:2995/")
	p.port.SetText("995")
	p.user.SetText("ann")
	s.tap("Test and continue")
	if len(s.probed) != 1 || s.probed[0].Incoming.Host != "mail.example.org" || s.probed[0].Incoming.Port != 2995 {
		t.Errorf("tested %+v", s.probed)
	}
}

func TestSecurityChangesTheUsualPort(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	p := s.w.server
	s.secure(account.STARTTLS)
	if p.port.Text != "110" {
		t.Errorf("STARTTLS: port %s", p.port.Text)
	}
	p.port.SetText("1110")
	s.secure(account.TLS)
	if p.port.Text != "1110" {
		t.Errorf("a port of one's own was changed to %s", p.port.Text)
	}
	p.port.SetText("995")
	s.secure(account.None)
	if p.port.Text != "110" {
		t.Errorf("None: port %s", p.port.Text)
	}
	s.sees("others may read my password")
	s.tap("Test and continue")
	if len(s.probed) != 0 {
		t.Fatal("the password went out in the clear without being asked")
	}
	s.sees("Check this box")
	guitest.Picture(t, s.win, "wizard2_none")
	p.in.fields.Unsafe.SetChecked(true)
	s.tap("Test and continue")
	if len(s.probed) != 1 || s.probed[0].Incoming.Security != account.None {
		t.Fatalf("tested %+v", s.probed)
	}
}

func TestEveryTroubleIsExplained(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	retype(s.w.server.user, "ann17") // chosen: no other is tried
	headings := map[string]account.Trouble{}
	for kind := account.TroubleOther; kind <= account.TroubleInternal; kind++ {
		if kind >= account.TroubleNoOutgoing && kind <= account.TroubleCrowd {
			continue // befalls letters, for which words.OfLetter speaks
		}
		s.fail = &account.Problem{Trouble: kind, Server: "pop.example.org", Err: errors.New("technical cause 4711")}
		s.w.show(stepServer)
		s.tap("Test and continue")
		if s.w.at != stepProblem {
			t.Fatalf("%d: no explanation", kind)
		}
		e := words.Of(account.ProblemOf(s.fail), "pop.example.org", 995)
		if other, twice := headings[e.Heading]; twice {
			t.Errorf("%d has the words of %d", kind, other)
		}
		headings[e.Heading] = kind
		s.w.guessed.Host = "pop.guessed.example" // the name counts as typed
		s.w.problem.explain(s.fail, stepServer)
		s.w.show(stepProblem)
		s.sees(e.Heading, e.What, e.Safe, e.Next, "[Details]", "[Back]")
		if text := s.text(); strings.Contains(text, "4711") || strings.Contains(text, "<no value>") {
			t.Errorf("%d shows\n%s", kind, text)
		}
		for _, never := range []string{"ignore", "anyway", "accept the certificate"} {
			if strings.Contains(strings.ToLower(s.text()), never) {
				t.Errorf("%d offers to %s", kind, never)
			}
		}
		s.tap("Details")
		s.sees("technical cause 4711", "[Copy]")
		s.tap("Copy")
		if !strings.Contains(fyne.CurrentApp().Clipboard().Content(), "4711") {
			t.Error("Copy does not copy")
		}
		if strings.Contains(fyne.CurrentApp().Clipboard().Content(), "s3cret") {
			t.Error("the password is in the details")
		}
		s.tap("Back")
		if s.w.at != stepServer {
			t.Error("Back does not lead back")
		}
	}
}

func TestAWrongPasswordCanBeTypedAnew(t *testing.T) {
	s := newStage(t, nil)
	test.Type(s.w.person.email, "ann.example@gmail.com")
	test.Type(s.w.person.password, "normal")
	s.tap("Continue")
	if s.w.server.host.Text != "pop.gmail.com" {
		t.Errorf("server %s", s.w.server.host.Text)
	}
	s.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.gmail.com", Answer: "[AUTH] Username and password not accepted."}
	s.tap("Test and continue")
	s.sees("The server did not accept the password", "pop.gmail.com answered: “[AUTH] Username and password not accepted.”",
		"Gmail needs an “app password” here.", "[Show me how]")
	s.win.Canvas().Unfocus()
	guitest.Picture(t, s.win, "wizard_err")
	s.tap("Details")
	guitest.Picture(t, s.win, "wizard_err_details")
	s.tap("Show me how")
	if len(s.links) != 1 || !strings.HasPrefix(s.links[0], "https://support.google.com/") {
		t.Errorf("links %q", s.links)
	}
	s.fail = nil
	retype(s.w.problem.password, "abcd efgh ijkl mnop")
	s.w.problem.password.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.w.at != stepLeave {
		t.Fatalf("not gone on:\n%s", s.text())
	}
	if last := s.pass[len(s.pass)-1]; last != "abcdefghijklmnop" {
		t.Errorf("tested with %q", last)
	}
	s.tap("Start receiving")
	if last := s.pass[len(s.pass)-1]; last != "abcdefghijklmnop" {
		t.Errorf("saved with %q", last)
	}
}

func TestHintsOnlyWhereTheyFit(t *testing.T) {
	for _, c := range []struct {
		trouble     account.Trouble
		email, host string
		want        string
	}{
		{account.TroublePassword, "a@gmail.com", "pop.gmail.com", "Gmail"},
		{account.TroublePassword, "a@company.example", "pop.gmail.com", "Gmail"},
		{account.TroublePassword, "a@gmail.com", "pop.example.org", ""},
		{account.TroublePassword, "a@hotmail.com", "outlook.office365.com", "Microsoft"},
		{account.TroublePassword, "a@web.de", "pop3.web.de", "WEB.DE"},
		{account.TroublePassword, "a@gmx.net", "pop.gmx.net", "GMX"},
		{account.TroublePassword, "a@yahoo.com", "pop.mail.yahoo.com", "Yahoo"},
		{account.TroublePassword, "a@notgmail.com", "pop.notgmail.com", ""},
		{account.TroublePassword, "a@firm.example", "smtp.office365.com", "Microsoft"},
		{account.TroublePassword, "a@posteo.de", "posteo.de", ""},
		{account.TroublePassword, "a@tuta.com", "mail.tuta.com", "Tuta"},
		{account.TroubleNoHost, "a@icloud.com", "pop.icloud.com", "iCloud"},
		{account.TroubleNoHost, "a@gmail.com", "pop.gmail.com", ""},
		{account.TroubleCertName, "a@icloud.com", "pop.icloud.com", ""},
	} {
		h, ok := hintFor(c.trouble, discover.ByAccount(c.email, c.host), c.email, c.host, false)
		if ok != (c.want != "") || !strings.Contains(h.lead, c.want) {
			t.Errorf("%d %s %s: %q", c.trouble, c.email, c.host, h.lead)
		}
	}
}

// An address is taken as it is pasted, and shown as it is.
func TestPastedAddress(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.w.person.name.SetText("")
	retype(s.w.person.email, "Ann Berg <ann@Bücher.Example>")
	s.tap("Continue")
	if s.w.person.email.Text != "ann@bücher.example" || s.w.person.name.Text != "Ann Berg" || s.w.server.host.Text != "pop.xn--bcher-kva.example" {
		t.Errorf("%q, %q, %q", s.w.person.email.Text, s.w.person.name.Text, s.w.server.host.Text)
	}
}

func TestGuessFollowsTheAddressUntilTyped(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.tap("Back")
	retype(s.w.person.email, "ann@other.example")
	s.tap("Continue")
	if s.w.server.host.Text != "pop.other.example" || s.w.server.user.Text != "ann@other.example" {
		t.Errorf("%q %q", s.w.server.host.Text, s.w.server.user.Text)
	}
	retype(s.w.server.host, "mail.own.example")
	retype(s.w.server.user, "me")
	s.tap("Back")
	retype(s.w.person.email, "ann@third.example")
	s.tap("Continue")
	if s.w.server.host.Text != "mail.own.example" || s.w.server.user.Text != "me" {
		t.Errorf("what was typed is gone: %q %q", s.w.server.host.Text, s.w.server.user.Text)
	}
}

func TestPasswordStore(t *testing.T) {
	s := newStage(t, func(o *Options) { o.KeyringWorks = func(context.Context) bool { return false } })
	s.sees("Saved in a private file (this computer has no password manager")
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	s.tap("Start receiving")
	if s.saved[0].Keep != account.KeepFile {
		t.Errorf("kept in %s", s.saved[0].Keep)
	}
	// the menu offers what there is
	s = newStage(t, nil)
	s.tap("Change…")
	overlay := s.win.Canvas().Overlays().Top()
	if overlay == nil {
		t.Fatal("no menu")
	}
	guitest.Picture(t, s.win, "wizard1_keep")
	s.w.person.setKeep(account.KeepAsk)
	s.sees("ask for it each time")
}

// TestProgressIsInSight: in a low window a test begun from a field shows what is under way, and Stop.
func TestProgressIsInSight(t *testing.T) {
	run := &slow{}
	s := newStage(t, func(o *Options) { o.Run = run })
	s.win.Resize(fyne.NewSize(1024, 460))
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	s.w.page.Scroll.ScrollToTop()
	for _, at := range []time.Duration{showBusyAfter, sayLongAfter} {
		run.Fire(at)
		b := s.w.busyHere()
		d, page := fyne.CurrentApp().Driver(), s.w.page.Scroll
		end := d.AbsolutePositionForObject(b.box).Y + b.box.Size().Height
		if most := d.AbsolutePositionForObject(page).Y + page.Size().Height; end > most+0.5 {
			t.Errorf("after %v it ends at %v, the page at %v", at, end, most)
		}
		s.w.page.Scroll.ScrollToTop()
	}
}

// slow is a Runner whose work waits until it is let go.
type slow struct {
	loop.Inline
	work []func()
}

func (s *slow) Go(work func(context.Context), done func()) {
	s.work = append(s.work, func() {
		work(context.Background())
		if done != nil {
			done()
		}
	})
}

func TestProgressAndStop(t *testing.T) {
	run := &slow{}
	s := newStage(t, func(o *Options) { o.Run = run })
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	if strings.Contains(s.text(), "Connecting") {
		t.Error("progress flickers")
	}
	if !s.w.server.host.Disabled() {
		t.Error("the settings can be changed while they are tested")
	}
	run.Fire(showBusyAfter)
	s.sees("Connecting to pop.example.org…", "[Stop]")
	guitest.Picture(t, s.win, "wizard2_busy")
	run.Fire(sayLongAfter)
	s.sees("is slow to answer")
	s.tap("Stop")
	s.sees("[Test and continue]")
	if strings.Contains(s.text(), "is slow to answer") || s.w.server.host.Disabled() {
		t.Error("it goes on after Stop")
	}
	for _, w := range run.work { // the answer comes late
		w()
	}
	if s.w.at != stepServer {
		t.Error("a stopped test leads on")
	}
}

func TestEscapeLeadsBack(t *testing.T) {
	s := newStage(t, func(o *Options) { o.First = false })
	cancelled := 0
	s.w.o.OnCancel = func() { cancelled++ }
	s.fillPerson()
	s.tap("Continue")
	s.w.server.host.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.w.at != stepPerson {
		t.Fatal("Escape does not lead back")
	}
	s.w.person.name.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if cancelled != 1 {
		t.Error("Escape does not cancel")
	}
}

func TestTheFirstAccountCannotBeCancelled(t *testing.T) {
	s := newStage(t, func(o *Options) { o.OnCancel = func() { t.Error("cancelled") } })
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if strings.Contains(s.text(), "[Cancel]") {
		t.Error("there is a Cancel button")
	}
}

func TestAddingAnother(t *testing.T) {
	cancelled := 0
	s := newStage(t, func(o *Options) { o.First = false; o.OnCancel = func() { cancelled++ } })
	s.sees("Add an account")
	s.tap("Cancel")
	if cancelled != 1 {
		t.Error("not cancelled")
	}
}

func TestChangeKeepsWhatIsNotOnThePages(t *testing.T) {
	old := account.Account{ID: 3, Email: "ann@example.org", Name: "Ann", User: "ann", Auth: account.AuthPlain, Keep: account.KeepFile,
		Incoming: account.Server{Host: "mail.example.org", Port: 1995, Security: account.STARTTLS, CAFile: "/etc/club-ca.pem"},
		Leave:    account.Retention{Mode: account.LeaveDays, Days: 30},
		Interval: 7 * time.Minute}
	s := newStage(t, func(o *Options) { o.First = false; o.Account = &old; o.OnCancel = func() {} })
	s.sees("Change this account", "Saved in a private file")
	s.tap("Continue")
	if s.w.server.host.Text != "mail.example.org" || s.w.server.port.Text != "1995" || s.w.server.user.Text != "ann" {
		t.Errorf("%q %q %q", s.w.server.host.Text, s.w.server.port.Text, s.w.server.user.Text)
	}
	s.tap("Test and continue")
	s.sees("Keep a copy for 30 days")
	if s.w.leave.every.Selected != "Every 7 minutes while PopMail is open" {
		t.Errorf("interval %q", s.w.leave.every.Selected)
	}
	s.card("Remove as soon")
	s.w.leave.every.SetSelected(words.IntervalName(-1))
	s.tap("Save")
	want := old
	want.Leave = account.Retention{Mode: account.LeaveNone}
	want.Interval = account.ByHand
	if s.saved[0] != want {
		t.Errorf("saved %+v\nwant  %+v", s.saved[0], want)
	}
	if s.pass[len(s.pass)-1] != "" {
		t.Errorf("password %q", s.pass)
	}
	if s.done != 7 {
		t.Error("a change ends with a page of its own")
	}
}

func TestNumberOfDays(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	s.card("Keep a copy")
	s.sees("Mail that has been on this computer for 14 days is removed from the server, old mail too.")
	for _, bad := range []string{"", "0", "-3", "x", "99999"} {
		s.w.leave.days.SetText(bad)
		s.tap("Start receiving")
		if len(s.saved) > 0 {
			t.Fatalf("%q days were saved", bad)
		}
		s.sees("number of days from 1 to 3,650")
	}
	s.w.leave.days.SetText("60")
	s.sees("Keep a copy for 60 days", "for 60 days is removed from the server")
	s.tap("Start receiving")
	if s.saved[0].Leave != (account.Retention{Mode: account.LeaveDays, Days: 60}) {
		t.Errorf("saved %+v", s.saved[0].Leave)
	}
	// a wrong number does not matter where nothing is kept for days
	s = newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	s.w.leave.days.SetText("")
	s.card("Keep everything")
	s.tap("Start receiving")
	if s.saved[0].Leave != (account.Retention{}) {
		t.Errorf("saved %+v", s.saved[0].Leave)
	}
}

func TestSavingFails(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	s.failing = errors.New("the page size is odd")
	s.tap("Start receiving")
	s.sees("could not save the account", "[Try again]")
	s.failing = nil
	s.tap("Try again")
	if s.w.at != stepDone || len(s.saved) != 2 {
		t.Errorf("at %d after %d", s.w.at, len(s.saved))
	}
}

// An account that was added meanwhile, by another window or by command, is no failure to
// save: its mail is shown.
func TestAddedMeanwhile(t *testing.T) {
	s := newStage(t, nil)
	done := 0
	s.w.o.OnDone = func(account.ID) { done++ }
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	s.failing = fmt.Errorf("the account ann@example.org: %w", mailbox.ErrExists)
	s.tap("Start receiving")
	s.sees("PopMail already has this account", "was not added again", "[Close]")
	if strings.Contains(s.text(), "could not save") || strings.Contains(s.text(), "[Try again]") {
		t.Error(s.text())
	}
	s.tap("Close")
	if done != 1 || len(s.saved) != 1 {
		t.Errorf("closed %d times after %d", done, len(s.saved))
	}
}

func TestUnexpectedErrorIsExplainedToo(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.tap("Continue")
	s.fail = x509.UnknownAuthorityError{}
	s.tap("Test and continue")
	s.sees("That didn’t work")
}

// TestNothingIsCutOff looks at each page in small windows and large letters: all
// must lie inside the card, and the page must scroll where it is higher.
func TestNothingIsCutOff(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(800, 600), fyne.NewSize(480, 600), fyne.NewSize(1280, 800)} {
		for _, scale := range []float32{0.8, 1, 2} {
			s := newStage(t, nil)
			fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Dark, Scale: scale})
			s.win.Resize(size)
			s.fillPerson()
			s.w.server.fill("ann@example.org")
			s.w.leave.connected("pop.example.org", s.waiting)
			s.w.problem.explain(&account.Problem{Trouble: account.TroubleCertUnknown, Server: "pop.example.org", Err: errors.New("x509: unknown")}, stepServer)
			for at := stepPerson; at <= stepDone; at++ {
				s.w.show(at)
				if got, need := s.w.page.Scroll.Content.Size().Height, s.w.card.Size().Height; got < need {
					t.Errorf("%v %v step %d: the page is %v high, the card %v", size, scale, at, got, need)
				}
				right := s.w.card.Position().X + s.w.card.Size().Width
				if right > size.Width {
					t.Errorf("%v %v step %d: the card ends at %v", size, scale, at, right)
				}
				for _, o := range s.w.card.Objects {
					if o.Visible() && (o.Position().X+o.Size().Width > s.w.card.Size().Width || o.Size().Height+0.5 < o.MinSize().Height) {
						t.Errorf("%v %v step %d: %T is %v at %v, needs %v", size, scale, at, o, o.Size(), o.Position(), o.MinSize())
					}
				}
				if size.Width == 800 && scale == 2 {
					s.win.Canvas().Unfocus()
					guitest.Picture(t, s.win, "wizard_200_"+string('1'+rune(at)))
				}
				if size.Width == 1280 && scale == 1 {
					s.win.Canvas().Unfocus()
					guitest.Picture(t, s.win, "wizard_dark_"+string('1'+rune(at)))
				}
			}
		}
	}
}

func TestARefusedPasswordIsCleared(t *testing.T) {
	s := newStage(t, nil)
	s.fail = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org", Answer: "no"}
	s.fillPerson()
	s.w.person.submit()
	s.w.server.submit()
	if s.w.at != stepProblem || s.win.Canvas().Focused() != s.w.problem.password {
		t.Fatalf("not asked for the password:\n%s", s.text())
	}
	if s.w.problem.password.Text != "" || s.w.person.password.Text != "" {
		t.Errorf("the refused password is still there: %q %q", s.w.problem.password.Text, s.w.person.password.Text)
	}
	s.fail = nil
	test.Type(s.w.problem.password, "right")
	s.enter()
	if s.w.at != stepLeave || s.pass[1] != "right" {
		t.Errorf("tried with %q", s.pass)
	}
}

func TestAFilledFieldInErrorIsReplacedByTyping(t *testing.T) {
	s := newStage(t, nil)
	s.fillPerson()
	s.w.person.submit()
	s.w.server.port.SetText("99999")
	s.win.Canvas().Focus(s.w.server.port)
	s.enter()
	for _, r := range "995" {
		s.win.Canvas().Focused().TypedRune(r)
	}
	if s.w.server.port.Text != "995" {
		t.Errorf("port %q", s.w.server.port.Text)
	}
}

func TestAnEmptyMailboxIsToldSo(t *testing.T) {
	s := newStage(t, nil)
	s.waiting = Waiting{}
	s.fillPerson()
	s.w.person.submit()
	s.w.server.submit()
	s.w.leave.submit()
	s.sees("✓ All set", "There is no mail on the server right now. New mail will appear by itself.")
	if strings.Contains(s.text(), "coming") {
		t.Errorf("mail is promised:\n%s", s.text())
	}
}
