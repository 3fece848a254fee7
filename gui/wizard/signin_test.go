package wizard

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// web is a browser and a provider.
type web struct {
	ready  bool
	name   string
	in     SignedIn
	err    error
	opens  error
	opened []string
	asks   []SignInAsk
}

const signInAddress = "https://login.microsoftonline.com/consumers/oauth2/v2.0/authorize?state=x"

func (b *web) browser() *Browser {
	return &Browser{
		At: func(_ context.Context, host, email string) (Provider, bool) {
			ok := strings.HasSuffix(host, "office365.com") || strings.HasSuffix(host, "gmail.com")
			return Provider{Name: b.name, Page: "login.microsoftonline.com", Ready: b.ready}, ok
		},
		SignIn: func(ctx context.Context, _ account.Account, ask SignInAsk) (SignedIn, error) {
			b.asks = append(b.asks, ask)
			if err := ask.Open(ctx, signInAddress); err != nil {
				return SignedIn{}, err
			}
			return b.in, b.err
		},
		Open: func(_ context.Context, address string) error {
			b.opened = append(b.opened, address)
			return b.opens
		},
	}
}

func newWeb() *web {
	return &web{ready: true, name: "Microsoft", in: SignedIn{Credential: account.WithToken(account.Token{Issuer: "microsoft", Access: "t0ken", Refresh: "r"})}}
}

// signing is a wizard with a browser, whose probes are noted with what they log in with.
func signingStage(t *testing.T, b *web, change func(o *Options)) (s *stage, with *[]account.Credential) {
	t.Helper()
	with = &[]account.Credential{}
	s = newStage(t, func(o *Options) {
		o.Browser = b.browser()
		o.Find = offline
		probe, save := o.Probe, o.Save
		o.Probe = func(ctx context.Context, a account.Account, c account.Credential) (Waiting, error) {
			*with = append(*with, c)
			return probe(ctx, a, c)
		}
		o.Save = func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error) {
			*with = append(*with, c)
			return save(ctx, a, c)
		}
		if change != nil {
			change(o)
		}
	})
	return s, with
}

func (s *stage) address(email, password string) {
	test.Type(s.w.person.name, "Ann Example")
	test.Type(s.w.person.email, email)
	test.Type(s.w.person.password, password)
	s.w.person.submit()
}

func TestSignInWithTheBrowser(t *testing.T) {
	b := newWeb()
	s, with := signingStage(t, b, nil)
	test.Type(s.w.person.email, "ann@outlook.com")
	if s.w.person.password.PlaceHolder == "" {
		t.Error("the password seems to be needed")
	}
	s.w.person.email.SetText("")
	s.address("ann@outlook.com", "")
	if s.w.at != stepServer {
		t.Fatalf("at %d:\n%s", s.w.at, s.text())
	}
	s.sees("You sign in with your browser, on Microsoft’s own page.", "PopMail never sees your Microsoft password.")
	s.tap("Test and continue")
	if s.w.at != stepLeave || len(b.opened) != 1 || b.opened[0] != signInAddress {
		t.Fatalf("at %d, opened %q:\n%s", s.w.at, b.opened, s.text())
	}
	if len(*with) != 1 || (*with)[0] != b.in.Credential || s.probed[0].Auth != account.AuthOAuth {
		t.Errorf("tested with %v", *with)
	}
	s.w.leave.submit()
	if len(s.saved) != 1 || s.saved[0].Auth != account.AuthOAuth || (*with)[1] != b.in.Credential || s.w.at != stepDone {
		t.Errorf("saved %+v with %v", s.saved, *with)
	}
	if d := s.w.Draft(); d != (Draft{}) {
		t.Errorf("draft %+v", d)
	}
}

// waitingStage is a wizard that waits for the person in the browser; end lets the sign-in end.
func waitingStage(t *testing.T, b *web) (s *stage, run *slow, end func()) {
	t.Helper()
	run = &slow{}
	s, _ = signingStage(t, b, func(o *Options) { o.Run = run })
	next := func() {
		work := run.work
		run.work = nil
		for _, w := range work {
			w()
		}
	}
	s.address("ann@outlook.com", "")
	next() // found
	next() // who signs in
	s.w.server.submit()
	return s, run, next
}

