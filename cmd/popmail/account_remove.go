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
		Long:  "Remove an account with its mail on this computer. Mail on the server stays as it is.",
		Args:  exactly(1, "the account's address"),
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
	return err
}
