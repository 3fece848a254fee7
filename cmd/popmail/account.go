package main

import (
	"github.com/spf13/cobra"
)

func newAccount(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "Add, list, pause and remove accounts",
		Args:  noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("%s needs one of: add, list, pause, resume, remove", cmd.CommandPath())
		},
	}
	cmd.AddCommand(newAccountAdd(e), newAccountList(e), newAccountPause(e, true), newAccountPause(e, false), newAccountRemove(e))
	return cmd
}
