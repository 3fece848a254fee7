package main

import (
	"context"

	"popmail/storage/backup"
)

// backupFolderKey is the preference with the folder that the person has chosen for backups.
const backupFolderKey = "backup.folder"

// keepBackups makes a backup of the mail each day while the window is open. It does not where
// the data folder is another window's or cannot be written, on sample mail, and while
// something is measured.
func (s *session) keepBackups() {
	if s.prefs == nil || s.app.store.Unwritable() != nil || s.options.Demo || s.options.UntilDrawn || s.options.UntilDone {
		return
	}
	s.backups = &backup.Automatic{
		Store:   s.app.store,
		Options: backup.Options{Program: version, Origin: originOf(s.options.Data)},
		Chosen:  func() string { return s.prefs.String(backupFolderKey) },
		Idle:    func() bool { return !s.app.store.Receiving() },
	}
	s.run.Go(func(ctx context.Context) { s.backups.Run(ctx) }, nil)
}