func TestThePageWaits(t *testing.T) {
	for _, c := range []struct {
		mode  theme.Mode
		width float32
		scale float32
		name  string
	}{{theme.Light, 1280, 1, ""}, {theme.Dark, 1280, 1, "_dark"}, {theme.Light, 480, 1, "_narrow"}, {theme.Light, 800, 2, "_200"}, {theme.Dark, 1280, 0.8, "_80"}} {
		b := newWeb()
		s, run, _ := waitingStage(t, b)
		fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: c.mode, Scale: c.scale})
		s.win.Resize(fyne.NewSize(c.width, 800))
		s.sees("Sign in with Microsoft", "Your browser opens now.", "Opening your browser…")
		if !s.w.signIn.again.Disabled() || !s.w.signIn.copy.Disabled() {
			t.Error("there is no address yet")
		}
		s.w.signIn.opened(s.w.signIn.turn, signInAddress)
		s.sees("For Outlook.com, you sign in on Microsoft’s own page. It should be open in your browser now.", "login.microsoftonline.com",
			"Sign in as ann@outlook.com and allow PopMail to read and send your mail.", "Waiting for you to sign in…",
			"PopMail never sees your Microsoft password.", "You can take back this permission", "[Back]", "[Having trouble?]")
		s.win.Canvas().Unfocus()
		guitest.Fits(t, s.win, "sign in"+c.name)
		guitest.Picture(t, s.win, "wizard_signin"+c.name)
		s.tap("Copy address")
		if fyne.CurrentApp().Clipboard().Content() != signInAddress {
			t.Error("the address is not copied")
		}
		s.sees("[Copied]")
		run.Fire(copiedFor)
		s.sees("[Copy address]")
		s.tap("Having trouble?")
		s.sees("Copy the address, and paste it into a browser on this computer.", "Sign in there as ann@outlook.com.", "[Use another account]")
		s.never("[Having trouble?]", "app password")
		guitest.Fits(t, s.win, "help"+c.name)
		guitest.Picture(t, s.win, "wizard_signin_help"+c.name)
	}
}

func TestOpeningThePageAgain(t *testing.T) {
	b := newWeb()
	s, _, next := waitingStage(t, b)
	s.w.signIn.opened(s.w.signIn.turn, signInAddress)
	if s.win.Canvas().Focused() != s.w.signIn.again {
		t.Error("the keyboard is elsewhere")
	}
	s.w.signIn.w.o.Browser.SignIn = nil // no second sign-in
	work := s.w.o.Run.(*slow).work
	s.w.o.Run.(*slow).work = nil
	s.key(fyne.KeyReturn)
	next()
	if len(b.opened) != 1 || s.w.at != stepSignIn {
		t.Errorf("opened %q, at %d", b.opened, s.w.at)
	}
	b.opens = errors.New("none")
	s.tap("Open the page again")
	next()
	s.sees("PopMail could not open a browser. Copy the address")
	_ = work
}

// Whoever goes back is not led on by an answer that comes late.
func TestGoingBackEndsTheWaiting(t *testing.T) {
	b := newWeb()
	s, run, next := waitingStage(t, b)
	turn := s.w.signIn.turn
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.w.at != stepServer {
		t.Fatalf("at %d", s.w.at)
	}
	next()
	s.w.signIn.opened(turn, signInAddress)
	if s.w.at != stepServer || len(s.probed) != 0 {
		t.Errorf("at %d, probed %d", s.w.at, len(s.probed))
	}
	run.Fire(widgets.SpinnerStep) // ends by itself
	// And it can be begun anew.
	s.w.server.submit()
	next()
	next()
	if s.w.at != stepLeave || len(s.probed) != 1 {
		t.Errorf("at %d:\n%s", s.w.at, s.text())
	}
}

func TestSignInFailures(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want []string
	}{
		{"denied", &account.Problem{Trouble: account.TroubleDenied, Server: "login.microsoftonline.com", Err: errors.New("access_denied")}, []string{"The sign-in wasn’t allowed", "administrator"}},
		{"nobody", &account.Problem{Trouble: account.TroubleNobody, Err: errors.New("nobody has signed in")}, []string{"Nobody has signed in"}},
		{"server error", &account.Problem{Trouble: account.TroubleServer, Server: "login.microsoftonline.com"}, nil},
		{"silent", &account.Problem{Trouble: account.TroubleSilent, Server: "login.microsoftonline.com"}, nil},
		{"offline", &account.Problem{Trouble: account.TroubleOffline, Server: "login.microsoftonline.com"}, nil},
		{"odd", errors.New("the answer comes from another provider"), []string{"The sign-in didn’t work"}},
	} {
		b := newWeb()
		b.err = c.err
		s, with := signingStage(t, b, nil)
		s.address("ann@outlook.com", "typed")
		s.tap("Test and continue")
		if s.w.at != stepProblem {
			t.Fatalf("%s: at %d:\n%s", c.name, s.w.at, s.text())
		}
		s.sees(append(c.want, "[Sign in again]", "[Back]")...)
		s.never("995", "password", "Type")
		if len(*with) != 0 {
			t.Errorf("%s: the server was asked", c.name)
		}
		b.err = nil
		s.enter()
		if s.w.at != stepLeave || len(b.asks) != 2 {
			t.Errorf("%s: not again:\n%s", c.name, s.text())
		}
	}
}

