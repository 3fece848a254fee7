package wizard

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// changing is the wizard at an account, with a server that cannot be reached.
func changing(t *testing.T, old account.Account) (s *stage, anyway *[]string) {
	t.Helper()
	anyway = &[]string{}
	s = newStage(t, func(o *Options) {
		o.First, o.Account, o.OnCancel = false, &old, func() {}
		o.SaveAnyway = func(_ context.Context, a account.Account, c account.Credential) (account.ID, error) {
			s.saved, *anyway = append(s.saved, a), append(*anyway, c.Password)
			return a.ID, nil
		}
	})
	s.fail = &account.Problem{Trouble: account.TroubleOffline, Server: old.Incoming.Host}
	return s, anyway
}

func example() account.Account {
	return account.Account{ID: 3, Email: "ann@example.org", Name: "Ann", User: "ann", Keep: account.KeepFile,
		Incoming: account.Server{Host: "mail.example.org", Port: 995, Security: account.TLS},
		Leave:    account.Retention{Mode: account.LeaveDays, Days: 30}, Interval: account.DefaultInterval}
}

func TestWhatTheServerIsNotNeededForIsChangedOffline(t *testing.T) {
	for name, old := range map[string]account.Account{
		"as it was":            example(),
		"port and kind unsaid": func() account.Account { a := example(); a.Incoming.Port, a.Incoming.Security = 0, ""; return a }(),
	} {
		t.Run(name, func(t *testing.T) {
			s, anyway := changing(t, old)
			retype(s.w.person.name, "Ann B. Example")
			s.tap("Continue")
			s.tap("Test and continue")
			if s.w.at != stepLeave || len(s.probed) != 0 {
				t.Fatalf("step %d, asked the server %d times:\n%s", s.w.at, len(s.probed), s.text())
			}
			s.card("Keep everything")
			s.tap("Save")
			if len(s.saved) != 1 || s.saved[0].Name != "Ann B. Example" || s.saved[0].Leave.Mode != account.LeaveForever || s.done != 7 {
				t.Errorf("saved %+v", s.saved)
			}
			if len(*anyway) != 0 {
				t.Error("nothing was untested")
			}
		})
	}
}

func TestServerSettingsAreSavedAnyway(t *testing.T) {
	tests := []struct {
		name   string
		change func(s *stage)
		is     func(a account.Account) bool
		pass   string
	}{
		{"host", func(s *stage) { retype(s.w.server.host, "pop.example.net") },
			func(a account.Account) bool { return a.Incoming.Host == "pop.example.net" }, ""},
		{"port", func(s *stage) { retype(s.w.server.port, "1995") }, func(a account.Account) bool { return a.Incoming.Port == 1995 }, ""},
		{"user", func(s *stage) { retype(s.w.server.user, "ann.b") }, func(a account.Account) bool { return a.User == "ann.b" }, ""},
		{"security", func(s *stage) { s.secure(account.STARTTLS) }, func(a account.Account) bool { return a.Incoming.Security == account.STARTTLS }, ""},
		{"password", func(s *stage) { test.Type(s.w.person.password, "new one") }, func(account.Account) bool { return true }, "new one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, anyway := changing(t, example())
			s.tap("Continue")
			tt.change(s)
			s.tap("Test and continue")
			if len(s.probed) != 1 || s.w.at != stepProblem {
				t.Fatalf("step %d, asked %d times", s.w.at, len(s.probed))
			}
			s.sees("[Save anyway]")
			s.tap("Save anyway")
			if len(s.saved) != 1 || !tt.is(s.saved[0]) || (*anyway)[0] != tt.pass || s.done != 3 {
				t.Errorf("saved %+v with %q", s.saved, *anyway)
			}
		})
	}
}

func TestANewAccountIsNotSavedUntested(t *testing.T) {
	s := newStage(t, nil)
	s.fail = &account.Problem{Trouble: account.TroubleOffline}
	s.fillPerson()
	s.tap("Continue")
	s.tap("Test and continue")
	if s.w.at != stepProblem || strings.Contains(s.text(), "Save anyway") {
		t.Errorf("a new account can be saved untested:\n%s", s.text())
	}
}

func TestAllButtonsOfAnErrorPageAreSeenInASmallWindow(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		s, _ := changing(t, example())
		fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: theme.Light, Scale: scale})
		s.win.Resize(fyne.NewSize(480, 600))
		s.fail = &account.Problem{Trouble: account.TroubleNoHost, Server: "mail.example.org"}
		retype(s.w.server.host, "mail.example.com")
		s.tap("Continue")
		s.tap("Test and continue")
		for _, b := range guitest.All[*widgets.Button](reading, nil, s.w.card) {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
			if b.Visible() && (at.X < 0 || at.X+b.Size().Width > 480 || b.Size().Width < b.MinSize().Width) {
				t.Errorf("scale %v: %q is at %v, %v wide", scale, b.Text, at, b.Size().Width)
			}
		}
		guitest.Picture(t, s.win, fmt.Sprintf("wizard_err_small_%v", scale))
	}
}

// The password that is kept does not go to a server with another name: it is asked for.
func TestAnotherServerAsksForThePassword(t *testing.T) {
	s, _ := changing(t, example())
	s.fail = &account.Problem{Trouble: account.TroubleNewServer, Server: "pop.example.net"} // as the service says it
	s.tap("Continue")
	retype(s.w.server.host, "pop.example.net")
	s.tap("Test and continue")
	s.sees("Type your password again", "pop.example.net", "doesn’t send a saved password to another server", "Password")
	if s.win.Canvas().Focused() != s.w.problem.password {
		t.Error("the keyboard is elsewhere")
	}
	s.fail = nil
	test.Type(s.w.problem.password, "for the new one")
	s.enter()
	if s.w.at != stepLeave || s.pass[len(s.pass)-1] != "for the new one" {
		t.Errorf("at %d, tried %q", s.w.at, s.pass)
	}
}
