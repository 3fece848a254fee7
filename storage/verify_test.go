package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestVerifyPastDamage: where pages of the tables of messages cannot be read, those of which
// anything is left are counted, and no number is believed that says how many there were.
func TestVerifyPastDamage(t *testing.T) {
	const all = 600
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range all {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint("letter ", i), fmt.Sprint("u", i)))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "UPDATE state SET next_message = 1 << 60", "PRAGMA wal_checkpoint(TRUNCATE)")
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	leaves := map[string][]int{}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"messages", "octets", "headers"} {
		var root int
		if err := db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&root); err != nil {
			t.Fatal(err)
		}
		for _, n := range pagesOf(sound, 8192, root) {
			if sound[(n-1)*8192] == 0x0D {
				leaves[table] = append(leaves[table], n)
			}
		}
		if len(leaves[table]) < 3 {
			t.Fatal(table, leaves[table])
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	last := func(list []int) int { return list[len(list)-1] }
	for _, c := range []struct {
		name    string
		pages   []int
		damaged bool
	}{
		{"a page of messages", leaves["messages"][1:2], false},
		{"the first and the last page of messages", []int{leaves["messages"][0], last(leaves["messages"])}, false},
		{"all pages of messages", leaves["messages"], false},
		{"all pages of messages, and one of octets", append(slices.Clone(leaves["messages"]), leaves["octets"][1]), true},
	} {
		spoiled := slices.Clone(sound)
		for _, n := range c.pages {
			spoiled[(n-1)*8192] = 0x77
		}
		to := t.TempDir()
		if err := os.WriteFile(filepath.Join(to, storage.FileName), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := storage.Open(ctx, to, nil)
		if err != nil {
			t.Fatal(c.name, err)
		}
		n, bad, err := s.Verify(ctx)
		if n != all || (len(bad) > 0) != c.damaged || len(bad) > all/2 || !errors.Is(err, mailbox.ErrDamaged) {
			t.Errorf("%s: %d messages, %d damaged, %v", c.name, n, len(bad), err)
		}
		_ = s.Close() // it is damaged
	}
}

// TestVerifyAfterMerges: a store that has searched, and whose index is merged after that, is not
// taken for damaged.
func TestVerifyAfterMerges(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for i := range 24 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
		for waiting := 1; waiting > 0; time.Sleep(time.Millisecond) { // each becomes a segment
			if err := db.QueryRow("SELECT count(*) FROM unindexed").Scan(&waiting); err != nil {
				t.Fatal(err)
			}
		}
		if i%8 != 7 {
			continue
		}
		if _, bad, err := s.Verify(t.Context()); len(bad) > 0 || err != nil {
			t.Fatal(i, bad, err)
		}
		if n := len(find(t, s, fmt.Sprintf("subject%d", i))); n != 1 {
			t.Fatalf("subject%d is found %d times", i, n)
		}
	}
}
