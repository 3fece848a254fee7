package disk

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"popmail/account"
)

// TestFullDisk: on a disk without room nothing is left behind, and what was there
// stays.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	old := filepath.Join(dir, "old")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	big := bytes.Repeat([]byte("much "), 200_000)
	if path, err := New(dir, "new", Octets(big)); !IsFull(err) || path != "" {
		t.Errorf("New: %q, %v", path, err)
	}
	if err := Replace(old, big); !IsFull(err) || account.TroubleOf(Problem(err)) != account.TroubleDiskFull {
		t.Errorf("Replace: %v", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"old"}) {
		t.Errorf("left behind: %q", got)
	}
	if b, err := os.ReadFile(old); string(b) != "old" {
		t.Errorf("the old file holds %d octets, %v", len(b), err)
	}
	if _, err := New(filepath.Join(dir, "missing"), "x", Octets(nil)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
