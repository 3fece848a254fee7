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

// lock keeps two sessions on one account apart, in this process and in others.
// The operating system lets go of it when a process ends, however it ends.
func (a *app) lock(ctx context.Context, id account.ID) (unlock func(), err error) {
	l := flock.New(a.lockPath(id), flock.SetPermissions(0o600))
	wait, cancel := context.WithTimeout(ctx, a.lockWait)
	defer cancel()
	ok, err := l.TryLockContext(wait, 50*time.Millisecond)
	switch {
	case ok:
		return func() { _ = l.Unlock() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil || errors.Is(err, context.DeadlineExceeded):
		return nil, &account.Problem{Trouble: account.TroubleBusy, Err: errFetching}
	}
	return nil, disk.Problem(fmt.Errorf("lock of the account: %w", err))
}
