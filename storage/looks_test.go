package storage_test

import (
	"maps"
	"testing"

	"popmail/account"
	"popmail/storage/storagetest"
)

// The last look at a server is kept for each account, and goes with it.
func TestServerLook(t *testing.T) {
	s := storagetest.Open(t, nil)
	ann, bob := storagetest.AddAccount(t, s, "ann@example.org"), storagetest.AddAccount(t, s, "bob@example.org")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	holds := func(id account.ID, want ...account.Seen) {
		t.Helper()
		got, err := s.ServerLook(ctx, id)
		all := map[string]account.Seen{}
		for _, o := range want {
			all[o.UID] = o
		}
		if err != nil || !maps.Equal(got, all) {
			t.Errorf("%+v, %v, want %+v", got, err, all)
		}
	}
	one, two := account.Seen{UID: "a\xff", Size: 7, Mark: "m1"}, account.Seen{UID: "b", Size: 8, Mark: "h2"}
	must(s.SetServerLook(ctx, ann, []account.Seen{one, two, two}))
	must(s.SetServerLook(ctx, bob, []account.Seen{two}))
	holds(ann, one, two)
	must(s.SetServerLook(ctx, ann, []account.Seen{two}))
	holds(ann, two)
	must(s.SetServerLook(ctx, ann, nil))
	holds(ann)
	holds(bob, two)
}
