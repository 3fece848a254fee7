package storage_test

import (
	"slices"
	"testing"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestPurgeThrown: only what lies in Trash or Junk goes for ever.
func TestPurgeThrown(t *testing.T) {
	s := storagetest.Open(t, nil)
	if _, err := s.AddAccount(t.Context(), storagetest.Account("ann@example.org"), nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		m := storagetest.Mail{Subject: name}
		storagetest.Deliver(t, s, 1, m.Incoming(name))
	}
	for id, role := range map[mailbox.ID]mailbox.Role{1: mailbox.Trash, 2: mailbox.Junk, 3: mailbox.Archive} {
		if _, err := s.MoveTo(t.Context(), []mailbox.ID{id}, role); err != nil {
			t.Fatal(err)
		}
	}
	n, err := s.PurgeThrown(t.Context(), []mailbox.ID{1, 2, 3, 4, 99})
	if err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	list, err := s.List(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var left []mailbox.ID
	for _, m := range list {
		left = append(left, m.ID)
	}
	slices.Sort(left)
	if !slices.Equal(left, []mailbox.ID{3, 4}) {
		t.Errorf("left are %v", left)
	}
}
