package storage

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSetAside: while a damaged file gets another name there is a mail file at any time, its log
// goes along, and both come back where the new file cannot take the place.
func TestSetAside(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	for _, suffix := range []string{"", "-wal"} {
		if err := os.WriteFile(path+suffix, []byte("old"+suffix), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	there := func(want map[string]string) {
		t.Helper()
		for name, text := range want {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if text == "" && err == nil || text != "" && string(b) != text {
				t.Errorf("%s: %q, %v", name, b, err)
			}
		}
	}
	const one, two = "popmail damaged 2026-11-29.db", "popmail damaged 2026-11-29 (2).db"
	day := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	aside, back, err := setAside(path, day)
	if err != nil || filepath.Base(aside) != one {
		t.Fatal(aside, err)
	}
	there(map[string]string{FileName: "old", FileName + "-wal": "", one: "old", one + "-wal": "old-wal"})
	if err := back(); err != nil {
		t.Fatal(err)
	}
	there(map[string]string{FileName: "old", FileName + "-wal": "old-wal", one: "", one + "-wal": ""})
	if err := os.WriteFile(filepath.Join(dir, one), []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	if aside, _, err = setAside(path, day); err != nil || filepath.Base(aside) != two {
		t.Fatal(aside, err)
	}
	if err := os.WriteFile(path+"~", []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+"~", path); err != nil {
		t.Fatal(err)
	}
	there(map[string]string{FileName: "new", FileName + "-wal": "", one: "older", two: "old", two + "-wal": "old-wal"})
}

// TestEndRescues: what a rescue has left that was killed goes while there is a mail file; where
// there is none, the new one takes the place if it is whole, and stays where it is if not.
func TestEndRescues(t *testing.T) {
	for name, tt := range map[string]struct {
		here, made, whole bool
		file              string // what the mail file holds then; "": there is none
		stays             bool
	}{
		"while it was made":       {here: true, made: true, file: "old"},
		"just before the end":     {here: true, made: true, whole: true, file: "old"},
		"between two names":       {made: true, whole: true, file: "new"},
		"after the end":           {here: true, whole: true, file: "old"},
		"nothing but a beginning": {made: true, stays: true},
		"nothing at all":          {},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			temp := filepath.Join(dir, rescueFolder+"1")
			if err := os.Mkdir(temp, 0o700); err != nil {
				t.Fatal(err)
			}
			put := func(is bool, path, text string) {
				t.Helper()
				if is {
					if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			put(tt.here, filepath.Join(dir, FileName), "old")
			put(tt.made, filepath.Join(temp, FileName), "new")
			put(tt.whole, filepath.Join(temp, rescueWhole), "")
			if !tt.here { // a command that comes first sees to it, too
				if is := Present(t.Context(), dir); is != (tt.file != "") {
					t.Errorf("there is a mail file: %v", is)
				}
			}
			lock, err := Lock(dir)
			if err != nil {
				t.Fatal(err)
			}
			if b, _ := os.ReadFile(filepath.Join(dir, FileName)); string(b) != tt.file {
				t.Errorf("the mail file is %q", b)
			}
			if _, err := os.Lstat(temp); (err == nil) != tt.stays {
				t.Errorf("what is left: %v", err)
			}
			if err := lock.Release(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
