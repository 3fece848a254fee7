package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/send"
)

// probeRow is one line of account test --json.
type probeRow struct {
	Email     string `json:"email"`
	Direction string `json:"direction"` // "incoming" or "outgoing"
	Server    string `json:"server"`
	Port      int    `json:"port"`
	Security  string `json:"security"`
	Error     string `json:"error"` // empty: it has let the person in
}

func newAccountTest(e *env) *cobra.Command {
	var asJSON bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "test EMAIL",
		Short: "Log in to the servers of an account, and out again",
		Long:  "Log in to the servers of an account, and out again. No mail is received or sent.",
		Args:  exactly(1, "the address of an account"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.accountTest(cmd.Context(), args[0], timeout, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().DurationVar(&timeout, "timeout", 60*time.Second, "`TIME` that a server may take for one answer")
	return cmd
}

var errTest = errors.New("not every server could be used")

func (e *env) accountTest(ctx context.Context, email string, timeout time.Duration, asJSON bool) error {
	if timeout <= 0 {
		return usagef("--timeout must be greater than zero")
	}
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	a, err := app.find(ctx, email)
	if err != nil {
		return err
	}
	var c account.Credential
	if a.Keep == account.KeepAsk && a.Auth.Browser() { // it has no password to ask for
		c, err = e.signIn(ctx, app, a)
	} else {
		c, err = app.accounts.Credential(ctx, a)
	}
	if account.TroubleOf(err) == account.TroubleNoPassword && isTerminal(e.in) {
		c.Password, err = e.askPassword(ctx, a.Email)
	}
	if err != nil {
		return err
	}
	failed := false
	tell := func(direction string, s account.Server, err error) error {
		failed = failed || err != nil
		row := probeRow{Email: field(a.Email), Direction: direction, Server: field(s.Host), Port: s.Port, Security: string(s.Security)}
		if err != nil {
			row.Error = field(err.Error())
		}
		if asJSON {
			return e.json(row)
		}
		said := "works"
		if err != nil {
			said = oneLine(err.Error())
		}
		_, err = fmt.Fprintf(e.out, "%s, %s: %s\n", direction, oneLine(s.Addr()), said)
		return err
	}
	err = app.renewing(ctx, a, c, func(now account.Credential) (err error) {
		c = now // good for the outgoing server too
		_, _, err = fetch.Probe(ctx, a, c, timeout)
		return err
	})
	if err != nil {
		err = app.looker().Examine(ctx, a.Incoming, account.ProblemOf(err))
	}
	if err := tell("incoming", a.Incoming, err); err != nil {
		return err
	}
	if a.Sends() {
		err := error(nil)
		if a.Keep == account.KeepAsk && a.OutgoingUser != "" && c.Outgoing == "" && c.Password != "" && isTerminal(e.in) {
			c.Outgoing, err = e.askOutgoing(ctx, a)
		}
		if err == nil {
			err = app.accounts.MaySend(a, c)
		}
		if err == nil {
			err = send.Prober{Timeout: timeout}.Probe(ctx, a, c)
		}
		if err := tell("outgoing", a.Outgoing, app.network(ctx, a.Outgoing, err)); err != nil {
			return err
		}
	}
	if failed {
		return errTest
	}
	return nil
}
