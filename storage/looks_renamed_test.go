package storage_test

import (
	"fmt"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/storagetest"
)

// TestLookRenamed: the places of the last look stand for the same messages where these have other unique-ids since.
func TestLookRenamed(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("a", "one"), mail("b", "two"))
	list := []account.OnServer{{UID: "a", Size: 7, Place: 1}, {UID: "x", Size: 8, Place: 2}, {UID: "b", Size: 9, Place: 3}}
	if err := s.SetServerLook(ctx, id, account.Maildrop{At: time.UnixMilli(1800000000000), Messages: list}); err != nil {
		t.Fatal(err)
	}
	if err := s.Rename(ctx, id, []fetch.Renaming{{From: "a", To: "a2", Listed: 7}, {From: "b", To: "b", Listed: 9}, {From: "none", To: "x"}}); err != nil {
		t.Fatal(err)
	}
	m, err := s.LastMaildrop(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, o := range m.Messages {
		got += fmt.Sprintf("%d %s %v %d, ", o.Place, o.UID, o.Here, o.Size)
	}
	if got != "1 a2 true 7, 2 x false 8, 3 b true 9, " {
		t.Error(got)
	}
}
