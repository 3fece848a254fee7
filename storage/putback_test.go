package storage_test

import (
	"fmt"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// Messages go back to where they lay before the Trash, also in another window and
// after a restart.
func TestPutBack(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 7 {
		in = append(in, storagetest.Mail{Subject: fmt.Sprint(i), Text: "x"}.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	own, err := s.CreateFolder(ctx, "Travel")
	must(err)
	gone, err := s.CreateFolder(ctx, "Gone")
	must(err)
	where := func(s *storage.Store) (out string) {
		t.Helper()
		rows, err := s.Summaries(ctx, []mailbox.ID{1, 2, 3, 4, 5, 6, 7})
		must(err)
		for _, m := range rows {
			name := string(m.FolderRole)
			if m.FolderRole == mailbox.Own {
				name = m.FolderName
			}
			out += name + " "
		}
		return out
	}
	move := func(to mailbox.FolderID, ids ...mailbox.ID) {
		t.Helper()
		_, err := s.Move(ctx, ids, to)
		must(err)
	}
	moveTo := func(role mailbox.Role, ids ...mailbox.ID) {
		t.Helper()
		_, err := s.MoveTo(ctx, ids, role)
		must(err)
	}
	move(own, 1, 2)
	move(gone, 3)
	moveTo(mailbox.Archive, 4)
	moveTo(mailbox.Junk, 5)
	moveTo(mailbox.Junk, 2)                 // Travel, Junk, Trash: back to Travel
	moveTo(mailbox.Trash, 1, 2, 3, 4, 5, 6) // 5 was in the Inbox before Junk
	must(removed(s, gone))                  // 3 has no place to go back to
	moveTo(mailbox.Inbox, 6)                // left the Trash by itself
	move(own, 6)
	moveTo(mailbox.Trash, 6)
	if got := where(s); got != "trash trash trash trash trash trash inbox " {
		t.Fatal(got)
	}
	must(s.Close())
	s = storagetest.OpenIn(t, dir, nil)
	ms, err := s.PutBack(ctx, []mailbox.ID{1, 2, 3, 4, 5, 6, 99})
	must(err)
	if got := where(s); got != "Travel Travel inbox archive inbox Travel inbox " {
		t.Errorf("put back to %s", got)
	}
	n := 0
	for _, m := range ms {
		n += len(m.IDs)
	}
	if n != 6 {
		t.Errorf("%d were put back, want 6", n)
	}
	must(s.Undo(ctx, ms))
	if got := where(s); got != "trash trash trash trash trash trash inbox " {
		t.Errorf("Undo: %s", got)
	}
	must(s.Purge(ctx, []mailbox.ID{1}))
	ms, err = s.PutBack(ctx, []mailbox.ID{1, 2})
	must(err)
	if len(ms) != 1 || ms[0].To != own {
		t.Errorf("after Undo and Purge: %v", ms)
	}
	if again, err := s.PutBack(ctx, []mailbox.ID{2}); err != nil || len(again) != 0 {
		t.Errorf("what is in Travel already: %v %v", again, err)
	}
	must(removed(s, own))
	if again, err := s.PutBack(ctx, []mailbox.ID{7}); err != nil || len(again) != 0 {
		t.Errorf("what was in no Trash: %v %v", again, err)
	}
}
