package gui

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/status"
)

// A password manager that is locked is told as that: no password is asked for that nobody lacks, and of
// who signs in with the browser none at all.
func TestALockedPasswordManager(t *testing.T) {
	for _, auth := range []account.Auth{account.AuthAuto, account.AuthOAuth} {
		s := newStage(t, 1)
		s.activity.known.accounts[0].Auth, s.activity.known.accounts[0].Keep = auth, account.KeepKeyring
		s.says(event.NeedsPassword{Account: 1, Keyring: true}, event.Scheduled{Account: 1})
		const heading = "PopMail can’t use this computer’s password manager"
		if l := s.activity.bar.Line(); l.Kind != status.Password || !strings.HasPrefix(l.Text, heading) || strings.Contains(l.Text, "needs your password") {
			t.Errorf("%s: %+v", auth, l)
		}
		s.activity.getMail() // which tries again
		if s.activity.asking || s.post.checks != 1 {
			t.Errorf("%s: Get mail asks for something, or does nothing: %d, %q", auth, s.post.checks, s.said())
		}
		s.mark(heading)
		s.sees("Unlock the password manager and try again.")
		s.button("Try again")
		if len(s.post.checked) != 1 || s.activity.asking {
			t.Errorf("%s: checked %v", auth, s.post.checked)
		}
		s.activity.bar.Action().Tapped(nil)
		if auth.Browser() {
			if strings.Contains(s.said(), "Enter password") {
				t.Error("a password is offered to who has none")
			}
			s.button("Not now")
			s.activity.askPassword(1, event.NeedsPassword{Account: 1, Rejected: true}, false)
			s.sees("with your browser")
			continue
		}
		s.button("Enter password…")
		s.sees("Type the password for ann@example.org")
		s.sees("Not saved. PopMail will ask again next time.")
		s.button("Not now")
		s.says(event.NeedsPassword{Account: 1}) // unlocked, and there is none
		s.activity.getMail()
		s.sees("Type the password for ann@example.org")
		s.sees("Saved in this computer’s password manager.")
	}
}
