package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/discover/profiles"
	"popmail/account/secret"
	"popmail/account/spool"
	"popmail/gui/moving"
	"popmail/gui/wizard"
	"popmail/storage/archive"
	"popmail/storage/mailbox"
)

// mover fills gui.Mover.
type mover struct {
	app *app
	// profiles finds accounts of other programs; nil: none are offered.
	profiles func(ctx context.Context) profiles.Found
	keyring  func(ctx context.Context) bool // whether the system keeps passwords
	// added is told that accounts were set up; nil: nobody is.
	added func()
}

// tellEvery is the least time between two reports of progress.
const tellEvery = 150 * time.Millisecond

// mostKept is how much of what could not be read is kept to be shown.
const mostKept = 1000

func (m mover) room() (*spool.File, error) { return m.app.store.Spool(0) }

func (m mover) Places(ctx context.Context) (found []moving.Place, err error) {
	for _, p := range archive.Usual() {
		i := slices.IndexFunc(found, func(f moving.Place) bool { return f.Program == p.Program })
		if i < 0 {
			i = len(found)
			found = append(found, moving.Place{Program: p.Program})
		}
		found[i].Paths = append(found[i].Paths, p.Path)
	}
	if m.profiles == nil {
		return found, nil
	}
	here, err := m.app.store.Accounts(ctx)
	if err != nil {
		return found, err
	}
	for _, f := range foundAccounts(m.profiles(ctx), here) {
		for i := range found {
			if found[i].Program != f.Program {
				continue
			}
			if found[i].Accounts++; f.Left == wizard.LeftNot {
				found[i].Settings = append(found[i].Settings, f.Account)
			}
		}
	}
	return found, nil
}

// expect sets up the accounts of another program. They leave on their servers what is there:
// nobody has said yet what is to become of it here. Those that are here already stay as they are.
func (m mover) expect(ctx context.Context, list []account.Account) error {
	if len(list) == 0 {
		return nil
	}
	keep := account.KeepAsk
	if m.keyring(ctx) {
		keep = account.KeepKeyring
	}
	for _, a := range list {
		if _, err := m.app.find(ctx, a.Email); err == nil {
			continue
		}
		a.Keep, a.Leave = keep, account.Retention{}
		if _, err := m.app.accounts.Expect(ctx, a); err != nil {
			return err
		}
	}
	if m.added != nil {
		m.added()
	}
	return nil
}

// errFound ends a look for mail.
var errFound = errors.New("there is mail")

func (m mover) HoldsMail(ctx context.Context, path string) bool {
	err := archive.Read(ctx, path, m.room, func(_ *archive.Message, err error) error {
		if err != nil {
			return nil
		}
		return errFound
	})
	return errors.Is(err, errFound)
}

func (m mover) Survey(ctx context.Context, paths []string, tell func(messages int)) (found moving.Found, err error) {
	told, n, at := time.Now(), 0, map[string]int{}
	failed := func(where string, err error) {
		if len(found.Failed) < mostKept {
			found.Failed = append(found.Failed, failureOf(where, err))
		}
	}
	for _, path := range paths {
		if linked(path) == linked(m.app.dir) {
			return found, mailbox.ErrOwnFolder // what is in it is here already, and is no mail to be read
		}
		sources, _, err := archive.Survey(ctx, path, m.room, func(m *archive.Message, err error) {
			if err != nil {
				failed(m.Where, err)
				return
			}
			found.Tags = found.Tags || m.InProfile()
			found.Fetched = found.Fetched || m.Counted()
			if n++; time.Since(told) > tellEvery {
				told = time.Now()
				tell(n)
			}
		})
		for _, s := range sources {
			i, ok := at[s.Key()]
			if !ok {
				i = len(found.Sources)
				at[s.Key()] = i
				name, in := strings.TrimPrefix(strings.Join(s.Folder, " / "), " / "), strings.Join(s.Folder, "/")
				if name == "" {
					name, in = archive.NoFolder, archive.NoFolder
				}
				found.Sources = append(found.Sources, moving.Source{Key: s.Key(), Folder: name, Path: in, Role: archive.RoleOf(s.Folder)})
			}
			found.Sources[i].Messages += s.Messages
			found.Sources[i].Octets += s.Octets
		}
		if e := ctx.Err(); e != nil {
			return found, e
		}
		if err != nil {
			failed(path, err)
		}
	}
	found.Fetched = found.Fetched || archive.HasLists(ctx, paths)
	return found, nil
}

