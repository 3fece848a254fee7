package backup_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

var ctx = context.Background()

var options = backup.Options{Program: "test", Origin: "here"}

func mail(n int) fetch.Incoming {
	m := storagetest.Mail{Subject: fmt.Sprintf("subject %d", n), Text: fmt.Sprintf("text of %d", n)}.Incoming(fmt.Sprintf("uid %d", n))
	r := rand.New(rand.NewPCG(1, uint64(n)))
	size := 200
	if n%10 == 9 {
		size = 60_000
	}
	if n == 15 {
		size = 6 << 20
	}
	noise := make([]byte, size)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	m.Raw = append(append(m.Raw, hex.EncodeToString(noise)...), "\r\n"...)
	return m
}

// filled is a store with n messages, from the number first on.
func filled(t *testing.T, dir string, first, n int) (*storage.Store, account.ID) {
	t.Helper()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	add(t, s, owner, first, n)
	return s, owner
}

func add(t *testing.T, s *storage.Store, owner account.ID, first, n int) {
	t.Helper()
	var in []fetch.Incoming
	for i := range n {
		in = append(in, mail(first+i))
	}
	storagetest.Deliver(t, s, owner, in...)
}

// subjects are the messages of a store, whose octets are all checked.
func subjects(t *testing.T, s *storage.Store) (out []string) {
	t.Helper()
	list, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		out = append(out, m.Subject)
	}
	slices.Sort(out)
	if _, bad, err := s.Verify(ctx); err != nil || len(bad) > 0 {
		t.Error(bad, err)
	}
	return out
}

// back restores into a new folder.
func back(t *testing.T, path, password string) (*storage.Store, storage.Restored) {
	t.Helper()
	b, err := backup.Open(ctx, path, password)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	r, err := b.RestoreNew(ctx, dir, storage.Pick{})
	if err != nil {
		t.Fatal(err)
	}
	return storagetest.OpenIn(t, dir, nil), r
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

// TestFile: what is in a file comes back, with and without a password.
func TestFile(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 40)
	want := subjects(t, s)
	for _, password := range []string{"", "correct horse"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "mail.popmail")
		o := options
		o.Password = password
		for range 2 { // also in the place of an older one
			r, err := backup.ToFile(ctx, s, path, o)
			if err != nil || r.Messages != 40 || r.Written == 0 {
				t.Fatal(r, err)
			}
		}
		if got := names(t, dir); len(got) != 1 {
			t.Error(got)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if locked := !bytes.Contains(raw, []byte("PopMail backup")); locked != (password != "") {
			t.Error("locked:", locked)
		}
		to, r := back(t, path, password)
		if got := subjects(t, to); !slices.Equal(got, want) || r.Messages != 40 || r.Missing != 0 {
			t.Errorf("%d of %d, %+v", len(got), len(want), r)
		}
		b, err := backup.Open(ctx, path, password)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(ctx); err != nil || v.Messages != 40 || v.Manifest.Program != "test" {
			t.Errorf("%+v %v", v, err)
		}
		for _, c := range []struct {
			password string
			want     error
		}{{"", backup.ErrPassword}, {"wrong", backup.ErrWrong}} {
			if _, err := backup.Open(ctx, path, c.password); password != "" && !errors.Is(err, c.want) {
				t.Errorf("%q: %v", c.password, err)
			}
		}
	}
}

// TestFileThatIsNone: nothing but a backup is overwritten, and nothing but one is read.
func TestFileThatIsNone(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 3)
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, []byte("a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.ToFile(ctx, s, path, options); !errors.Is(err, backup.ErrNotBackup) {
		t.Error(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "a picture" {
		t.Error(b, err)
	}
	if _, err := backup.Open(ctx, path, ""); err == nil {
		t.Error("a picture is a backup")
	}
	if _, err := backup.Open(ctx, t.TempDir(), ""); !errors.Is(err, backup.ErrNothing) {
		t.Error(err)
	}
}

// TestBrokenOff: after an end at any moment the older backup is as it was, and nothing else
// is there.
func TestBrokenOff(t *testing.T) {
	s, owner := filled(t, t.TempDir(), 0, 30)
	dir := t.TempDir()
	path := filepath.Join(dir, "mail.popmail")
	if _, err := backup.ToFile(ctx, s, path, options); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "folder")
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	add(t, s, owner, 100, 10)
	for at := 1; at < 30; at += 4 {
		ctx, stop := context.WithCancel(ctx)
		o, n := options, 0
		o.Progress = func(int64, int64) {
			if n++; n == at {
				stop()
			}
		}
		if _, err := backup.ToFile(ctx, s, path, o); !errors.Is(err, context.Canceled) {
			t.Error(at, err)
		}
		n = 0
		_, _ = backup.ToFolder(ctx, s, folder, o)
		stop()
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Error("the older backup is another one")
		}
		if got := names(t, dir); len(got) != 2 {
			t.Error(got)
		}
		if _, r := back(t, folder, ""); r.Messages != 30 || r.Missing > 0 {
			t.Errorf("%+v", r)
		}
	}
}

