package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/disk"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/pop3"
)

// sessionsAtOnce bounds the accounts that are received at the same time.
const sessionsAtOnce = 4

// receiveFlags are the flags of receive.
type receiveFlags struct {
	account  string
	timeout  time.Duration
	json     bool
	largest  string // that comes whole
	rest     string // "all" or the number of a message
	password passwordFlags

	alone         bool // single messages are meant, which come whole
	timeoutChosen bool // timeout was given: it bounds everything, else slow answers get more
}

// receiveRow is one line of receive --json.
type receiveRow struct {
	Account         string       `json:"account"`
	OnServer        int          `json:"on_server"`
	Received        int          `json:"received"`
	Bytes           int64        `json:"bytes"`
	AlreadyHere     int          `json:"already_here"`
	DeletedOnServer int          `json:"deleted_on_server"`
	Failed          []failureRow `json:"failed"`
	Seconds         float64      `json:"seconds"`
	Error           string       `json:"error"`
	Kept            []failureRow `json:"kept,omitempty"`       // that the server does not remove
	Unbegun         int          `json:"over_limit,omitempty"` // messages over the size limit that came whole all the same
	Back            int          `json:"back,omitempty"`       // due messages that it lists after their removal, and that are asked for later
}

type failureRow struct {
	UID   string `json:"uid"`
	Error string `json:"error"`
	// Number is that of the message in the session, where it has no unique-id.
	Number int `json:"number,omitempty"`
}

// failedName names a message that did not come, for a sentence.
func failedName(f fetch.Failure) string {
	switch {
	case f.UID != "":
		return "message " + f.UID
	case f.Number > 0:
		return fmt.Sprintf("message %d (no unique-id)", f.Number)
	}
	return "1 message"
}

// failedText is errText without the command that a server has refused.
func failedText(err error) string {
	text := errText(err)
	if e, ok := errors.AsType[*pop3.ServerError](err); ok {
		return strings.ReplaceAll(text, "pop3: "+e.Command+": ", "")
	}
	return text
}

