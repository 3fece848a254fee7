package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofrs/flock"

	"popmail/account"
	"popmail/account/disk"
)

// errFetching says that another PopMail has a session on the account.
var errFetching = errors.New("another PopMail is fetching right now")

// errSendingNow says that another PopMail sends for the account.
var errSendingNow = errors.New("another PopMail is sending right now")

// lock keeps two sessions on one account apart, in this process and in others.
func (a *app) lock(ctx context.Context, id account.ID) (unlock func(), err error) {
	return lockFile(ctx, a.lockPath(id), a.lockWait, errFetching)
}

// lockSending does the same for sessions that send, which may go on beside one that fetches.
func (a *app) lockSending(ctx context.Context, id account.ID) (unlock func(), err error) {
	return lockFile(ctx, a.sendingLockPath(id), a.lockWait, errSendingNow)
}

// hold keeps all sessions off an account.
func (a *app) hold(ctx context.Context, id account.ID) (release func(), err error) {
	fetching, err := a.lock(ctx, id)
	if err != nil {
		return nil, err
	}
	sending, err := a.lockSending(ctx, id)
	if err != nil {
		fetching()
		return nil, err
	}
	return func() { sending(); fetching() }, nil
}

// lockFile locks a file. The operating system lets go of it when a process ends, however
// it ends.
func lockFile(ctx context.Context, path string, patience time.Duration, busy error) (unlock func(), err error) {
	l := flock.New(path, flock.SetPermissions(0o600))
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ok, err := l.TryLockContext(wait, 50*time.Millisecond)
	switch {
	case ok:
		return func() { _ = l.Unlock() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil || errors.Is(err, context.DeadlineExceeded):
		return nil, &account.Problem{Trouble: account.TroubleBusy, Err: busy}
	}
	return nil, disk.Problem(fmt.Errorf("lock of the account: %w", err))
}
