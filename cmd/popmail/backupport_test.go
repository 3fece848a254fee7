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

// damageHalf writes over the first half of the mail file.
func damageHalf(t *testing.T, data string) {
	t.Helper()
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
}

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
	damageHalf(t, data)
	pop(t, data, "verify").must(t, 1)
	s := &session{options: windowOptions{Data: data}}
	var err error
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

// TestMadeOfPacksAlone: where the lists of a folder of backups are lost, the folder itself is
// offered, in PopMail's own place and in one that is chosen, and tells what is in it.
func TestMadeOfPacksAlone(t *testing.T) {
	data := seed(t, "Subject: one\n\nx\n", "Subject: two\n\ny\n")
	place := t.TempDir()
	for dir, below := range map[string]string{filepath.Join(data, backup.OwnFolder): "", place: backup.ChosenFolder} {
		to := filepath.Join(dir, below)
		if err := os.MkdirAll(to, 0o700); err != nil {
			t.Fatal(err)
		}
		pop(t, data, "backup", "--to", to).must(t, 0)
		port := restorePort{&session{options: windowOptions{Data: data}}}
		ask := dir
		if below == "" {
			ask = ""
		}
		if made, err := port.Made(t.Context(), ask); err != nil || len(made) != 1 || made[0].Alone {
			t.Errorf("%+v, %v", made, err)
		}
		list, err := backup.List(dir)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := os.Remove(list[0].Path); err != nil {
			t.Fatal(err)
		}
		made, err := port.Made(t.Context(), ask)
		if err != nil || len(made) != 1 || !made[0].Alone || made[0].Path != to {
			t.Fatalf("%+v, %v", made, err)
		}
		if in, err := port.Inside(t.Context(), made[0].Path, ""); err != nil || in.Messages != 2 {
			t.Errorf("%+v, %v", in, err)
		}
		l, err := port.Look(t.Context(), made[0].Path, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestMadeHere: backups in PopMail's own folder are those of the mail beside them, also where the data
// folder was moved or the computer has another name now; those in other places may be anybody's.
func TestMadeHere(t *testing.T) {
	data, place := seed(t, "Subject: one\n\nx\n"), t.TempDir()
	own := filepath.Join(data, backup.OwnFolder)
	for _, to := range []string{own, place} {
		if err := os.MkdirAll(to, 0o700); err != nil {
			t.Fatal(err)
		}
		pop(t, data, "backup", "--to", to).must(t, 0)
	}
	const said = "may have been made elsewhere"
	for _, moved := range []bool{false, true} {
		if moved {
			to := filepath.Join(t.TempDir(), "stick")
			if err := os.Rename(data, to); err != nil {
				t.Fatal(err)
			}
			data, own = to, filepath.Join(to, backup.OwnFolder)
		}
		port := restorePort{&session{options: windowOptions{Data: data}}}
		for dir, want := range map[string]bool{"": false, place: moved} {
			made, err := port.Made(t.Context(), dir)
			if err != nil || len(made) != 1 || made[0].Elsewhere != want {
				t.Errorf("moved %v, %q: %+v, %v", moved, dir, made, err)
			}
		}
		for dir, want := range map[string]bool{own: false, place: moved} {
			if out := pop(t, data, "restore", dir).must(t, 0).stderr; strings.Contains(out, said) != want {
				t.Errorf("moved %v, %s: %s", moved, dir, out)
			}
		}
	}
}
