package storage_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/migrations"
	"popmail/storage/storagetest"
)

// sqlite runs statements on a file behind the store's back.
func sqlite(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenAgain(t *testing.T) {
	// A folder name with what has a meaning in addresses.
	dir := filepath.Join(t.TempDir(), "a b?c#d%41&ü")
	if runtime.GOOS == "windows" {
		dir = filepath.Join(t.TempDir(), "a b#d%41&ü")
	}
	for i := range 3 {
		s, err := storage.Open(ctx, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), mail("1", "one"))
		}
		if got := find(t, s, "one "); len(got) != 1 {
			t.Errorf("found %v", got)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error("closed again:", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, storage.FileName)); err != nil {
		t.Error(err)
	}
}

// TestRights: nobody else on the computer can read the mail.
func TestRights(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are inherited from the profile on Windows")
	}
	dir := filepath.Join(t.TempDir(), "new", "data")
	lock, err := storage.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	s := storagetest.OpenIn(t, dir, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), mail("1", "one"))
	seen := 0
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := e.Info()
		if err != nil {
			return err
		}
		seen++
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if st.Mode().Perm() != want {
			t.Errorf("%s: %v", path, st.Mode())
		}
		return nil
	})
	if err != nil || seen < 4 {
		t.Errorf("%d files: %v", seen, err)
	}
}

func TestNewerStore(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "PRAGMA user_version=1000", "CREATE TABLE from_the_future (x)")
	if _, err := storage.Open(ctx, dir, nil); !errors.Is(err, mailbox.ErrNewerStore) {
		t.Errorf("opened a newer file: %v", err)
	}
	sqlite(t, path, "INSERT INTO from_the_future VALUES (1)") // it was left alone
}

func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "CREATE TABLE recipes (x)")
	if _, err := storage.Open(ctx, dir, nil); err == nil || !strings.Contains(err.Error(), "not one of PopMail's") {
		t.Errorf("opened another program's file: %v", err)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("this is no database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := storage.Open(ctx, dir, nil)
	if !errors.Is(err, mailbox.ErrDamaged) || account.TroubleOf(err) != account.TroubleStore {
		t.Errorf("opened rubbish: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Open(ctx, dir, nil); account.TroubleOf(err) != account.TroubleStore {
		t.Errorf("opened a folder: %v", err)
	}
}

// TestOpenTogether opens a new folder many times at the same moment.
func TestOpenTogether(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := s.Accounts(ctx); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := storage.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Lock(dir); !errors.Is(err, mailbox.ErrInUse) {
		t.Errorf("locked twice: %v", err)
	}
	storagetest.OpenIn(t, dir, nil) // commands take no lock
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := storage.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(again.Release(), again.Release()); err != nil {
		t.Error(err)
	}
}

// TestOldFiles opens every file that an earlier version has left in testdata/old
// (NNNN.sql: a dump, made by "make" as its head says, of a file with that
// user_version), brings it up to date and reads everything in it.
func TestOldFiles(t *testing.T) {
	steps, err := migrations.All()
	if err != nil {
		t.Fatal(err)
	}
	dumps, err := filepath.Glob(filepath.Join("testdata", "old", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if len(dumps) < len(steps) {
		t.Errorf("%d old files for %d steps of the schema", len(dumps), len(steps))
	}
	for _, dump := range dumps {
		t.Run(filepath.Base(dump), func(t *testing.T) {
			text, err := os.ReadFile(dump)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			sqlite(t, filepath.Join(dir, storage.FileName), string(text))
			s := storagetest.OpenIn(t, dir, nil)
			accounts, err := s.Accounts(ctx)
			if err != nil || len(accounts) == 0 {
				t.Fatalf("%v %v", accounts, err)
			}
			list := rows(t, s, mailbox.View{})
			if len(list) == 0 {
				t.Fatal("no messages")
			}
			for _, m := range list {
				if _, _, err := s.Message(ctx, m.ID); err != nil {
					t.Error(err)
				}
			}
			known, err := s.Known(ctx, accounts[0].ID)
			if err != nil || len(known) < len(list) {
				t.Errorf("%v %v", known, err)
			}
			if got := find(t, s, "lighthouse "); len(got) != 1 {
				t.Errorf("found %v", got)
			}
			if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
				t.Errorf("%v %v", bad, err)
			}
			storagetest.Deliver(t, s, accounts[0].ID, mail("a new one", "brandnew"))
			if got := find(t, s, "brandnew "); len(got) != 1 {
				t.Errorf("found %v", got)
			}
		})
	}
}
