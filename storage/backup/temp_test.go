package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestNearLists: the lists of a backup lie near the mail while it is looked into, and what a killed
// process has left goes, there and in the system's folder. A folder of the person stays.
func TestNearLists(t *testing.T) {
	ctx := t.Context()
	system, near, made := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", system)
	t.Setenv("TMP", system)
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
	if _, err := ToFolder(ctx, s, made, Options{Origin: "here"}); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(system, "popmail-backup-123"), filepath.Join(near, "backup-123")} { // of the killed
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, tempLockName), nil, 0o600), os.WriteFile(filepath.Join(dir, "backup.db"), []byte("names and subjects"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{filepath.Join(system, "popmail-backup-124"), filepath.Join(near, "backup-124")} { // of one that was killed before it had a lock
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	own, numbered := filepath.Join(near, "backup-of-my-photos"), filepath.Join(near, "backup-2025")
	if err := errors.Join(os.Mkdir(own, 0o700), os.Mkdir(numbered, 0o700), os.WriteFile(filepath.Join(numbered, "photo"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	b, err := Open(ctx, made, "")
	if err != nil {
		t.Fatal(err)
	}
	b.Near = near
	if err := os.Chmod(system, 0o500); err != nil { // root may write there all the same
		t.Fatal(err)
	}
	_, err = b.Inside(ctx)
	if e := os.Chmod(system, 0o700); err != nil || e != nil {
		t.Fatal(err, e)
	}
	for _, dir := range []string{system, near} {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if at := filepath.Join(dir, e.Name()); at != own && at != numbered {
				t.Error(e.Name(), "is left in", dir)
			}
		}
	}
	for _, at := range []string{own, filepath.Join(numbered, "photo")} {
		if _, err := os.Stat(at); err != nil {
			t.Error("a folder of the person’s:", err)
		}
	}
	err = b.with(ctx, near, func(database string, _ *lost) error {
		if rel, err := filepath.Rel(near, database); err != nil || !filepath.IsLocal(rel) {
			t.Error(database)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestFullHere: where the disk with the mail is full the copy is made in the place of the backup, but
// never open in one that is locked; and what is full is called by its name.
func TestFullHere(t *testing.T) {
	ctx := t.Context()
	defer func(was func(context.Context, *storage.Store, string, func(*storage.Copied) error) error) {
		copyStore = was
	}(copyStore)
	full := &mailbox.FileError{Full: true, Err: syscall.ENOSPC}
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
	was := copyStore
	copyStore = func(ctx context.Context, s *storage.Store, path string, fn func(*storage.Copied) error) error {
		if filepath.Dir(filepath.Dir(path)) == s.Dir() {
			return full
		}
		return was(ctx, s, path, fn)
	}
	dir := t.TempDir()
	if r, err := ToFolder(ctx, s, dir, Options{Origin: "here"}); err != nil || r.Messages != 1 {
		t.Error(r, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, packsFolder, tempName+"*")); len(left) > 0 {
		t.Error(left)
	}
	lock, err := NewLock("secret")
	if err != nil {
		t.Fatal(err)
	}
	_, err = ToFolder(ctx, s, filepath.Join(dir, "locked"), Options{Origin: "here", Lock: lock})
	if !errors.Is(err, ErrRoomHere) || troubleOf(err) != TroubleHere {
		t.Error(err, troubleOf(err))
	}
	if _, err := ToFile(ctx, s, filepath.Join(dir, "file"), Options{}); !errors.Is(err, ErrRoomHere) {
		t.Error(err)
	}
	copyStore = func(ctx context.Context, s *storage.Store, path string, fn func(*storage.Copied) error) error {
		return was(ctx, s, path, func(c *storage.Copied) error { return errors.Join(fn(c), full) }) // the place is what is full
	}
	if _, err := ToFolder(ctx, s, dir, Options{Origin: "here"}); errors.Is(err, ErrRoomHere) || troubleOf(err) != TroubleFull {
		t.Error(err)
	}
}
