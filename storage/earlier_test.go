package storage_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/migrations"
	"popmail/storage/storagetest"
)

// earlierIn lists the copies of earlier versions in a data folder.
func earlierIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "popmail-version-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range list {
		names = append(names, filepath.Base(path))
	}
	return names
}

// anOldFile is a data folder with the file of a version, as it lay there.
func anOldFile(t *testing.T, version int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	unpackFile(t, oldFile(version), filepath.Join(dir, storage.FileName))
	return dir
}

// database is a file as SQLite has it, after statements.
func database(t *testing.T, path string, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	return db
}

// allRows is what stands in every table of a file, a line for each.
func allRows(t *testing.T, path string) (out []string) {
	t.Helper()
	db := database(t, path)
	list, err := db.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for list.Next() {
		var name string
		if err := list.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := list.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		table, err := db.Query(`SELECT * FROM "` + name + `"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := table.Columns()
		if err != nil {
			t.Fatal(err)
		}
		h, n := sha256.New(), 0
		for values, to := make([]any, len(columns)), make([]any, len(columns)); table.Next(); n++ {
			for i := range values {
				to[i] = &values[i]
			}
			if err := table.Scan(to...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(h, "%q\n", values)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s: %d rows, %x", name, n, h.Sum(nil)))
	}
	return out
}

// The last version before the newest one.
func lastVersion(t *testing.T) int {
	t.Helper()
	steps, err := migrations.All()
	if err != nil {
		t.Fatal(err)
	}
	return len(steps) - 1
}

// Before a file is brought up to date it is copied, for its owner only; the PopMail of before can
// go on with the copy, for all that was in the file is in it.
func TestEarlierVersionIsKept(t *testing.T) {
	last := lastVersion(t)
	for _, version := range []int{1, last - 1, last} {
		dir := anOldFile(t, version)
		before := allRows(t, filepath.Join(dir, storage.FileName))
		if err := os.WriteFile(filepath.Join(dir, "popmail-version-0.db"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		s := storagetest.OpenIn(t, dir, nil)
		want := []string{fmt.Sprintf("popmail-version-%d.db", version)}
		if got := earlierIn(t, dir); !slices.Equal(got, want) {
			t.Fatalf("there are %q", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join(dir, want[0])
		if st, err := os.Stat(kept); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", st, err)
		}
		// Put back, as somebody does who goes back to the program of before.
		back := t.TempDir()
		if err := os.Rename(kept, filepath.Join(back, storage.FileName)); err != nil {
			t.Fatal(err)
		}
		if after := allRows(t, filepath.Join(back, storage.FileName)); len(before) < 5 || !cmp.Equal(before, after) {
			t.Errorf("%s", cmp.Diff(before, after))
		}
		// It is not made again for a file that is up to date.
		storagetest.OpenIn(t, dir, nil)
		if got := earlierIn(t, dir); len(got) != 0 {
			t.Errorf("there are %q", got)
		}
	}
	fresh := t.TempDir()
	storagetest.OpenIn(t, fresh, nil)
	if got := earlierIn(t, fresh); len(got) != 0 {
		t.Errorf("of a new file there are %q", got)
	}
}

// What another process has committed and not yet put into the file itself is in the copy.
func TestEarlierVersionWithItsLog(t *testing.T) {
	version := lastVersion(t)
	dir := anOldFile(t, version)
	path := filepath.Join(dir, storage.FileName)
	other := database(t, path, "PRAGMA journal_mode=WAL", "CREATE TABLE aside (x)", "INSERT INTO aside VALUES (7)", "DROP TABLE aside", "UPDATE state SET edits = 4711")
	storagetest.OpenIn(t, dir, nil)
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	copied := database(t, filepath.Join(dir, fmt.Sprintf("popmail-version-%d.db", version)))
	var edits int
	if err := copied.QueryRow("SELECT edits FROM state").Scan(&edits); err != nil || edits != 4711 {
		t.Errorf("%d %v", edits, err)
	}
}

// Where there is no room for a copy the mail is there all the same; who ends the wait for it ends
// it, and finds the file as it was.
func TestEarlierVersionWithoutRoom(t *testing.T) {
	version := lastVersion(t)
	dir := anOldFile(t, version)
	ended, end := context.WithCancel(ctx)
	storage.SetRoom(t, func(string) (int64, error) { end(); return 1 << 50, nil })
	if _, err := storage.Open(ended, dir, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("opened, and it was ended: %v", err)
	}
	if got := earlierIn(t, dir); len(got) != 0 {
		t.Errorf("left: %q", got)
	}
	storage.SetRoom(t, func(string) (int64, error) { return 1<<30 + 4096, nil })
	s := storagetest.OpenIn(t, dir, nil)
	if list := rows(t, s, mailbox.View{}); len(list) == 0 {
		t.Error("no messages")
	}
	if got := earlierIn(t, dir); len(got) != 0 {
		t.Errorf("there are %q", got)
	}
}

// A copy goes after two weeks, also one that was never finished.
func TestEarlierVersionGoes(t *testing.T) {
	for days, want := range map[int]int{13: 2, 15: 0} {
		dir := anOldFile(t, lastVersion(t))
		if err := storagetest.OpenIn(t, dir, nil).Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "popmail-version-7.part"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, name := range earlierIn(t, dir) {
			if err := os.Chtimes(filepath.Join(dir, name), time.Time{}, time.Now().AddDate(0, 0, -days)); err != nil {
				t.Fatal(err)
			}
		}
		s, err := storage.Open(ctx, dir, &storage.Options{Window: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := earlierIn(t, dir); len(got) != want {
			t.Errorf("after %d days there are %q", days, got)
		}
	}
}

// A clock that is ahead does not take the way back.
func TestEarlierVersionByWrongClock(t *testing.T) {
	dir := anOldFile(t, lastVersion(t))
	if err := storagetest.OpenIn(t, dir, nil).Close(); err != nil {
		t.Fatal(err)
	}
	ahead := time.Now().AddDate(10, 0, 0)
	s, err := storage.Open(ctx, dir, &storage.Options{Window: true, Now: func() time.Time { return ahead }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := earlierIn(t, dir); len(got) != 1 {
		t.Errorf("there are %q", got)
	}
}

// upTo brings the file of a version to a later one, as a program that was ended on the way.
func upTo(t *testing.T, dir string, from, to int) {
	t.Helper()
	steps, err := migrations.All()
	if err != nil {
		t.Fatal(err)
	}
	db := database(t, filepath.Join(dir, storage.FileName))
	for _, step := range steps[from:to] {
		if _, err := db.Exec(step.SQL + fmt.Sprintf(";PRAGMA user_version=%d", step.Version)); err != nil {
			t.Fatalf("%s: %v", step.Name, err)
		}
	}
	if to >= 26 {
		if _, err := db.Exec("UPDATE state SET schema = ?", to); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// Where bringing a file up to date was interrupted, the copy of before it began is the way back: it stays,
// and none is made of what is half done. Once that has ended, the next time is another one.
func TestEarlierVersionInterrupted(t *testing.T) {
	newest := lastVersion(t) + 1
	for name, c := range map[string]struct {
		marks []string // that lie there besides the copy of version 10
		at    int      // the version that the file has
		want  []string
	}{
		"interrupted":              {[]string{fmt.Sprintf("popmail-version-10.to-%d", newest)}, 20, []string{"popmail-version-10.db"}},
		"before the first step":    {[]string{fmt.Sprintf("popmail-version-10.to-%d", newest)}, 10, []string{"popmail-version-10.db"}},
		"before the last step":     {[]string{fmt.Sprintf("popmail-version-10.to-%d", newest)}, newest - 1, []string{"popmail-version-10.db"}},
		"by an earlier program":    {[]string{"popmail-version-10.to-25"}, 20, []string{"popmail-version-10.db"}},
		"ended, and later another": {[]string{"popmail-version-10.to-20"}, 20, []string{"popmail-version-20.db"}},
		"ended without a mark":     {nil, 20, []string{"popmail-version-20.db"}},
		"what is no mark":          {[]string{"popmail-version-10.to-x"}, 20, []string{"popmail-version-20.db"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := anOldFile(t, 10)
			upTo(t, dir, 10, c.at)
			for _, name := range append(c.marks, "popmail-version-10.db") {
				if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			storagetest.OpenIn(t, dir, nil)
			if got := earlierIn(t, dir); !slices.Equal(got, c.want) {
				t.Errorf("there are %q, want %q", got, c.want)
			}
		})
	}
}
