package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/storage/mailbox"
)

func newOutbox(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "outbox",
		Short: "What waits to be sent",
		Args:  noCommand,
		RunE:  needsCommand,
	}
	var list bool
	l := &cobra.Command{
		Use:   "list",
		Short: "List what is in the outbox",
		Args:  exactly(0, ""),
		RunE:  func(cmd *cobra.Command, _ []string) error { return e.outboxList(cmd.Context(), list) },
	}
	l.Flags().BoolVar(&list, "json", false, "print one JSON object a line")
	var f struct {
		json     bool
		password passwordFlags
	}
	s := &cobra.Command{
		Use:   "send [ID…]",
		Short: "Send what waits now, or the letters with these IDs",
		Long: `Send all that waits in the outbox now, or the letters with these IDs. What was refused is sent again only by
its ID; so is what may have been sent already, and the people may get that twice.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.outboxSend(cmd.Context(), args, f.password, f.json)
		},
	}
	s.Flags().BoolVar(&f.json, "json", false, "print one JSON object a line")
	f.password.register(s.Flags())
	c := &cobra.Command{
		Use:   "cancel ID",
		Short: "Make a draft of a letter again",
		Args:  exactly(1, "the ID of a letter"),
		RunE:  func(cmd *cobra.Command, args []string) error { return e.outboxCancel(cmd.Context(), args[0]) },
	}
	cmd.AddCommand(l, s, c)
	return cmd
}

// outboxRow is one line of outbox list --json.
type outboxRow struct {
	ID        int64    `json:"id"`
	Account   string   `json:"account"`
	To        []string `json:"to"`
	Subject   string   `json:"subject"`
	State     string   `json:"state"`
	NotBefore *string  `json:"not_before"` // nil: it may go at once
	Error     string   `json:"error"`
}

// inOutbox are the letters that were given to be sent, of accounts that are there.
func (a *app) inOutbox(ctx context.Context) ([]mailbox.Letter, map[account.ID]account.Account, error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return nil, nil, err
	}
	of := make(map[account.ID]account.Account, len(accounts))
	for _, acct := range accounts {
		of[acct.ID] = acct
	}
	letters, err := a.store.Letters(ctx)
	return slices.DeleteFunc(letters, func(l mailbox.Letter) bool { return l.State == mailbox.LetterDraft }), of, err
}

func (e *env) outboxList(ctx context.Context, asJSON bool) error {
	app, err := e.openToRead(ctx)
	if err != nil {
		return e.nothingThere(err)
	}
	defer e.close(app)
	if err := app.unfinished(ctx); ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil { // what is in the outbox can be read also where nothing can be written
		slog.InfoContext(ctx, "letters of a sender that has ended are settled later", "error", err)
	}
	letters, of, err := app.inOutbox(ctx)
	if err != nil {
		return err
	}
	if len(letters) == 0 && !asJSON {
		fmt.Fprintln(e.err, "Nothing waits to be sent.")
	}
	t := &table{columns: []column{{head: "ID", right: true}, {head: "STATE"}, {head: "TO", max: 28}, {head: "SUBJECT", max: 32}, {head: "ERROR", rest: true}}}
	for i := range letters {
		l := &letters[i]
		problem := letterProblem(l, of[l.Account])
		everyone := slices.Concat(l.To, l.Cc, l.Bcc)
		if asJSON {
			row := outboxRow{ID: int64(l.ID), Account: field(of[l.Account].Email), To: people(everyone), Subject: field(l.Subject), State: string(l.State), Error: field(problem)}
			if due := l.Due(); !due.IsZero() {
				at := stamp(due)
				row.NotBefore = &at
			}
			if err := e.json(row); err != nil {
				return err
			}
			continue
		}
		t.add(itoa(int64(l.ID)), string(l.State), strings.Join(people(everyone), ", "), l.Subject, problem)
	}
	return t.print(e.out, e.width())
}

func (e *env) outboxSend(ctx context.Context, args []string, f passwordFlags, asJSON bool) error {
	if err := f.check(); err != nil {
		return err
	}
	var ids []mailbox.ID
	for _, a := range args {
		id, err := letterID(a)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	if err := app.unfinished(ctx); err != nil {
		return err
	}
	letters, of, err := app.inOutbox(ctx)
	if err != nil {
		return err
	}
	outgoing := map[account.ID][]mailbox.ID{}
	var again []mailbox.ID
	for _, l := range letters {
		named := slices.Contains(ids, l.ID)
		ids = slices.DeleteFunc(ids, func(id mailbox.ID) bool { return id == l.ID })
		if named {
			again = append(again, l.ID)
		}
		if named || len(args) == 0 && l.State == mailbox.LetterQueued {
			outgoing[l.Account] = append(outgoing[l.Account], l.ID)
		}
	}
	// A command that cannot be meant leaves every letter as it is.
	if len(ids) > 0 {
		return notThere(fmt.Sprintf("letter %d does not wait to be sent", ids[0]))
	}
	if f.given() && len(outgoing) > 1 {
		return usagef("the letters are of several accounts; a password is that of one")
	}
	if err := app.store.SendAllAgain(ctx, again); err != nil {
		return err
	}
	if len(outgoing) == 0 && !asJSON {
		fmt.Fprintln(e.err, "Nothing waits to be sent.")
	}
	failed := false
	for id, ids := range outgoing {
		bad, err := e.sendAndTell(ctx, app, of[id], ids, f, asJSON)
		if err != nil {
			return err
		}
		failed = failed || bad
	}
	if failed {
		return errSaid
	}
	return nil
}

func (e *env) outboxCancel(ctx context.Context, arg string) error {
	id, err := letterID(arg)
	if err != nil {
		return err
	}
	app, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer e.close(app)
	if err := app.unfinished(ctx); err != nil {
		return err
	}
	if err := app.store.Recall(ctx, id); errors.Is(err, mailbox.ErrNotFound) {
		return notThere(fmt.Sprintf("there is no letter %d", id))
	} else if err != nil {
		return err
	}
	fmt.Fprintf(e.err, "Letter %d is a draft again.\n", id)
	return nil
}

// letterID reads the ID of a letter.
func letterID(s string) (mailbox.ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, usagef("%q is not the ID of a letter", s)
	}
	return mailbox.ID(n), nil
}
