package setup

import (
	"context"
	"slices"
	"strings"
	"testing"

	"popmail/account"
)

func TestFindUser(t *testing.T) {
	whole, local := "anna.b@example.org", "anna.b"
	for _, c := range []struct {
		name    string
		a       account.Account
		token   bool
		answers map[string]account.Trouble // by user name; not there: taken
		tried   string
		user    string
		want    account.Trouble // TroubleOther: none
	}{
		{name: "whole address", tried: whole, user: whole},
		{name: "local part", answers: map[string]account.Trouble{whole: account.TroublePassword}, tried: whole + " " + local, user: local},
		{name: "the server names the form", answers: map[string]account.Trouble{whole: account.TroubleUserName}, tried: whole + " " + local, user: local},
		{name: "wrong password", answers: map[string]account.Trouble{whole: account.TroublePassword, local: account.TroublePassword}, tried: whole + " " + local, user: whole, want: account.TroublePassword},
		{name: "locked out at the second", answers: map[string]account.Trouble{whole: account.TroublePassword, local: account.TroubleBusy}, tried: whole + " " + local, user: whole, want: account.TroublePassword},
		{name: "local part, in use", answers: map[string]account.Trouble{whole: account.TroublePassword, local: account.TroubleInUse}, tried: whole + " " + local, user: local, want: account.TroubleInUse},
		{name: "app password", answers: map[string]account.Trouble{whole: account.TroubleAppPassword}, tried: whole, user: whole, want: account.TroubleAppPassword},
		{name: "busy", answers: map[string]account.Trouble{whole: account.TroubleBusy}, tried: whole, user: whole, want: account.TroubleBusy},
		{name: "no network", answers: map[string]account.Trouble{whole: account.TroubleOffline}, tried: whole, user: whole, want: account.TroubleOffline},
		{name: "refused without a reason", answers: map[string]account.Trouble{whole: account.TroubleLogin}, tried: whole, user: whole, want: account.TroubleLogin},
		{name: "chosen", a: account.Account{User: "ab17"}, answers: map[string]account.Trouble{"ab17": account.TroublePassword}, tried: "ab17", user: "ab17", want: account.TroublePassword},
		{name: "typed as it is", a: account.Account{User: " Anna.B@example.org "}, answers: map[string]account.Trouble{"Anna.B@example.org": account.TroublePassword}, tried: "Anna.B@example.org " + local, user: local},
		{name: "in another script", a: account.Account{Email: "anna.b@bücher.example", User: "anna.b@xn--bcher-kva.example"}, answers: map[string]account.Trouble{"anna.b@xn--bcher-kva.example": account.TroublePassword}, tried: "anna.b@xn--bcher-kva.example " + local, user: local},
		{name: "in another script, as it is read", a: account.Account{Email: "anna.b@bücher.example"}, answers: map[string]account.Trouble{"anna.b@bücher.example": account.TroublePassword}, tried: "anna.b@bücher.example " + local, user: local},
		{name: "in quotes", a: account.Account{Email: `"anna@home"@example.org`}, answers: map[string]account.Trouble{`"anna@home"@example.org`: account.TroublePassword}, tried: `"anna@home"@example.org anna@home`, user: "anna@home"},
		{name: "known by the local part", a: account.Account{User: local}, tried: local, user: local},
		{name: "known by the local part, wanted whole", a: account.Account{User: local}, answers: map[string]account.Trouble{local: account.TroublePassword}, tried: local + " " + whole, user: whole},
		{name: "local part of another script", a: account.Account{Email: "anna.b@bücher.example", User: local}, answers: map[string]account.Trouble{local: account.TroubleUserName}, tried: local + " anna.b@xn--bcher-kva.example", user: "anna.b@xn--bcher-kva.example"},
		{name: "local part, wrong password", a: account.Account{User: local}, answers: map[string]account.Trouble{local: account.TroublePassword, whole: account.TroublePassword}, tried: local + " " + whole, user: local, want: account.TroublePassword},
		{name: "not new", a: account.Account{ID: 7}, answers: map[string]account.Trouble{whole: account.TroublePassword}, tried: whole, user: whole, want: account.TroublePassword},
		{name: "token", token: true, answers: map[string]account.Trouble{whole: account.TroubleUserName}, tried: whole, user: whole, want: account.TroubleUserName},
	} {
		t.Run(c.name, func(t *testing.T) {
			cred := account.Password("x")
			if c.token {
				cred = account.WithToken(account.Token{Access: "x"})
			}
			if c.a.Email == "" {
				c.a.Email = whole
			}
			var tried []string
			user, err := FindUser(t.Context(), c.a, cred, func(_ context.Context, a account.Account, _ account.Credential) error {
				tried = append(tried, a.User)
				if trouble, ok := c.answers[a.User]; ok {
					return &account.Problem{Trouble: trouble}
				}
				return nil
			})
			if user != c.user || !slices.Equal(tried, strings.Fields(c.tried)) {
				t.Errorf("tried %q and found %q, want %q and %q", tried, user, c.tried, c.user)
			}
			if (err == nil) != (c.want == account.TroubleOther) || err != nil && account.TroubleOf(err) != c.want {
				t.Errorf("%v, want trouble %d", err, c.want)
			}
		})
	}
}
