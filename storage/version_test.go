package storage_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/migrations"
	"popmail/storage/storagetest"
)

// someMail makes a mail file with ten messages, and returns what is in it.
func someMail(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range 10 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint("letter ", i), fmt.Sprint("u", i)))
	}
	if err := errors.Join(s.CatchUp(ctx), s.Close()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// rescuesAll holds that a mail file is damaged for Open, and that a rescue brings ten messages.
func rescuesAll(t *testing.T, name, dir string) {
	t.Helper()
	r, err := storage.Rescue(ctx, dir, time.Now())
	if err != nil || r.Messages != 10 || r.Accounts != 1 {
		t.Errorf("%s: %+v %v", name, r, err)
		return
	}
	s := storagetest.OpenIn(t, dir, nil)
	if c, err := s.Check(ctx); !c.OK() || c.Messages != 10 || err != nil {
		t.Errorf("%s: %+v %v", name, c, err)
	}
	if err := s.Close(); err != nil {
		t.Error(name, err)
	}
}

// TestWrongVersion: a file whose number of its version cannot be right is damaged, and is
// rescued; one of an older version that does not have the tables of it, too.
func TestWrongVersion(t *testing.T) {
	steps, err := migrations.All()
	if err != nil {
		t.Fatal(err)
	}
	sound, last := someMail(t), len(steps)
	for _, c := range []struct {
		name string
		do   []string
	}{
		{"none", []string{"PRAGMA user_version=0"}},
		{"less than none", []string{"PRAGMA user_version=-5"}},
		{"the one before", []string{fmt.Sprintf("PRAGMA user_version=%d", last-1)}},
		{"long ago", []string{"PRAGMA user_version=16"}},
		{"the next one", []string{fmt.Sprintf("PRAGMA user_version=%d", last+1)}},
		{"impossible", []string{fmt.Sprintf("PRAGMA user_version=%d", 1<<29+last)}},
		{"the other number", []string{"UPDATE state SET schema = schema + 1"}},
		{"not ours", []string{"PRAGMA application_id=7"}},
		{"no state", []string{"DELETE FROM state"}},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, storage.FileName)
		if err := os.WriteFile(path, sound, 0o600); err != nil {
			t.Fatal(err)
		}
		sqlite(t, path, c.do...)
		if _, err := storage.Open(ctx, dir, nil); !errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNewerStore) {
			t.Errorf("%s: %v", c.name, err)
		}
		rescuesAll(t, c.name, dir)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, storage.FileName)
	unpackFile(t, oldFile(17), path)
	sqlite(t, path, "PRAGMA user_version=19")
	if _, err := storage.Open(ctx, dir, nil); !errors.Is(err, mailbox.ErrDamaged) {
		t.Errorf("an older one with another number: %v", err)
	}
	sqlite(t, path, "PRAGMA user_version=17")
	s := storagetest.OpenIn(t, dir, nil) // it was left alone
	if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
		t.Error(bad, err)
	}
}

// TestFirstPageFlips turns over single bits in the head of the mail file, and in the schema
// behind it: where that changes anything the file is damaged, and is rescued.
func TestFirstPageFlips(t *testing.T) {
	sound := someMail(t)
	var places []int // in bits
	for range 40 {
		places = append(places, rand.IntN(800), 800+rand.IntN(8*8192-800))
	}
	places = append(places, 8*60+rand.IntN(32), 8*47+5) // user_version; the format of the schema
	if os.Getenv("POPMAIL_TEST_WORLD") == "all" {
		places = places[:0]
		for bit := range 8 * 8192 {
			if bit < 808 || bit%97 == 0 {
				places = append(places, bit)
			}
		}
	}
	hurt := 0
	for _, bit := range places {
		name := fmt.Sprintf("octet %d, bit %d", bit/8, bit%8)
		spoiled := slices.Clone(sound)
		spoiled[bit/8] ^= 1 << (bit % 8)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, storage.FileName), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := storage.Open(ctx, dir, nil)
		if err == nil {
			var c storage.Checked
			c, err = s.Check(ctx)
			if err == nil && (!c.OK() || c.Messages != 10) {
				err = mailbox.ErrDamaged
			}
			if e := s.Close(); e != nil && !errors.Is(e, mailbox.ErrDamaged) {
				t.Error(name, e)
			}
		}
		if err == nil {
			continue
		}
		if hurt++; !errors.Is(err, mailbox.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		rescuesAll(t, name, dir)
	}
	t.Logf("%d of %d flips are damage", hurt, len(places))
	if hurt == 0 {
		t.Error("none does any harm")
	}
}