func (m mover) BringIn(ctx context.Context, b moving.Bring, tell func(moving.Progress)) (moving.Progress, []moving.Failure, error) {
	var failed []moving.Failure
	progress := func(p archive.Progress) moving.Progress {
		return moving.Progress{Came: p.Imported, Here: p.Duplicates - p.Twice, Twice: p.Twice, Failed: p.Failed, Octets: p.Octets, Where: filepath.Base(p.Where)}
	}
	wanted := make(map[string]bool, len(b.Wanted))
	for _, k := range b.Wanted {
		wanted[k] = true
	}
	if err := m.expect(ctx, b.Accounts); err != nil {
		return moving.Progress{}, nil, err
	}
	run := archive.Import{
		Store: m.app.store, Folder: b.Folder, Tagged: b.Tagged, Bare: b.Bare, Anew: b.Anew,
		Progress: func(p archive.Progress) { tell(progress(p)) },
		Failed: func(where string, err error) {
			if len(failed) < mostKept {
				failed = append(failed, failureOf(where, err))
			}
		},
	}
	if b.Wanted != nil {
		run.Wanted = func(m *archive.Message) bool { return wanted[m.Source()] }
	}
	so, err := run.Run(ctx, b.Paths...)
	return progress(so), failed, err
}

// failureOf says what is wrong with a file or a message.
func failureOf(where string, err error) moving.Failure {
	f := moving.Failure{Where: where, Said: plainReason(err)}
	for of, why := range map[error]moving.Why{
		fs.ErrNotExist: moving.WhyGone, fs.ErrPermission: moving.WhyForbidden, archive.ErrNoMail: moving.WhyNoMail, archive.ErrOutlook: moving.WhyOutlook, archive.ErrNested: moving.WhyNested, archive.ErrTooBig: moving.WhyTooBig,
		archive.ErrBomb: moving.WhyGrows, archive.ErrTooMany: moving.WhyTooMany, archive.ErrTooDeep: moving.WhyTooDeep, archive.ErrOutside: moving.WhyOutside, archive.ErrNotMessage: moving.WhyNotMessage, archive.ErrOnlyHeaders: moving.WhyOnlyHeaders, archive.ErrPacked: moving.WhyPacked, archive.ErrPassword: moving.WhyPassword, io.ErrUnexpectedEOF: moving.WhyCut, mailbox.ErrDamaged: moving.WhyDamaged, archive.ErrDamaged: moving.WhyDamaged,
	} {
		if errors.Is(err, of) {
			f.Why = why
		}
	}
	return f
}

func (m mover) Save(ctx context.Context, ids []mailbox.ID, f moving.Format, dir, name string, tell func(done int)) (moving.Saved, error) {
	if within(m.app.dir, dir) {
		return moving.Saved{}, mailbox.ErrOwnFolder
	}
	to, err := freeName(filepath.Join(dir, name))
	if err != nil {
		return moving.Saved{}, err
	}
	told := time.Now()
	var out moving.Saved
	x := archive.Export{
		Store: m.app.store, Format: archive.Format(f), To: to, Messages: ids, Page: m.app.page,
		Progress: func(done int) {
			if time.Since(told) > tellEvery {
				told = time.Now()
				tell(done)
			}
		},
		Failed: func(id mailbox.ID, err error) {
			where := fmt.Sprint(id)
			if rows, e := m.app.store.Summaries(ctx, []mailbox.ID{id}); e == nil && len(rows) == 1 && rows[0].Subject != "" {
				where = rows[0].Subject
			}
			out.Failed = append(out.Failed, failureOf(where, err))
		},
		Begun: func(m *mailbox.Summary) {
			where := m.Subject
			if where == "" {
				where = fmt.Sprint(m.ID)
			}
			out.Failed = append(out.Failed, moving.Failure{Where: where, Why: moving.WhyBegun})
		},
	}
	so, err := x.Run(ctx)
	if err != nil {
		return moving.Saved{}, err
	}
	out.Path, out.Messages, out.Begun = to, so.Messages, so.Begun
	return out, nil
}

// freeName is a path at which nothing is: path, or "path (2)" and so on.
func freeName(path string) (string, error) {
	for n := 1; ; n++ {
		name := path
		if n > 1 {
			name = fmt.Sprintf("%s (%d)", path, n)
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
	}
}

// mover is that of the window.
func (s *session) mover() mover {
	find := func(ctx context.Context) profiles.Found { return profiles.Find(ctx, profiles.Usual()) }
	return mover{app: s.app, profiles: find, keyring: secret.KeyringWorks, added: s.poller.Reload}
}
