package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/account/event"
)

// serverFlags are the flags of server and its commands.
type serverFlags struct {
	account  string
	json     bool
	password passwordFlags
	notHere  bool   // what is not on this computer may be removed
	on       string // the day on which it is removed; empty: now
	known    bool   // what the last look has found is listed, and the server not asked
	pick     serverPick
}

func newServer(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "server",
		Short: "The mail on the server: what it holds, and getting or removing single messages",
		Args:  noCommand,
		RunE:  needsCommand,
	}
	var f serverFlags
	list := &cobra.Command{
		Use:   "list [NUMBER|NUMBER-NUMBER…]",
		Short: "List what the server of an account holds",
		Long: `List what the server of an account holds, or those messages of it with these numbers. A number such as 3
or a range such as 100-200 means the same messages for server get and server remove, until the server is asked anew what
it holds. Where a server’s unique-ids are numbers, a single number is a unique-id; write 3-3 for the third.`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.serverList(cmd.Context(), &f, args) },
	}
	get := &cobra.Command{
		Use:   "get UID|NUMBER|NUMBER-NUMBER…",
		Short: "Receive these messages now, also big ones and those that were left out",
		Long: `Receive these messages now, also big ones and those that were left out. A number such as 3 or a range such as
100-200 means the messages with these numbers in the last list of this server, whether server list or something else in
PopMail has asked for it: its time is told. Where a server’s unique-ids are numbers, a single number is a unique-id;
write 3-3 for the third. In the place of unique-ids, flags such as --from or --larger name them; server list with the same flags shows which they are. What is on this computer already is not received again then.`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.serverGet(cmd.Context(), &f, args) },
	}
	remove := &cobra.Command{
		Use:   "remove UID|NUMBER|NUMBER-NUMBER…",
		Short: "Remove these messages from the server",
		Long: `Remove these messages from the server. What is on this computer stays there. A message that is not on this
computer would be lost: it is removed only with --not-here, and only while it is the one that server list has shown. What the server has not confirmed is removed at the next check. With --on nothing
is removed now, but at the first check on that day. A number such as 3 or a range such as 100-200 means the messages on this computer with these
numbers in the last list of this server, whether server list or something else in PopMail has asked for it: its time is
told. Where a server’s unique-ids are numbers, a single number is a unique-id; write 3-3 for the third. In the place of unique-ids, flags such as --from or --older-than name messages that are on this computer; server list with the same flags shows which they are.`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.serverRemove(cmd.Context(), &f, args) },
	}
	remove.Flags().BoolVar(&f.notHere, "not-here", false, "also messages that are not on this computer, or perhaps not whole; what is not here is lost then")
	remove.Flags().StringVar(&f.on, "on", "", "remove them at the first check on this `DAY`, such as 2026-12-24; only what is on this computer")
	for _, c := range []*cobra.Command{list, get, remove} {
		c.Flags().StringVar(&f.account, "account", "", "the account with this `ADDRESS`; it may be left out where there is one only")
		c.Flags().BoolVar(&f.json, "json", false, "print one JSON object for each message")
		f.password.register(c.Flags())
		f.pick.register(c.Flags())
	}
	howFull := newServerSize(e, &f)
	list.Flags().BoolVar(&f.known, "known", false, "list what the last look has found, without asking the server")
	cmd.AddCommand(list, get, remove, howFull)
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
	Whole     bool    `json:"whole"`
	ID        *int64  `json:"id"`               // nil: not here
	RemovedOn *string `json:"removed_on"`       // when it goes, or went; nil: it stays
	Number    int     `json:"number,omitempty"` // in server list, for ranges; 0: it is not listed
}

