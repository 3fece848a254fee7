package backup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/storage/storagetest"
)

// TestFreshPacksStay: a pack that no backup needs yet may be one of another computer, whose backup
// comes behind it in the folder of a cloud. It goes once it is old.
func TestFreshPacksStay(t *testing.T) {
	ctx := t.Context()
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
	dir, other := t.TempDir(), t.TempDir()
	o := Options{Origin: "here"}
	for _, to := range []string{dir, other} {
		if _, err := ToFolder(ctx, s, to, o); err != nil {
			t.Fatal(err)
		}
	}
	names := map[string]bool{}
	for name, octets := range map[string]string{"0123abc" + packSuffix: "a pack of another", "new" + packSuffix + partSuffix: "what is on its way", "new" + partSuffix: "another one"} {
		if err := os.WriteFile(filepath.Join(dir, packsFolder, name), []byte(octets), 0o600); err != nil {
			t.Fatal(err)
		}
		names[name] = true
	}
	left := func() (n int) {
		t.Helper()
		if _, err := ToFolder(ctx, s, dir, o); err != nil {
			t.Fatal(err)
		}
		for name := range names {
			if _, err := os.Stat(filepath.Join(dir, packsFolder, name)); err == nil {
				n++
			}
		}
		return n
	}
	if n := left(); n != 3 {
		t.Errorf("%d of 3 stayed", n)
	}
	for name := range names {
		old := time.Now().Add(-packRest - time.Hour)
		if err := os.Chtimes(filepath.Join(dir, packsFolder, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if n := left(); n != 0 {
		t.Errorf("%d of 3 are there once they are old", n)
	}
}

// TestBackupOfTheFuture: one that was made while the clock was wrong is not the newest, in no list,
// and does not keep a newer one from staying.
func TestBackupOfTheFuture(t *testing.T) {
	ctx := t.Context()
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: "one"}.Incoming("1"))
	dir := filepath.Join(t.TempDir(), ChosenFolder)
	made := func(at time.Time, uid string) {
		t.Helper()
		storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: uid}.Incoming(uid))
		if _, err := ToFolder(ctx, s, dir, Options{Origin: "here", Keep: Rule{Days: 2}, Now: func() time.Time { return at }}); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	made(now.AddDate(0, 0, -2), "2")
	made(now.AddDate(5, 0, 0), "3")
	made(now.AddDate(0, 0, -1), "4")
	made(now, "5")
	b, err := Open(ctx, dir, "")
	if err != nil || b.Manifest.Made.After(now) || b.Manifest.Messages < 5 {
		t.Errorf("%+v, %v", b, err)
	}
	for _, from := range []string{dir, filepath.Dir(dir)} {
		if list, err := List(from); err != nil || len(list) != 2 || list[0].Manifest.Made.After(now) || list[1].Manifest.Made.After(now) {
			t.Errorf("%v, %v", list, err)
		}
	}
}

// TestOlderOnesStay: the backup is made, whatever becomes of older ones.
func TestOlderOnesStay(t *testing.T) {
	ctx := t.Context()
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), storagetest.Mail{Subject: "one"}.Incoming("1"))
	dir := t.TempDir()
	stuck := filepath.Join(dir, time.Now().AddDate(-1, 0, 0).UTC().Format(stamp)+"-here"+snapshotSuffix)
	if err := errors.Join(os.Mkdir(stuck, 0o700), os.WriteFile(filepath.Join(stuck, "x"), nil, 0o600)); err != nil { // nobody removes it
		t.Fatal(err)
	}
	if r, err := ToFolder(ctx, s, dir, Options{Origin: "here", Keep: Rule{Days: 1}}); err != nil || !strings.HasSuffix(r.Path, snapshotSuffix) {
		t.Error(r.Path, err)
	}
}

// TestIsOwn: only what PopMail has made under its name is a folder of backups.
func TestIsOwn(t *testing.T) {
	ctx := t.Context()
	s := storagetest.Open(t, nil)
	place := t.TempDir()
	for name, want := range map[string]bool{ChosenFolder: true, ChosenFolder + " (locked ab12)": true, ChosenFolder + "s": false, ChosenFolder + " of Anna": false} {
		dir := filepath.Join(place, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if IsOwn(dir) {
			t.Errorf("%q is empty", name)
		}
		if _, err := ToFolder(ctx, s, dir, Options{Origin: "here"}); err != nil {
			t.Fatal(err)
		}
		if IsOwn(dir) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}
