package storage_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestMendJoined: conversations that were joined wrongly before are apart after a repair, those that
// belong together are not, and what the person hears no more of stays so. No letter is marked read.
func TestMendJoined(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i, refs := range []string{"", "", "m0", "m1", ""} {
		header := ""
		if refs != "" {
			header = "References: <" + refs + "@x>\r\n"
		}
		raw := fmt.Appendf(nil, "From: a%d@example.net\r\nTo: me@example.org\r\nSubject: matter %d\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\nMessage-ID: <m%d@x>\r\n%s\r\ntext\r\n", i, i, i, header)
		storagetest.Deliver(t, s, owner, fetch.Incoming{UID: fmt.Sprint(i), Raw: raw})
	}
	if err := s.CatchUpThreads(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Mute(ctx, []mailbox.ID{5}, true); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sqlite(t, filepath.Join(dir, storage.FileName), "UPDATE threads SET thread = 1", "UPDATE thread_names SET thread = 1", "UPDATE state SET threadings = threadings + 1", "PRAGMA wal_checkpoint(TRUNCATE)")
	s = storagetest.OpenIn(t, dir, nil)
	rows := func() (n int) {
		list, err := s.Index(ctx, mailbox.View{Conversations: true}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := rows(); n != 1 {
		t.Fatalf("%d rows before the repair", n)
	}
	if _, err := s.Mend(ctx); err != nil {
		t.Fatal(err)
	}
	if n := rows(); n != 3 {
		t.Errorf("%d rows, want 3", n)
	}
	for id, want := range map[mailbox.ID]int{1: 2, 2: 2, 3: 2, 4: 2, 5: 1} {
		list, _, err := s.ConversationLetters(ctx, id)
		if err != nil || len(list) != want {
			t.Errorf("message %d is one of %d, want %d (%v)", id, len(list), want, err)
		}
		if m := list[0]; m.Is(mailbox.Read) || m.Is(mailbox.Muted) != (id == 5) {
			t.Errorf("message %d has the marks %d", id, m.Flags)
		}
	}
	if c, err := s.Check(ctx); c.Faults.Any() || err != nil {
		t.Error(c, err)
	}
}
