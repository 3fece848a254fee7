package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// newAccountPause is account pause, and account resume where paused is false.
func newAccountPause(e *env, paused bool) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pause ADDRESS",
		Short: "Stop checking an account for new mail",
		Long:  "Stop checking an account for new mail until it is resumed. Its mail stays here and on the server.",
	}
	said := "Paused"
	if !paused {
		cmd.Use, cmd.Short, cmd.Long = "resume ADDRESS", "Check a paused account for new mail again", ""
		said = "Resumed"
	}
	cmd.Args = exactly(1, "the account's address")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		app, err := e.open(ctx)
		if err != nil {
			return err
		}
		defer e.close(app)
		acct, err := app.find(ctx, args[0])
		if err != nil {
			return err
		}
		if err := app.accounts.Pause(ctx, acct.ID, paused); err != nil {
			return err
		}
		fmt.Fprintf(e.err, "%s %s.\n", said, oneLine(acct.Email))
		return nil
	}
	return cmd
}
