package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

// accountRow is one line of account list --json.
type accountRow struct {
	Email     string  `json:"email"`
	Server    string  `json:"server"`
	Port      int     `json:"port"`
	Security  string  `json:"security"`
	User      string  `json:"user"`
	Leave     string  `json:"leave"`
	LastCheck *string `json:"last_check"` // null: never
	LastError string  `json:"last_error"`
	Used      *int64  `json:"mailbox_used,omitempty"` // octets on the server at the last check; left out where they are not known
	Size      *int64  `json:"mailbox_size,omitempty"` // octets that it may hold, as the person has said
}

func newAccountList(e *env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the accounts",
		Args:  exactly(0, ""),
		RunE:  func(cmd *cobra.Command, _ []string) error { return e.accountList(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func (e *env) accountList(ctx context.Context, asJSON bool) error {
	app, err := e.openToRead(ctx)
	if errors.Is(err, errNoMail) {
		return e.noAccounts(asJSON)
	}
	if err != nil {
		return err
	}
	defer e.close(app)
	accounts, err := app.store.Accounts(ctx)
	if err != nil {
		return err
	}
	status, err := app.store.Status(ctx)
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return e.noAccounts(asJSON)
	}
	t := &table{columns: []column{{head: "EMAIL"}, {head: "SERVER"}, {head: "SECURITY"}, {head: "LOG-IN"}, {head: "ON SERVER"}, {head: "LAST CHECK"}, {head: "LAST ERROR", rest: true}}}
	for _, a := range accounts {
		st := status[a.ID]
		if asJSON {
			row := accountRow{
				Email: field(a.Email), Server: field(a.Incoming.Host), Port: a.Incoming.Port, Security: string(a.Incoming.Security),
				User: field(a.User), Leave: a.Leave.String(), LastError: field(st.Failure.Sentence(a.Incoming.Host)),
			}
			if !st.LastCheck.IsZero() {
				s := stamp(st.LastCheck)
				row.LastCheck = &s
			}
			if st.Held.Octets > 0 {
				row.Used = &st.Held.Octets
			}
			if st.Quota > 0 {
				row.Size = &st.Quota
			}
			if err := e.json(row); err != nil {
				return err
			}
			continue
		}
		last := shortTime(st.LastCheck, time.Now())
		if a.Paused {
			last = "paused"
		}
		t.add(a.Email, a.Incoming.Addr(), string(a.Incoming.Security), string(a.Auth), a.Leave.String(), last, oneLine(st.Failure.Sentence(a.Incoming.Host)))
	}
	return t.print(e.out, e.width())
}

func (e *env) noAccounts(asJSON bool) error {
	if !asJSON {
		fmt.Fprintln(e.err, "There is no account yet. Add one with: popmail account add")
	}
	return nil
}
