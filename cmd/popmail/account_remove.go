package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"popmail/account/setup"
)

func newAccountRemove(e *env) *cobra.Command {
	var keepMail bool
	cmd := &cobra.Command{
		Use:   "remove ADDRESS",
		Short: "Remove an account with its mail on this computer",
		Long: "Remove an account with its mail on this computer. Mail on the server stays as it is. " +
			"An account with letters that wait to be sent is removed with --keep-mail alone; they are drafts of another account then, where there is one.",
		Args: exactly(1, "the account's address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.accountRemove(cmd.Context(), args[0], keepMail)
		},
	}
	cmd.Flags().BoolVar(&keepMail, "keep-mail", false, "keep the mail that is on this computer")
	return cmd
}

func (e *env) accountRemove(ctx context.Context, email string, keepMail bool) error {
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	acct, err := app.find(ctx, email)
	if err != nil {
		return err
	}
	gone, err := app.store.Removal(ctx, acct.ID)
	if err != nil {
		return err
	}
	if gone.Unsent > 0 && !keepMail {
		return fmt.Errorf("%s in the outbox of %s would be lost: send them, delete them, or use --keep-mail", count(gone.Unsent, "letter"), oneLine(acct.Email))
	}
	err = app.accounts.Remove(ctx, acct.ID, keepMail)
	if err != nil && !errors.Is(err, setup.ErrPasswordStays) {
		return err
	}
	what := "with " + count(gone.Deleted, "message") + " on this computer"
	if gone.Stays > 0 {
		what += "; " + count(gone.Stays, "message") + " in other folders stayed"
	}
	if keepMail {
		what = "and kept its mail"
	}
	fmt.Fprintf(e.err, "Removed %s %s.\n", oneLine(acct.Email), what)
	if gone.Unsent > 0 {
		fmt.Fprintf(e.err, "%s in its outbox: not sent, but kept.\n", count(gone.Unsent, "letter"))
	}
	return err
}
