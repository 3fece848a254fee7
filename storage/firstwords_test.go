package storage_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// withoutWords is a store with n messages whose first words are not stored.
func withoutWords(t *testing.T, n int) (s *storage.Store, dir string, ids []mailbox.ID) {
	t.Helper()
	s, dir = withUnread(t, n)
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("UPDATE headers SET snippet = ''"); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		ids = append(ids, mailbox.ID(i+1))
	}
	return s, dir, ids
}

// wordless counts the messages whose first words are not stored.
func wordless(t *testing.T, dir string) int64 {
	t.Helper()
	return ask(t, dir, "SELECT '', count(*) FROM headers WHERE snippet = ''")[""]
}

// saysAll checks the first words of rows.
func saysAll(t *testing.T, s *storage.Store, ids []mailbox.ID) {
	t.Helper()
	rows, err := s.Summaries(t.Context(), ids)
	if err != nil || len(rows) != len(ids) {
		t.Fatalf("%d rows of %d, %v", len(rows), len(ids), err)
	}
	for i, m := range rows {
		if want := fmt.Sprintf("some text%d", i); m.Snippet != want {
			t.Fatalf("message %d begins with %q instead of %q", m.ID, m.Snippet, want)
		}
	}
}

// TestFirstWordsLater: a row that is shown has its first words, stored or not, and they are stored
// when the message is read whole, which changes nothing that is shown.
func TestFirstWordsLater(t *testing.T) {
	s, dir, ids := withoutWords(t, 5)
	saysAll(t, s, ids)
	brief, err := s.Brief(t.Context(), ids)
	if err != nil || len(brief) != 5 || brief[0].Snippet != "" || brief[0].Subject != "number0" {
		t.Errorf("briefly %+v, %v", brief, err)
	}
	if c, err := s.Check(t.Context()); !c.OK() || err != nil {
		t.Errorf("the check: %+v, %v", c, err)
	}
	if n := wordless(t, dir); n != 5 {
		t.Errorf("of %d the first words are not stored", n)
	}
	sub := s.Changes().Subscribe(16)
	defer sub.Close()
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := wordless(t, dir); n != 0 {
		t.Errorf("of %d the first words are not stored after they were read", n)
	}
	for _, c := range storagetest.Told(sub) {
		if _, is := c.(mailbox.Renewed); is {
			t.Error("rows are said to be other ones")
		}
	}
	saysAll(t, s, ids)
}

// TestFirstWordsOfMany: who asks for many rows does not have the first words read each time.
func TestFirstWordsOfMany(t *testing.T) {
	s, dir, ids := withoutWords(t, 500)
	saysAll(t, s, ids)
	if n := wordless(t, dir); n != 0 {
		t.Errorf("of %d the first words are not stored", n)
	}
	if got := find(t, s, "text77"); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

// TestFirstWordsOthers: whoever saw other first words than those that the whole message has is
// told so.
func TestFirstWordsOthers(t *testing.T) {
	s, dir, ids := withoutWords(t, 2)
	saysAll(t, s, ids)
	storage.SetGlimpse(s, ids[1], "something else")
	sub := s.Changes().Subscribe(16)
	defer sub.Close()
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	renewed := 0
	for _, c := range storagetest.Told(sub) {
		if _, is := c.(mailbox.Renewed); is {
			renewed++
		}
	}
	if renewed != 1 || wordless(t, dir) != 0 {
		t.Errorf("told %d times", renewed)
	}
}
