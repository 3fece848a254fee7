package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// sheet writes down what lies in which folder, for comparing.
func sheet(t testing.TB, s *storage.Store) string {
	t.Helper()
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range list {
		in := subjects(t, s, mailbox.View{Folder: f.ID, Account: f.Account})
		if len(in) != f.Total {
			t.Errorf("%s of %d counts %d messages and lists %q", f.Name, f.Account, f.Total, in)
		}
		if slices.Sort(in); len(in) > 0 {
			out = append(out, fmt.Sprintf("%d/%s: %s", f.Account, f.Name, strings.Join(in, " ")))
		}
	}
	return strings.Join(out, "; ")
}

// twoAccounts has mail of each of two accounts in own folders, in the other's
// folders and in its own ones.
func twoAccounts(t testing.TB) (s *storage.Store, dir string, a, b account.ID) {
	t.Helper()
	dir = t.TempDir()
	s = storagetest.OpenIn(t, dir, nil)
	a, b = storagetest.AddAccount(t, s, "a@example.org"), storagetest.AddAccount(t, s, "b@example.org")
	storagetest.Deliver(t, s, a, mail("1", "a-in"), mail("2", "a-own"), mail("3", "a-at-b"), mail("4", "a-trash"), mail("5", "a-purged"))
	storagetest.Deliver(t, s, b, mail("1", "b-in"), mail("2", "b-own"), mail("3", "b-at-a"), mail("4", "b-junk-at-a"), mail("5", "b-in-trash-of-a"))
	own, err := s.CreateFolder(ctx, "Family")
	if err != nil {
		t.Fatal(err)
	}
	for subject, to := range map[string]mailbox.FolderID{
		"a-own": own, "b-own": own, "a-at-b": folder(t, s, b, "Archive").ID, "a-trash": folder(t, s, a, "Trash").ID,
		"b-at-a": folder(t, s, a, "Inbox").ID, "b-junk-at-a": folder(t, s, a, "Junk").ID, "b-in-trash-of-a": folder(t, s, a, "Trash").ID,
	} {
		if _, err := s.Move(ctx, find(t, s, "in:anywhere subject:"+subject), to); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Purge(ctx, find(t, s, "subject:a-purged")); err != nil {
		t.Fatal(err)
	}
	want := "1/Inbox: a-in b-at-a; 1/Junk: b-junk-at-a; 1/Trash: a-trash b-in-trash-of-a; 2/Inbox: b-in; 2/Archive: a-at-b; 0/Family: a-own b-own"
	if got := sheet(t, s); got != want {
		t.Fatalf("%s\nwant\n%s", got, want)
	}
	return s, dir, a, b
}

func TestRemovalSparesWhatLiesElsewhere(t *testing.T) {
	for _, early := range []bool{false, true} { // whether the list of all messages is in memory
		s, dir, a, b := twoAccounts(t)
		if early {
			rows(t, s, mailbox.View{})
		}
		r, err := s.Removal(ctx, a)
		if want := (mailbox.Removal{Deleted: 2, Stays: 2, Returned: 3, Heir: b}); r != want || err != nil {
			t.Errorf("%+v %v, want %+v", r, err, want)
		}
		before := len(rows(t, s, mailbox.View{}))
		if err := s.RemoveAccount(ctx, a, false); err != nil {
			t.Fatal(err)
		}
		if n := before - len(rows(t, s, mailbox.View{})); n != r.Deleted {
			t.Errorf("%d messages are gone, told were %d", n, r.Deleted)
		}
		want := "2/Inbox: b-at-a b-in; 2/Archive: a-at-b; 2/Junk: b-junk-at-a; 2/Trash: b-in-trash-of-a; 0/Family: a-own b-own"
		if got := sheet(t, s); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		if len(find(t, s, "subject:a-own")) != 1 || len(find(t, s, "in:anywhere subject:a-trash")) != 0 {
			t.Error("the index does not fit")
		}
		// What is left of it does not come twice, what went comes again.
		again := storagetest.AddAccount(t, s, "a@example.org")
		out := storagetest.DeliverPresent(t, s, again, []string{"1", "2", "33", "4", "5"},
			mail("1", "a-in"), mail("2", "a-own"), mail("33", "a-at-b"), mail("4", "a-trash"), mail("5", "a-purged"))
		if got := outcomes(out); got != "1 new;2 already;33 already;4 new;5 new;" {
			t.Error(got)
		}
		// Nothing of b is new, wherever it lies.
		known, err := s.Known(ctx, b)
		if err != nil || len(known) != 5 {
			t.Errorf("%v %v", known, err)
		}
		// Each account can be removed, in any way.
		for _, id := range []account.ID{b, again} {
			if err := s.RemoveAccount(ctx, id, id == b); err != nil {
				t.Fatal(err)
			}
		}
		checkFile(t, dir)
	}
}

func TestRemovalKeepsMail(t *testing.T) {
	s, dir, a, b := twoAccounts(t)
	if err := s.RemoveAccount(ctx, a, true); err != nil {
		t.Fatal(err)
	}
	// One Trash and one Junk are enough.
	want := "2/Inbox: b-at-a b-in; 2/Archive: a-at-b; 2/Junk: b-junk-at-a; 2/Trash: a-trash b-in-trash-of-a; 0/Mail of a@example.org: a-in; 0/Family: a-own b-own"
	if got := sheet(t, s); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	// Deleting kept mail makes no second Trash; undo brings it back.
	moved, err := s.MoveTo(ctx, find(t, s, "subject:a-in"), mailbox.Trash)
	if err != nil || len(moved) != 1 || moved[0].To != folder(t, s, b, "Trash").ID {
		t.Errorf("%+v %v", moved, err)
	}
	list, err := s.Folders(ctx)
	if n := slices.IndexFunc(list, func(f mailbox.Folder) bool { return f.Role == mailbox.Trash && f.Account != b }); n >= 0 || err != nil {
		t.Errorf("another Trash: %+v %v", list[n], err)
	}
	if err := s.Undo(ctx, moved); err != nil || sheet(t, s) != want {
		t.Errorf("%s %v", sheet(t, s), err)
	}
	// A name of the person's own is kept, here and when more is kept.
	kept := list[slices.IndexFunc(list, func(f mailbox.Folder) bool { return f.Kept == "a@example.org" })]
	if err := s.RenameFolder(ctx, kept.ID, "Old job"); err != nil {
		t.Fatal(err)
	}
	again := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, again, mail("9", "a-later"))
	if err := s.RemoveAccount(ctx, again, true); err != nil {
		t.Fatal(err)
	}
	if got := subjects(t, s, mailbox.View{Folder: kept.ID}); len(got) != 2 || folder(t, s, 0, "Old job").Kept != "" {
		t.Errorf("%q %+v", got, folder(t, s, 0, "Old job"))
	}
	// The last account goes: its Trash is that of no account, until there is one again.
	if err := s.RemoveAccount(ctx, b, true); err != nil {
		t.Fatal(err)
	}
	if f := folder(t, s, 0, "Trash"); f.Total != 2 {
		t.Errorf("%+v", f)
	}
	c := storagetest.AddAccount(t, s, "c@example.org")
	if f := folder(t, s, c, "Trash"); f.Total != 2 || folder(t, s, 0, "Trash").ID != 0 {
		t.Errorf("%+v\n%s", f, sheet(t, s))
	}
	checkFile(t, dir)
}

