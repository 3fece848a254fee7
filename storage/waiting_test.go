package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// occupied lets nobody else write the mail file until free is called.
func occupied(t testing.TB, dir string) (free func()) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=10000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

// unreadIn counts the messages of which only the row was read.
func unreadIn(t testing.TB, dir string) int64 {
	t.Helper()
	return ask(t, dir, "SELECT '', count(*) FROM unindexed WHERE length(words) = 0")[""]
}

// withUnread is a store with n messages of which only the rows were read.
func withUnread(t *testing.T, n int) (s *storage.Store, dir string) {
	t.Helper()
	dir = t.TempDir()
	s = storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	var ids []mailbox.ID
	for i := range n {
		in = append(in, storagetest.Mail{Subject: fmt.Sprintf("number%d", i), Text: fmt.Sprintf("some text%d", i), Attachment: fmt.Sprintf("file%d.pdf", i)}.Incoming(fmt.Sprint(i)))
		ids = append(ids, mailbox.ID(i+1))
	}
	storagetest.Deliver(t, s, id, in...)
	s = again(t, s, dir)
	takeBack(t, s, dir, true, ids...)
	if got := unreadIn(t, dir); got != int64(n) {
		t.Fatalf("%d are unread", got)
	}
	return s, dir
}

// What a search had to read is kept, so that the next one has it; so are the places of attachments.
func TestSearchKeepsWords(t *testing.T) {
	s, dir := withUnread(t, 30)
	if got := find(t, s, "has:attachment is:unread"); len(got) != 30 || unreadIn(t, dir) != 30 {
		t.Errorf("found %v, and %d are still unread", got, unreadIn(t, dir))
	}
	data, a, err := s.Attachment(ctx, 7, 0)
	if err != nil || a.Name != "file6.pdf" || len(data) == 0 {
		t.Errorf("%d octets of %q, %v", len(data), a.Name, err)
	}
	for _, text := range []string{"text7 ", "filename:file7", "subject:number7 ", "number7 -text8 "} {
		if got := find(t, s, text); len(got) != 1 || got[0] != 8 {
			t.Errorf("%q: %v", text, got)
		}
		if n := unreadIn(t, dir); n != 0 {
			t.Errorf("%d are unread", n)
		}
	}
	if got := ask(t, dir, "SELECT '', count(*) FROM parts WHERE start > 0")[""]; got != 30 {
		t.Errorf("%d attachments have a place", got)
	}
	oncePlaced(t, dir)
}

// A row that is not what the whole message says is renewed, and the window is told.
func TestRowRenewed(t *testing.T) {
	for _, how := range []string{"search", "background"} {
		t.Run(how, func(t *testing.T) {
			s, dir := withUnread(t, 5)
			want := rows(t, s, mailbox.View{})
			sqlite(t, filepath.Join(dir, storage.FileName), "UPDATE headers SET snippet = 'wrong' WHERE message = 3", "UPDATE messages SET attachments = 0 WHERE id = 4")
			told := s.Changes().Subscribe(64)
			defer told.Close()
			if how == "search" {
				find(t, s, "some ")
			} else if err := s.CatchUp(ctx); err != nil {
				t.Fatal(err)
			}
			got := rows(t, s, mailbox.View{})
			for i := range want {
				if got[i].Snippet != want[i].Snippet || got[i].Attachments != want[i].Attachments {
					t.Errorf("%+v, want %+v", got[i], want[i])
				}
			}
			if !slices.Contains(storagetest.Told(told), mailbox.Change(mailbox.Renewed{})) {
				t.Error("nobody was told")
			}
			if got := find(t, s, "has:attachment"); len(got) != 5 {
				t.Errorf("with attachments: %v", got)
			}
		})
	}
}

// A message that was replaced before it was read is found by what it says now; one that is gone
// or damaged keeps no other from being found.
func TestUnreadChanges(t *testing.T) {
	s, dir := withUnread(t, 12)
	file := filepath.Join(dir, storage.FileName)
	raw := storagetest.Mail{Subject: "number5", Text: "another"}.Raw()
	accounts, err := s.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	storagetest.Deliver(t, s, accounts[0].ID, fetch.Incoming{UID: "5", Raw: raw, Replace: true})
	s = again(t, s, dir)
	var all []mailbox.ID
	for _, m := range rows(t, s, mailbox.View{}) {
		all = append(all, m.ID)
	}
	takeBack(t, s, dir, true, all...)
	sqlite(t, file, "UPDATE octets SET data = zeroblob(length(data)) WHERE message = 3", "DELETE FROM octets WHERE message = 4")
	if err := s.Purge(ctx, []mailbox.ID{2}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"some ": 8, "another ": 1, "-another subject:number5 ": 0, "text2 ": 0, "text11 ": 1} {
		if got := find(t, s, text); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if err := s.CatchUp(ctx); err != nil {
		t.Error(err)
	}
	if _, waiting := oncePlaced(t, dir); waiting != 0 {
		t.Errorf("%d wait", waiting)
	}
	if got := find(t, s, strings.Repeat("some ", 2)); len(got) != 8 {
		t.Errorf("found %v", got)
	}
}
