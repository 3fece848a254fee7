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

// TestSearchesFollowFolders: a kept search that names a folder finds what lies in it also under its new name.
func TestSearchesFollowFolders(t *testing.T) {
	for _, c := range []struct{ to, text, name, want, called string }{
		{"Belege 2026", "in:receipts is:unread", "", `in:"Belege 2026" is:unread`, ""},
		{"Belege", "in:receipts", "in:receipts", "in:Belege", "in:Belege"},
		{"Belege", `-in:"Receipts" OR folder: receipts`, "Mine", "-in:Belege OR folder:Belege", "Mine"},
		{"Belege", `-in:"Receipts" OR in：RECEIPTS ferry`, "Mine", "-in:Belege OR in：Belege ferry", "Mine"},
		{"Belege", "in:rec receipts from:receipts", "", "in:rec receipts from:receipts", ""},
		{"Nord „Ost“", "in:receipts", "", "in:receipts", ""}, // cannot be written
		{"Eingang", "in:travel/receipts", "", "in:travel/receipts", ""},
		{"Posteingang", "in:receipts", "", "in:receipts", ""},               // is another folder
		{"Twin", "in:receipts", "", "in:receipts", ""},                      // likewise
		{"Alt", "in:papierkorb rechnung", "", "in:papierkorb rechnung", ""}, // means Trash as well
		{"Alt", "-in:Papierkorb", "", "-in:Papierkorb", ""},
	} {
		s := storagetest.Open(t, nil)
		from := "Receipts"
		if c.to == "Alt" {
			from = "Papierkorb"
		}
		around, err := s.CreateFolder(ctx, "Brought in")
		if err != nil {
			t.Fatal(err)
		}
		id, err := s.CreateFolderIn(ctx, around, from)
		if err != nil {
			t.Fatal(err)
		}
		if c.to == "Twin" {
			around, err := s.CreateFolder(ctx, "Around")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.CreateFolderIn(ctx, around, "Twin"); err != nil {
				t.Fatal(err)
			}
		}
		if c.name == "" {
			c.name, c.called = "A search", "A search"
		}
		if _, err := s.KeepSearch(ctx, c.name, c.text); err != nil {
			t.Fatal(err)
		}
		if err := s.RenameFolder(ctx, id, c.to); err != nil {
			t.Fatal(err)
		}
		list, err := s.Searches(ctx)
		if err != nil || len(list) != 1 || list[0].Query != c.want || list[0].Name != c.called {
			t.Errorf("%s became %+v, want %s called %s (%v)", c.text, list, c.want, c.called, err)
		}
	}
}

// The path that the window shows means the folder, and kept searches follow it when one around it gets another name,
// moves or goes.
func TestSearchesFollowPaths(t *testing.T) {
	s := storagetest.Open(t, nil)
	folder := func(in mailbox.FolderID, name string) mailbox.FolderID {
		t.Helper()
		id, err := s.CreateFolderIn(ctx, in, name)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	work, home := folder(0, "Work"), folder(0, "Home")
	year := folder(work, "2025")
	folder(year, "May June")
	folder(home, "2025")
	a := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, a, storagetest.Mail{Subject: "invoice"}.Incoming("1"))
	if _, err := s.Move(ctx, []mailbox.ID{1}, year); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`in:"Work / 2025"`, "in:work/2025", `in:"work /2025"`, "in:2025"} {
		if got := find(t, s, text); len(got) != 1 {
			t.Errorf("%s: %v", text, got)
		}
	}
	if got := find(t, s, `in:"home / 2025"`); len(got) != 0 {
		t.Errorf("in the other one: %v", got)
	}
	if _, err := s.KeepSearch(ctx, "Bills", `in:"Work / 2025" invoice`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.KeepSearch(ctx, "Spring", `-in:"work/2025/may june" in:2025`); err != nil {
		t.Fatal(err)
	}
	check := func(bills, spring string) {
		t.Helper()
		list, err := s.Searches(ctx)
		if err != nil || len(list) != 2 || list[0].Query != bills || list[1].Query != spring {
			t.Fatalf("%+v %v, want %s and %s", list, err, bills, spring)
		}
		if got := find(t, s, list[0].Query); len(got) != 1 {
			t.Errorf("%s: %v", bills, got)
		}
	}
	if err := s.RenameFolder(ctx, work, "New Job"); err != nil {
		t.Fatal(err)
	}
	check(`in:"New Job/2025" invoice`, `-in:"New Job/2025/May June" in:2025`)
	if err := s.PlaceFolder(ctx, work, home, -1); err != nil {
		t.Fatal(err)
	}
	check(`in:"Home/New Job/2025" invoice`, `-in:"Home/New Job/2025/May June" in:2025`)
	if _, err := s.RemoveFolder(ctx, home); err != nil {
		t.Fatal(err)
	}
	check(`in:"New Job/2025" invoice`, `-in:"New Job/2025/May June" in:2025`)
}
