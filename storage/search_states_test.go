package storage_test

import (
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// What was answered or forwarded can be asked for, alone, without and with words.
func TestSearchAnswered(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for _, uid := range []string{"1", "2", "3"} {
		in = append(in, storagetest.Mail{From: "Ann <ann@example.org>", Subject: "ferry " + uid}.Incoming(uid))
	}
	storagetest.Deliver(t, s, id, in...)
	for id, f := range map[mailbox.ID]mailbox.Flag{1: mailbox.Answered, 2: mailbox.Forwarded} {
		if err := s.SetFlag(ctx, []mailbox.ID{id}, f, true); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string][]mailbox.ID{"is:answered": {1}, "is:replied ferry ": {1}, "is:forwarded": {2}, "from:ann -is:answered": {2, 3}, "is:answered OR is:forwarded": {1, 2}, "is:starred": nil} {
		got := find(t, s, text)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if q := query.Parse(text, time.Now()); len(q.Notes) > 0 {
			t.Errorf("%s: %v", text, q.Notes)
		}
	}
}
