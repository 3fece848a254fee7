package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/disk"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/oauth"
	"popmail/account/secret"
	"popmail/account/setup"
	"popmail/account/spool"
	"popmail/account/traffic"
	"popmail/storage"
)

// app puts the parts together: the one place that knows the store, the
// passwords and the sessions.
type app struct {
	dir      string
	store    *storage.Store
	accounts *setup.Service
	servers  fetch.Servers    // what sessions have learnt of them
	whole    atomic.Int64     // fetch.Session.WholeUpTo
	oneRest  bool             // fetch.Session.OneRest
	lockWait time.Duration    // for a session of another PopMail on the same account
	finder   *discover.Finder // looks names up; nil: a usual one
	used     *traffic.Ledger  // what goes over the network
	settled  func()           // ends the keeping of it
	files    *fileHelpers     // reads attached files; nil: none are read
	stays    bool             // a session is followed by others: there is a window
}

// openApp opens the data folder dir, made when missing, for one command.
func openApp(ctx context.Context, dir string) (*app, error) {
	return openWith(ctx, dir, &storage.Options{})
}

// openForWindow opens the data folder for a program that stays: the store tells
// of the commits of other processes and looks after its index. Mail in a folder that
// cannot be written is opened to be read. Changes are kept for the window: what was put off until now
// comes back before there is one.
func openForWindow(ctx context.Context, dir string) (*app, error) {
	a, err := openWith(ctx, dir, &storage.Options{Window: true, ReadAnyway: true, Hold: earlyMost, Now: func() time.Time { return clock() }})
	if err != nil {
		return nil, err
	}
	a.stays = true
	return a, nil
}

func openWith(ctx context.Context, dir string, o *storage.Options) (*app, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	files := fileReader(dir)
	if files != nil {
		o.Files = files
	}
	o.Shared = func(host string) bool { return discover.ByDomain(host) != nil }
	store, err := storage.Open(ctx, dir, o)
	if err != nil {
		slog.Info("the mail cannot be opened", "error", err)
		return nil, err
	}
	a := &app{dir: dir, store: store, lockWait: 10 * time.Second, files: files}
	a.accounts = &setup.Service{
		Store:     accountStore{store, a},
		Passwords: secret.Places{Keyring: secret.Keyring(dir), File: secret.File(dir), Memory: secret.Memory()},
		Sessions:  a,
		Tokens:    &oauth.Keeper{Clients: oauth.Clients{Dir: dir}, Dir: dir},
	}
	a.count(ctx)
	return a, nil
}

// count keeps what goes over the network until Close.
func (a *app) count(ctx context.Context) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.used = traffic.Open(a.dir, nil)
	var runs sync.WaitGroup
	runs.Go(func() { a.used.Run(ctx) })
	a.settled = func() { stop(); runs.Wait() }
}

// Close closes the store, and ends what reads for it.
func (a *app) Close() error {
	a.settled()
	err := a.store.Close()
	if a.files != nil {
		err = errors.Join(err, a.files.Close())
	}
	return err
}

// Hold fulfils setup.Sessions for a program without sessions of its own.
func (a *app) Hold(ctx context.Context, id account.ID) (release func(), err error) {
	return a.hold(ctx, id)
}

// End fulfils setup.Sessions for a program without sessions of its own.
func (a *app) End(context.Context, account.ID) error { return nil }

// accountStore fulfils setup.Store.
type accountStore struct {
	*storage.Store
	app *app
}

// RemoveAccount removes the file of the account's lock, which is held, as well.
func (s accountStore) RemoveAccount(ctx context.Context, id account.ID, keepMail bool) error {
	err := s.Store.RemoveAccount(ctx, id, keepMail)
	if err == nil {
		_ = os.Remove(s.app.lockPath(id))
		_ = os.Remove(s.app.sendingLockPath(id))
	}
	return err
}

// fetch runs one session. Another PopMail's session on the same account is
// waited for a while.
func (a *app) fetch(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, progress func(event.Progress)) (fetch.Report, error) {
	rep, err := a.session(ctx, acct, c, timeout, progress, nil)
	return rep, a.network(ctx, acct.Incoming, err)
}

// network is err, which may be nil, of a connection to srv, or where this network rather
// than the server is the reason for it, an error that says so.
func (a *app) network(ctx context.Context, srv account.Server, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	p := account.ProblemOf(err)
	if said := a.looker().Network(ctx, srv, p); said != p {
		return said
	}
	return err
}

// looker looks for the reasons why a server cannot be used.
func (a *app) looker() *discover.Finder {
	if a.finder != nil {
		return a.finder
	}
	return discover.New(a.dir)
}

// session runs one session, all of it or only what only says.
func (a *app) session(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, progress func(event.Progress), only *fetch.Only) (fetch.Report, error) {
	unlock, err := a.lock(ctx, acct.ID)
	if err != nil {
		return fetch.Report{}, err
	}
	defer unlock()
	s := &fetch.Session{Store: a.store, Timeout: timeout, Progress: progress, MaxMessage: askAbove(), Room: a.free, Servers: &a.servers, Only: only, Alone: !a.stays, WholeUpTo: a.whole.Load(), OneRest: a.oneRest, Spool: a.store.Spool, Sizes: a.sizes(ctx, acct.ID)}
	// A token may have been withdrawn before its time. A new one shows whether the
	// permission has ended as well.
	s.Renew = func(ctx context.Context, c account.Credential) (account.Credential, error) {
		return a.accounts.Renew(ctx, acct, c)
	}
	rep, err := s.Run(ctx, acct, c)
	if only != nil {
		a.held(ctx, acct.ID, rep, only)
	}
	return rep, err
}

