package storage_test

import (
	"bytes"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

func TestPictures(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("a", "first"), mail("b", "second"))
	list := rows(t, s, mailbox.View{})
	one, two := list[0].ID, list[1].ID
	logo := bytes.Repeat([]byte("logo"), 5000)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.KeepPictures(ctx, one, map[string][]byte{"https://x.example/logo": logo, "https://x.example/gone": nil}))
	must(s.KeepPictures(ctx, two, map[string][]byte{"https://y.example/logo": logo}))
	must(s.KeepPictures(ctx, one, map[string][]byte{"https://x.example/logo": nil})) // not reachable later
	must(s.KeepPictures(ctx, 4711, map[string][]byte{"https://x.example/logo": logo}))
	got, err := s.Pictures(ctx, one)
	if gone, asked := got["https://x.example/gone"]; err != nil || len(got) != 2 || !bytes.Equal(got["https://x.example/logo"], logo) || !asked || gone != nil {
		t.Errorf("%d pictures, %v", len(got), err)
	}
	must(s.Purge(ctx, []mailbox.ID{one}))
	if got, err := s.Pictures(ctx, one); err != nil || len(got) != 0 {
		t.Errorf("of a message that is gone: %d, %v", len(got), err)
	}
	if got, err := s.Pictures(ctx, two); err != nil || !bytes.Equal(got["https://y.example/logo"], logo) {
		t.Errorf("another message lost its picture: %v", err)
	}
	must(s.Purge(ctx, []mailbox.ID{two}))
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	must(err)
	var n int
	must(errors.Join(db.QueryRow("SELECT count(*) FROM pictures").Scan(&n), db.Close()))
	if n != 0 {
		t.Errorf("%d pictures are left that no message has", n)
	}
}

func TestPictureSenders(t *testing.T) {
	s := storagetest.Open(t, nil)
	for _, a := range []string{"News@Shop.example ", "b@shop.example", ""} {
		if err := s.SetPictureSender(ctx, a, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetPictureSender(ctx, "b@SHOP.example", false); err != nil {
		t.Fatal(err)
	}
	list, err := s.PictureSenders(ctx)
	if err != nil || !slices.Equal(list, []string{"news@shop.example"}) {
		t.Errorf("%v, %v", list, err)
	}
	for a, want := range map[string]bool{"NEWS@shop.example": true, "b@shop.example": false, "": false, "shop.example": false} {
		if got, err := s.PictureSender(ctx, a); got != want || err != nil {
			t.Errorf("%q: %v, %v", a, got, err)
		}
	}
	// Of somebody who is blocked nothing comes by itself, whatever was said before.
	blocked := mailbox.Sender{Address: "news@SHOP.example"}
	for i, want := range []bool{false, true} {
		if err := s.DecideSender(ctx, blocked, i == 0); err != nil {
			t.Fatal(err)
		}
		if got, err := s.PictureSender(ctx, "News@shop.example"); got != want || err != nil {
			t.Errorf("blocked %v: %v, %v", i == 0, got, err)
		}
	}
}
