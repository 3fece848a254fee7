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

// TestRecoverFromEmpty: a mail file of no octets is damaged where something in the folder says that there was mail, whatever has
// brought it, and a new one where nothing does. All of it comes back from a backup.
func TestRecoverFromEmpty(t *testing.T) {
	const begun = "popmail.begun"
	data := t.TempDir()
	s, _ := filled(t, data, 20, 40)
	to := filepath.Join(t.TempDir(), "backups")
	if _, err := backup.ToFolder(ctx, s, to, options); err != nil {
		t.Fatal(err)
	}
	every := subjects(t, s)
	b, err := backup.Open(ctx, to, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, fill := range map[string]func(dir string) error{
		"copied": func(dir string) error { // by a PopMail that leaves only the id of its backups
			backup.Mine(dir)
			return nil
		},
		"restored": func(dir string) error {
			_, err := b.Recover(ctx, dir, storage.Pick{}, alone)
			return err
		},
		"rescued": func(dir string) error {
			raw, err := os.ReadFile(filepath.Join(data, storage.FileName))
			if err := errors.Join(err, os.WriteFile(filepath.Join(dir, storage.FileName), raw, 0o600)); err != nil {
				return err
			}
			_, err = storage.Rescue(ctx, dir, time.Now())
			return err
		},
		"":           func(string) error { return nil },
		"taken away": func(dir string) error { return os.WriteFile(filepath.Join(dir, begun), nil, 0o600) },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, storage.FileName)
		if err := fill(dir); err != nil {
			t.Fatal(name, err)
		}
		if name != "taken away" {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s, err := storage.Open(ctx, dir, nil)
		if name == "" || name == "taken away" {
			if err != nil || s.Close() != nil {
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		if !errors.Is(err, mailbox.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if r, err := b.Recover(ctx, dir, storage.Pick{}, alone); err != nil || r.New || r.Rescued == nil || r.Messages != len(every) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if got := subjects(t, storagetest.OpenIn(t, dir, nil)); !slices.Equal(got, every) {
			t.Errorf("%s: %d of %d messages", name, len(got), len(every))
		}
	}
}

// TestRecoverBesideLog: a log whose mail file is gone is no log of what is restored: its mail comes out of it before.
func TestRecoverBesideLog(t *testing.T) {
	data := t.TempDir()
	s, id := filled(t, data, 20, 20)
	to := filepath.Join(t.TempDir(), "backups")
	if _, err := backup.ToFolder(ctx, s, to, options); err != nil {
		t.Fatal(err)
	}
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "later", Text: "after the backup"}.Incoming("later"))
	every := subjects(t, s)
	name := filepath.Join(data, storage.FileName+"-wal")
	log, err := os.ReadFile(name)
	if err != nil || len(log) == 0 {
		t.Fatal(len(log), err)
	}
	b, err := backup.Open(ctx, to, "")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, storage.FileName+"-wal"), log, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.RestoreNew(ctx, dir, storage.Pick{}); !errors.Is(err, mailbox.ErrDamaged) {
		t.Error(err)
	}
	if r, err := b.Recover(ctx, dir, storage.Pick{}, alone); err != nil || r.New || r.Rescued == nil {
		t.Errorf("%+v, %v", r, err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	if got := subjects(t, s); !slices.Equal(got, every) {
		t.Errorf("%d of %d messages", len(got), len(every))
	}
	if c, err := s.Check(ctx); err != nil || !c.OK() {
		t.Errorf("%+v %v", c, err)
	}
}
