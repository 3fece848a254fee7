package main

import (
	"github.com/spf13/cobra"
)

func newAccount(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "Add, list, test, pause and remove accounts, and sign in to them",
		Args:  noCommand,
		RunE:  needsCommand,
	}
	cmd.AddCommand(newAccountAdd(e), newAccountList(e), newAccountTest(e), newAccountTrust(e), newAccountSignIn(e), newAccountPause(e, true), newAccountPause(e, false), newAccountRemove(e))
	return cmd
}
