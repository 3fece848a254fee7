package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/cmd/popmail/internal/desktop"
)

func newAccountSignIn(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "signin ADDRESS",
		Short: "Sign in to an account with the browser, again or in the place of a password",
		Args:  exactly(1, "the account's address"),
		RunE:  func(cmd *cobra.Command, args []string) error { return e.accountSignIn(cmd.Context(), args[0]) },
	}
}

func (e *env) accountSignIn(ctx context.Context, email string) error {
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	acct, err := app.find(ctx, email)
	if err != nil {
		return err
	}
	if acct.Keep == account.KeepAsk {
		return fmt.Errorf("nothing is kept for %s (--keep-password ask): you sign in at each receive", acct.Email)
	}
	cred, err := e.signIn(ctx, app, acct)
	if err != nil {
		return err
	}
	if !acct.Auth.Browser() {
		acct.Auth = account.AuthOAuth
	}
	if err := app.accounts.Change(ctx, acct, cred); err != nil {
		return err
	}
	fmt.Fprintf(e.err, "Signed in to %s.\n", oneLine(acct.Email))
	return nil
}

// signIn lets the person sign in to an account with the browser, and prints the address
// for whoever has none here. Nothing is taken from somebody else who signs in.
func (e *env) signIn(ctx context.Context, app *app, acct account.Account) (account.Credential, error) {
	open := func(ctx context.Context, address string) error {
		what := "Your browser opens. Sign in there as %s, and allow PopMail to read and send your mail. If no page opens, use this address in a browser on this computer:\n%s\n"
		if err := desktop.Open(ctx, address); err != nil {
			what = "No browser could be opened. Sign in as %s at this address, in a browser on this computer:\n%s\n"
		}
		fmt.Fprintf(e.err, what, oneLine(acct.Email), address)
		return nil
	}
	in, err := app.signIn(ctx, acct, "", oauth.Flow{Open: open})
	switch {
	case account.TroubleOf(err) == account.TroubleNoClient:
		return account.Credential{}, fmt.Errorf("%w; a client ID of your own goes into %s, see docs/providers.md", err, filepath.Join(app.dir, oauth.ClientsFile))
	case err != nil:
		return account.Credential{}, err
	}
	if in.Email != "" && !account.SameEmail(in.Email, acct.Email) && !account.SameEmail(in.Email, acct.User) {
		return account.Credential{}, fmt.Errorf("in the browser %s has signed in, not %s, so nothing was changed; if both belong to one mailbox, add the account with --user %[1]s", in.Email, acct.Email)
	}
	return account.WithToken(in.Token), nil
}

// needsSignIn reports whether signing in is what helps against err.
func needsSignIn(a account.Account, err error) bool {
	t := account.TroubleOf(err)
	return t == account.TroubleSignInAgain || t == account.TroubleBrowser || t == account.TroubleNoPassword && a.Auth.Browser()
}
