package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"popmail/account/event"
	"popmail/account/spool"
	"popmail/gui"
	"popmail/gui/settings"
	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// backupPort fills gui.Backups.
type backupPort struct {
	s      *session
	states event.Topic[gui.BackupState]
}

// backupPort is nil where no backups are made.
func (s *session) backupPort() gui.Backups {
	if s.backups == nil {
		return nil
	}
	p := &backupPort{s: s}
	sub := s.backups.States.Subscribe(64)
	s.run.Go(func(ctx context.Context) {
		defer sub.Close()
		for {
			select {
			case <-ctx.Done():
				return
			case <-sub.C():
			case <-sub.Overflow():
			}
			p.states.Publish(p.State())
		}
	}, nil)
	return p
}

func (p *backupPort) State() gui.BackupState {
	s := p.s.backups.State()
	trouble := map[backup.Trouble]settings.BackupTrouble{
		backup.NoTrouble: settings.BackupFine, backup.TroubleMissing: settings.BackupMissing, backup.TroubleFull: settings.BackupFull, backup.TroubleHere: settings.BackupFullHere,
		backup.TroubleDenied: settings.BackupDenied, backup.TroubleDamaged: settings.BackupDamaged, backup.TroubleLocked: settings.BackupLocked, backup.TroubleOther: settings.BackupFailed,
	}
	lock := p.s.lock.Load()
	last, spare := s.Last, s.Spare.After(s.Last)
	if spare {
		last = s.Spare
	}
	return gui.BackupState{
		Spare: !p.s.prefs.Bool(backupSpareKey), LastIsSpare: spare,
		Off: p.s.prefs.Bool(backupOffKey), Keep: p.s.keptFor(), Locked: lock != nil, KeyGone: lock != nil && lock.Key == "", Place: p.s.prefs.String(backupFolderKey), Last: last, Messages: s.Messages, Octets: s.Octets,
		Trouble: trouble[s.Trouble], Urgent: s.Urgent, Running: s.Running, Done: s.Done, All: s.All,
	}
}

func (p *backupPort) States() *event.Topic[gui.BackupState] { return &p.states }
func (p *backupPort) BackUp()                               { p.s.backups.Now() }
func (p *backupPort) Stop()                                 { p.s.backups.Stop() }
func (p *backupPort) SetOn(on bool)                         { p.s.prefs.SetBool(backupOffKey, !on) }

// SetSpare fulfils gui.Backups.
func (p *backupPort) SetSpare(on bool) { p.s.prefs.SetBool(backupSpareKey, !on) }

// SetKeep fulfils gui.Backups.
func (p *backupPort) SetKeep(k settings.KeptFor) { p.s.prefs.SetInt(backupKeepKey, int(k)) }

// SetPlace takes a folder, or one that PopMail has made in the folder that is meant. One in the data
// folder is mailbox.ErrOwnFolder: backups there are as lost as the mail, and nobody would expect so.
func (p *backupPort) SetPlace(ctx context.Context, dir string) error {
	if dir != "" && within(p.s.options.Data, dir) {
		return mailbox.ErrOwnFolder
	}
	if backup.IsOwn(dir) {
		dir = filepath.Dir(dir)
	}
	if err := ctx.Err(); err != nil {
		return err // another one was chosen since
	}
	p.s.prefs.SetString(backupFolderKey, dir)
	return nil
}

func (p *backupPort) Kept(context.Context) (k gui.BackupsKept) {
	dir, err := p.s.backups.Place()
	k.Gone = err != nil
	if list, err := backup.List(dir); err == nil && len(list) > 0 {
		k.Count, k.First, k.Taken = len(list), list[len(list)-1].Manifest.Made, backup.Taken(dir)
	}
	k.Free, err = spool.Room(filepath.Dir(dir))
	if err != nil {
		k.Free = 0
	}
	return k
}

func (p *backupPort) SaveBackup(ctx context.Context, path, password string, tell func(done, all int64)) (gui.BackupMade, error) {
	o := p.s.backups.Options
	o.Password, o.Progress = password, tell
	r, err := backup.ToFile(ctx, p.s.app.store, path, o)
	return gui.BackupMade{Path: path, Made: r.Made, Messages: r.Messages, Damaged: len(r.Damaged)}, windowError(err)
}

