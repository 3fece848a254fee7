package storage_test

import (
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// What was brought in from another program and then comes from the server is here once; a
// second copy on the server is another message.
func TestBroughtThenReceived(t *testing.T) {
	s := storagetest.Open(t, nil)
	id, other := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "other@example.org")
	inbox, err := s.RoleFolder(ctx, id, mailbox.Inbox)
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.CreateFolder(ctx, "Old mail")
	if err != nil {
		t.Fatal(err)
	}
	mails := []storagetest.Mail{{Subject: "one", Text: "x"}, {Subject: "two", Text: "x"}, {Subject: "three", Text: "x"}}
	out, err := s.Bring(ctx, []storage.Brought{
		{Folder: inbox, Raw: mails[0].Raw(), Flags: mailbox.Read | mailbox.Starred}, {Folder: own, Raw: mails[1].Raw()},
	})
	if err != nil || len(out) != 2 || out[0].Err != nil || out[1].Err != nil {
		t.Fatal(out, err)
	}
	deliver := func(account int, names ...string) {
		t.Helper()
		var in []fetch.Incoming
		for i, name := range names {
			in = append(in, mails[i].Incoming(name))
		}
		to := id
		if account == 2 {
			to = other
		}
		storagetest.Deliver(t, s, to, in...)
	}
	deliver(1, "u1", "u2", "u3")
	list := rows(t, s, mailbox.View{})
	if len(list) != 3 {
		t.Fatalf("%d messages: %+v", len(list), list)
	}
	for _, m := range list {
		if want := map[string]string{"one": "u1", "two": "u2", "three": "u3"}[m.Subject]; m.UID != want {
			t.Errorf("%s has the unique-id %q, want %q", m.Subject, m.UID, want)
		}
		if m.Subject == "one" && m.Flags&(mailbox.Read|mailbox.Starred) != mailbox.Read|mailbox.Starred || m.Subject == "two" && m.Folder != own {
			t.Errorf("%+v was moved or marked", m)
		}
	}
	if known, err := s.Known(ctx, id); err != nil || len(known) != 3 {
		t.Errorf("%v, %v", known, err)
	}
	storagetest.DeliverPresent(t, s, id, []string{"u1", "u2", "u3", "v1"}, mails[0].Incoming("v1"))
	if n := len(rows(t, s, mailbox.View{})); n != 4 {
		t.Errorf("%d messages after a second copy", n)
	}
	deliver(2, "w1") // of another account
	if n := len(rows(t, s, mailbox.View{})); n != 5 {
		t.Errorf("%d messages after that of another account", n)
	}
	if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
		t.Error(bad, err)
	}
}
