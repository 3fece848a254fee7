package storage_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestNothingIsLeft: no goroutine is left of a store as the window has it, which does much behind what
// is asked of it, once it is closed.
func TestNothingIsLeft(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("the store", func(t *testing.T) {
		s := storagetest.Open(t, &storage.Options{Window: true})
		id := storagetest.AddAccount(t, s, "me@example.org")
		if err := storagetest.Fill(t.Context(), s, id, 300, 0); err != nil {
			t.Fatal(err)
		}
		s.Changes().Subscribe(4)
		if list, err := s.Index(t.Context(), mailbox.View{Conversations: true}, 0); err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
	})
	late := time.Now().Add(20 * time.Second)
	err := goleak.Find(before)
	for err != nil && time.Now().Before(late) {
		err = goleak.Find(before)
	}
	if err != nil {
		t.Error(err)
	}
}
