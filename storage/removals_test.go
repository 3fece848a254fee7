package storage_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// chosenOf is what the store tells a session of one unique-id.
func chosenOf(t *testing.T, s *storage.Store, id account.ID, uid string) account.Kept {
	t.Helper()
	all, err := s.Chosen(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return all[uid]
}

func TestChoose(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("1", "one"), mail("2", "two"), mail("3", "three"))
	if all, err := s.Chosen(ctx, id); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
	on := time.UnixMilli(1900000000123)
	wishes := []account.Wish{{}, {Kind: account.WishKeep}, {Kind: account.WishRemove}, {Kind: account.WishRemoveOn, On: on}}
	changes := s.Changes().Subscribe(10)
	defer changes.Close()
	last := account.Wish{}
	for _, w := range append(wishes, wishes...) {
		before, err := s.Choose(ctx, []mailbox.Choice{{Account: id, UID: "2", Wish: w}, {Account: id, UID: "not there", Wish: w}})
		if want := []mailbox.Choice{{Account: id, UID: "2", Wish: last}}; err != nil || !cmp.Equal(before, want) {
			t.Errorf("before: %v %v, want %v", before, err, want)
		}
		if got := chosenOf(t, s, id, "2").Wish; got != w {
			t.Errorf("%v, want %v", got, w)
		}
		last = w
	}
	// It outlives the program.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	if got := chosenOf(t, s, id, "2").Wish; got != wishes[3] {
		t.Errorf("%v", got)
	}
	// A unique-id that gets another name takes it along; so does mail that comes again under another.
	storagetest.DeliverPresent(t, s, id, []string{"1", "new", "3"}, mail("new", "two"))
	if got := chosenOf(t, s, id, "new").Wish; got != wishes[3] {
		t.Errorf("under another unique-id: %v", got)
	}
	// What the server has removed is not chosen any more.
	if err := s.Removed(ctx, id, []string{"new"}); err != nil {
		t.Fatal(err)
	}
	if before, err := s.Choose(ctx, []mailbox.Choice{{Account: id, UID: "new"}}); err != nil || len(before) != 0 {
		t.Errorf("%v %v", before, err)
	}
}

// TestChooseTooLate: what a session has asked the server to remove, and got no answer to, may be gone
// whatever is wished now.
func TestChooseTooLate(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("1", "one"), mail("2", "two"))
	keep := []mailbox.Choice{{Account: id, UID: "1", Wish: account.Wish{Kind: account.WishKeep}}, {Account: id, UID: "2", Wish: account.Wish{Kind: account.WishKeep}}}
	for _, notes := range []string{"", `{"Asked":["Mg=="]}`, `{"Asked":`} { // "2", and what cannot be read
		if err := s.SetNotes(ctx, id, []byte(notes)); err != nil {
			t.Fatal(err)
		}
		before, err := s.Choose(ctx, keep)
		if err != nil || len(before) != 2 || before[0].Late || before[1].Late != (notes == `{"Asked":["Mg=="]}`) {
			t.Errorf("%q: %+v %v", notes, before, err)
		}
	}
}