func newReceive(e *env) *cobra.Command {
	var f receiveFlags
	cmd := &cobra.Command{
		Use:   "receive",
		Short: "Get new mail now, of all accounts or of one",
		Long: `Get new mail now, of all accounts or of one.

Of messages over a size only the beginning comes at first: as chosen in the window, where
travel mode makes it smaller, or with --max-size. They stay on the server until the rest has
come: with --rest, or by itself when the size is not that small any more.`,
		Args: exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.timeoutChosen = cmd.Flags().Changed("timeout")
			return e.receive(cmd.Context(), &f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.account, "account", "", "only the account with this `ADDRESS`")
	fl.DurationVar(&f.timeout, "timeout", 60*time.Second, "give up when nothing has come from the server for this `TIME`")
	fl.BoolVar(&f.json, "json", false, "print one JSON object for each account")
	fl.StringVar(&f.largest, "max-size", "", "get only the beginning of messages over this `SIZE` for now, such as 200KB or 10MB (as chosen in the window unless given; there it is 10MB at first)")
	fl.StringVar(&f.rest, "rest", "", "get the rest of the message with this `ID`, or of all of which only the beginning is here: all; with an ID it comes first and no other rest does")
	f.password.register(fl)
	return cmd
}

func (e *env) receive(ctx context.Context, f *receiveFlags) error {
	if f.timeout <= 0 {
		return usagef("--timeout must be greater than zero")
	}
	if err := f.password.check(); err != nil {
		return err
	}
	if !f.timeoutChosen {
		f.timeout = 0
	}
	if _, err := f.whole(); err != nil {
		return err
	}
	if f.rest != "" && f.rest != "all" {
		if _, err := messageID(f.rest); err != nil {
			return err
		}
	}
	app, jobs, err := e.receiveJobs(ctx, f)
	if app != nil {
		defer e.close(app)
	}
	if err != nil {
		if _, usage := errors.AsType[usageError](err); usage || !f.json {
			return err
		}
		// A script reads the row, also when no session could begin.
		if jerr := e.json(newReceiveRow(f.account, fetch.Report{}, err)); jerr != nil {
			return jerr
		}
		return err
	}
	e.receiveAll(ctx, app, jobs, f)
	// Where nothing but what is paused was meant, nothing was done.
	failed := len(jobs) > 0 && !slices.ContainsFunc(jobs, func(j *receiveJob) bool { return !errors.Is(j.err, errPaused) })
	for _, j := range jobs {
		failed = failed || j.failed() && !errors.Is(j.err, errPaused)
		if err := e.tellReceived(j, f.json); err != nil {
			return err
		}
	}
	if f.rest == "all" {
		err := e.tellWhole(ctx, app, f, jobs)
		if failed = failed || errors.Is(err, errSaid); err != nil && !errors.Is(err, errSaid) {
			return err
		}
	}
	if err := e.catchUp(ctx, app); err != nil {
		return err
	}
	if failed {
		return errSaid
	}
	return nil
}

// receiveJob is one account's session.
type receiveJob struct {
	account    account.Account
	credential account.Credential
	report     fetch.Report
	err        error
	idle       bool // nothing is asked: err is errPaused, or there is nothing to get
	nothing    bool // with --rest all: nothing waits on the server
}

// errPaused says why an account is not asked.
var errPaused = errors.New("paused")

func (j *receiveJob) failed() bool { return j.err != nil || len(j.report.Failed) > 0 }

var errNoAccount = errors.New("there is no account yet; add one with: popmail account add")

// receiveJobs chooses the accounts and finds their passwords. Questions are
// asked here, before the first session begins.
func (e *env) receiveJobs(ctx context.Context, f *receiveFlags) (*app, []*receiveJob, error) {
	app, err := e.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	var accounts []account.Account
	if f.account != "" {
		acct, err := app.find(ctx, f.account)
		if err != nil {
			return app, nil, err
		}
		accounts = []account.Account{acct}
	} else if accounts, err = app.store.Accounts(ctx); err != nil {
		return app, nil, err
	}
	if len(accounts) == 0 {
		return app, nil, errNoAccount
	}
	e.chooseWhole(ctx, app, f)
	var idle []*receiveJob
	if f.rest != "" {
		all := accounts
		var left int
		if accounts, left, err = e.wantRest(ctx, app, f.rest, slices.Clone(accounts)); err != nil {
			return app, nil, err
		}
		if len(accounts) == 0 {
			for _, a := range all {
				idle = append(idle, &receiveJob{account: a, idle: true, nothing: left == 0})
			}
			return app, idle, nil
		}
	}
	if f.account == "" {
		// One that is named is wanted, paused or not.
		accounts = slices.DeleteFunc(accounts, func(a account.Account) bool {
			if a.Paused {
				fmt.Fprintf(e.err, "%s is paused; get its mail with: popmail receive --account %[1]s\n", oneLine(a.Email))
				idle = append(idle, &receiveJob{account: a, err: errPaused, idle: true})
			}
			return a.Paused
		})
	}
	if f.password.given() && len(accounts) > 1 {
		return app, nil, usagef("say with --account whose password it is")
	}
	jobs := make([]*receiveJob, len(accounts))
	for i, acct := range accounts {
		j := &receiveJob{account: acct}
		jobs[i] = j
		switch {
		case f.password.given():
			pw, err := e.readPassword(ctx, f.password, acct.Email)
			if err != nil {
				return app, nil, err
			}
			j.credential = account.Password(discover.ByHost(acct.Incoming.Host).Tidy(pw))
		case acct.Keep == account.KeepAsk && acct.Auth.Browser():
			j.credential, j.err = e.signIn(ctx, app, acct)
		case acct.Keep == account.KeepAsk:
			pw, err := e.askPassword(ctx, acct.Email)
			if j.credential = account.Password(discover.ByHost(acct.Incoming.Host).Tidy(pw)); err != nil {
				j.err = &account.Problem{Trouble: account.TroubleNoPassword, Server: acct.Incoming.Host, Err: err}
			}
		default:
			j.credential, j.err = app.accounts.Credential(ctx, acct)
		}
		if ctx.Err() != nil {
			return app, nil, ctx.Err()
		}
	}
	return app, append(jobs, idle...), nil
}

// receiveAll runs the sessions, a few at a time.
func (e *env) receiveAll(ctx context.Context, app *app, jobs []*receiveJob, f *receiveFlags) {
	show := newProgress(e.err)
	room := make(chan struct{}, sessionsAtOnce)
	var open sync.WaitGroup
	for _, j := range jobs {
		if j.idle {
			continue
		}
		open.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			if j.err == nil {
				j.report, j.err = app.fetch(ctx, j.account, j.credential, f.timeout, func(p event.Progress) { show.set(j.account, p) })
			}
			if err := app.saveStatus(ctx, j.account.ID, j.report, j.err); err != nil && j.err == nil {
				j.err = disk.Problem(err)
			}
		})
	}
	open.Wait()
	show.end()
}

