package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui/moving"
	"popmail/storage/archive"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
)

// TestSetPlace: a folder is what the person has chosen, whatever it is called, but for one that PopMail
// has made in a place.
func TestSetPlace(t *testing.T) {
	place := t.TempDir()
	p, err := prefs.Open(filepath.Join(t.TempDir(), prefs.FileName), nil)
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	port := &backupPort{s: &session{prefs: p, options: windowOptions{Data: data}}}
	for name, want := range map[string]string{
		"Dropbox": "Dropbox", backup.ChosenFolder + "s": backup.ChosenFolder + "s", backup.ChosenFolder + " of Anna": backup.ChosenFolder + " of Anna",
		backup.ChosenFolder: "", backup.ChosenFolder + " (locked ab12)": "", "label/" + backup.ChosenFolder: "label/" + backup.ChosenFolder,
	} {
		dir := filepath.Join(place, name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if want == "" { // it has packs
			if err := os.Mkdir(filepath.Join(dir, "packs"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := port.SetPlace(t.Context(), dir); err != nil || p.String(backupFolderKey) != filepath.Join(place, want) {
			t.Errorf("%q: %q", name, p.String(backupFolderKey))
		}
	}
	for _, dir := range []string{data, filepath.Join(data, "backups"), filepath.Join(data, "not", "there")} {
		if err := port.SetPlace(t.Context(), dir); !errors.Is(err, mailbox.ErrOwnFolder) {
			t.Errorf("%q: %v", dir, err)
		}
	}
}

// TestSetPlaceGivenUp: a place that another was chosen after meanwhile changes nothing.
func TestSetPlaceGivenUp(t *testing.T) {
	p, err := prefs.Open(filepath.Join(t.TempDir(), prefs.FileName), nil)
	if err != nil {
		t.Fatal(err)
	}
	p.SetString(backupFolderKey, "before")
	port := &backupPort{s: &session{prefs: p, options: windowOptions{Data: t.TempDir()}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := port.SetPlace(ctx, t.TempDir()); !errors.Is(err, context.Canceled) || p.String(backupFolderKey) != "before" {
		t.Errorf("%q, %v", p.String(backupFolderKey), err)
	}
}

// TestOwnFolderIsNoPlace: mail is not saved among what PopMail keeps, and that is not brought in.
func TestOwnFolderIsNoPlace(t *testing.T) {
	data := t.TempDir()
	m := mover{app: &app{dir: data}}
	for _, dir := range []string{data, filepath.Join(data, "log")} {
		if _, err := m.Save(t.Context(), nil, moving.MBox, dir, "mail", func(int) {}); !errors.Is(err, mailbox.ErrOwnFolder) {
			t.Errorf("%q: %v", dir, err)
		}
	}
	if _, err := m.Survey(t.Context(), []string{data + string(filepath.Separator)}, func(int) {}); !errors.Is(err, mailbox.ErrOwnFolder) {
		t.Error(err)
	}
	if f := failureOf("here", archive.ErrTooDeep); f.Why != moving.WhyTooDeep {
		t.Error(f)
	}
}