// TestFolder: each backup takes what is new alone; older ones go, and packs with them.
func TestFolder(t *testing.T) {
	s, owner := filled(t, t.TempDir(), 20, 30)
	dir := filepath.Join(t.TempDir(), "backups")
	now := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	o := options
	o.Now = func() time.Time { return now }
	first, err := backup.ToFolder(ctx, s, dir, o)
	if err != nil || len(first.Packs) != 1 {
		t.Fatal(first, err)
	}
	add(t, s, owner, 50, 1)
	now = now.Add(24 * time.Hour)
	second, err := backup.ToFolder(ctx, s, dir, o)
	if err != nil || len(second.Packs) != 2 || second.Written > first.Written/5 {
		t.Fatal(second, err)
	}
	want := subjects(t, s)
	to, r := back(t, dir, "")
	if got := subjects(t, to); !slices.Equal(got, want) || r.Missing != 0 {
		t.Errorf("%d of %d, %+v", len(got), len(want), r)
	}
	// An older one is there as well.
	if to, _ := back(t, first.Path, ""); len(subjects(t, to)) != 30 {
		t.Error("the first backup is another one")
	}
	// All mail of the first pack goes, and in time the pack.
	ids, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ids {
		if m.Subject != "subject 50" {
			if err := s.Purge(ctx, []mailbox.ID{m.ID}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range names(t, filepath.Join(dir, "packs")) { // those of today may be another computer's
		if err := os.Chtimes(filepath.Join(dir, "packs", name), time.Time{}, time.Now().AddDate(0, -1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	most := 0
	for range 20 {
		now = now.Add(20 * 24 * time.Hour)
		if _, err := backup.ToFolder(ctx, s, dir, o); err != nil {
			t.Fatal(err)
		}
		most = max(most, len(names(t, dir)))
	}
	if got := names(t, filepath.Join(dir, "packs")); len(got) != 1 {
		t.Error(got)
	}
	if most != 12+2+2 { // months, two of the days that are no month's last, the packs and the lock
		t.Errorf("%d files", most)
	}
	if to, _ := back(t, dir, ""); !slices.Equal(subjects(t, to), []string{"subject 50"}) {
		t.Error("the last backup is another one")
	}
}

// TestDamagedPack: octets that the disk has lost are told, restored as far as they go, and
// written anew by the next backup.
func TestDamagedPack(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 40)
	dir := filepath.Join(t.TempDir(), "backups")
	r, err := backup.ToFolder(ctx, s, dir, options)
	if err != nil {
		t.Fatal(err)
	}
	pack := filepath.Join(dir, "packs", r.Packs[0].Name+".pack")
	raw, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	spoiled := bytes.Clone(raw)
	spoiled[len(spoiled)/2] ^= 0x40 // in the large one
	if err := os.WriteFile(pack, spoiled, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := backup.Open(ctx, dir, "")
	if err != nil {
		t.Fatal(err)
	}
	v, err := b.Verify(ctx)
	if !errors.Is(err, backup.ErrDamaged) || len(v.Damaged) != 1 || v.Messages != 40 {
		t.Errorf("%+v %v", v, err)
	}
	if _, r := back(t, dir, ""); r.Messages != 39 || r.Missing != 1 {
		t.Errorf("%+v", r)
	}
	if _, err := backup.ToFolder(ctx, s, dir, options); err != nil {
		t.Fatal(err)
	}
	if _, r := back(t, dir, ""); r.Messages != 40 {
		t.Errorf("%+v", r)
	}
	if b, err = backup.Open(ctx, dir, ""); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "packs", b.Manifest.Packs[0].Name+".pack")); err != nil {
		t.Fatal(err)
	}
	if v, err := b.Verify(ctx); !errors.Is(err, backup.ErrDamaged) || len(v.Damaged) != 40 {
		t.Errorf("%+v %v", v, err)
	}
}

// TestDamagedStore: a backup of a damaged store takes no older one's place.
func TestDamagedStore(t *testing.T) {
	data := t.TempDir()
	s, _ := filled(t, data, 0, 20)
	dir := t.TempDir()
	path := filepath.Join(dir, "mail.popmail")
	if _, err := backup.ToFile(ctx, s, path, options); err != nil {
		t.Fatal(err)
	}
	spoil(t, data, "UPDATE octets SET data = x'00' WHERE message = 3")
	if _, err := backup.ToFile(ctx, s, path, options); !errors.Is(err, backup.ErrHurt) {
		t.Error(err)
	}
	r, err := backup.ToFile(ctx, s, filepath.Join(dir, "other"), options)
	if err != nil || !slices.Equal(r.Damaged, []mailbox.ID{3}) {
		t.Error(r, err)
	}
	if _, r := back(t, filepath.Join(dir, "other"), ""); r.Messages != 19 || r.Missing != 1 {
		t.Errorf("%+v", r)
	}
	b, err := backup.Open(ctx, path, "")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := b.Restore(ctx, s, storage.Pick{}); err != nil || r.Healed != 1 || r.Here != 20 {
		t.Errorf("%+v %v", r, err)
	}
	if got := subjects(t, s); len(got) != 20 {
		t.Error(got)
	}
}

// TestTwin: where one of two equal messages is damaged in the store, the octets of the other one are
// in the backup.
func TestTwin(t *testing.T) {
	data := t.TempDir()
	s, _ := filled(t, data, 0, 12)
	other := storagetest.AddAccount(t, s, "too@example.org")
	add(t, s, other, 0, 12)
	spoil(t, data, "UPDATE octets SET data = zeroblob(length(data)) WHERE message IN (3, 16)")
	for _, to := range []string{filepath.Join(t.TempDir(), "file"), filepath.Join(t.TempDir(), "folder")} {
		write := backup.ToFile
		if filepath.Base(to) == "folder" {
			write = backup.ToFolder
		}
		r, err := write(ctx, s, to, options)
		if err != nil || !slices.Equal(r.Damaged, []mailbox.ID{3}) {
			t.Fatal(r.Damaged, err)
		}
		b, err := backup.Open(ctx, to, "")
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(ctx); err != nil || v.Messages != 24 || len(v.Damaged) > 0 {
			t.Errorf("%s: %+v %v", to, v, err)
		}
	}
}

// TestNoPasswords: what is kept of log-ins is in no backup.
func TestNoPasswords(t *testing.T) {
	data := t.TempDir()
	s, _ := filled(t, data, 0, 2)
	if err := os.WriteFile(filepath.Join(data, "secrets.json"), []byte("hunter2hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "mail")
	if _, err := backup.ToFile(ctx, s, path, options); err != nil {
		t.Fatal(err)
	}
	to, _ := back(t, path, "")
	for _, name := range names(t, to.Dir()) {
		if strings.HasPrefix(name, "secrets") {
			t.Error(name)
		}
	}
	if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, []byte("hunter2")) {
		t.Error("the password is in it", err)
	}
}

// The only backup of a folder is damaged at one place: what it lists is there a second time. One
// that is damaged where nothing else is left is said to be damaged, and not that there is none.
func TestOnlyBackupIsDamaged(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 3)
	dir := filepath.Join(t.TempDir(), "backups")
	r, err := backup.ToFolder(ctx, s, dir, options)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(r.Path)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{2, 20, 200, len(b) / 2, len(b) - 60, len(b) - 5} {
		bad := slices.Clone(b)
		bad[at] ^= 4
		if err := os.WriteFile(r.Path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, r := back(t, dir, ""); r.Messages != 3 || r.Accounts != 1 {
			t.Errorf("octet %d: %+v", at, r)
		}
		b, err := backup.Open(ctx, dir, "")
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(ctx); !errors.Is(err, backup.ErrDamaged) || v.Messages != 3 || len(v.Damaged) > 0 {
			t.Errorf("octet %d: %+v %v", at, v, err)
		}
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(dir, "packs")), os.WriteFile(r.Path, b[:100], 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Open(ctx, dir, ""); !errors.Is(err, backup.ErrDamaged) {
		t.Error(err)
	}
}

// TestEmptyStore: a store without mail takes no place of a backup that has some, or may have some.
func TestEmptyStore(t *testing.T) {
	empty := storagetest.OpenIn(t, t.TempDir(), nil)
	s, _ := filled(t, t.TempDir(), 0, 3)
	with := func(password string) backup.Options { o := options; o.Password = password; return o }
	for name, c := range map[string]struct{ was, is string }{"open": {"", ""}, "locked": {"sesame", "sesame"}, "locked, and now open": {"sesame", ""}, "with another password": {"sesame", "other"}} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mail.popmail")
			if _, err := backup.ToFile(ctx, s, path, with(c.was)); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.ToFile(ctx, empty, path, with(c.is)); !errors.Is(err, backup.ErrEmpty) {
				t.Error(err)
			}
			if _, r := back(t, path, c.was); r.Messages != 3 {
				t.Errorf("%+v", r)
			}
		})
	}
	// Where there was no mail before there is none to lose.
	path := filepath.Join(t.TempDir(), "mail.popmail")
	for range 2 {
		if _, err := backup.ToFile(ctx, empty, path, options); err != nil {
			t.Error(err)
		}
	}
}
