package storage_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// A message that did not come from a server is stored whole and found.
func TestAdd(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	own, err := s.CreateFolder(ctx, "Family")
	if err != nil {
		t.Fatal(err)
	}
	sent, err := s.RoleFolder(ctx, id, mailbox.Sent)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.RoleFolder(ctx, id, mailbox.Sent); err != nil || again != sent {
		t.Errorf("a second folder %d: %v", again, err)
	}
	sub := s.Changes().Subscribe(10)
	raw := []byte("From: Me <me@example.org>\r\nTo: a@b.example\r\nCc: Cee <c@d.example>\r\nSubject: Re: harbour\r\nMessage-ID: <3@x>\r\n" +
		"In-Reply-To: <2@x>\r\nReferences: <1@x> <2@x>\r\n\r\nthe answer\r\n")
	date := time.Date(2024, 3, 4, 5, 6, 7, 0, time.UTC)
	got, err := s.Add(ctx, mailbox.New{Folder: sent, Raw: raw, Flags: mailbox.Read | mailbox.Answered, Date: date})
	if err != nil {
		t.Fatal(err)
	}
	want := []mailbox.Change{mailbox.Arrived{Folder: sent, Entries: []mailbox.Entry{{ID: got, Date: date.Local()}}}, mailbox.FoldersChanged{}}
	if told := storagetest.Told(sub); !reflect.DeepEqual(told, want) {
		t.Errorf("told %+v, want %+v", told, want)
	}
	m := rows(t, s, mailbox.View{Folder: sent})[0]
	if m.ID != got || m.Account != id || m.UID != "" || !m.Is(mailbox.Read|mailbox.Answered) || m.Is(mailbox.Forwarded) || !m.Date.Equal(date) || m.FolderName != "Sent" || m.FolderRole != mailbox.Sent {
		t.Errorf("%+v", m)
	}
	if m.InReplyTo != "2@x" || !reflect.DeepEqual(m.References, []string{"1@x", "2@x"}) || !reflect.DeepEqual(m.Cc, []mailbox.Address{{Name: "Cee", Email: "c@d.example"}}) {
		t.Errorf("%q %q %v", m.InReplyTo, m.References, m.Cc)
	}
	if back, err := s.Raw(ctx, got); err != nil || string(back) != string(raw) {
		t.Errorf("%q %v", back, err)
	}
	if hits := find(t, s, "harbour answer"); len(hits) != 1 {
		t.Errorf("found %v", hits)
	}
	// An own folder belongs to no account; its mail may.
	for owner, want := range map[bool]mailbox.New{true: {Folder: own, Account: id, Raw: raw}, false: {Folder: own, Raw: raw}} {
		n, err := s.Add(ctx, want)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Summaries(ctx, []mailbox.ID{n})
		if err != nil || len(list) != 1 || (list[0].Account == id) != owner || list[0].Folder != own {
			t.Errorf("%+v %v", list, err)
		}
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[mailbox.FolderID][2]int{}
	for _, f := range folders {
		counts[f.ID] = [2]int{f.Total, f.Unread}
	}
	if counts[sent] != [2]int{1, 0} || counts[own] != [2]int{2, 2} {
		t.Errorf("counts %v", counts)
	}
	if _, err := s.Add(ctx, mailbox.New{Folder: 999, Raw: raw}); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("a folder that is not there: %v", err)
	}
	for _, bad := range []error{
		func() error { _, err := s.RoleFolder(ctx, 999, mailbox.Sent); return err }(),
		func() error { _, err := s.RoleFolder(ctx, id, mailbox.Own); return err }(),
	} {
		if !errors.Is(bad, mailbox.ErrNotFound) {
			t.Error(bad)
		}
	}
	if told := storagetest.Told(sub); len(told) != 4 {
		t.Errorf("told %+v of two more and of nothing that failed", told)
	}
}

// Mail of every role outlives its account where it is kept, and goes with it where it
// is not.
func TestRemoveAccountWithLaterRoles(t *testing.T) {
	for _, keep := range []bool{true, false} {
		s := storagetest.Open(t, nil)
		id := storagetest.AddAccount(t, s, "me@example.org")
		for _, role := range []mailbox.Role{mailbox.Inbox, mailbox.Drafts, mailbox.Outbox, mailbox.Sent, mailbox.Trash} {
			f, err := s.RoleFolder(ctx, id, role)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Add(ctx, mailbox.New{Folder: f, Raw: []byte("Subject: " + string(role) + "\r\n\r\nx\r\n")}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RemoveAccount(ctx, id, keep); err != nil {
			t.Fatal(err)
		}
		want := 0
		if keep {
			want = 5
		}
		if got := rows(t, s, mailbox.View{}); len(got) != want {
			t.Errorf("kept %v: %d messages", keep, len(got))
		}
		back := storagetest.AddAccount(t, s, "other@example.org")
		folders, err := s.Folders(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range folders {
			if f.Account == back && f.Role == mailbox.Trash && (f.Total == 1) != keep {
				t.Errorf("kept %v: the Trash holds %d", keep, f.Total)
			}
		}
		if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
			t.Errorf("%v %v", bad, err)
		}
	}
}
