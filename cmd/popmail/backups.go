package main

import (
	"context"
	"math"
	"path/filepath"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui/settings"
	"popmail/storage/backup"
)

// The preferences about backups: the folder that the person has chosen, and whether none is
// made by itself.
const (
	backupFolderKey = "backup.folder"
	backupOffKey    = "backup.off"
	backupKeepKey   = "backup.keep"
	backupSpareKey  = "backup.nospare" // true: only in the chosen place
)

// newBackups makes ready what makes a backup of the mail each day while the window is open.
// There is none where the data folder is another window's or cannot be written, on sample
// mail, and while something is measured. It reads and writes files, and so does not run on the
// window's thread.
func (s *session) newBackups() {
	if s.prefs == nil || s.app.store.Unwritable() != nil || s.options.Demo || s.options.UntilDrawn || s.options.UntilDone {
		return
	}
	s.backups = &backup.Automatic{
		Store:   s.app.store,
		Options: backup.Options{Program: version},
		Chosen:  func() string { return s.prefs.String(backupFolderKey) },
		Off:     func() bool { return s.prefs.Bool(backupOffKey) },
		Spare:   func() bool { return !s.prefs.Bool(backupSpareKey) },
		Keep:    func() backup.Rule { return keepRules[s.keptFor()] },
		Lock:    s.lock.Load,
		Ready:   func(ctx context.Context) { s.findKey(ctx, keyPause) },
		Idle:    func() bool { return !s.app.store.Receiving() },
	}
	s.backups.Options.From(s.options.Data)
	s.backups.State() // reads what was before
}

// keepRules are the rules that can be chosen.
var keepRules = map[settings.KeptFor]backup.Rule{
	settings.KeepYear: backup.Usual, settings.KeepMonth: {Days: 7, Weeks: 4}, settings.KeepWeek: {Days: 7}, settings.KeepAll: {Days: math.MaxInt},
}

// keptFor is what the person has chosen of them.
func (s *session) keptFor() settings.KeptFor { return keptFor(s.prefs) }

// keptIn is the rule that was chosen in the window of a data folder. Where nobody can read what was, all
// stays.
func keptIn(dir string) backup.Rule {
	p, err := prefs.Open(filepath.Join(dir, prefs.FileName), nil)
	if err != nil {
		return keepRules[settings.KeepAll]
	}
	return keepRules[keptFor(p)]
}

func keptFor(p *prefs.File) settings.KeptFor {
	k := settings.KeptFor(p.Int(backupKeepKey))
	if _, ok := keepRules[k]; !ok {
		return settings.KeepYear
	}
	return k
}

// keepBackups makes them.
func (s *session) keepBackups() {
	if s.backups != nil {
		s.run.Go(func(ctx context.Context) { s.backups.Run(ctx) }, nil)
	}
}
