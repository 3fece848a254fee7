package storage_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestAfreshKeepsDecisions: what was put into the Trash stays there when all mail comes again,
// and so does what a person has said of a message on the server.
func TestAfreshKeepsDecisions(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := storagetest.AddAccount(t, s, "me@example.org")
	list := []string{"plain", "thrown", "kept", "planned"}
	deliver := func(s *storage.Store, owner account.ID) {
		t.Helper()
		for _, m := range list {
			storagetest.Deliver(t, s, owner, mail(m, "subject "+m))
		}
	}
	deliver(s, owner)
	_, err = s.MoveTo(ctx, find(t, s, "thrown"), mailbox.Trash)
	if err != nil {
		t.Fatal(err)
	}
	wishes := []mailbox.Choice{{Account: owner, UID: "kept", Wish: account.Wish{Kind: account.WishKeep}}, {Account: owner, UID: "planned", Wish: account.Wish{Kind: account.WishRemove}}}
	_, err = s.Choose(ctx, wishes)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := storage.Afresh(ctx, dir, time.Now())
	if err != nil || got.Messages != 3 || got.Lost != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	trash, err := s.RoleFolder(ctx, owner, mailbox.Trash)
	if err != nil {
		t.Fatal(err)
	}
	deliver(s, owner)
	if all := subjects(t, s, mailbox.View{}); len(all) != len(list) {
		t.Errorf("%q", all)
	}
	if thrown := subjects(t, s, mailbox.View{Folder: trash}); !slices.Equal(thrown, []string{"subject thrown"}) {
		t.Errorf("in the Trash: %q", thrown)
	}
	chosen, err := s.Chosen(ctx, owner)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wishes {
		if chosen[w.UID].Wish != w.Wish {
			t.Errorf("%s: %+v", w.UID, chosen[w.UID])
		}
	}
}

// TestMissing: lost are the messages that are not there after all, whatever else came.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("1", "one"), mail("2", "two"), mail("3", "three"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("UPDATE octets SET data = zeroblob(length(data)) WHERE message < 3; PRAGMA wal_checkpoint(TRUNCATE)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := storage.Rescue(ctx, dir, time.Now())
	if err != nil || got.Messages != 1 || got.Lost != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	missing := func(want int) {
		t.Helper()
		if n, err := got.Missing(ctx, dir); err != nil || n != want {
			t.Errorf("%d are missing, not %d: %v", n, want, err)
		}
	}
	missing(2)
	s = storagetest.OpenIn(t, dir, nil)
	storagetest.Deliver(t, s, owner, mail("4", "four"), mail("5", "five"))
	missing(2)
	storagetest.Deliver(t, s, owner, mail("2", "two"))
	missing(1)
}
