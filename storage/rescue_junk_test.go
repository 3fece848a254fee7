package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage"
)

// What the junk filter has learned looks like pieces of a large message, and is taken for none, also where
// nothing tells any more what is in which page.
func TestRescueBesideJunk(t *testing.T) {
	for name, c := range map[string]struct {
		schema bool     // cannot be read
		roots  []string // of which the first page cannot be read
	}{
		"undamaged": {}, "schema": {schema: true}, "learned": {roots: []string{"junk_letters"}}, "schema and learned": {true, []string{"junk_letters"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newJunkbox(t)
			if id := b.arrive(largeCrashMail(0))[0]; id > 2 {
				t.Fatalf("message %d", id) // of whose pieces letters that are junk or good would be
			}
			b.arrive(largeCrashMail(1))
			b.teach(9, 9)
			b.do(b.s.Settle(ctx), b.s.CatchUp(ctx))
			if n := ask(t, b.dir, "SELECT 'learned', count(*) FROM junk_letters WHERE junk IN (1, 2)")["learned"]; n == 0 {
				t.Fatal("nothing is learned")
			}
			size := ask(t, b.dir, "SELECT 'size', page_size FROM pragma_page_size")["size"]
			at := ask(t, b.dir, "SELECT name, rootpage FROM sqlite_schema WHERE name IN ('pieces', 'junk_letters')")
			b.do(b.s.Close())
			// So much that the first page of it does not hold any.
			sqlite(t, filepath.Join(b.dir, storage.FileName), "UPDATE junk_letters SET words = CAST(words || randomblob(1500) AS BLOB)", "PRAGMA wal_checkpoint(TRUNCATE)")
			f, err := os.OpenFile(filepath.Join(b.dir, storage.FileName), os.O_RDWR, 0)
			b.do(err)
			if c.schema {
				_, err = f.WriteAt(make([]byte, 100), 100) // how the page is laid out
			}
			for _, root := range c.roots {
				_, e := f.WriteAt(make([]byte, 100), (at[root]-1)*size)
				err = errors.Join(err, e)
			}
			b.do(err, f.Close())
			got, err := storage.Rescue(ctx, b.dir, time.Now())
			if err != nil || got.Lost != 0 || got.Messages < 20 {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
}
