package storage_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// smallDisk is a disk of its own.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// copyAll copies the files of a folder, as they are at this moment.
func copyAll(t *testing.T, from, to string) {
	t.Helper()
	all, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		b, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadingWhereNothingCanBeWritten(t *testing.T) {
	readOnly := func(t *testing.T, dir string) {
		if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Skipf("a disk cannot be made read-only here: %v", err)
		}
	}
	full := func(t *testing.T, dir string) {
		for i, size := range []int{1 << 20, 4096} { // whole pieces, then the rest
			f, err := os.Create(filepath.Join(dir, []string{"ballast", "rest"}[i]))
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = f.Write(bytes.Repeat([]byte("x"), size))
			}
			_ = f.Close()
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name    string
		spoil   func(t *testing.T, dir string)
		crashed bool // the log still holds what came last
		trouble account.Trouble
	}{
		{"read-only disk", readOnly, false, account.TroubleStore},
		{"read-only disk after a crash", readOnly, true, account.TroubleStore},
		{"full disk", full, false, account.TroubleDiskFull},
		{"full disk after a crash", full, true, account.TroubleDiskFull},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, dir := t.TempDir(), smallDisk(t)
			w, err := storage.Open(ctx, from, nil)
			if err != nil {
				t.Fatal(err)
			}
			storagetest.Deliver(t, w, storagetest.AddAccount(t, w, "me@example.org"), mail("1", "one"), mail("2", "two"))
			if tt.crashed {
				copyAll(t, from, dir)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if !tt.crashed {
				copyAll(t, from, dir)
			}
			tt.spoil(t, dir)

			s, err := storage.Open(ctx, dir, &storage.Options{ReadAnyway: true, Window: true})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}()
			if got := len(rows(t, s, mailbox.View{})); got != 2 {
				t.Fatalf("%d messages, want 2", got)
			}
			ids := find(t, s, "two ")
			if len(ids) != 1 {
				t.Fatalf("found %v", ids)
			}
			if raw, err := s.Raw(ctx, ids[0]); err != nil || !bytes.Contains(raw, []byte("two")) {
				t.Errorf("read %q, %v", raw, err)
			}
			err = s.SetFlag(ctx, ids, mailbox.Read, true)
			if s.Unwritable() == nil { // a full disk may still take an index of the log
				if err != nil && account.TroubleOf(err) != tt.trouble {
					t.Errorf("a change: %v", err)
				}
				return
			}
			if !errors.Is(err, mailbox.ErrReadOnly) || account.TroubleOf(err) != tt.trouble {
				t.Errorf("a change: %v (%d), want kind %d", err, account.TroubleOf(err), tt.trouble)
			}
		})
	}
}

func TestWithoutReadAnywayItIsRefused(t *testing.T) {
	dir := smallDisk(t)
	w, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("a disk cannot be made read-only here: %v", err)
	}
	if s, err := storage.Open(ctx, dir, nil); err == nil {
		t.Error("opened", s.Close())
	}
}
