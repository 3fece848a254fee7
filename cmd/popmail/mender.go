package main

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"popmail/gui"
	"popmail/storage"
	"popmail/storage/backup"
)

// mender is the window's way to a damaged mail file. Nobody else has the folder open.
type mender struct {
	s        *session
	mu       sync.Mutex // one at a time: what is given up ends before the next begins
	readable storage.Readable
}

// Survey fulfils gui.Mender.
func (m *mender) Survey(ctx context.Context, tell func(done, all int)) (gui.Readable, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := storage.Survey(ctx, m.s.options.Data, tell)
	if err != nil {
		return gui.Readable{}, err
	}
	m.readable = r
	return gui.Readable{Messages: r.Messages, All: r.All, OnServer: r.OnServer}, nil
}

// Together fulfils gui.Mender.
func (m *mender) Together(ctx context.Context, c gui.ChosenBackup) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := m.open(ctx, c)
	if err != nil {
		return 0, windowError(err)
	}
	b.Near = m.s.options.Data
	n, err := b.Together(ctx, &m.readable)
	return n, windowError(err)
}

// open opens a backup by the password that was typed, else by what is known.
func (m *mender) open(ctx context.Context, c gui.ChosenBackup) (*backup.Backup, error) {
	if c.Password != "" {
		return backup.Open(ctx, c.Path, c.Password)
	}
	return m.s.openOwn(ctx, c.Path)
}

// Mend fulfils gui.Mender.
func (m *mender) Mend(ctx context.Context, how gui.Mending, c gui.ChosenBackup) (got gui.Rescued, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b *backup.Backup
	if how == gui.MendRestore {
		if b, err = m.open(ctx, c); err != nil {
			return got, windowError(err)
		}
	}
	rescue := storage.Rescue
	if how == gui.MendAfresh {
		rescue = storage.Afresh
	}
	r, err := rescue(ctx, m.s.options.Data, time.Now())
	if err != nil {
		return got, err
	}
	_ = os.Remove(m.s.repairNote())
	got = gui.Rescued{Messages: r.Messages, Lost: r.Lost, Accounts: r.Accounts, Unknown: r.Unknown, Aside: filepath.Base(r.Aside)}
	if b == nil {
		return got, nil
	}
	back, err := b.Recover(ctx, m.s.options.Data, storage.Pick{Rescued: true}, func() error { return nil })
	got.Backup, got.Accounts, got.Alone = back.Messages, got.Accounts+back.Accounts, back.ListsLost
	if n, e := r.Missing(ctx, m.s.options.Data); e == nil { // what came back from the backup is not lost
		got.Lost = n
	}
	return got, windowError(err)
}
