package storage

import (
	"slices"
	"testing"

	"popmail/storage/mailbox"
)

// A catalog that a reader keeps while a writer changes the one before it takes nothing of the change away.
func TestCatalogKeptMeanwhile(t *testing.T) {
	const edits = 7
	before := func(next mailbox.ID) *catalog {
		c := &catalog{edits: edits - 1, next: next, whole: true, traits: &traits{}, rows: []row{{id: 2, date: 2, folder: 1}, {id: 1, date: 1, folder: 1}}}
		c.index()
		return c
	}
	for name, times := range map[string]int{"never": 0, "once": 1, "often": 3} {
		s := &Store{}
		s.catalog.Store(before(3))
		s.catalogEdit(edits, func(c *catalog) {
			if times > 0 {
				times--
				s.keep(before(c.next + 1))
			}
			c.rows = slices.Clone(c.rows)
			c.rows[0].flags = mailbox.Starred
		})
		s.catalogMoved(edits, []mailbox.Moved{{IDs: []mailbox.ID{2}, To: 5}})
		if c := s.catalog.Load(); c.edits != edits || c.rows[0].flags != mailbox.Starred || c.rows[0].folder != 5 || times != 0 {
			t.Errorf("%s: of %d, %+v", name, c.edits, c.rows)
		}
	}
}

// What a transaction has not told to the catalog is not passed over, whatever is kept meanwhile.
func TestCatalogForgotten(t *testing.T) {
	s, add := aside(t)
	id := add([]byte("Subject: x\r\n\r\nx\r\n"))
	list := func() int {
		t.Helper()
		list, err := s.Index(t.Context(), mailbox.View{Starred: true}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := list(); n != 0 {
		t.Fatal(n)
	}
	before := s.catalog.Load()
	if before == nil {
		t.Fatal("there is no catalog")
	}
	err := s.write(t.Context(), func(t *tx) error {
		t.after = append(t.after, func() { s.keep(before) }) // by a reader that has begun before
		if err := s.flagQuietly(t, []mailbox.ID{id}, mailbox.Begun, true); err != nil {
			return err
		}
		t.forget = true
		_, err := t.exec("UPDATE messages SET flags = flags | ?", mailbox.Starred)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := list(); n != 1 {
		t.Errorf("%d in the list", n)
	}
}
