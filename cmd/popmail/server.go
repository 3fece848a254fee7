package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/account/event"
	"popmail/storage/mailbox"
)

// serverFlags are the flags of server and its commands.
type serverFlags struct {
	account  string
	json     bool
	password passwordFlags
	notHere  bool   // what is not on this computer may be removed
	on       string // the day on which it is removed; empty: now
}

func newServer(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "server",
		Short: "The mail on the server: what it holds, and getting or removing single messages",
		Args:  noCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var f serverFlags
	list := &cobra.Command{
		Use:   "list",
		Short: "List what the server of an account holds",
		Args:  exactly(0, ""),
		RunE:  func(cmd *cobra.Command, _ []string) error { return e.serverList(cmd.Context(), &f) },
	}
	get := &cobra.Command{
		Use:   "get UID…",
		Short: "Receive these messages now, also big ones and those that were left out",
		RunE:  func(cmd *cobra.Command, args []string) error { return e.serverGet(cmd.Context(), &f, args) },
	}
	remove := &cobra.Command{
		Use:   "remove UID…",
		Short: "Remove these messages from the server",
		Long: `Remove these messages from the server. What is on this computer stays there. A message that is not on this
computer would be lost: it is removed only with --not-here, and only while it is the one that server list has shown. What the server has not confirmed is removed at the next check. With --on nothing
is removed now, but at the first check on that day.`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.serverRemove(cmd.Context(), &f, args) },
	}
	remove.Flags().BoolVar(&f.notHere, "not-here", false, "also messages that are not on this computer; they are lost then")
	remove.Flags().StringVar(&f.on, "on", "", "remove them at the first check on this `DAY`, such as 2026-12-24; only what is on this computer")
	for _, c := range []*cobra.Command{list, get, remove} {
		c.Flags().StringVar(&f.account, "account", "", "the account with this `ADDRESS`; it may be left out where there is one only")
		c.Flags().BoolVar(&f.json, "json", false, "print one JSON object for each message")
		f.password.register(c.Flags())
	}
	cmd.AddCommand(list, get, remove)
	return cmd
}

// serverRow is one line of server list, get or remove --json.
type serverRow struct {
	UID       string  `json:"uid"`
	Size      int64   `json:"size"`
	From      string  `json:"from"`
	Subject   string  `json:"subject"`
	Date      *string `json:"date"` // nil: not known
	Here      bool    `json:"here"`
	ID        *int64  `json:"id"`         // nil: not here
	RemovedOn *string `json:"removed_on"` // when it goes, or went; nil: it stays
}

func newServerRow(o *account.OnServer) serverRow {
	row := serverRow{UID: field(o.UID), Size: o.Size, From: field(o.From), Subject: field(o.Subject), Here: o.Here && !o.Beginning}
	if !o.Date.IsZero() {
		s := stamp(o.Date)
		row.Date = &s
	}
	if o.ID != 0 {
		row.ID = &o.ID
	}
	if !o.Goes.Never() {
		s := stamp(o.Goes.At)
		row.RemovedOn = &s
	}
	return row
}

