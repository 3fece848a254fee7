package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

func TestKeptSearches(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	account := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, account, storagetest.Mail{Subject: "the first ferry", From: "maria@harbour.example"}.Incoming("1"), storagetest.Mail{Subject: "the ferry", From: "bob@example.org"}.Incoming("2"))
	id, err := s.KeepSearch(ctx, " Maria’s ferry ", "from:maria ferry ")
	if err != nil {
		t.Fatal(err)
	}
	if same, err := s.KeepSearch(ctx, "another name", "from:maria ferry"); same != id || err != nil {
		t.Errorf("the same search is kept twice: %d, %v", same, err)
	}
	boats, err := s.KeepSearch(ctx, "Boats", "ferry")
	if err != nil {
		t.Fatal(err)
	}
	check := func(id mailbox.SearchID, unread int, text string) {
		t.Helper()
		found, err := s.Search(ctx, query.ParseWhole(text, time.Now()), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, limit := range []int{0, 1} {
			want := found.Entries
			if limit > 0 {
				want = want[:limit]
			}
			if got, err := s.Index(ctx, mailbox.View{Search: id}, limit); err != nil || !slices.Equal(got, want) || len(got) == 0 {
				t.Errorf("limit %d: the folder holds %v, the search finds %v (%v)", limit, got, want, err)
			}
		}
		if n, err := s.UnreadFound(ctx, id); n != unread || err != nil {
			t.Errorf("%d unread, want %d (%v)", n, unread, err)
		}
	}
	check(id, 1, "from:maria ferry")
	check(boats, 2, "ferry")
	// What comes and what changes is seen.
	storagetest.Deliver(t, s, account, storagetest.Mail{Subject: "ferry again", From: "maria@harbour.example"}.Incoming("3"))
	check(id, 2, "from:maria ferry")
	if err := s.SetFlag(ctx, find(t, s, "again"), mailbox.Read, true); err != nil {
		t.Fatal(err)
	}
	check(id, 1, "from:maria ferry")

	if err := s.RenameSearch(ctx, boats, "Ships"); err != nil {
		t.Error(err)
	}
	if err := s.RenameSearch(ctx, boats, " "); !errors.Is(err, mailbox.ErrName) {
		t.Error(err)
	}
	names := func() string {
		t.Helper()
		list, err := s.Searches(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(list)
	}
	want := fmt.Sprintf("[{%d Maria’s ferry from:maria ferry} {%d Ships ferry}]", id, boats)
	if got := names(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s = again(t, s, dir)
	if got := names(); got != want {
		t.Errorf("after the start: %s, want %s", got, want)
	}
	if err := errors.Join(s.ForgetSearch(ctx, boats), s.RenameSearch(ctx, id, "Maria")); err != nil {
		t.Fatal(err)
	}
	if got, want := names(), fmt.Sprintf("[{%d Maria from:maria ferry}]", id); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if _, err := s.Index(ctx, mailbox.View{Search: boats}, 0); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	if err := s.ForgetSearch(ctx, boats); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	if n := len(find(t, s, "ferry")); n != 3 {
		t.Errorf("%d messages are left", n)
	}
	for i := range 100 {
		_, err = s.KeepSearch(ctx, "x", fmt.Sprint("x", i))
	}
	if !errors.Is(err, mailbox.ErrTooMany) {
		t.Error(err)
	}
}
