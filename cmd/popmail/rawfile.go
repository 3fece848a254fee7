package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"popmail/account"
	"popmail/account/disk"
	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/gui"
	"popmail/pop3"
	"popmail/storage/mailbox"
)

// rawReserve is what a message that goes straight into a file leaves of its disk, in octets.
const rawReserve = 32 << 20

// rawFile is the file that a message goes into as it arrives.
type rawFile struct{ *disk.Part }

// Octets implements pop3.Spool. Nobody reads them here: the file is what is wanted.
func (rawFile) Octets() ([]byte, error) { return nil, nil }

// Close implements pop3.Spool. It is called where another one takes its place.
func (f rawFile) Close() error { return f.Drop() }

// rawMessage gets one message of an account as the server sends it, see gui.Post. login
// returns what an account is logged in with.
func (a *app) rawMessage(ctx context.Context, id account.ID, uid, path string, login func(context.Context, account.Account) (account.Credential, error)) (got gui.RawFile, err error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return got, err
	}
	i := slices.IndexFunc(accounts, func(acct account.Account) bool { return acct.ID == id })
	if i < 0 {
		return got, mailbox.ErrNotFound
	}
	acct := accounts[i]
	c, err := login(ctx, acct)
	if err != nil {
		return got, err
	}
	unlock, err := a.lock(ctx, id)
	if err != nil {
		return got, err
	}
	defer unlock()
	dir, name := filepath.Split(path)
	_, there := os.Lstat(path) // the person has chosen to replace it
	most, err := a.largestRaw(ctx, id, uid, dir)
	if err != nil {
		return got, err
	}
	var file *disk.Part
	err = a.renewing(ctx, acct, c, func(c account.Credential) error {
		return (&fetch.Session{Store: a.store, MaxMessage: most}).Raw(ctx, acct, c, uid, func(announced int64) (pop3.Spool, error) {
			if announced > most {
				return nil, &account.Problem{Trouble: account.TroubleDiskFull}
			}
			p, err := disk.Begin(dir)
			if err != nil {
				return nil, err
			}
			file, got.Announced = p, announced
			return rawFile{p}, nil
		})
	})
	if file == nil {
		return got, a.network(ctx, acct.Incoming, err)
	}
	got.Octets = file.Size()
	if disk.IsFull(err) {
		err = disk.Problem(err)
	}
	problem, ofLine := errors.AsType[*account.Problem](err)
	switch {
	case err == nil && there == nil:
		got.Path, err = path, file.Replace(name)
	case err == nil:
		got.Path, err = file.Keep(name)
	case !ofLine || problem.Trouble == account.TroubleDiskFull || got.Octets == 0 || ctx.Err() != nil:
		return gui.RawFile{}, errors.Join(a.network(ctx, acct.Incoming, err), file.Drop())
	default:
		got.Part = true
		var failed error
		if got.Path, failed = file.Keep(partName(name)); failed != nil {
			return gui.RawFile{}, failed
		}
		return got, a.network(ctx, acct.Incoming, err)
	}
	if err != nil {
		return gui.RawFile{}, err
	}
	return got, nil
}

// usualRaw is the largest message that is taken where none is announced as larger, in octets.
const usualRaw = 512 << 20

// largestRaw is the largest message that is taken into the folder dir, in octets: as much as
// its disk has room for, but no more than makes sense by what the server has announced.
func (a *app) largestRaw(ctx context.Context, id account.ID, uid, dir string) (int64, error) {
	if set := maxMessage(os.Getenv("POPMAIL_MAX_MESSAGE")); set > 0 {
		return set, nil
	}
	asides, err := a.store.Asides(ctx)
	if err != nil {
		return 0, err
	}
	most := int64(usualRaw)
	for _, m := range asides[id] {
		if m.UID == uid {
			most = max(most, 2*m.Size)
		}
	}
	room, err := spool.Room(dir)
	if err != nil {
		return most, nil //nolint:nilerror // writing will tell
	}
	return min(most, max(room-rawReserve, 1)), nil
}

// partName is what the part of a message is called that came until the line broke.
func partName(name string) string {
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + " (part)" + ext
}