// windowError is an error of a backup as the window knows it.
func windowError(err error) error {
	for of, is := range map[error]error{
		backup.ErrNotBackup: gui.ErrNotBackup, backup.ErrPassword: gui.ErrBackupPassword, backup.ErrWrong: gui.ErrBackupWrong,
		backup.ErrNewer: gui.ErrBackupNewer, backup.ErrHurt: gui.ErrBackupHurt, backup.ErrEmpty: gui.ErrBackupEmpty, backup.ErrDamaged: gui.ErrBackupDamaged, backup.ErrNothing: gui.ErrNotBackup,
	} {
		if errors.Is(err, of) {
			return is
		}
	}
	return err
}

// ownFirst puts the backups of this mail before what others have put there, and leaves their order else.
func ownFirst(list []gui.BackupMade) {
	slices.SortStableFunc(list, func(a, b gui.BackupMade) int {
		switch {
		case a.Elsewhere == b.Elsewhere:
			return 0
		case b.Elsewhere:
			return -1
		}
		return 1
	})
}

// restorePort fills gui.Restoring.
type restorePort struct{ s *session }

func (p restorePort) Made(_ context.Context, dir string) (out []gui.BackupMade, err error) {
	dirs := []string{dir}
	if dir == "" {
		dirs = []string{filepath.Join(p.s.options.Data, backup.OwnFolder)}
		if p.s.prefs != nil && p.s.prefs.String(backupFolderKey) != "" {
			dirs = append(dirs, p.s.prefs.String(backupFolderKey))
		}
	}
	var all []backup.Made
	for _, dir := range dirs {
		list, e := backup.List(dir)
		err = errors.Join(err, e)
		all = append(all, list...)
	}
	backup.SortMade(all)
	mine := backup.Mine(p.s.options.Data)
	for _, m := range all {
		made := madeOf(m.Path, m.Manifest)
		made.Elsewhere = !mine(m.Manifest) && !inOwn(p.s.options.Data, m.Path)
		out = append(out, made)
	}
	ownFirst(out)
	for _, dir := range dirs {
		for _, path := range backup.Alone(dir) {
			out = append(out, gui.BackupMade{Path: path, Alone: true})
		}
	}
	return out, err
}

// inOwn reports whether a backup, or a folder of some, is that of a data folder or lies there. Nobody else
// makes backups in it, whatever the computer was called and wherever the data folder lay then.
func inOwn(data, path string) bool { return within(filepath.Join(data, backup.OwnFolder), path) }

func madeOf(path string, m backup.Manifest) gui.BackupMade {
	return gui.BackupMade{Path: path, Made: m.Made, Messages: m.Messages, Damaged: len(m.Damaged)}
}

func (p restorePort) Inside(ctx context.Context, path, password string) (in gui.BackupInside, err error) {
	b, err := backup.Open(ctx, path, password)
	if err != nil {
		return in, windowError(err)
	}
	b.Near = p.s.options.Data
	found, err := b.Inside(ctx)
	if err != nil {
		return in, windowError(err)
	}
	in.BackupMade = madeOf(path, b.Manifest)
	in.Messages, in.Accounts = found.Messages, found.Accounts
	for _, f := range found.Folders {
		in.Folders = append(in.Folders, gui.BackupFolder{Pick: gui.BackupPick{Folder: f.Pick().Folder, Folders: f.Pick().Folders}, Name: f.Name, Role: f.Role, Messages: f.Messages})
	}
	return in, nil
}

func (p restorePort) Restore(ctx context.Context, path, password string, pick gui.BackupPick, tell func(messages int)) (got gui.BroughtBack, err error) {
	b, err := backup.Open(ctx, path, password)
	if err != nil {
		return got, windowError(err)
	}
	b.Progress = tell
	r, err := b.Restore(ctx, p.s.app.store, storage.Pick{Folder: pick.Folder, Folders: pick.Folders, Messages: pick.Messages})
	if !errors.Is(err, mailbox.ErrDamaged) { // that is the mail file
		err = windowError(err)
	}
	return gui.BroughtBack{Messages: r.Messages, Here: r.Here, Healed: r.Healed, PutBack: r.PutBack, Missing: r.Missing, Accounts: r.Accounts, Rules: r.Rules, ListsLost: r.ListsLost}, err
}

func (p restorePort) Look(ctx context.Context, path, password string) (gui.LookedInto, error) {
	b, err := backup.Open(ctx, path, password)
	if err != nil {
		return nil, windowError(err)
	}
	l, err := b.Look(ctx, p.s.options.Data)
	if err != nil {
		return nil, windowError(err)
	}
	return l, nil
}
