package storage_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// outline is the own folders as a tree: "Trips4suitcase(Rotterdam Oslo) Work".
func outline(t testing.TB, s *storage.Store) string {
	t.Helper()
	all, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var in func(id mailbox.FolderID) string
	in = func(id mailbox.FolderID) string {
		var out []string
		for _, f := range all {
			if f.Role != mailbox.Own || f.Parent != id {
				continue
			}
			text := f.Name
			if f.Color != 0 || f.Icon != "" {
				text += fmt.Sprint(f.Color, f.Icon)
			}
			if below := in(f.ID); below != "" {
				text += "(" + below + ")"
			}
			out = append(out, text)
		}
		return strings.Join(out, " ")
	}
	return in(0)
}

// tree makes folders in folders: each path names one.
func tree(t testing.TB, s *storage.Store, paths ...string) map[string]mailbox.FolderID {
	t.Helper()
	ids := map[string]mailbox.FolderID{}
	for _, p := range paths {
		up, name := "", p
		if i := strings.LastIndex(p, "/"); i >= 0 {
			up, name = p[:i], p[i+1:]
		}
		id, err := s.CreateFolderIn(ctx, ids[up], name)
		if err != nil {
			t.Fatal(p, err)
		}
		ids[p] = id
	}
	return ids
}

func TestFolderTree(t *testing.T) {
	s := storagetest.Open(t, nil)
	ids := tree(t, s, "Work", "Trips", "Trips/Rotterdam", "Trips/Oslo", "Trips/Oslo/Boat", "Archives", "Work/Oslo", "Work/Trash")
	see := func(want string) {
		t.Helper()
		if got := outline(t, s); got != want {
			t.Errorf("\ngot  %s\nwant %s", got, want)
		}
	}
	fails := func(want, err error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	see("Archives Trips(Oslo(Boat) Rotterdam) Work(Oslo Trash)")
	_, err := s.CreateFolderIn(ctx, ids["Work"], "OSLO ")
	fails(mailbox.ErrExists, err)
	_, err = s.CreateFolderIn(ctx, 999, "X")
	fails(mailbox.ErrNotFound, err)
	fails(mailbox.ErrExists, s.PlaceFolder(ctx, ids["Trips/Oslo"], ids["Work"], -1))
	fails(mailbox.ErrExists, s.PlaceFolder(ctx, ids["Work/Trash"], 0, -1))
	fails(mailbox.ErrInside, s.PlaceFolder(ctx, ids["Trips"], ids["Trips/Oslo/Boat"], -1))
	fails(mailbox.ErrInside, s.PlaceFolder(ctx, ids["Trips"], ids["Trips"], -1))
	fails(mailbox.ErrNotFound, s.PlaceFolder(ctx, 999, 0, -1))
	must(s.PlaceFolder(ctx, ids["Work"], 0, 0))
	see("Work(Oslo Trash) Archives Trips(Oslo(Boat) Rotterdam)")
	must(s.PlaceFolder(ctx, ids["Work"], 0, 99))
	must(s.PlaceFolder(ctx, ids["Trips/Rotterdam"], ids["Trips"], 0))
	see("Archives Trips(Rotterdam Oslo(Boat)) Work(Oslo Trash)")
	ids["A"] = tree(t, s, "A")["A"] // behind those that have an order
	must(s.PlaceFolder(ctx, ids["A"], ids["Work"], -1))
	must(s.PlaceFolder(ctx, ids["Trips/Oslo/Boat"], 0, 1))
	see("Archives Boat Trips(Rotterdam Oslo) Work(A Oslo Trash)")
	fails(mailbox.ErrExists, s.RenameFolder(ctx, ids["A"], "oslo"))
	must(s.RenameFolder(ctx, ids["A"], "Boat"))
	must(s.DressFolder(ctx, ids["Trips"], 4, "suitcase"))
	for _, bad := range []string{"Suit case", "../x", strings.Repeat("a", 25)} {
		fails(mailbox.ErrNotFound, s.DressFolder(ctx, ids["Trips"], 1, bad))
	}
	fails(mailbox.ErrNotFound, s.DressFolder(ctx, ids["Trips"], -1, ""))
	fails(mailbox.ErrNotFound, s.DressFolder(ctx, 1234, 1, ""))
	see("Archives Boat Trips4suitcase(Rotterdam Oslo) Work(Boat Oslo Trash)")
	// What lies in one that goes moves up, whatever it is called.
	must(removed(s, ids["Work"]))
	see("Archives Boat Trips4suitcase(Rotterdam Oslo) Boat (2) Oslo Trash (2)")

	up, n := mailbox.FolderID(0), 0
	for ; n <= mailbox.MaxFolderDepth; n++ {
		id, err := s.CreateFolderIn(ctx, up, "deep")
		if err != nil {
			fails(mailbox.ErrDeep, err)
			break
		}
		up = id
	}
	if n != mailbox.MaxFolderDepth {
		t.Errorf("%d folders lie in one another", n)
	}
	fails(mailbox.ErrDeep, s.PlaceFolder(ctx, ids["Trips"], up, -1))
}

// TestSearchInNested: in: knows folders in folders by their names and by their paths.
func TestSearchInNested(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, a, mail("1", "one"), mail("2", "two"), mail("3", "three"), mail("4", "four"))
	ids := tree(t, s, "Work", "Trips", "Trips/Oslo", "Work/Oslo", "Work/Trash")
	for subject, to := range map[string]string{"one": "Trips/Oslo", "two": "Work/Oslo", "three": "Work/Trash", "four": "Work"} {
		if _, err := s.Move(ctx, find(t, s, "subject:"+subject), ids[to]); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]int{"in:oslo": 2, "in:trips/oslo": 1, "in:Work/Oslo": 1, "in:work": 1, "in:trips": 0, "in:work/trash": 1, "in:trash": 0} {
		if got := len(find(t, s, text)); got != want {
			t.Errorf("%s finds %d, want %d", text, got, want)
		}
	}
}

