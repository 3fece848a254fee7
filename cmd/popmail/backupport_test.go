package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/gui"
	"popmail/storage"
	"popmail/storage/backup"
)

// TestRestoreDamaged: the window makes one whole mail file out of a damaged one and the newest
// backup, and keeps the damaged one.
func TestRestoreDamaged(t *testing.T) {
	mail := make([]string, 30)
	for i := range mail {
		mail[i] = fmt.Sprintf("From: a@example.org\nSubject: letter %d\n\n%s\n", i+1, strings.Repeat(fmt.Sprint("line ", i, "\n"), 600))
	}
	data := seed(t, mail...)
	if err := os.Mkdir(filepath.Join(data, backup.OwnFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	pop(t, data, "backup", "--to", filepath.Join(data, backup.OwnFolder)).must(t, 0)
	path := filepath.Join(data, storage.FileName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(raw, bytes.Repeat([]byte{0xA5}, len(raw)/2))
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(path + "-wal")
	pop(t, data, "verify").must(t, 1)
	s := &session{options: windowOptions{Data: data}}
	if s.copies, err = (restorePort{s}).Made(t.Context(), ""); err != nil || len(s.copies) != 1 || s.copies[0].Messages != 30 {
		t.Fatal(s.copies, err)
	}
	m := &mender{s: s}
	newest := gui.ChosenBackup{BackupMade: s.copies[0]}
	told := 0
	readable, err := m.Survey(t.Context(), func(int, int) { told++ })
	if err != nil || readable.Messages > 30 || told == 0 {
		t.Errorf("%+v, told %d times, %v", readable, told, err)
	}
	if n, err := m.Together(t.Context(), newest); n != 30 || err != nil {
		t.Errorf("%d together, %v", n, err)
	}
	got, err := m.Mend(t.Context(), gui.MendRestore, newest)
	if got.Messages != readable.Messages {
		t.Errorf("%d were saved, %d were foretold", got.Messages, readable.Messages)
	}
	if err != nil || got.Messages+got.Backup != 30 || got.Accounts == 0 {
		t.Errorf("%+v %v", got, err)
	}
	if list := pop(t, data, "list").must(t, 0).stdout; strings.Count(list, "letter") != 30 {
		t.Error(list)
	}
	if _, err := os.Stat(filepath.Join(data, got.Aside)); err != nil {
		t.Error(err)
	}
	pop(t, data, "verify").must(t, 0)
}
