package backup_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/storage/backup"
)

// TestLockedFolder: nothing in a locked folder can be read without its password, with it all;
// what is new is added, and another password changes none of the packs.
func TestLockedFolder(t *testing.T) {
	s, owner := filled(t, t.TempDir(), 0, 12)
	l, err := backup.NewLock("sesame")
	if err != nil {
		t.Fatal(err)
	}
	place := t.TempDir()
	dir := filepath.Join(place, l.Folder)
	o := options
	o.Lock = l
	first, err := backup.ToFolder(ctx, s, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, owner, 12, 3)
	o.Now = nextSecond(first.Made)
	second, err := backup.ToFolder(ctx, s, dir, o)
	if err != nil || second.Written >= first.Written || len(second.Packs) != 2 {
		t.Fatalf("%d octets after %d, %v", second.Written, first.Written, err)
	}
	want := subjects(t, s)
	packs := names(t, filepath.Join(dir, "packs"))
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && e.Name() != "popmail.lock" {
			raw, err := os.ReadFile(path)
			if err != nil || !bytes.HasPrefix(raw, []byte("age-encryption.org")) || bytes.Contains(raw, []byte("subject")) {
				t.Errorf("%s is not locked: %v", path, err)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for path, passwords := range map[string]map[string]error{dir: {"": backup.ErrPassword, "sesam": backup.ErrWrong}, second.Path: {"": backup.ErrPassword, "sesam": backup.ErrWrong}} {
		for password, want := range passwords {
			if _, err := backup.Open(ctx, path, password); !errors.Is(err, want) {
				t.Errorf("%s with %q: %v", path, password, err)
			}
		}
	}
	// The list knows when, and no more.
	list, err := backup.List(place)
	if err != nil || len(list) != 1 || !list[0].Manifest.Made.Equal(second.Made.Truncate(time.Second)) || list[0].Manifest.Messages != 0 {
		t.Errorf("%+v %v", list, err)
	}
	// Without the lock nothing is written beside it.
	o.Lock = nil
	if _, err := backup.ToFolder(ctx, s, dir, o); !errors.Is(err, backup.ErrPassword) {
		t.Error(err)
	}
	if o.Lock, err = l.With("open barley"); err != nil {
		t.Fatal(err)
	}
	o.Now = nextSecond(second.Made)
	third, err := backup.ToFolder(ctx, s, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if now := names(t, filepath.Join(dir, "packs")); !slices.Equal(now, packs) {
		t.Errorf("the packs are others: %q, %q", packs, now)
	}
	for _, path := range []string{dir, third.Path} {
		if _, err := backup.Open(ctx, path, "sesame"); !errors.Is(err, backup.ErrWrong) {
			t.Errorf("the password of before opens %s: %v", path, err)
		}
	}
	to, r := back(t, dir, "open barley")
	if got := subjects(t, to); !slices.Equal(got, want) || r.Missing != 0 {
		t.Errorf("%q, %+v", got, r)
	}
	for _, open := range []func() (*backup.Backup, error){
		func() (*backup.Backup, error) { return backup.Open(ctx, third.Path, "open barley") },
		func() (*backup.Backup, error) { return backup.OpenLocked(ctx, third.Path, l) },
	} {
		b, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(ctx); err != nil || v.Messages != 15 || len(v.Damaged) != 0 {
			t.Errorf("%+v %v", v, err)
		}
		if in, err := b.Inside(ctx); err != nil || in.Messages != 15 {
			t.Errorf("%+v %v", in, err)
		}
	}
	if got := subjects(t, look(t, third.Path, "open barley", t.TempDir()).Store); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestLockedDamage: an octet that is changed in a locked pack costs no more than the messages
// in it, and these are in the next backup.
func TestLockedDamage(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 5)
	l, err := backup.NewLock("sesame")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "b")
	o := options
	o.Lock = l
	first, err := backup.ToFolder(ctx, s, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "packs", names(t, filepath.Join(dir, "packs"))[0])
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2]++
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := backup.OpenLocked(ctx, first.Path, l)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Verify(ctx); !errors.Is(err, backup.ErrDamaged) {
		t.Error(err)
	}
	o.Now = nextSecond(first.Made)
	if r, err := backup.ToFolder(ctx, s, dir, o); err != nil || r.Written < int64(len(raw)) {
		t.Errorf("%d octets, %v", r.Written, err)
	}
	if to, r := back(t, dir, "sesame"); len(subjects(t, to)) != 5 || r.Missing != 0 {
		t.Errorf("%+v", r)
	}
}

// TestSavedLock: a data folder keeps its lock, but not the key; one that cannot be read is no
// reason to write without it.
func TestSavedLock(t *testing.T) {
	dir := t.TempDir()
	if l, err := backup.SavedLock(dir); l != nil || err != nil {
		t.Error(l, err)
	}
	l, err := backup.NewLock("sesame")
	if err == nil {
		err = l.Save(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	again, err := backup.SavedLock(dir)
	if err != nil || again.Key != "" || again.Folder != l.Folder || !bytes.Equal(again.Locked, l.Locked) {
		t.Errorf("%+v %v", again, err)
	}
	s, _ := filled(t, t.TempDir(), 0, 1)
	o := options
	o.Lock = again
	if _, err := backup.ToFolder(ctx, s, filepath.Join(t.TempDir(), "b"), o); !errors.Is(err, backup.ErrPassword) {
		t.Error(err)
	}
	path := filepath.Join(dir, "backup.lock")
	for _, bad := range []string{"", "{}", `{"folder":"../x"}`} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if l, err := backup.SavedLock(dir); err == nil {
			t.Errorf("%q is %+v", bad, l)
		}
	}
	if err := errors.Join(backup.ForgetLock(dir), backup.ForgetLock(dir)); err != nil {
		t.Error(err)
	}
}

// nextSecond is a clock that stands a second after a time: backups are named by it.
func nextSecond(t time.Time) func() time.Time { return func() time.Time { return t.Add(time.Second) } }

// TestFlipInHead: an octet at the beginning of a file with a password costs nothing of it, is told,
// and the next backup takes its place.
func TestFlipInHead(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 3)
	path := filepath.Join(t.TempDir(), "mail.popmail")
	o := options
	o.Password = "correct horse"
	if _, err := backup.ToFile(ctx, s, path, o); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{3, 60, 110} {
		bad := slices.Clone(whole)
		bad[at] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if to, r := back(t, path, o.Password); r.Messages != 3 || r.Accounts != 1 || len(subjects(t, to)) != 3 {
			t.Errorf("octet %d: %+v", at, r)
		}
		b, err := backup.Open(ctx, path, o.Password)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(ctx); !errors.Is(err, backup.ErrDamaged) || v.Messages != 3 || len(v.Damaged) > 0 {
			t.Errorf("octet %d: %+v %v", at, v, err)
		}
	}
	if _, err := backup.ToFile(ctx, s, path, o); err != nil {
		t.Error(err)
	}
}
