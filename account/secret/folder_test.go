package secret

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// entries are the names in a fake password store.
func (f *fakeRing) entries() []string { return slices.Sorted(maps.Keys(f.m)) }

// A data folder keeps its passwords wherever it lies, and leaves none behind where it lay before.
func TestAFolderKeepsItsPasswordsWhereverItLies(t *testing.T) {
	for name, earlier := range map[string]bool{"new": false, "of an earlier version": true} {
		t.Run(name, func(t *testing.T) {
			f := newFakeRing()
			k := newKeyring(f, time.Minute, nil)
			base := t.TempDir()
			here := func(dir string) *ring { return k.in(filepath.Join(base, dir)) }
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(os.Mkdir(filepath.Join(base, "E"), 0o700))
			for key, pw := range map[Key]string{anna: "one", ben: "two"} {
				if earlier {
					f.m["PopMail/"+here("E").pathName(key)] = pw
				} else {
					must(here("E").Set(t.Context(), key, account.Password(pw)))
				}
			}
			want := func(r *ring, key Key, pw string) {
				t.Helper()
				if got, err := r.Get(t.Context(), key); got.Password != pw || (err == nil) != (pw != "") {
					t.Errorf("%s in %s: %v", key.Email, r.dir, err)
				}
			}
			want(here("E"), anna, "one")
			want(here("E"), ben, "two")
			want(here("E"), anna, "one")
			must(os.Rename(filepath.Join(base, "E"), filepath.Join(base, "F")))
			want(here("F"), anna, "one")
			want(here("F"), ben, "two")
			must(here("F").Set(t.Context(), anna, account.Password("three")))
			must(os.Mkdir(filepath.Join(base, "E"), 0o700)) // another folder, where that one was
			want(here("E"), anna, "")
			want(here("F"), anna, "three")
			for _, e := range f.entries() {
				if strings.Contains(e, base) {
					t.Errorf("%s is left behind", e)
				}
			}
			must(here("F").Delete(t.Context(), anna))
			must(here("F").Delete(t.Context(), anna))
			must(here("F").Delete(t.Context(), ben))
			if left := f.entries(); len(left) != 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// Where a folder can be given no name, its path goes on being it; a name that was damaged is a new one.
func TestFoldersThatCannotBeNamed(t *testing.T) {
	f := newFakeRing()
	k := newKeyring(f, time.Minute, nil)
	dir := t.TempDir()
	file := filepath.Join(dir, folderFile)
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	contract(t, k.in(dir))
	if e := f.entries(); len(e) != 1 || !strings.HasSuffix(e[0], " in "+k.in(dir).dir) {
		t.Errorf("%q", e)
	}
	if err := errors.Join(os.Remove(file), os.WriteFile(file, []byte("\x00\x00"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if c, err := k.in(dir).Get(t.Context(), ben); err != nil || c.Password != "two" {
		t.Errorf("%v", err)
	}
	contract(t, k.in(dir))
	if name := folderName(dir, false); name == "" {
		t.Error("it has no name")
	}
	// An empty one is given a name as well, at once where it is old.
	old := time.Now().Add(-time.Hour)
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Chtimes(file, old, old)); err != nil {
		t.Fatal(err)
	}
	if begin := time.Now(); folderName(dir, true) == "" || time.Since(begin) > making {
		t.Errorf("it has no name after %v", time.Since(begin))
	}
	// Two that begin at once agree, also where the first is held up for a while.
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(making/4, func() { _ = os.WriteFile(file, []byte("abcdefghijklmnop\n"), 0o600) })
	if n := folderName(dir, true); n != "abcdefghijklmnop" {
		t.Errorf("%q", n)
	}
	dir = t.TempDir()
	names := make(chan string)
	for range 8 {
		go func() { names <- folderName(dir, true) }()
	}
	first := <-names
	for range 7 {
		if n := <-names; n != first || n == "" {
			t.Errorf("%q and %q", first, n)
		}
	}
}