// held notes what the server holds after a session that was no check, which notes it itself. Where that fails, the next check
// tells.
func (a *app) held(ctx context.Context, id account.ID, rep fetch.Report, only *fetch.Only) {
	held := rep.Held(time.Now())
	if !held.Known() {
		return
	}
	for _, seen := range only.Drop {
		if slices.Contains(rep.Gone, seen.UID) {
			held.Missing = max(held.Missing-1, 0)
		}
	}
	if err := a.store.SetHeld(context.WithoutCancel(ctx), id, held); err != nil {
		slog.DebugContext(ctx, "what the server holds is not noted", "error", err)
	}
}

// fewMessages are so many that their sizes may be asked for at each check: 2 KB.
const fewMessages = 200

// sizes reports whether a session is to ask for the sizes of messages before it knows of a new
// one, see fetch.Session.
func (a *app) sizes(ctx context.Context, id account.ID) bool {
	known, err := a.store.Status(ctx)
	held := known[id].Held
	return err == nil && (!held.Known() || held.Missing > 0 || held.Messages <= fewMessages)
}

// askAbove is the size in octets over which a message comes only where it is asked for alone.
func askAbove() int64 {
	return cmp.Or(maxMessage(os.Getenv("POPMAIL_MAX_MESSAGE")), account.AskAbove)
}

// free is the number of octets that may still be written into the data folder.
func (a *app) free() (int64, error) { return spool.Room(a.dir) }

// room is whether messages of these sizes can be brought in, one after the other.
func (a *app) room(_ context.Context, sizes ...int64) (account.Room, error) {
	free, err := a.free()
	if err != nil {
		return account.Room{}, disk.Problem(err)
	}
	return account.RoomFor(free, sizes...), nil
}

// renewing runs f, a log-in to an account, and once more where the server has refused a
// token and there is a new one.
func (a *app) renewing(ctx context.Context, acct account.Account, c account.Credential, f func(c account.Credential) error) error {
	err := f(c)
	if account.TroubleOf(err) != account.TroubleSignInAgain || c.Token.Refresh == "" || acct.ID == 0 {
		return err
	}
	next, err := a.accounts.Renew(ctx, acct, c)
	if err != nil {
		return err
	}
	return f(next)
}

// maxMessage is the largest message that is taken, in octets, from a setting in
// megabytes; 0, the usual one, where it is none.
func maxMessage(setting string) int64 {
	mb, err := strconv.ParseInt(setting, 10, 32)
	if err != nil || mb < 1 {
		return 0
	}
	return mb * 1e6
}

// saveStatus notes how a session ended. One that another PopMail kept from
// beginning leaves no trace.
func (a *app) saveStatus(ctx context.Context, id account.ID, rep fetch.Report, failure error) error {
	if errors.Is(failure, errFetching) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	st := account.Status{Held: rep.Held(time.Now())}
	if rep.Accepted || rep.LoginDelay > 0 || account.TroubleOf(failure).Busy() {
		st.Pause = account.PauseAfter(rep.LoginDelay, failure, time.Now())
	}
	switch {
	case failure == nil:
		st.LastCheck = time.Now()
	case wasStopped(failure):
		st.Stopped = true
	default:
		st.Failure = account.FailureOf(failure)
	}
	return a.store.SetStatus(ctx, id, st)
}

// pause is what the server of an account has asked for, perhaps before the program began.
func (a *app) pause(ctx context.Context, id account.ID) (account.Pause, error) {
	known, err := a.store.Status(ctx)
	return known[id].Pause, err
}

// wasStopped reports whether a session ended because the person wished it.
func wasStopped(err error) bool {
	return errors.Is(err, context.Canceled) || account.TroubleOf(err) == account.TroubleStopped
}

// find returns the account with an address, compared without case.
func (a *app) find(ctx context.Context, email string) (account.Account, error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return account.Account{}, err
	}
	for _, acct := range accounts {
		if account.SameEmail(acct.Email, email) {
			return acct, nil
		}
	}
	return account.Account{}, notThere("there is no account " + email)
}

// emails maps accounts to their addresses.
func (a *app) emails(ctx context.Context) (map[account.ID]string, error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	m := make(map[account.ID]string, len(accounts))
	for _, acct := range accounts {
		m[acct.ID] = acct.Email
	}
	return m, nil
}

// lockPath is the file that is locked during a session on an account.
func (a *app) lockPath(id account.ID) string {
	return filepath.Join(a.dir, fmt.Sprintf("account-%d.lock", id))
}

// sendingLockPath is the file that is locked while letters of an account are sent.
func (a *app) sendingLockPath(id account.ID) string {
	return filepath.Join(a.dir, fmt.Sprintf("account-%d-sending.lock", id))
}
