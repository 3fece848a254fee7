package secret

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"popmail/account"
)

// A file that only another person can read stays that person's, who finds the passwords again; others have a file of
// their own beside it.
func TestAFileOfAnotherPerson(t *testing.T) {
	dir := t.TempDir()
	owner := map[string]string{} // by name
	as := func(who string) *file {
		s := File(dir).(*file)
		s.own = func() string { return who }
		s.closed = func(err error) bool { return errors.Is(err, errForeign) }
		s.open = func(path string) (*os.File, error) {
			if o := owner[filepath.Base(path)]; o != "" && o != who {
				return nil, errForeign
			}
			return os.Open(path)
		}
		return s
	}
	set := func(who string, key Key, pw string) {
		t.Helper()
		if err := as(who).Set(t.Context(), key, account.Password(pw)); err != nil {
			t.Fatal(err)
		}
		for _, e := range entriesOf(t, dir) {
			if owner[e] == "" {
				owner[e] = who
			}
		}
	}
	want := func(who string, key Key, pw string) {
		t.Helper()
		if c, err := as(who).Get(t.Context(), key); c.Password != pw || (err == nil) != (pw != "") {
			t.Errorf("%s has %v for %s", who, err, key.Email)
		}
	}
	set("S-1", anna, "one")
	want("S-2", anna, "")
	set("S-2", anna, "two")
	set("S-3", ben, "three")
	for range 2 { // in turns
		want("S-1", anna, "one")
		want("S-2", anna, "two")
		want("S-3", ben, "three")
		set("S-1", ben, "four")
		set("S-2", ben, "five")
		want("S-1", ben, "four")
		want("S-2", ben, "five")
	}
	if got, want := entriesOf(t, dir), []string{"secrets.S-2.json", "secrets.S-3.json", fileName}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
	if err := as("S-2").Delete(t.Context(), anna); err != nil {
		t.Error(err)
	}
	want("S-2", anna, "")
	want("S-1", anna, "one")
	// The file of the first one is gone: each goes on with their own.
	if err := os.Remove(filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	want("S-2", ben, "five")
	want("S-4", ben, "")
}

var errForeign = &fs.PathError{Op: "open", Err: fs.ErrPermission}

// entriesOf are the files of passwords in a folder.
func entriesOf(t *testing.T, dir string) []string {
	all, err := filepath.Glob(filepath.Join(dir, "secrets*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range all {
		all[i] = filepath.Base(e)
	}
	slices.Sort(all)
	return all
}

// A folder beside the mark of a portable program travels, with it.
func TestFoldersThatTravel(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "data")
	if travels(dir) {
		t.Error("one without the mark does")
	}
	if err := os.WriteFile(filepath.Join(base, travelMark), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !travels(dir) || travels(filepath.Join(dir, "inner")) {
		t.Error("the mark is not heeded")
	}
}