// tellReceived prints what became of a session.
func (e *env) tellReceived(j *receiveJob, asJSON bool) error {
	r := j.report
	if j.idle && !asJSON {
		return nil // it was told before
	}
	if asJSON {
		if err := e.json(newReceiveRow(j.account.Email, r, j.err)); err != nil {
			return err
		}
	} else if j.err == nil || r.Received > 0 {
		s := fmt.Sprintf("%s: %s (%s), %d on the server", j.account.Email, count(r.Received, "new message"), size(r.Bytes), r.OnServer)
		if r.Removed > 0 {
			s += fmt.Sprintf(", %d removed from there", r.Removed)
		}
		if _, err := fmt.Fprintln(e.out, oneLine(s)); err != nil {
			return err
		}
	}
	if r.Back > 0 {
		fmt.Fprintf(e.err, "%s: the server still lists %s that it said it had removed; each is here, and asked to be removed again later\n", oneLine(j.account.Email), count(r.Back, "message"))
	}
	for _, fail := range r.Failed {
		fmt.Fprintf(e.err, "%s: %s did not come: %s\n", oneLine(j.account.Email), oneLine(failedName(fail)), oneLine(failedText(fail.Err)))
	}
	if r.Unbegun > 0 {
		fmt.Fprintf(e.err, "%s: %s over the size limit came whole: this server gives its messages no names that last, so there is no beginning to wait with\n", oneLine(j.account.Email), count(r.Unbegun, "message"))
	}
	if n := len(r.Kept); n > 0 {
		fmt.Fprintf(e.err, "%s: the server does not remove %s: %s\n", oneLine(j.account.Email), count(n, "message"), oneLine(errText(r.Kept[0].Err)))
	}
	if j.err != nil && !j.idle {
		fmt.Fprintf(e.err, "%s: %s\n", oneLine(j.account.Email), oneLine(receiveError(j.err)))
		if needsSignIn(j.account, j.err) {
			fmt.Fprintf(e.err, "Sign in with: popmail account signin %s\n", oneLine(j.account.Email))
		}
		if next := askAgain(j, time.Now()); next != "" {
			fmt.Fprintln(e.err, next)
		}
	}
	return e.out.Flush()
}

// askAgain says when a server is to be asked again that wants to be left alone for a while;
// empty: it has said nothing of that.
func askAgain(j *receiveJob, now time.Time) string {
	t := account.TroubleOf(j.err)
	switch until := account.PauseAfter(j.report.LoginDelay, j.err, now).Ends(now); {
	case (t.Imposed() || account.ProblemOf(j.err).Wait > 0) && !until.IsZero():
		return "The server asks for a pause until " + until.Local().Format("15:04:05") + "."
	case t == account.TroubleQuota:
		return "Get the others with popmail receive again, in a few minutes."
	}
	return ""
}

func newReceiveRow(email string, r fetch.Report, err error) receiveRow {
	row := receiveRow{
		Account: field(email), OnServer: r.OnServer, Received: r.Received, Bytes: r.Bytes, AlreadyHere: r.AlreadyHere,
		DeletedOnServer: r.Removed, Back: r.Back, Unbegun: r.Unbegun, Failed: make([]failureRow, 0, len(r.Failed)), Seconds: r.Took.Round(time.Millisecond).Seconds(),
	}
	for _, f := range r.Failed {
		row.Failed = append(row.Failed, failureRow{UID: field(f.UID), Error: field(errText(f.Err)), Number: f.Number})
	}
	for _, f := range r.Kept {
		row.Kept = append(row.Kept, failureRow{UID: field(f.UID), Error: field(errText(f.Err))})
	}
	switch {
	case err != nil:
		row.Error = field(receiveError(err))
	case len(r.Failed) > 0:
		row.Error = count(len(r.Failed), "message") + " did not come"
	}
	return row
}

func receiveError(err error) string {
	if wasStopped(err) {
		return "stopped; what had arrived is kept"
	}
	return errText(err)
}

// errText never is empty.
func errText(err error) string {
	if err == nil || strings.TrimSpace(err.Error()) == "" {
		return "unknown error"
	}
	return err.Error()
}

// progress shows how far the sessions are, on one line of a terminal.
type progress struct {
	w    io.Writer // nil: nobody looks
	mu   sync.Mutex
	now  map[account.ID]event.Progress
	used int // length of the line
}

func newProgress(w io.Writer) *progress {
	p := &progress{now: map[account.ID]event.Progress{}}
	if f, ok := w.(*os.File); ok && isTerminal(f) {
		p.w = w
	}
	return p
}

func (p *progress) set(a account.Account, now event.Progress) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now[a.ID] = now
	var sum event.Progress
	for _, n := range p.now {
		sum.Messages += n.Messages
		sum.TotalMessages += n.TotalMessages
		sum.Rests += n.Rests
		sum.Bytes += n.Bytes
		sum.TotalBytes += n.TotalBytes
		sum.Left = max(sum.Left, n.Left)
	}
	s := fmt.Sprintf("\r%d of %s", sum.Messages, count(sum.TotalMessages, "message"))
	if sum.Rests > 0 && sum.Messages >= sum.TotalMessages {
		s = "\rthe rest of " + count(sum.Rests, "message")
	}
	s += ", " + size(sum.Bytes) + " of " + size(sum.TotalBytes)
	if sum.Left > 0 {
		s += ", " + sum.Left.Round(time.Second).String() + " left"
	}
	fmt.Fprint(p.w, s+strings.Repeat(" ", max(p.used-len(s), 0)))
	p.used = len(s)
}

// end clears the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used > 0 {
		fmt.Fprint(p.w, "\r"+strings.Repeat(" ", p.used)+"\r")
	}
}