// serverJob is the account that is meant, with what it is logged in with.
func (e *env) serverJob(ctx context.Context, f *serverFlags) (*app, *receiveJob, error) {
	if err := f.password.check(); err != nil {
		return nil, nil, err
	}
	app, a, err := e.serverAccount(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	e.close(app)
	r := receiveFlags{account: a.Email, password: f.password}
	app, jobs, err := e.receiveJobs(ctx, &r)
	if err == nil && jobs[0].err != nil {
		err = e.saidOf(jobs[0].account, jobs[0].err)
	}
	if err != nil {
		if app != nil {
			e.close(app)
		}
		return nil, nil, err
	}
	return app, jobs[0], nil
}

// serverAccount is whose server is meant.
func (e *env) serverAccount(ctx context.Context, f *serverFlags) (app *app, a account.Account, err error) {
	if app, err = e.open(ctx); err != nil {
		return nil, a, err
	}
	if f.account != "" {
		a, err = app.find(ctx, f.account)
	} else {
		var all []account.Account
		switch all, err = app.store.Accounts(ctx); {
		case err != nil:
		case len(all) == 0:
			err = errNoAccount
		case len(all) > 1:
			err = usagef("say with --account whose server is meant")
		default:
			a = all[0]
		}
	}
	if err != nil {
		e.close(app)
		return nil, a, err
	}
	return app, a, nil
}

// saidOf tells why the server of an account could not be asked.
func (e *env) saidOf(a account.Account, err error) error {
	fmt.Fprintf(e.err, "%s: %s\n", oneLine(a.Email), oneLine(receiveError(err)))
	if needsSignIn(a, err) {
		fmt.Fprintf(e.err, "Sign in with: popmail account signin %s\n", oneLine(a.Email))
	}
	return errSaid
}

func (e *env) serverList(ctx context.Context, f *serverFlags) error {
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	m, err := app.maildrop(ctx, j.account, j.credential, 0, nil)
	if err != nil {
		return e.saidOf(j.account, err)
	}
	if err := e.printServerRows(m.Messages, f.json); err != nil {
		return err
	}
	if !f.json {
		s := count(len(m.Messages), "message") + " on the server"
		if m.Octets > 0 {
			s += ", " + size(m.Octets)
		}
		if m.Expires.Said {
			s += fmt.Sprintf("; the server may remove mail by itself after %s", count(m.Expires.Days, "day"))
		}
		fmt.Fprintln(e.err, s)
	}
	return nil
}

func (e *env) printServerRows(list []account.OnServer, asJSON bool) error {
	t := &table{columns: []column{{head: "UID", max: 24}, {head: "SIZE", right: true}, {head: "FROM", max: 26}, {head: "SUBJECT", max: 32}, {head: "DATE"}, {head: "HERE"}, {head: "GOES", rest: true}}}
	now := time.Now()
	for i := range list {
		o := &list[i]
		if asJSON {
			if err := e.json(newServerRow(o)); err != nil {
				return err
			}
			continue
		}
		date, here, goes := "", "no", "stays"
		if !o.Date.IsZero() {
			date = shortTime(o.Date, now)
		}
		switch {
		case o.Beginning:
			here = "beginning"
		case o.Here:
			here = "yes"
		case o.Deleted:
			here = "deleted"
		}
		switch {
		case o.Goes.Due(now):
			goes = "at the next check"
		case !o.Goes.Never():
			goes = o.Goes.At.Local().Format(time.DateOnly)
		case o.Goes.Chosen:
			goes = "kept by you"
		}
		t.add(o.UID, size(o.Size), o.From, o.Subject, date, here, goes)
	}
	return t.print(e.out, e.width())
}

// named checks the unique-ids of a command line.
func named(args []string) ([]string, error) {
	if len(args) == 0 || slices.Contains(args, "") {
		return nil, usagef("name messages by their UID, see popmail server list")
	}
	slices.Sort(args)
	return slices.Compact(args), nil
}

func (e *env) serverGet(ctx context.Context, f *serverFlags, args []string) error {
	uids, err := named(args)
	if err != nil {
		return err
	}
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	show := newProgress(e.err)
	g, err := app.receiveThese(ctx, j.account, j.credential, 0, uids, func(p event.Progress) { show.set(j.account, p) })
	show.end()
	return e.tellGot(j.account, g, err, uids, f.json, "came", "did not come")
}

func (e *env) serverRemove(ctx context.Context, f *serverFlags, args []string) error {
	uids, err := named(args)
	if err != nil {
		return err
	}
	if f.on != "" {
		return e.removeOn(ctx, f, uids)
	}
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	known, err := app.store.Holdings(ctx, j.account.ID)
	if err != nil {
		return err
	}
	looked, err := app.store.ServerLook(ctx, j.account.ID)
	if err != nil {
		return err
	}
	var unseen []account.Seen
	var queued []string
	refused := false
	refuse := func(uid, why string) {
		refused = true
		fmt.Fprintf(e.err, "message %s %s\n", oneLine(uid), why)
	}
	for _, uid := range uids {
		switch o, ok := known[uid]; {
		case o.Part:
			refuse(uid, "is perhaps not whole on this computer, so it stays on the server")
		case !o.Here && !f.notHere:
			refuse(uid, "is not on this computer and would be lost; with --not-here it is removed all the same")
		case !ok:
			seen := looked[uid]
			seen.UID = uid
			unseen = append(unseen, seen)
		default:
			queued = append(queued, uid)
		}
	}
	if refused {
		return errSaid
	}
	g, err := app.removeThese(ctx, j.account, j.credential, 0, queued, unseen)
	now := time.Now()
	for uid := range g.done {
		o := g.rows[uid]
		o.Goes = account.Goes{At: now}
		g.rows[uid] = o
	}
	for _, uid := range queued {
		if err != nil && g.failed[uid] == nil && !g.done[uid] {
			g.failed[uid] = errors.New("the server has not confirmed it; it is tried again at the next check")
		}
	}
	return e.tellGot(j.account, g, err, uids, f.json, "is removed from the server", "is not removed")
}

// removeOn notes that messages are removed at the first check on a day.
func (e *env) removeOn(ctx context.Context, f *serverFlags, uids []string) error {
	day, err := time.ParseInLocation(time.DateOnly, f.on, time.Local)
	switch {
	case err != nil:
		return usagef("--on takes a day such as 2026-12-24, not %q", f.on)
	case f.notHere:
		return usagef("--on and --not-here do not go together: only what is on this computer is removed later")
	case !day.After(time.Now()):
		return usagef("--on takes a day after today; leave it out to remove them now")
	}
	app, a, err := e.serverAccount(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	known, err := app.store.Holdings(ctx, a.ID)
	if err != nil {
		return err
	}
	var list []mailbox.Choice
	for _, uid := range uids {
		switch o := known[uid]; {
		case !o.Here:
			fmt.Fprintf(e.err, "message %s is not on this computer\n", oneLine(uid))
		case o.Part:
			fmt.Fprintf(e.err, "message %s is perhaps not whole on this computer, so it stays on the server\n", oneLine(uid))
		default:
			list = append(list, mailbox.Choice{Account: a.ID, UID: uid, Wish: account.Wish{Kind: account.WishRemoveOn, On: day}})
		}
	}
	if len(list) < len(uids) {
		return errSaid // all or nothing
	}
	before, err := app.store.Choose(ctx, list)
	if err != nil {
		return err
	}
	for _, c := range before {
		o := known[c.UID]
		o.Goes = account.Goes{At: day, Chosen: true}
		if f.json {
			err = e.json(newServerRow(&o))
		} else {
			_, err = fmt.Fprintf(e.out, "message %s will be removed from the server on %s: %s\n", oneLine(c.UID), f.on, oneLine(o.Subject))
		}
		if err != nil {
			return err
		}
	}
	if len(before) < len(list) {
		fmt.Fprintln(e.err, "the server has removed the others already")
		return errSaid
	}
	return nil
}

var errNotDone = errors.New("the server did not do it")

// tellGot prints what became of messages, and returns errSaid where something failed.
func (e *env) tellGot(a account.Account, g got, failure error, uids []string, asJSON bool, did, not string) error {
	failed := failure != nil
	for _, uid := range uids {
		o := g.rows[uid]
		switch {
		case g.done[uid] && asJSON:
			if err := e.json(newServerRow(&o)); err != nil {
				return err
			}
		case g.done[uid]:
			if _, err := fmt.Fprintf(e.out, "message %s %s: %s\n", oneLine(uid), did, oneLine(o.Subject)); err != nil {
				return err
			}
		case g.absent[uid]:
			failed = true
			fmt.Fprintf(e.err, "message %s is not on the server\n", oneLine(uid))
		default:
			failed = true
			why := g.failed[uid]
			if why == nil && failure != nil {
				why = failure
			} else if why == nil {
				why = errNotDone
			}
			fmt.Fprintf(e.err, "message %s %s: %s\n", oneLine(uid), not, oneLine(errText(why)))
		}
	}
	if err := e.out.Flush(); err != nil {
		return err
	}
	if failure != nil {
		return e.saidOf(a, failure)
	}
	if failed {
		return errSaid
	}
	return nil
}
