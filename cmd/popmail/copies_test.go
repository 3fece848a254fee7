package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/storage/backup"
	"popmail/storage/storagetest"
)

// TestCopiesOfOwnMail: where a place is shared, what a damaged mail file may come back from is a backup
// of that mail, whatever was made later of another one.
func TestCopiesOfOwnMail(t *testing.T) {
	ctx := t.Context()
	place := t.TempDir()
	dirs := []string{t.TempDir(), t.TempDir()}
	for i, dir := range dirs {
		s := storagetest.OpenIn(t, dir, nil)
		storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
		at := time.Now().Add(time.Duration(i) * time.Hour)
		o := backup.Options{Now: func() time.Time { return at }}
		o.From(dir)
		if _, err := backup.ToFolder(ctx, s, filepath.Join(place, backup.ChosenFolder), o); err != nil {
			t.Fatal(err)
		}
	}
	for i, dir := range append(dirs, t.TempDir()) {
		p, err := prefs.Open(filepath.Join(dir, prefs.FileName), nil)
		if err == nil {
			p.SetString(backupFolderKey, place)
			err = os.MkdirAll(filepath.Join(dir, backup.OwnFolder), 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
		s := &session{options: windowOptions{Data: dir}, prefs: p}
		s.findCopies(ctx)
		if len(s.copies) != 2 || s.copies[0].Elsewhere != (i == 2) || i == 0 && s.copies[0].Made.After(s.copies[1].Made) {
			t.Errorf("%d: %+v", i, s.copies)
		}
	}
}