// Undo after the folder went with its account.
func TestUndoAfterRemoval(t *testing.T) {
	s, dir, a, _ := twoAccounts(t)
	inB := find(t, s, "subject:b-at-a")
	moved, err := s.MoveTo(ctx, inB, mailbox.Trash) // a's Trash, as it lies in a's Inbox
	if err != nil || moved[0].To != folder(t, s, a, "Trash").ID {
		t.Fatalf("%+v %v", moved, err)
	}
	if err := s.RemoveAccount(ctx, a, true); err != nil {
		t.Fatal(err)
	}
	if err := s.Undo(ctx, moved); err != nil {
		t.Fatal(err)
	}
	if got := sheet(t, s); !strings.Contains(got, "2/Inbox: b-at-a b-in;") {
		t.Error(got)
	}
	checkFile(t, dir)
}

// No English words are in the file but those that people and mail brought.
func TestNoWordsInFile(t *testing.T) {
	s, dir, a, _ := twoAccounts(t)
	if err := s.RemoveAccount(ctx, a, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateFolder(ctx, "MAIL of a@example.org"); err == nil {
		t.Error("an own folder is called like the one of kept mail")
	}
	for name, n := range ask(t, dir, "SELECT name, count(*) FROM folders GROUP BY name") {
		if name != "" && name != "Family" {
			t.Errorf("%d folders are called %q in the file", n, name)
		}
	}
}

// Mail dated in the future is sorted by its arrival.
func TestFutureMail(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	future := "Subject: future\r\nDate: Fri, 4 Feb 2028 05:06:07 +0000\r\n\r\nfrom a clock that is wrong\r\n"
	storagetest.Deliver(t, s, id, fetch.Incoming{UID: "1", Raw: []byte(future)})
	storagetest.Deliver(t, s, id, mail("2", "later"), fetch.Incoming{UID: "3", Raw: []byte("Subject: undated\r\n\r\nx\r\n")})
	want := "undated future later" // later is dated 2025
	check := func(what string, got []string) {
		t.Helper()
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	for _, how := range []string{"first", "made anew"} {
		if how != "first" {
			s = madeAnew(t, dir, "digest = digest - 1")
		}
		page, err := s.List(ctx, mailbox.View{Folder: folder(t, s, id, "Inbox").ID}, 3)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range page {
			got = append(got, m.Subject)
			if m.SortKey.After(m.Received) || m.Subject == "future" && m.Date.Year() != 2028 {
				t.Errorf("%+v", m)
			}
		}
		check("a page, "+how, got)
		check("all, "+how, subjects(t, s, mailbox.View{}))
	}
}

// ask runs a query for names and numbers behind the store's back.
func ask(t testing.TB, dir, query string) map[string]int64 {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	found, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for found.Next() {
		var name string
		var n int64
		if err := found.Scan(&name, &n); err != nil {
			t.Fatal(err)
		}
		out[name] = n
	}
	if err := errors.Join(found.Err(), found.Close()); err != nil {
		t.Fatal(err)
	}
	return out
}

// checkFile: the file is sound, and so are its references and counts.
func checkFile(t testing.TB, dir string) {
	t.Helper()
	for _, q := range []string{
		"SELECT integrity_check, 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
		`SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1`,
		"SELECT f.role, f.total FROM folders f WHERE f.total <> (SELECT count(*) FROM messages m WHERE m.folder = f.id)",
		"SELECT f.role, f.unread FROM folders f WHERE f.unread <> (SELECT count(*) FROM messages m WHERE m.folder = f.id AND NOT m.flags & 1)",
	} {
		if bad := ask(t, dir, q); len(bad) > 0 {
			t.Errorf("%s: %v", q, bad)
		}
	}
}