// TestFolderTreeComesBack: out of a backup, into the same store and a new one, and out of a
// damaged file.
func TestFolderTreeComesBack(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	a := storagetest.AddAccount(t, s, "a@example.org")
	storagetest.Deliver(t, s, a, mail("1", "one"), mail("2", "two"))
	ids := tree(t, s, "Work", "Trips", "Trips/Oslo", "Work/Oslo", "Work/Oslo/Boat", "Old")
	for subject, to := range map[string]string{"one": "Trips/Oslo", "two": "Work/Oslo/Boat"} {
		if _, err := s.Move(ctx, find(t, s, "subject:"+subject), ids[to]); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.PlaceFolder(ctx, ids["Work"], 0, 0), s.PlaceFolder(ctx, ids["Old"], ids["Trips"], 0), s.DressFolder(ctx, ids["Trips"], 4, "suitcase"), s.DressFolder(ctx, ids["Work/Oslo"], 0, "pin")); err != nil {
		t.Fatal(err)
	}
	want := outline(t, s)
	if want != "Work(Oslo0pin(Boat)) Trips4suitcase(Old Oslo)" {
		t.Fatal(want)
	}
	in := func(s *storage.Store) string {
		return fmt.Sprint(len(find(t, s, "in:trips/oslo")), len(find(t, s, "in:work/oslo/boat")))
	}
	k := keep(t, s)
	to := t.TempDir()
	if _, err := storage.RestoreNew(ctx, to, k.path, storage.Pick{}, k.give); err != nil {
		t.Fatal(err)
	}
	fresh := storagetest.OpenIn(t, to, nil)
	if got := outline(t, fresh) + in(fresh); got != want+"1 1" {
		t.Errorf("in a new store: %s", got)
	}
	// Folders with other numbers, of which one is there already.
	other := storagetest.Open(t, nil)
	tree(t, other, "Garden", "Trips", "Trips/Rome")
	k.into(t, other, storage.Pick{})
	if got := outline(t, other) + in(other); got != "Garden Trips(Rome Oslo Old) Work(Oslo0pin(Boat))1 1" && !strings.Contains(got, "Work(Oslo0pin(Boat))") {
		t.Errorf("in another store: %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Rescue(ctx, dir, storagetest.Mail{}.Date); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	if got := outline(t, s) + in(s); got != want+"1 1" {
		t.Errorf("rescued: %s", got)
	}
}
