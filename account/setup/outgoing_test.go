package setup

import (
	"context"
	"errors"
	"slices"
	"testing"

	"popmail/account"
)

func TestFindOutgoingUser(t *testing.T) {
	wrong := &account.Problem{Trouble: account.TroublePassword}
	base := account.Account{Email: "ann@example.org", User: "ann", Outgoing: account.Server{Host: "smtp.example.org"}}
	for _, c := range []struct {
		name   string
		change func(a *account.Account)
		takes  string
		refuse error
		user   string
		tried  []string
		ok     bool
	}{
		{"the same", func(*account.Account) {}, "ann", wrong, "", []string{"ann"}, true},
		{"the whole address", func(*account.Account) {}, "ann@example.org", wrong, "ann@example.org", []string{"ann", "ann@example.org"}, true},
		{"neither", func(*account.Account) {}, "x", wrong, "", []string{"ann", "ann@example.org"}, false},
		{"chosen", func(a *account.Account) { a.OutgoingUser = "out" }, "x", wrong, "out", []string{"out"}, false},
		{"the address already", func(a *account.Account) { a.User = a.Email }, "x", wrong, "", []string{"ann@example.org"}, false},
		{"the address in its other letters", func(a *account.Account) { a.Email, a.User = "ann@bücher.example", "ann@xn--bcher-kva.example" }, "x", wrong, "", []string{"ann@xn--bcher-kva.example"}, false},
		{"an address in other letters", func(a *account.Account) { a.Email = "ann@bücher.example" }, "ann@xn--bcher-kva.example", wrong, "ann@xn--bcher-kva.example", []string{"ann", "ann@xn--bcher-kva.example"}, true},
		{"there already", func(a *account.Account) { a.ID = 1 }, "x", wrong, "", []string{"ann"}, false},
		{"another trouble", func(*account.Account) {}, "x", errors.New("x"), "", []string{"ann"}, false},
		{"none", func(a *account.Account) { a.OutgoingOpen = true }, "", wrong, "", []string{""}, true},
	} {
		a := base
		c.change(&a)
		var tried []string
		user, err := FindOutgoingUser(t.Context(), a, account.Password("secret"), func(_ context.Context, a account.Account, _ account.Credential) error {
			tried = append(tried, a.SendsAs())
			if a.SendsAs() == c.takes {
				return nil
			}
			return c.refuse
		})
		if user != c.user || (err == nil) != c.ok || !slices.Equal(tried, c.tried) || err != nil && !errors.Is(err, c.refuse) {
			t.Errorf("%s: %q, %v, tried %q", c.name, user, err, tried)
		}
	}
}
