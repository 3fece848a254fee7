package backup_test

import (
	"bytes"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

func alone() error { return nil }

// TestRecover: wherever a mail file is damaged or cut short, it and the backup together give
// each message that one of them has whole, each of them once, and a session that follows
// brings the rest without anything that was removed.
func TestRecover(t *testing.T) {
	data := t.TempDir()
	s, owner := filled(t, data, 20, 60)
	ids, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Purge(ctx, []mailbox.ID{ids[0].ID, ids[1].ID, ids[2].ID}); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "backups")
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	kept := subjects(t, s)
	add(t, s, owner, 80, 30) // since
	every := subjects(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(filepath.Join(data, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	b, err := backup.Open(ctx, folder, "")
	if err != nil {
		t.Fatal(err)
	}
	var server []fetch.Incoming
	for i := 20; i < 110; i++ {
		server = append(server, mail(i))
	}
	flips, cuts := 8, 4
	if os.Getenv("POPMAIL_TEST_WORLD") == "all" {
		flips, cuts = 200, 50
	}
	r := rand.New(rand.NewPCG(11, 12))
	for i := range flips + cuts {
		spoiled := bytes.Clone(sound)
		if i < flips {
			at := r.IntN(len(spoiled))
			for j := range min(1+r.IntN(64), len(spoiled)-at) {
				spoiled[at+j] ^= byte(1 + r.IntN(255))
			}
		} else {
			spoiled = spoiled[:r.IntN(len(spoiled))]
		}
		dir := t.TempDir()
		path := filepath.Join(dir, storage.FileName)
		if err := os.WriteFile(path, spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		// What the file gives by itself.
		byItself := t.TempDir()
		if err := os.WriteFile(filepath.Join(byItself, storage.FileName), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		readable, err := storage.Survey(ctx, byItself, nil)
		if err != nil {
			t.Fatal(i, err)
		}
		together, err := b.Together(ctx, &readable)
		if err != nil {
			t.Fatal(i, err)
		}
		saved, err := storage.Rescue(ctx, byItself, time.Now())
		if err != nil {
			t.Fatal(i, err)
		}
		if readable.Messages != saved.Messages || readable.All < saved.Messages+saved.Lost || readable.Accounts != saved.Accounts {
			t.Errorf("%d: foretold %d of %d messages, %d accounts; %+v", i, readable.Messages, readable.All, readable.Accounts, saved)
		}
		rescued := storagetest.OpenIn(t, byItself, nil)
		least := append(whole(t, rescued), kept...)
		if err := rescued.Close(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(least)
		least = slices.Compact(least)

		got, err := b.Recover(ctx, dir, storage.Pick{}, alone)
		if err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		s := storagetest.OpenIn(t, dir, nil)
		there := whole(t, s)
		if len(there) != together {
			t.Errorf("%d: %d messages were foretold, %d are there", i, together, len(there))
		}
		for _, m := range least {
			if !slices.Contains(there, m) {
				t.Errorf("%d: %s is lost, %+v", i, m, got)
			}
		}
		if n := len(slices.Compact(slices.Clone(there))); n != len(there) {
			t.Errorf("%d: %d messages, %d without those that are there twice; %+v %+v", i, len(there), n, got.Restored, got.Rescued)
		}
		accounts, err := s.Accounts(ctx)
		if err != nil || len(accounts) != 1 {
			t.Fatal(i, accounts, err)
		}
		storagetest.Deliver(t, s, accounts[0].ID, server...)
		if after := subjects(t, s); !slices.Equal(after, every) {
			t.Errorf("%d: %d messages after the session, not %d", i, len(after), len(every))
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// whole are the messages of a store but those that are damaged.
func whole(t *testing.T, s *storage.Store) (out []string) {
	t.Helper()
	_, bad, err := s.Verify(ctx)
	if err != nil {
		t.Error(err)
	}
	list, err := s.List(ctx, mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if !slices.Contains(bad, m.ID) {
			out = append(out, m.Subject)
		}
	}
	slices.Sort(out)
	return out
}

// TestRecoverFromLostFolder: where a message lies in a folder that is not there, no list has it: what can be read of such
// a file comes into a new one, and all messages are in lists again.
func TestRecoverFromLostFolder(t *testing.T) {
	for _, spoil := range []string{
		"UPDATE messages SET folder = folder + 64 WHERE id IN (SELECT id FROM messages ORDER BY id LIMIT 1 OFFSET 4)",
		"UPDATE messages SET folder = -125 WHERE id IN (SELECT id FROM messages ORDER BY id LIMIT 3)",
		"DELETE FROM folders WHERE id IN (SELECT folder FROM messages)",
	} {
		data := t.TempDir()
		s, _ := filled(t, data, 20, 40)
		to := filepath.Join(t.TempDir(), "backups")
		if _, err := backup.ToFolder(ctx, s, to, options); err != nil {
			t.Fatal(err)
		}
		every := subjects(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite3", filepath.Join(data, storage.FileName))
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec(spoil)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		b, err := backup.Open(ctx, to, "")
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Recover(ctx, data, storage.Pick{}, alone)
		if err != nil || r.Rescued == nil {
			t.Errorf("%s: %+v, %v", spoil, r, err)
		}
		s = storagetest.OpenIn(t, data, nil)
		if got := subjects(t, s); !slices.Equal(got, every) {
			t.Errorf("%s: %d of %d messages in the list", spoil, len(got), len(every))
		}
		if c, err := s.Check(ctx); err != nil {
			t.Errorf("%s: %+v, %v", spoil, c, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRecoverFromEmpty: a mail file of no octets is damaged where a copy of it was made, and a new one where none was.
func TestRecoverFromEmpty(t *testing.T) {
	data := t.TempDir()
	s, _ := filled(t, data, 20, 40)
	to := filepath.Join(t.TempDir(), "backups")
	if _, err := backup.ToFolder(ctx, s, to, options); err != nil {
		t.Fatal(err)
	}
	every := subjects(t, s)
	backup.Mine(data) // gives the folder its id
	if err := errors.Join(s.Close(), os.WriteFile(filepath.Join(data, storage.FileName), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Open(ctx, data, nil); !errors.Is(err, mailbox.ErrDamaged) {
		t.Error(err)
	}
	b, err := backup.Open(ctx, to, "")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := b.Recover(ctx, data, storage.Pick{}, alone); err != nil || r.Rescued == nil || r.Messages != len(every) {
		t.Errorf("%+v, %v", r, err)
	}
	s = storagetest.OpenIn(t, data, nil)
	if got := subjects(t, s); !slices.Equal(got, every) {
		t.Errorf("%d of %d messages", len(got), len(every))
	}
	begun := t.TempDir() // and killed
	if err := errors.Join(s.Close(), os.WriteFile(filepath.Join(begun, storage.FileName), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	storagetest.OpenIn(t, begun, nil)
}
