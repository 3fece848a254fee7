package setup

import (
	"context"
	"strings"

	"popmail/account"
	"popmail/account/discover"
)

// Test logs in to an account and out again. Its error is an *account.Problem.
type Test func(ctx context.Context, a account.Account, c account.Credential) error

// FindUser tests an account that is being set up, with the user name in the forms that
// servers want: the whole address and the part before the @ (see Users). It returns
// the one that the server has taken. Another is tried only where the server says that
// what was typed is wrong, and never a third: providers lock accounts.
//
// Where none works the error is that of the first form, unless the second one got
// further: then user is the second and the error what it met.
func FindUser(ctx context.Context, a account.Account, c account.Credential, test Test) (user string, err error) {
	forms := Users(a)
	a.User = forms[0]
	err = test(ctx, a, c)
	if t := account.TroubleOf(err); len(forms) == 1 || c.Token != (account.Token{}) || t != account.TroublePassword && t != account.TroubleUserName {
		return forms[0], err
	}
	a.User = forms[1]
	if second := test(ctx, a, c); second == nil || knowsUser(account.TroubleOf(second)) {
		return forms[1], second
	}
	return forms[0], err
}

// knowsUser reports whether the server says, by a trouble, that the log-in was right or
// that the user is known.
func knowsUser(t account.Trouble) bool {
	switch t {
	case account.TroubleInUse, account.TroubleTooSoon, account.TroubleAppPassword, account.TroubleSwitchedOff, account.TroubleLocked:
		return true
	}
	return false
}

// Users are the forms of the user name to try for an account: the one that was chosen,
// or, where nobody has chosen, the whole address; and then the other one of whole address
// and local part, unless something else was chosen. An account that exists already keeps
// its own.
func Users(a account.Account) []string {
	chosen, email := strings.TrimSpace(a.User), strings.TrimSpace(a.Email)
	if chosen == "" {
		chosen = email
	}
	address, err := discover.ParseAddress(email)
	switch {
	case a.ID != 0 || err != nil:
	case address.IsUserName(chosen):
		return []string{chosen, address.Local}
	case chosen == address.Local:
		return []string{chosen, address.UserName()}
	}
	return []string{chosen}
}
