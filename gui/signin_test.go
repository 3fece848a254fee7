package gui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/widgets"
	"popmail/gui/status"
	"popmail/gui/wizard"
)

// signIns is a provider for the accounts of the tests.
type signIns struct {
	fakeSetup
	saved  []account.Account
	with   []account.Credential
	opened []string
	fail   error
	id     string // of the client
}

func (s *signIns) SignInAt(context.Context, string, string) (Provider, bool) {
	return Provider{Name: "The Club", Page: "id.club.example", Ready: true}, true
}

func (s *signIns) SignIn(ctx context.Context, _ account.Account, ask SignInAsk) (SignedIn, error) {
	if err := ask.Open(ctx, "https://id.club.example/?state=x"); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Credential: account.WithToken(account.Token{Access: "t"})}, s.fail
}

func (s *signIns) Clients(context.Context) ([]SignInClient, error) {
	return []SignInClient{{Key: "club", Name: "The Club", ID: s.id}}, nil
}

func (s *signIns) SetClient(_ context.Context, _, id, _ string) (bool, error) {
	if id == "bad" {
		return false, nil
	}
	s.id = id
	return true, nil
}

func (s *signIns) Save(_ context.Context, a account.Account, c account.Credential) (account.ID, error) {
	s.saved, s.with = append(s.saved, a), append(s.with, c)
	return a.ID, nil
}

func (s *signIns) Open(_ context.Context, address string) error {
	s.opened = append(s.opened, address)
	return nil
}

func (s *signIns) Choose(context.Context, string, string, string, string) (string, error) {
	return "", nil
}

func (s *signIns) ChooseFiles(context.Context, string, string, bool) ([]string, error) {
	return nil, nil
}

// signInStage is a window whose one account needs a sign-in.
func signInStage(t *testing.T) (*stage, *signIns) {
	t.Helper()
	in := &signIns{}
	s := newStage(t, 1, func(o *Options) { o.SignIns, o.Setup, o.Desktop = in, in, in })
	s.says(event.NeedsPassword{Account: 1, SignIn: true, Rejected: true})
	return s, in
}

func (s *stage) button(name string) {
	s.t.Helper()
	is := func(b *widgets.Button) bool { return b.Text == name }
	reading := func(fyne.CanvasObject) (string, bool) { return "", false }
	test.Tap(guitest.Last(s.t, reading, "button "+name, is, append(guitest.Over(s.window), s.window.Content())...))
}

func TestAnEndedSignInIsAskedForInTheStatusLine(t *testing.T) {
	s, in := signInStage(t)
	if l := s.activity.bar.Line(); l.Kind != status.Password || !strings.Contains(l.Text, "sign in again") || s.activity.bar.Action().Text != "Sign in…" {
		t.Fatalf("%+v, %q", l, s.activity.bar.Action().Text)
	}
	test.Tap(s.activity.bar.Action())
	if s.sheet != nil || len(in.saved) != 1 || in.saved[0].Auth != account.AuthOAuth || in.with[0].Secret() != "t" || len(in.opened) != 1 {
		t.Errorf("saved %+v, opened %q", in.saved, in.opened)
	}
}

// mark taps the mark in the sidebar that says tip.
func (s *stage) mark(tip string) {
	s.t.Helper()
	is := func(b *widgets.Button) bool { return b.Icon == widgets.IconWarning && b.Tip == tip }
	reading := func(fyne.CanvasObject) (string, bool) { return "", false }
	test.Tap(guitest.Last(s.t, reading, "mark "+tip, is, s.window.Content()))
}

func TestTheMarkLeadsToTheSignIn(t *testing.T) {
	s, in := signInStage(t)
	s.mark("Sign in again to check for new mail.")
	if len(in.saved) != 1 {
		t.Error("not signed in")
	}
}

// TestTheMarkOfABadCertificate: it leads to what is wrong, and from there to another try.
func TestTheMarkOfABadCertificate(t *testing.T) {
	s := newStage(t, 1)
	bad := &account.Problem{Trouble: account.TroubleCertExpired, Certificate: &account.Certificate{Server: "pop.example.org", Faults: []account.Fault{account.FaultExpired}}}
	s.says(event.Started{Account: 1}, event.Failed{Account: 1, Err: bad}, event.Scheduled{Account: 1})
	if l := s.activity.bar.Line(); !strings.Contains(l.Text, "PopMail has stopped getting mail") {
		t.Errorf("%q", l.Text)
	}
	s.mark(headingOf(bad))
	s.sees("It tries again in another network")
	before := s.post.checks
	s.button("Try again")
	if s.post.checks != before+1 {
		t.Error("it is not tried again")
	}
	s.says(event.NeedsPassword{Account: 1, Rejected: true})
	s.mark("The server did not accept the password.")
	s.button("Not now")
}

func TestGetMailAsksBeforeTheBrowserOpens(t *testing.T) {
	s, in := signInStage(t)
	s.activity.getMail()
	if len(in.opened) != 0 || len(guitest.Over(s.window)) == 0 {
		t.Fatal("the browser opened by itself")
	}
	s.button("Not now")
	s.activity.getMail()
	s.button("Sign in…")
	if len(in.saved) != 1 {
		t.Error("not signed in")
	}
}

func TestAFailedSignInComesBack(t *testing.T) {
	s, in := signInStage(t)
	in.fail = &account.Problem{Trouble: account.TroubleDenied}
	s.accounts.showMenu()
	s.button("Sign in again…")
	if _, ok := s.sheet.(*wizard.Wizard); !ok {
		t.Fatal("there is no page about it")
	}
	s.button("Back")
	if _, ok := s.sheet.(*wizard.Wizard); ok || s.sheet == nil || len(in.saved) != 0 {
		t.Error("Back does not lead to the Settings")
	}
	in.fail = nil
	s.button("Sign in again…")
	if _, ok := s.sheet.(*wizard.Wizard); ok || s.sheet == nil || len(in.saved) != 1 {
		t.Error("the sign-in does not lead to the Settings")
	}
}

func TestDetailsOfAnEndedSignInLeadToThePage(t *testing.T) {
	s, in := signInStage(t)
	s.says(event.Started{Account: 1}, event.Failed{Account: 1, Err: &account.Problem{Trouble: account.TroubleBrowser}})
	test.Tap(s.activity.bar.Action())
	s.button("Sign in…")
	if len(in.saved) != 1 {
		t.Error("not signed in")
	}
}
