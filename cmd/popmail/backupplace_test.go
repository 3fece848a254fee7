package main

import (
	"os"
	"path/filepath"
	"testing"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/storage/backup"
)

// TestSetPlace: a folder is what the person has chosen, whatever it is called, but for one that PopMail
// has made in a place.
func TestSetPlace(t *testing.T) {
	place := t.TempDir()
	p, err := prefs.Open(filepath.Join(t.TempDir(), prefs.FileName), nil)
	if err != nil {
		t.Fatal(err)
	}
	port := &backupPort{s: &session{prefs: p}}
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
		if port.SetPlace(dir); p.String(backupFolderKey) != filepath.Join(place, want) {
			t.Errorf("%q: %q", name, p.String(backupFolderKey))
		}
	}
}