func newServerRow(o *account.OnServer) serverRow {
	row := serverRow{UID: field(o.UID), Size: o.Size, From: field(o.From), Subject: field(o.Subject), Here: o.Here && !o.Beginning, Whole: o.Here && !o.Beginning && !o.Part}
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
	r := receiveFlags{account: a.Email, password: f.password, alone: true}
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

func (e *env) serverList(ctx context.Context, f *serverFlags, args []string) error {
	if err := f.pick.check(args); err != nil {
		return err
	}
	for _, arg := range args {
		if !numeral(arg) {
			return usagef("server list takes numbers such as 3 or 100-200, not %q", arg)
		}
	}
	if f.known {
		return e.lastList(ctx, f, args)
	}
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	m, err := app.maildrop(ctx, j.account, j.credential, 0, account.Look{})
	if err != nil {
		return e.saidOf(j.account, err)
	}
	return e.tellMaildrop(ctx, app, j.account, f, m, args, false)
}

// lastList prints what the last look at a server has found.
func (e *env) lastList(ctx context.Context, f *serverFlags, args []string) error {
	app, a, err := e.serverAccount(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	m, err := app.store.LastMaildrop(ctx, a.ID)
	if err != nil {
		return err
	}
	if m.At.IsZero() {
		return errNotLooked
	}
	return e.tellMaildrop(ctx, app, a, f, m, args, true)
}

var errNotLooked = errors.New("the server was not asked before what it holds; leave out --known")

// tellMaildrop prints what a server holds, or held at the last look: all, or what args name by numbers.
func (e *env) tellMaildrop(ctx context.Context, app *app, a account.Account, f *serverFlags, m account.Maildrop, args []string, last bool) (err error) {
	list := m.Messages
	if len(args) > 0 {
		if list, err = meantBy(args, list); err != nil {
			return err
		}
	} else if f.pick.any() {
		if list, err = e.picked(f, list); err != nil {
			return err
		}
	}
	if err := e.printServerRows(list, f.json); err != nil {
		return err
	}
	if !f.json {
		s := count(len(m.Messages), "message") + " on the server"
		if f.pick.any() || len(args) > 0 {
			s = fmt.Sprintf("%d of ", len(list)) + s
		}
		if m.Octets > 0 {
			s += ", " + size(m.Octets)
		}
		known, err := app.store.Status(ctx)
		if err != nil {
			return err
		}
		if percent, ok := account.Full(m.Octets, known[a.ID].Quota); ok && m.Octets > 0 {
			s += fmt.Sprintf(" of %s, %d %% full", size(known[a.ID].Quota), percent)
		}
		if m.Expires.Said {
			s += "; " + expires(m.Expires)
		}
		if last {
			s = "as of " + shortTime(m.At, time.Now()) + ": " + s
		}
		fmt.Fprintln(e.err, s)
		if m.Untold > 0 {
			fmt.Fprintf(e.err, "the server has not been asked yet who wrote %s of them; the next server list goes on with it\n", count(m.Untold, "message"))
		}
	}
	return nil
}

// expires is what a server says about removing mail by itself.
func expires(x account.Expiry) string {
	if x.Days <= 0 {
		return "the server may remove mail by itself as soon as it has been fetched"
	}
	return "the server may remove mail by itself after " + count(x.Days, "day")
}

func (e *env) printServerRows(list []account.OnServer, asJSON bool) error {
	t := &table{columns: []column{{head: "NO", right: true}, {head: "UID"}, {head: "SIZE", right: true}, {head: "FROM", max: 26}, {head: "SUBJECT", max: 32}, {head: "DATE"}, {head: "HERE"}, {head: "GOES", rest: true}}}
	now := time.Now()
	for i := range list {
		o := &list[i]
		if asJSON {
			row := newServerRow(o)
			row.Number = o.Place
			if err := e.json(row); err != nil {
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
		case o.Here && o.Part:
			here = "perhaps not whole"
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
		t.add(strconv.Itoa(o.Place), o.UID, size(o.Size), o.From, o.Subject, date, here, goes)
	}
	return t.print(e.out, e.width())
}

// named checks the unique-ids of a command line, or the flags in their place.
func (f *serverFlags) named(args []string) ([]string, error) {
	if err := f.pick.check(args); err != nil || f.pick.any() {
		return nil, err
	}
	if len(args) == 0 || slices.Contains(args, "") {
		return nil, usagef("name messages by their UID, see popmail server list, or by flags such as --from")
	}
	slices.Sort(args)
	return slices.Compact(args), nil
}

func (e *env) serverGet(ctx context.Context, f *serverFlags, args []string) error {
	uids, err := f.named(args)
	if err != nil {
		return err
	}
	away := func(o *account.OnServer) bool { return !o.Here || o.Beginning || o.Part }
	if !f.pick.any() {
		if uids, err = e.rangeOf(ctx, f, uids, away, notAway); err != nil || len(uids) == 0 {
			return err
		}
	}
	app, j, err := e.serverJob(ctx, f)
	if err != nil {
		return err
	}
	defer e.close(app)
	uids, err = e.meant(ctx, app, j, f, uids, away, notAway)
	if err != nil || len(uids) == 0 {
		return err
	}
	show := newProgress(e.err)
	g, failure := app.receiveThese(ctx, j.account, j.credential, 0, uids, func(p event.Progress) { show.set(j.account, p) })
	show.end()
	err = e.tellGot(j.account, g, failure, uids, f.json, cameAs, "did not come")
	if late := e.catchUp(ctx, app); err == nil {
		err = late
	}
	return err
}

const notAway = "they are on this computer already"

// cameAs says that a message has come, and how much of it.
func cameAs(o *account.OnServer) string {
	if o.Part {
		return "came, perhaps not whole"
	}
	return "came"
}

var errNotDone = errors.New("the server did not do it")

// tellGot prints what became of messages, and returns errSaid where something failed.
func (e *env) tellGot(a account.Account, g got, failure error, uids []string, asJSON bool, did func(o *account.OnServer) string, not string) error {
	failed := failure != nil
	for _, uid := range uids {
		o := g.rows[uid]
		switch {
		case g.done[uid] && asJSON:
			if err := e.json(newServerRow(&o)); err != nil {
				return err
			}
		case g.done[uid]:
			if _, err := fmt.Fprintf(e.out, "message %s %s: %s\n", oneLine(uid), did(&o), oneLine(o.Subject)); err != nil {
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
