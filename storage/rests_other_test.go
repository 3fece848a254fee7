package storage_test

import (
	"testing"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// The rest of a message does not wait on a server that nobody asks any more; it does again once
// the account is back.
func TestBeginningsOfARemovedAccount(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("a", "other"), film("f", false))
	if err := s.RemoveAccount(ctx, id, true); err != nil {
		t.Fatal(err)
	}
	ids, larger, err := s.Beginnings(ctx, 1)
	r, err2 := s.Rests(ctx, 1)
	if err != nil || err2 != nil || len(ids) > 0 || len(larger) > 0 || r.Messages > 0 || len(r.Accounts) > 0 {
		t.Errorf("%v %+v %v %v", ids, r, err, err2)
	}
	found := false
	for _, m := range rows(t, s, mailbox.View{}) {
		found = found || m.Rest.Gone && !m.Rest.Waits()
	}
	if !found {
		t.Error("the beginning does not say that its rest is gone")
	}
	back := storagetest.AddAccount(t, s, "me@example.org")
	known, err := s.Known(ctx, back)
	if k := known["f"]; err != nil || back != id || k.Gone || !k.Away || k.Rest != fetch.Waits {
		t.Errorf("%d %+v %v", back, k, err)
	}
	if err := s.Listed(ctx, back, nil, []string{"f"}); err != nil {
		t.Fatal(err)
	}
	if ids, larger, err := s.Beginnings(ctx, 1); err != nil || len(ids) != 0 || len(larger) != 1 {
		t.Errorf("%v %v %v", ids, larger, err)
	}
}

// A beginning comes again under another unique-id, and has no head by which that shows: what
// the person wants is still wanted.
func TestWantedUnderAnotherName(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, film("f", false))
	list := rows(t, s, mailbox.View{})
	if err := s.WantRest(ctx, []mailbox.ID{list[0].ID}, true); err != nil {
		t.Fatal(err)
	}
	storagetest.DeliverPresent(t, s, id, []string{"g"}, film("g", false))
	known, err := s.Known(ctx, id)
	if k := known["g"]; err != nil || k.Rest != fetch.Wanted || !k.Short {
		t.Errorf("%+v %v", k, err)
	}
	if ids, larger, err := s.Beginnings(ctx, 1); err != nil || len(ids) != 1 || len(larger) != 0 {
		t.Errorf("%v %v %v", ids, larger, err)
	}
	// The same octets come as a message of their own: that is whole.
	whole := film("h", false)
	whole.Short, whole.Beginning, whole.Listed = false, false, int64(len(filmBeginning))
	storagetest.DeliverPresent(t, s, id, []string{"h"}, whole)
	if known, err := s.Known(ctx, id); err != nil || known["h"].Rest != fetch.Whole || known["h"].Short {
		t.Errorf("%+v %v", known["h"], err)
	}
}
