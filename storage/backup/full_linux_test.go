package backup_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"popmail/account/disk"
	"popmail/storage/backup"
)

// TestFullDisk: on a disk without room the older backup stays as it was, and no half file
// is there.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	s, owner := filled(t, t.TempDir(), 20, 5)
	path, folder := filepath.Join(dir, "mail"), filepath.Join(dir, "folder")
	if _, err := backup.ToFile(ctx, s, path, options); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, owner, 15, 1) // a large one
	if _, err := backup.ToFile(ctx, s, path, options); !disk.IsFull(err) {
		t.Error(err)
	}
	if _, err := backup.ToFolder(ctx, s, folder, options); !disk.IsFull(err) {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Error("the older backup is another one", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"folder", "mail"}) {
		t.Error(got)
	}
	if got := names(t, filepath.Join(folder, "packs")); len(got) != 1 {
		t.Error(got)
	}
	for _, p := range []string{path, folder} {
		if _, r := back(t, p, ""); r.Messages != 5 || r.Missing > 0 {
			t.Errorf("%+v", r)
		}
	}
}
