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