func TestTheServerDoesNotTakeTheSignIn(t *testing.T) {
	b := newWeb()
	s, _ := signingStage(t, b, nil)
	s.fail = &account.Problem{Trouble: account.TroubleSignInAgain, Server: "outlook.office365.com", Answer: "Authentication failure"}
	s.address("ann@outlook.com", "")
	s.tap("Test and continue")
	s.sees("The server didn’t accept the sign-in", "Authentication failure", "Sign in again, as ann@outlook.com.", "POP3 may be turned off", "[Sign in again]")
	s.never("has ended")
	s.fail = nil
	s.tap("Sign in again")
	if s.w.at != stepLeave || len(b.asks) != 2 {
		t.Fatalf("at %d", s.w.at)
	}
	// Another failure of the server is none of the sign-in: it is not asked for again.
	s, _ = signingStage(t, b, nil)
	s.fail = &account.Problem{Trouble: account.TroubleSwitchedOff, Server: "outlook.office365.com"}
	s.address("ann@outlook.com", "")
	s.tap("Test and continue")
	s.fail = nil
	n := len(b.asks)
	s.tap("Try again")
	if s.w.at != stepLeave || len(b.asks) != n {
		t.Errorf("at %d, asked %d times", s.w.at, len(b.asks)-n+1)
	}
}

func TestSomebodyElseSignsIn(t *testing.T) {
	begin := func() (*stage, *web) {
		b := newWeb()
		b.in.Email = "bob@outlook.com"
		s, with := signingStage(t, b, nil)
		s.address("ann@outlook.com", "")
		s.tap("Test and continue")
		if s.w.at != stepOtherPerson || len(*with) != 0 {
			t.Fatalf("at %d, the server was asked %d times", s.w.at, len(*with))
		}
		s.sees("You signed in as someone else", "ann@outlook.com", "bob@outlook.com", "PopMail has not used that sign-in.")
		return s, b
	}
	s, b := begin()
	s.win.Canvas().Unfocus()
	guitest.Fits(t, s.win, "someone else")
	guitest.Picture(t, s.win, "wizard_signin_other")
	b.in.Email = "Ann@Outlook.com"
	s.tap("Sign in again")
	if s.w.at != stepLeave || !b.asks[1].Other || b.asks[0].Other || s.probed[0].Email != "ann@outlook.com" {
		t.Errorf("at %d, %+v", s.w.at, s.probed)
	}
	s, b = begin()
	s.tap("Use this address")
	if s.w.at != stepLeave || s.probed[0].Email != "bob@outlook.com" || s.probed[0].User != "bob@outlook.com" || s.probed[0].Auth != account.AuthOAuth || len(b.asks) != 1 {
		t.Errorf("at %d, %+v", s.w.at, s.probed)
	}
	s, b = begin()
	s.tap("Go on")
	if s.w.at != stepLeave || s.probed[0].Email != "ann@outlook.com" || s.probed[0].User != "ann@outlook.com" || len(b.asks) != 1 {
		t.Errorf("at %d, %+v", s.w.at, s.probed)
	}
	s, _ = begin()
	s.tap("Back")
	s.tap("Back")
	s.w.person.email.SetText("bob@outlook.com")
	s.w.person.submit()
	s.tap("Test and continue")
	if s.w.at != stepLeave {
		t.Errorf("at %d", s.w.at)
	}
}

func TestNoClientID(t *testing.T) {
	b := newWeb()
	b.ready = false
	s, with := signingStage(t, b, nil)
	s.address("ann@outlook.com", "typed")
	s.tap("Test and continue")
	if s.w.at != stepNoSignIn || len(*with) != 0 || len(b.asks) != 0 {
		t.Fatalf("at %d:\n%s", s.w.at, s.text())
	}
	s.sees("PopMail can’t sign in with Microsoft yet", "Forward your mail", "Outlook.com can send a copy", "It isn’t your address or your password.")
	s.win.Canvas().Unfocus()
	guitest.Fits(t, s.win, "no client ID")
	guitest.Picture(t, s.win, "wizard_signin_none")
	s.tap("Use another address")
	if s.w.at != stepPerson {
		t.Errorf("at %d", s.w.at)
	}
	// Where an app password works too it is what is used.
	b.name = "Google"
	s, with = signingStage(t, b, nil)
	s.address("ann@gmail.com", "abcd efgh ijkl mnop")
	s.sees("Gmail needs an “app password” here.")
	s.tap("Test and continue")
	if s.w.at != stepLeave || (*with)[0].Password != "abcdefghijklmnop" {
		t.Errorf("at %d", s.w.at)
	}
	// And without one it is asked for.
	s, _ = signingStage(t, b, nil)
	s.address("ann@gmail.com", "")
	s.tap("Test and continue")
	if s.w.at != stepPerson {
		t.Fatalf("at %d", s.w.at)
	}
	s.sees("Please type your e-mail password.")
}

