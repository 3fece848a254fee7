package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestEmptiedBesideItsLog: a mail file of no octets beside a log that holds mail is damaged, in any folder, and so is one that is gone: SQLite would take it
// for a new one, and remove the log, from which the mail comes back.
func TestEmptiedBesideItsLog(t *testing.T) {
	from := t.TempDir()
	s := storagetest.OpenIn(t, from, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range 4 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
	}
	log, err := os.ReadFile(filepath.Join(from, storage.FileName+"-wal"))
	if err != nil || len(log) == 0 {
		t.Fatal(len(log), err)
	}
	for _, there := range []bool{true, false} {
		dir := t.TempDir()
		path := filepath.Join(dir, storage.FileName)
		if err := os.WriteFile(path+"-wal", log, 0o600); err != nil {
			t.Fatal(err)
		}
		if there {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if s, err := storage.Open(ctx, dir, nil); !errors.Is(err, mailbox.ErrDamaged) {
				t.Fatal(there, s, err)
			}
			if is, err := os.ReadFile(path + "-wal"); err != nil || !bytes.Equal(is, log) {
				t.Fatalf("%v: %d of %d octets of the log, %v", there, len(is), len(log), err)
			}
		}
		if r, err := storage.Rescue(ctx, dir, time.Now()); err != nil || r.Messages != 4 {
			t.Errorf("%v: %+v %v", there, r, err)
		}
		if list := rows(t, storagetest.OpenIn(t, dir, nil), mailbox.View{}); len(list) != 4 {
			t.Errorf("%v: %d messages", there, len(list))
		}
	}
}

// TestEmptied: a mail file of no octets is damaged where something was written into it before, by whatever it was, and a new one
// where nothing was, or where the person has taken it away.
func TestEmptied(t *testing.T) {
	for name, fill := range map[string]func(s *storage.Store) error{
		"an account": func(s *storage.Store) error {
			_, err := s.AddAccount(ctx, storagetest.Account("me@example.org"), nil)
			return err
		},
		"a folder": func(s *storage.Store) error {
			_, err := s.CreateFolder(ctx, "Boat")
			return err
		},
		"nothing": func(*storage.Store) error { return nil },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, storage.FileName)
		s := storagetest.OpenIn(t, dir, nil)
		if err := errors.Join(fill(s), s.Close(), os.Truncate(path, 0)); err != nil {
			t.Fatal(err)
		}
		s, err := storage.Open(ctx, dir, nil)
		if is := errors.Is(err, mailbox.ErrDamaged); is != (name != "nothing") || !is && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			err = s.Close()
		}
		if err := errors.Join(os.Remove(path), err); name == "nothing" && err != nil {
			t.Fatal(err)
		}
		storagetest.OpenIn(t, dir, nil)
	}
}
