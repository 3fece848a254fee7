package storage_test

import (
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// What happens as soon as the file is open reaches those who listen a while later.
func TestHoldFromTheBeginning(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, mail("a", "one"))
	if _, err := s.Snooze(ctx, []mailbox.ID{1}, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, &storage.Options{Window: true, Hold: 100, Now: func() time.Time { return now.Add(2 * time.Hour) }})
	for {
		if list, err := s.Summaries(ctx, []mailbox.ID{1}); err != nil {
			t.Fatal(err)
		} else if list[0].FolderRole == mailbox.Inbox {
			break
		}
		time.Sleep(time.Millisecond)
	}
	sub := s.Changes().Subscribe(100)
	defer sub.Close()
	s.Changes().Release()
	for late := time.After(time.Minute); ; {
		select {
		case c := <-sub.C():
			if c, is := c.(mailbox.Returned); is && len(c.IDs) == 1 {
				return
			}
		case <-late:
			t.Fatal("nobody was told of it")
		}
	}
}
