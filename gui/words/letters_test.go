package words

import (
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// A letter that is put off because of one person names them, and becomes a question when that goes on
// for hours; one that is put off for other reasons does not name anybody.
func TestLetterPutOff(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	a := account.Account{Email: "anna@example.org", Outgoing: account.Server{Host: "smtp.example.org", Port: 465, Security: account.TLS}}
	carl := []account.Refusal{{Email: "carl@exmaple.example", Code: 450, Text: "Domain not found"}}
	for _, c := range []struct {
		trouble  account.Trouble
		refusals []account.Refusal
		tries    int
		grave    bool
		sees     []string
		not      string
	}{
		{account.TroubleBusy, carl, 1, false, []string{"carl@exmaple.example", "Domain not found", "Next try"}, "Check the address"},
		{account.TroubleBusy, carl, longWait, true, []string{"carl@exmaple.example", "Check the address"}, "Wait a few minutes"},
		{account.TroubleBusy, nil, 2, false, []string{"busy", "Next try"}, "carl"},
		{account.TroubleBusy, nil, 30, true, []string{"busy"}, "carl"},
		{account.TroubleCut, nil, 30, false, []string{"Next try"}, "carl"},
		{account.TroubleOffline, nil, 30, false, nil, "carl"},
	} {
		l := &mailbox.Letter{State: mailbox.LetterQueued, Tries: c.tries, NextTry: now.Add(time.Hour), Refusals: c.refusals, Problem: account.FailureOf(&account.Problem{Trouble: c.trouble, Sending: true})}
		s := OfLetter(l, a, true, now)
		all := strings.Join([]string{s.Short, s.Title, s.Text, s.Said}, "\n")
		for _, want := range c.sees {
			if !strings.Contains(all, want) {
				t.Errorf("%+v: %q is not said:\n%s", c, want, all)
			}
		}
		if strings.Contains(all, c.not) || s.Grave != c.grave {
			t.Errorf("%+v: grave %v\n%s", c, s.Grave, all)
		}
	}
}

// A letter that waits for a password, or for a sign-in, says what is to be done in the outbox.
func TestLetterHindered(t *testing.T) {
	a := account.Account{Email: "anna@example.org", Outgoing: account.Server{Host: "smtp.example.net", Port: 465, Security: account.TLS}}
	for trouble, want := range map[account.Trouble]string{
		account.TroubleNoPassword:  "Type the password and try again.",
		account.TroubleNoKeyring:   "PopMail can’t use this computer’s password manager. Unlock the password manager and try again.",
		account.TroubleSignInAgain: "Sign in again. Sign in with your browser once more.",
	} {
		s := OfLetter(&mailbox.Letter{State: mailbox.LetterQueued, Problem: account.FailureOf(&account.Problem{Trouble: trouble})}, a, true, time.Now())
		if !strings.Contains(s.Text, want) || strings.Contains(s.Text, "first page") {
			t.Errorf("%v: %+v", trouble, s)
		}
	}
}

// A letter that waits for a password says which: the outgoing server's own is typed in the settings, and only
// an account that has a log-in for sending has the field.
func TestLetterWithoutPassword(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for user, c := range map[string]struct{ sees, not string }{
		"":       {"The password is missing. Type the password and try again.", "Settings"},
		"relay7": {"The password for the outgoing server is missing. Type it in Settings", "of its own"},
	} {
		a := account.Account{Email: "anna@example.org", Outgoing: account.Server{Host: "smtp.example.net", Port: 465, Security: account.TLS}, OutgoingUser: user}
		for _, p := range []*account.Problem{{Trouble: account.TroubleNoPassword}, {Trouble: account.TroubleNoPassword, Server: a.Outgoing.Host, Sending: true}} {
			s := OfLetter(&mailbox.Letter{State: mailbox.LetterQueued, Problem: account.FailureOf(p)}, a, true, now)
			if !strings.Contains(s.Text, c.sees) || strings.Contains(s.Text, c.not) || !strings.HasPrefix(s.Text, s.Short+".") || s.Title != "This letter waits" {
				t.Errorf("%q, %+v: %+v", user, p, s)
			}
		}
	}
}
