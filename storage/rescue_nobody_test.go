package storage_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
)

// Mail that was brought in before there is an account is of none after a rescue, too, and lies
// where it lay; a message whose row is lost is in the Inbox.
func TestRescueWithoutAccount(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	inbox, err := s.RoleFolder(ctx, 0, mailbox.Inbox)
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.CreateFolder(ctx, "Travel")
	if err != nil {
		t.Fatal(err)
	}
	for i, folder := range []mailbox.FolderID{inbox, own, own} {
		raw := fmt.Appendf(nil, "From: a@example.org\r\nSubject: letter %d\r\n\r\nText.\r\n", i)
		if _, err := s.Add(ctx, mailbox.New{Folder: folder, Raw: raw}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := storage.Rescue(ctx, dir, time.Now()); err != nil || r.Messages != 3 || r.Unknown {
		t.Fatalf("whole: %+v %v", r, err) // of nobody, and that is known
	}
	if s, err = storage.Open(ctx, dir, nil); err != nil {
		t.Fatal(err)
	}
	lost := find(t, s, "letter 2")[0]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sqlite(t, filepath.Join(dir, storage.FileName), fmt.Sprint("DELETE FROM messages WHERE id = ", lost))
	r, err := storage.Rescue(ctx, dir, time.Now())
	if err != nil || r.Messages != 3 || r.Lost != 0 || r.Accounts != 0 || !r.Unknown {
		t.Fatalf("%+v %v", r, err)
	}
	if s, err = storage.Open(ctx, dir, nil); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range folders {
		if f.Total > 0 || f.Role == mailbox.Own {
			got[fmt.Sprint(f.Role, f.Name, f.Kept)] = f.Total
		}
	}
	if len(got) != 2 || got["inboxInbox"]+got["inbox"] != 2 || got["ownTravel"] != 1 {
		t.Errorf("%v", got)
	}
}
