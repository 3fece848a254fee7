package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/storagetest"
)

// TestOneStickTwoComputers: computers whose names and data folders are called the same, also
// two that were restored from one backup, keep their backups on one stick, and neither thins
// those of the other.
func TestOneStickTwoComputers(t *testing.T) {
	first := t.TempDir()
	s := storagetest.OpenIn(t, first, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: "one"}.Incoming("1"))
	now := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "file")
	if _, err := ToFile(t.Context(), s, file, Options{}); err != nil {
		t.Fatal(err)
	}
	second := t.TempDir()
	b, err := Open(t.Context(), file, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.RestoreNew(t.Context(), second, storage.Pick{}); err != nil {
		t.Fatal(err)
	}
	// Both folders are called by one path, as on two computers of one name.
	called, stick := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), ChosenFolder)
	origins := map[string]string{}
	back := func(dir string, n int) {
		t.Helper()
		if err := os.Rename(dir, called); err != nil {
			t.Fatal(err)
		}
		s, err := storage.Open(t.Context(), called, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			now = now.Add(time.Minute) // all of one day
			o := Options{Keep: Rule{Days: 1}, Now: func() time.Time { return now }}
			o.From(called)
			origins[dir] = o.Origin
			if _, err := ToFolder(t.Context(), s, stick, o); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(called, dir); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	back(first, 3)
	mine := origins[first]
	back(second, 3)
	back(first, 2)
	if mine == origins[second] || mine != origins[first] {
		t.Errorf("%q, then %q, and %q", mine, origins[first], origins[second])
	}
	for dir, origin := range origins {
		if n := len(snapshots(stick, origin)); n != 1 {
			t.Errorf("%d backups of %s", n, dir)
		}
	}
}

// TestFormerOrigin: backups of before the id are thinned in the data folder itself, where nobody
// else makes any, and stay elsewhere. An id that a disk has damaged is another one, and where
// none can be kept nothing is thinned.
func TestFormerOrigin(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	storagetest.AddAccount(t, s, "me@example.org")
	host, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	was, former := origin(host, dir)
	if again, _ := origin(host, dir); again != was || was == former {
		t.Fatal(was, again, former)
	}
	if other, _ := origin(host+"2", dir); other == was {
		t.Error("a copy of the folder on another computer has the same origin")
	}
	now := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	back := func(to string, o Options) {
		t.Helper()
		now = now.Add(time.Minute)
		o.Now, o.Keep = func() time.Time { return now }, Rule{Days: 1}
		if _, err := ToFolder(t.Context(), s, to, o); err != nil {
			t.Fatal(err)
		}
	}
	own, stick := filepath.Join(dir, OwnFolder), filepath.Join(t.TempDir(), ChosenFolder)
	for to, left := range map[string]int{own: 0, stick: 1} {
		back(to, Options{Origin: former})
		var o Options
		o.From(dir)
		back(to, o)
		if n := len(snapshots(to, former)); n != left {
			t.Errorf("%s: %d of before are left", to, n)
		}
		if n := len(snapshots(to, was)); n != 1 {
			t.Errorf("%s: %d backups", to, n)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, idFile), make([]byte, 2*idOctets), 0o600); err != nil {
		t.Fatal(err)
	}
	if is, _ := origin(host, dir); is == was || is == former || is == "" {
		t.Errorf("with a damaged id: %q", is)
	}
	if err := os.Remove(filepath.Join(dir, idFile)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, idFile), 0o700); err != nil { // no file takes its place
		t.Fatal(err)
	}
	for range 3 {
		var o Options
		o.From(dir)
		back(stick, o)
	}
	if n := len(snapshots(stick, former)); n != 4 {
		t.Errorf("without an id: %d are left", n)
	}
}

// TestNewestOfOwn: in a place that two share each gets the newest of their own mail, and the newest
// of all where there is none of it.
func TestNewestOfOwn(t *testing.T) {
	ctx := t.Context()
	place, now := t.TempDir(), time.Now()
	var dirs []string
	for i := range 2 {
		s := storagetest.Open(t, nil)
		owner := storagetest.AddAccount(t, s, "me@example.org")
		for n := range i + 1 {
			storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: fmt.Sprint(n)}.Incoming(fmt.Sprint(n)))
		}
		at := now.Add(time.Duration(i) * time.Hour)
		o := Options{Now: func() time.Time { return at }}
		o.From(s.Dir())
		if _, err := ToFolder(ctx, s, place, o); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, s.Dir())
	}
	for i, of := range [][]string{{dirs[0]}, {dirs[1]}, {t.TempDir()}, nil} {
		want := 2
		if i == 0 {
			want = 1
		}
		b, err := Open(ctx, place, "", of...)
		if err != nil || b.Manifest.Messages != want {
			t.Errorf("%d: %+v, %v", i, b, err)
		}
		if of != nil && err == nil && Mine(of[0])(b.Manifest) != (i < 2) {
			t.Errorf("%d: whose it is", i)
		}
	}
}
