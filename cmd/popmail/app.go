package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/secret"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// app puts the parts together: the one place that knows the store, the
// passwords and the sessions.
type app struct {
	dir      string
	store    *storage.Store
	places   secret.Places
	lockWait time.Duration // for a session of another PopMail on the same account
}

// openApp opens the data folder dir, made when missing, for one command.
func openApp(ctx context.Context, dir string) (*app, error) {
	return openWith(ctx, dir, &storage.Options{})
}

// openForWindow opens the data folder for a program that stays: the store tells
// of the commits of other processes and looks after its index.
func openForWindow(ctx context.Context, dir string) (*app, error) {
	return openWith(ctx, dir, &storage.Options{Window: true})
}

func openWith(ctx context.Context, dir string, o *storage.Options) (*app, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	store, err := storage.Open(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	return &app{
		dir: dir, store: store, lockWait: 10 * time.Second,
		places: secret.Places{Keyring: secret.Keyring(), File: secret.File(dir), Memory: secret.Memory()},
	}, nil
}

// Close closes the store.
func (a *app) Close() error { return a.store.Close() }

// password returns the password that is kept for an account. Where there is
// none the error is a Problem with TroubleNoPassword.
func (a *app) password(ctx context.Context, acct account.Account) (string, error) {
	return a.places.Of(acct.Keep).Get(ctx, secret.KeyOf(acct))
}

// keep stores a password where the account says. A keyring that cannot be used
// is an error; no other place is taken instead.
func (a *app) keep(ctx context.Context, acct account.Account, password string) error {
	return a.places.Of(acct.Keep).Set(ctx, secret.KeyOf(acct), password)
}

// addAccount stores a new account and its password: both or neither.
func (a *app) addAccount(ctx context.Context, acct account.Account, password string) (account.ID, error) {
	id, err := a.store.AddAccount(ctx, acct)
	if err != nil {
		return 0, err
	}
	acct.ID = id
	if acct.Keep == account.KeepAsk && password == "" {
		return id, nil
	}
	if err := a.keep(ctx, acct, password); err != nil {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return 0, errors.Join(err, a.store.RemoveAccount(undo, id, false))
	}
	return id, nil
}

// changeAccount stores changed settings. An empty password keeps the one that is
// kept, and takes it along when it is to be kept in another place.
func (a *app) changeAccount(ctx context.Context, acct account.Account, password string) error {
	old, err := a.store.Account(ctx, acct.ID)
	if err != nil {
		return err
	}
	moved := old.Keep != acct.Keep || !strings.EqualFold(old.Email, acct.Email)
	if password == "" && moved {
		if password, err = a.password(ctx, old); err != nil && account.TroubleOf(err) != account.TroubleNoPassword {
			return err
		}
	}
	if password != "" {
		if err := a.keep(ctx, acct, password); err != nil {
			return err
		}
	}
	if err := a.store.UpdateAccount(ctx, acct); err != nil {
		return err
	}
	if !moved {
		return nil
	}
	// The file and the memory name entries by account: there the entry of the old
	// address is the one just written.
	if old.Keep == acct.Keep && acct.Keep != account.KeepKeyring {
		return nil
	}
	return a.forget(ctx, old)
}

// forget removes the password of an account from where it is kept.
func (a *app) forget(ctx context.Context, acct account.Account) error {
	return a.places.Of(acct.Keep).Delete(ctx, secret.KeyOf(acct))
}

// keyringWorks reports whether the operating system's password store can be used.
func (a *app) keyringWorks(ctx context.Context) bool { return secret.KeyringWorks(ctx) }

// removeAccount removes an account, its password and, unless keepMail, its mail.
// A session under way is waited for.
func (a *app) removeAccount(ctx context.Context, id account.ID, keepMail bool) error {
	acct, err := a.store.Account(ctx, id)
	if err != nil {
		return err
	}
	unlock, err := a.lock(ctx, id)
	if err != nil {
		return err
	}
	defer unlock()
	if err := a.store.RemoveAccount(ctx, id, keepMail); err != nil {
		return err
	}
	_ = os.Remove(a.lockPath(id))
	if err := a.forget(ctx, acct); err != nil {
		return fmt.Errorf("the account is removed, its password is still kept: %w", err)
	}
	return nil
}

// fetch runs one session. Another PopMail's session on the same account is
// waited for a while.
func (a *app) fetch(ctx context.Context, acct account.Account, password string, timeout time.Duration, progress func(event.Progress)) (fetch.Report, error) {
	unlock, err := a.lock(ctx, acct.ID)
	if err != nil {
		return fetch.Report{}, err
	}
	defer unlock()
	s := &fetch.Session{Store: a.store, Timeout: timeout, Progress: progress}
	return s.Run(ctx, acct, password)
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
	switch {
	case failure == nil:
		st.LastCheck = time.Now()
	case wasStopped(failure):
		st.Stopped = true
	default:
		st.LastError = line(failure.Error())
	}
	return a.store.SetStatus(ctx, id, st)
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
		if strings.EqualFold(acct.Email, strings.TrimSpace(email)) {
			return acct, nil
		}
	}
	return account.Account{}, fmt.Errorf("there is no account %s: %w", email, mailbox.ErrNotFound)
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