// TestDeletedHere: when a message was deleted is known by where it lies, and forgotten when
// it is put back.
func TestDeletedHere(t *testing.T) {
	now := time.UnixMilli(1800000000000)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("1", "one"), mail("2", "two"))
	one, two := find(t, s, "one "), find(t, s, "two ")
	want := func(what, uid string, deleted time.Time, purged bool) {
		t.Helper()
		if k := chosenOf(t, s, id, uid); !k.Deleted.Equal(deleted) || k.Purged != purged {
			t.Errorf("%s: %+v", what, k)
		}
	}
	moved, err := s.MoveTo(ctx, one, mailbox.Trash)
	if err != nil {
		t.Fatal(err)
	}
	first := now
	want("in Trash", "1", first, false)
	now = now.Add(time.Hour)
	if _, err := s.MoveTo(ctx, one, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	want("in Trash again", "1", first, false)
	if err := s.Undo(ctx, moved); err != nil {
		t.Fatal(err)
	}
	want("put back", "1", time.Time{}, false)
	if _, err := s.MoveTo(ctx, one, mailbox.Junk); err != nil {
		t.Fatal(err)
	}
	want("in Junk", "1", time.Time{}, false)
	if _, err := s.MoveTo(ctx, one, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	in := now
	now = now.Add(time.Hour)
	if err := s.Purge(ctx, append(one, two...)); err != nil {
		t.Fatal(err)
	}
	want("out of Trash for ever", "1", in, true)
	want("for ever at once", "2", now, true)
	if uids, err := s.Deleted(ctx, id); err != nil || !cmp.Equal(uids, []string{"1", "2"}) {
		t.Errorf("%v %v", uids, err)
	}
	// It can be had again.
	if err := s.Forget(ctx, id, []string{"1"}); err != nil {
		t.Fatal(err)
	}
	if out := storagetest.Deliver(t, s, id, mail("1", "one")); len(out) != 1 || out[0].Already || out[0].Err != nil {
		t.Errorf("%+v", out)
	}
	if err := s.Forget(ctx, id, []string{"1"}); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Known(ctx, id); err != nil || len(k) != 2 {
		t.Errorf("what is here was forgotten: %v %v", k, err)
	}
}

// TestRemovable: the preview counts what the next check would remove, no more: not what the
// server no longer lists, what it has removed, what is perhaps not whole or what is kept.
func TestRemovable(t *testing.T) {
	now := time.UnixMilli(1800000000000)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "me@example.org")
	short := mail("5", "five")
	short.Listed, short.Short = 9000, true
	size := int64(len(mail("1", "one").Raw))
	storagetest.Deliver(t, s, id, mail("1", "one"), mail("2", "two"), mail("3", "three"), mail("4", "four"), short)
	now = now.Add(20 * 24 * time.Hour)
	storagetest.DeliverPresent(t, s, id, []string{"1", "2", "3", "4", "5", "6"}, mail("6", "six"))
	if _, err := s.Choose(ctx, []mailbox.Choice{{Account: id, UID: "2", Wish: account.Wish{Kind: account.WishKeep}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Removed(ctx, id, []string{"3"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Listed(ctx, id, []string{"4"}, nil); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Known(ctx, id); err != nil || !k["4"].Away || k["4"].Gone || !k["3"].Gone || k["3"].Away || k["1"].Away {
		t.Errorf("%+v %v", k, err)
	}
	a := storagetest.Account("me@example.org")
	a.ID = id
	for leave, want := range map[account.Retention]account.Removable{
		{}:                                  {},
		{Mode: account.LeaveDays, Days: 14}: {Messages: 1, Octets: size, Old: 1},
		{Mode: account.LeaveDays, Days: 30}: {},
		{Mode: account.LeaveNone}:           {Messages: 2, Octets: size + int64(len(mail("6", "six").Raw)), Old: 2},
	} {
		a.Leave = leave
		if got, err := s.Removable(ctx, a); err != nil || got != want {
			t.Errorf("%v: %+v %v, want %+v", leave, got, err, want)
		}
	}
	if err := s.Listed(ctx, id, nil, []string{"4"}); err != nil {
		t.Fatal(err)
	}
	a.Leave = account.Retention{Mode: account.LeaveNone}
	if got, err := s.Removable(ctx, a); err != nil || got.Messages != 3 {
		t.Errorf("%+v %v", got, err)
	}
	// What is shown of one message says the same.
	a.Leave, a.LeaveDeleted = account.Retention{Mode: account.LeaveDays, Days: 30}, account.Retention{Mode: account.LeaveDays, Days: 2}
	if err := s.UpdateAccount(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	if kept, err := s.Accounts(ctx); err != nil || kept[0].LeaveDeleted != a.LeaveDeleted {
		t.Errorf("%+v %v", kept, err)
	}
	ids := map[string]mailbox.ID{}
	for _, m := range rows(t, s, mailbox.View{}) {
		ids[m.UID] = m.ID
	}
	if _, err := s.MoveTo(ctx, []mailbox.ID{ids["6"]}, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	list, err := s.OnServer(ctx, []mailbox.ID{ids["1"], ids["2"], ids["3"], ids["5"], ids["6"], 4711})
	if err != nil || len(list) != 4 {
		t.Fatalf("%+v %v", list, err)
	}
	goes := map[string]account.Goes{
		"1": {At: now.Add(10 * 24 * time.Hour)}, "2": {Chosen: true}, "5": {}, "6": {At: now.Add(2 * 24 * time.Hour)},
	}
	for _, o := range list {
		if o.Goes.Chosen != goes[o.UID].Chosen || !o.Goes.At.Equal(goes[o.UID].At) || o.Part != (o.UID == "5") || o.ID != ids[o.UID] {
			t.Errorf("%+v", o)
		}
	}
	// One that goes because it was deleted does not count as old.
	now = now.Add(3 * 24 * time.Hour)
	a.Leave.Days = 14
	if got, err := s.Removable(ctx, a); err != nil || got.Messages != 3 || got.Old != 2 {
		t.Errorf("%+v %v", got, err)
	}
	// One that came short is whole where the server's way of counting explains it.
	before, err := s.Removable(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Rename(ctx, id, []fetch.Renaming{{From: "5", To: "5", Whole: true}}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Removable(ctx, a); err != nil || got.Messages != before.Messages+1 {
		t.Errorf("%+v %v", got, err)
	}
	if k, err := s.Known(ctx, id); err != nil || k["5"].Short || k["5"].Listed != 9000 {
		t.Errorf("%+v %v", k["5"], err)
	}
}

// TestHoldingsSize: the size of a message on the server is the one that it announced, and where it announced none, or
// what came is damaged, that of what came.
func TestHoldingsSize(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	in := func(uid string, listed int64, short bool) fetch.Incoming {
		m := mail(uid, uid)
		m.Listed, m.Short = listed, short
		return m
	}
	list := []fetch.Incoming{in("a", 0, false), in("b", 0, true), in("c", 9000, true), in("d", 9000, false), in("e", 1, false), in("f", fetch.Damaged, true), in("g", fetch.Shifted|9000, true)}
	storagetest.Deliver(t, s, id, list...)
	held, err := s.Holdings(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{0, 0, 9000, 9000, 1, 0, 9000} {
		m := list[i]
		if want == 0 {
			want = int64(len(m.Raw))
		}
		if o := held[m.UID]; o.Size != want || o.Part != m.Short || o.Other != (m.UID == "g") {
			t.Errorf("%s: %+v, not of %d", m.UID, o, want)
		}
	}
}

// TestExpires: what the server says about removing mail outlives the program.
func TestExpires(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	for _, e := range []account.Expiry{{}, {Said: true, Days: 7}, {Said: true}, {}} {
		if err := s.SetStatus(ctx, id, account.Status{Held: account.Held{At: time.UnixMilli(1800000000000), Messages: 3, Expires: e}}); err != nil {
			t.Fatal(err)
		}
		if st, err := s.Status(ctx); err != nil || st[id].Held.Expires != e {
			t.Errorf("%+v %v", st, err)
		}
	}
}
