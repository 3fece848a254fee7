package storage_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestSurvey: what can be read is counted without a change to the file, and what servers hold
// is what they were last seen to hold. To start afresh keeps accounts and own letters, and
// receives again what was here, but nothing that the person has removed.
func TestSurvey(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 60 {
		m := mail(fmt.Sprint("u", i), fmt.Sprint("subject ", i, " end"))
		for range 400 {
			m.Raw = fmt.Appendf(m.Raw, "%016x%016x\r\n", r.Uint64(), r.Uint64())
		}
		in = append(in, m)
	}
	large := mail("large", "a large one")
	for range 400_000 { // laid into a file to be read
		large.Raw = append(large.Raw, "Nothing to see here, this is but filler.\r\n"...)
	}
	in = append(in, large)
	storagetest.Deliver(t, s, owner, in...)
	draft := []byte("From: me@example.org\r\nSubject: my own letter\r\nMessage-ID: <d1@example.org>\r\n\r\nHello.\r\n")
	_, err = s.SaveDraft(ctx, mailbox.Draft{Account: owner, Raw: draft, From: "me@example.org", Writing: []byte(`{}`)})
	if err := errors.Join(err, s.Purge(ctx, find(t, s, "subject 5 end")), s.Removed(ctx, owner, []string{"u6", "u7"}), s.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	size := info.Size()
	told := 0
	tell := func(done, all int) {
		if told++; done >= all {
			t.Errorf("%d of %d", done, all)
		}
	}
	whole, err := storage.Survey(ctx, dir, tell)
	if err != nil || whole.Messages != 61 || whole.All != 61 || whole.Accounts != 1 || whole.OnServer != 59 || told != 61 {
		t.Errorf("%d of %d, %d accounts, %d on the server, told %d times, %v", whole.Messages, whole.All, whole.Accounts, whole.OnServer, told, err)
	}
	for i := range int64(16) {
		scribble(t, path, size*(i+1)/18, 8<<10)
	}
	hurt, err := storage.Survey(ctx, dir, nil)
	if err != nil || hurt.Messages >= whole.Messages || hurt.Messages == 0 || hurt.All < hurt.Messages {
		t.Errorf("damaged: %d of %d, %v", hurt.Messages, hurt.All, err)
	}

	got, err := storage.Afresh(ctx, dir, time.Now())
	if err != nil || got.Messages != 1 || got.Lost != 0 || got.Accounts != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	if all := subjects(t, s, mailbox.View{}); !slices.Equal(all, []string{"my own letter"}) {
		t.Errorf("afresh: %q", all)
	}
	accounts, err := s.Accounts(ctx)
	if err != nil || len(accounts) != 1 {
		t.Fatal(accounts, err)
	}
	storagetest.Deliver(t, s, accounts[0].ID, in[:5]...)
	storagetest.Deliver(t, s, accounts[0].ID, in[5:6]...)
	if all := subjects(t, s, mailbox.View{}); len(all) != 6 || slices.Contains(all, "subject 5 end") {
		t.Errorf("received again: %q", all)
	}
}
