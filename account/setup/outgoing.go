package setup

import (
	"context"

	"popmail/account"
	"popmail/account/discover"
)

// FindOutgoingUser tests the outgoing server of an account that is being set up. Where
// nobody has chosen a user name for it and the one of the incoming server is called
// wrong, the whole address is tried as well, and never a third. It returns the user name
// for account.Account.OutgoingUser that the server has taken; where none works, that of
// the account and the first error.
func FindOutgoingUser(ctx context.Context, a account.Account, c account.Credential, test Test) (user string, err error) {
	err = test(ctx, a, c)
	address, bad := discover.ParseAddress(a.Email)
	t := account.TroubleOf(err)
	if a.ID != 0 || bad != nil || a.OutgoingOpen || a.OutgoingUser != "" || address.IsUserName(a.User) || c.Token != (account.Token{}) || t != account.TroublePassword && t != account.TroubleUserName {
		return a.OutgoingUser, err
	}
	a.OutgoingUser = address.UserName()
	if test(ctx, a, c) == nil {
		return a.OutgoingUser, nil
	}
	return "", err
}