func TestBothWork(t *testing.T) {
	b := newWeb()
	b.name = "Google"
	begin := func(password string) *stage {
		s, _ := signingStage(t, b, nil)
		s.address("ann@gmail.com", password)
		s.sees("You can sign in with your browser.", "An app password works too.")
		s.tap("Test and continue")
		return s
	}
	s := begin("my normal one")
	if s.w.at != stepChoice {
		t.Fatalf("at %d:\n%s", s.w.at, s.text())
	}
	s.sees("How do you want to sign in?", "Gmail takes either.", "Sign in with your browser — recommended", "Use an app password")
	s.win.Canvas().Unfocus()
	guitest.Fits(t, s.win, "choice")
	guitest.Picture(t, s.win, "wizard_signin_choice")
	s.w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.w.at != stepLeave || s.probed[0].Auth != account.AuthOAuth {
		t.Errorf("at %d", s.w.at)
	}
	s = begin("my normal one")
	s.card("Use an app password")
	s.tap("Continue")
	if s.w.at != stepLeave || s.probed[0].Auth == account.AuthOAuth || s.pass[0] != "my normal one" {
		t.Errorf("at %d, %+v", s.w.at, s.probed)
	}
	s = begin("")
	s.card("Use an app password")
	s.tap("Continue")
	if s.w.at != stepPerson {
		t.Errorf("at %d", s.w.at)
	}
	s.sees("Please type your e-mail password.")
	// Who has made one is not asked.
	s = begin("abcd efgh ijkl mnop")
	if s.w.at != stepLeave || s.pass[0] != "abcdefghijklmnop" {
		t.Errorf("at %d", s.w.at)
	}
	// A refused password leads to the browser.
	s, _ = signingStage(t, b, nil)
	s.fail = &account.Problem{Trouble: account.TroubleAppPassword, Server: "pop.gmail.com"}
	s.address("ann@gmail.com", "abcd efgh ijkl mnop")
	s.tap("Test and continue")
	s.fail = nil
	s.tap("Sign in with Google")
	if s.w.at != stepLeave || s.probed[1].Auth != account.AuthOAuth {
		t.Errorf("at %d, %+v", s.w.at, s.probed)
	}
}

// An account whose permission has ended is signed in to, and nothing else of it is asked.
func TestSigningInAgain(t *testing.T) {
	old := account.Account{ID: 3, Email: "ann@outlook.com", User: "ann@outlook.com", Auth: account.AuthOAuth, Keep: account.KeepFile,
		Incoming: account.Server{Host: "outlook.office365.com", Port: 995, Security: account.TLS}, Interval: account.DefaultInterval}
	for _, fail := range []error{nil, &account.Problem{Trouble: account.TroubleOffline}} {
		b := newWeb()
		s, with := signingStage(t, b, func(o *Options) { o.First, o.Account, o.SignIn, o.OnCancel = false, &old, true, func() {} })
		if fail == nil && (len(s.saved) != 1 || s.saved[0] != old || (*with)[1] != b.in.Credential || s.done != 7) {
			t.Errorf("saved %+v with %v, done %d", s.saved, *with, s.done)
		}
		s, _ = signingStage(t, b, func(o *Options) {
			o.First, o.Account, o.SignIn, o.OnCancel = false, &old, true, func() {}
			o.Probe = func(context.Context, account.Account, account.Credential) (Waiting, error) { return Waiting{}, fail }
		})
		if len(s.saved) != 1 || s.done != 7 {
			t.Errorf("%v: not saved:\n%s", fail, s.text())
		}
	}
	b := newWeb()
	b.err = &account.Problem{Trouble: account.TroubleDenied}
	cancelled := 0
	s, _ := signingStage(t, b, func(o *Options) { o.First, o.Account, o.SignIn, o.OnCancel = false, &old, true, func() { cancelled++ } })
	s.sees("The sign-in wasn’t allowed")
	s.tap("Back")
	if cancelled != 1 || len(s.saved) != 0 {
		t.Errorf("cancelled %d, saved %+v", cancelled, s.saved)
	}
	b.err, b.in.Email = nil, "bob@outlook.com"
	s, _ = signingStage(t, b, func(o *Options) { o.First, o.Account, o.SignIn, o.OnCancel = false, &old, true, func() {} })
	s.sees("You signed in as someone else")
	s.never("Use this address")
	b.ready, cancelled = false, 0
	s, _ = signingStage(t, b, func(o *Options) { o.First, o.Account, o.SignIn, o.OnCancel = false, &old, true, func() { cancelled++ } })
	s.sees("PopMail can’t sign in with Microsoft yet")
	s.tap("Close")
	if cancelled != 1 {
		t.Error("not closed")
	}
}
