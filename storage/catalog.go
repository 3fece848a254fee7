package storage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sort"
	"time"

	"popmail/storage/mailbox"
)

// catalog is what lists and searches need of many messages at once, in memory:
// sorted by date, newest first. It is never changed; a changed one takes its place.
// What it wins over sorting in SQLite stands in docs/benchmarks.md, "What the figures
// rest on".
type catalog struct {
	edits   int64      // the state that it shows
	changed int64      // the last one that it was changed for, and not read
	next    mailbox.ID // ids from here on are not in it
	whole   bool       // all messages are in it

	rows   []row
	low    mailbox.ID // the least id
	places []int32    // by id, from low on: place in rows, or -1

	traits *traits // shared with the catalogs that this one was made of, as long as they hold
}

// row is a message in the catalog.
type row struct {
	id      mailbox.ID
	date    int64 // milliseconds
	folder  int32
	account int32
	flags   mailbox.Flag
	files   bool // it has attachments
}

// catalogQuery reads a catalog in three texts, which is several times faster than
// row by row. One number holds folder, account, flags and attachments: bits that are no mark, see mailbox.Flags, must not
// reach the folder.
const catalogQuery = `SELECT coalesce(group_concat(id, ' '), ''), coalesce(group_concat(date, ' '), ''),
	coalesce(group_concat(((coalesce(account, 0) << 24 | folder) << 8) | ((attachments > 0) << 7) | (flags & 127), ' '), '')
	FROM messages `

// numbers reads numbers parted by single spaces.
func numbers[T ~int64](text []byte) []T {
	if len(text) == 0 {
		return nil
	}
	n := 1
	for _, c := range text {
		if c == ' ' {
			n++
		}
	}
	out := make([]T, 0, n)
	var v int64
	negative := false
	for _, c := range text {
		switch {
		case c == ' ':
			if negative {
				v = -v
			}
			out = append(out, T(v))
			v, negative = 0, false
		case c == '-':
			negative = true
		default:
			v = v*10 + int64(c-'0')
		}
	}
	if negative {
		v = -v
	}
	return append(out, T(v))
}

// readRows reads the rows that where selects, in any order.
func readRows(ctx context.Context, c *sql.Conn, where string, args ...any) (*catalog, error) {
	var ids, dates, attributes sql.RawBytes
	rows, err := c.QueryContext(ctx, catalogQuery+where, args...)
	out := &catalog{}
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&ids, &dates, &attributes); err != nil {
			return err
		}
		ids, dates, packed := numbers[mailbox.ID](ids), numbers[int64](dates), numbers[int64](attributes)
		if len(ids) != len(dates) || len(ids) != len(packed) {
			return fmt.Errorf("catalog: %d ids, %d dates, %d attributes", len(ids), len(dates), len(packed))
		}
		out.rows = make([]row, len(packed))
		for i, p := range packed {
			out.rows[i] = row{
				id: ids[i], date: dates[i], folder: int32(p >> 8 & 0xFFFFFF), account: int32(p >> 32),
				flags: mailbox.Flag(p & 0x7F), files: p&0x80 != 0,
			}
		}
		return nil
	})
	return out, err
}

// sort puts the newest first; the same date: the one that came last first.
func (c *catalog) sort() {
	if !slices.IsSortedFunc(c.rows, newer) {
		slices.SortFunc(c.rows, newer)
	}
}

func newer(a, b row) int { return cmp.Or(cmp.Compare(b.date, a.date), cmp.Compare(b.id, a.id)) }

// index fills places.
func (c *catalog) index() {
	low, high := span(c.rows)
	c.low, c.places = low, nil
	if len(c.rows) == 0 {
		return
	}
	c.places = make([]int32, high-low+1)
	for i := range c.places {
		c.places[i] = -1
	}
	for i := range c.rows {
		c.places[c.rows[i].id-low] = int32(i)
	}
}

// place is where a message stands, or -1.
func (c *catalog) place(id mailbox.ID) int {
	if id < c.low || id-c.low >= mailbox.ID(len(c.places)) {
		return -1
	}
	return int(c.places[id-c.low])
}

// before is the first place of a message that is older than t.
func (c *catalog) before(t time.Time) int {
	ms := t.UnixMilli()
	return sort.Search(len(c.rows), func(i int) bool { return c.rows[i].date < ms })
}

// span is from which number to which those of messages are.
func span(rows []row) (low, high mailbox.ID) {
	if len(rows) == 0 {
		return 0, 0
	}
	low = rows[0].id
	for i := range rows {
		low, high = min(low, rows[i].id), max(high, rows[i].id)
	}
	return low, high
}

func (c *catalog) entry(i int) mailbox.Entry {
	return mailbox.Entry{ID: c.rows[i].id, Date: time.UnixMilli(c.rows[i].date)}
}

// state of the file as a connection sees it.
func state(ctx context.Context, c *sql.Conn) (edits int64, next mailbox.ID, err error) {
	err = c.QueryRowContext(ctx, "SELECT edits, next_message FROM state").Scan(&edits, &next)
	return edits, next, err
}

// known returns the catalog of all messages if the one in memory shows what c
// sees, or does after the new messages are read; else nil.
func (s *Store) known(ctx context.Context, c *sql.Conn) (*catalog, error) {
	old := s.catalog.Load()
	if old == nil {
		return nil, nil
	}
	edits, next, err := state(ctx, c)
	if err != nil || old.edits != edits {
		return nil, err
	}
	if old.next == next {
		return old, nil
	}
	if old.next > next {
		return nil, nil // c sees an earlier state
	}
	more, err := readRows(ctx, c, "WHERE id >= ?", old.next)
	if err != nil {
		return nil, err
	}
	more.sort()
	merged := merge(old, more)
	merged.edits, merged.changed, merged.next, merged.whole, merged.traits = edits, old.changed, next, true, old.traits
	merged.index()
	s.keep(merged)
	return merged, nil
}

// merge puts two sorted catalogs together.
func merge(a, b *catalog) *catalog {
	out := &catalog{rows: make([]row, 0, len(a.rows)+len(b.rows))}
	rest := a.rows
	for _, r := range b.rows {
		n, _ := slices.BinarySearchFunc(rest, r, newer)
		out.rows = append(append(out.rows, rest[:n]...), r)
		rest = rest[n:]
	}
	out.rows = append(out.rows, rest...)
	return out
}

// all returns the catalog of all messages as c sees them.
func (s *Store) all(ctx context.Context, c *sql.Conn) (*catalog, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	if cat, err := s.known(ctx, c); cat != nil || err != nil {
		return cat, err
	}
	edits, next, err := state(ctx, c)
	if err != nil {
		return nil, err
	}
	cat, err := readRows(ctx, c, "")
	if err != nil {
		return nil, err
	}
	cat.sort()
	cat.edits, cat.next, cat.whole, cat.traits = edits, next, true, &traits{}
	cat.index()
	s.keep(cat)
	return cat, nil
}

// keep makes cat the catalog in memory unless there is a later one.
func (s *Store) keep(cat *catalog) {
	for {
		old := s.catalog.Load()
		if old != nil && (old.edits > cat.edits || old.edits == cat.edits && old.next >= cat.next) {
			return
		}
		if s.catalog.CompareAndSwap(old, cat) {
			return
		}
	}
}

// catalogEdit puts a changed copy in place of the catalog that shows the state
// just before edits, or that has been changed for another part of the same transaction. Any other
// is left; it is read anew when it is needed. Where another one is kept meanwhile, fn changes that:
// it may be called several times.
func (s *Store) catalogEdit(edits int64, fn func(c *catalog)) {
	for s.forgotten != edits {
		old := s.catalog.Load()
		if old == nil || old.edits != edits-1 && (old.edits != edits || old.changed != edits) {
			return
		}
		c := *old
		c.edits, c.changed = edits, edits
		fn(&c)
		if s.catalog.CompareAndSwap(old, &c) {
			return
		}
	}
}

// forgetCatalog is for a transaction of which a part changes messages, and does not say how to the
// catalog: else what its other parts change would pass for all. It comes before what they do, and
// holds for what others keep meanwhile of the state before.
func (s *Store) forgetCatalog(edits int64) {
	s.forgotten = edits
	s.catalog.Store(nil)
}

func (s *Store) catalogFlags(edits int64, ids []mailbox.ID, f mailbox.Flag, on bool) {
	s.catalogEdit(edits, func(c *catalog) {
		c.rows = slices.Clone(c.rows)
		for _, id := range ids {
			if i := c.place(id); i >= 0 {
				c.rows[i].flags &^= f
				if on {
					c.rows[i].flags |= f
				}
			}
		}
	})
}

func (s *Store) catalogMoved(edits int64, ms []mailbox.Moved) {
	s.catalogEdit(edits, func(c *catalog) {
		c.rows = slices.Clone(c.rows)
		for _, m := range ms {
			for _, id := range m.IDs {
				if i := c.place(id); i >= 0 {
					c.rows[i].folder = int32(m.To)
				}
			}
		}
	})
}

// catalogRows changes the rows of messages, also what they are sorted by.
func (s *Store) catalogRows(edits int64, ids []mailbox.ID, fn func(r *row)) {
	s.catalogEdit(edits, func(c *catalog) {
		c.rows, c.traits = slices.Clone(c.rows), &traits{}
		for _, id := range ids {
			if i := c.place(id); i >= 0 {
				fn(&c.rows[i])
			}
		}
		if !slices.IsSortedFunc(c.rows, newer) {
			c.sort()
			c.index()
		}
	})
}

func (s *Store) catalogGone(edits int64, ids []mailbox.ID) {
	s.catalogEdit(edits, func(c *catalog) {
		gone := make(map[mailbox.ID]bool, len(ids))
		for _, id := range ids {
			gone[id] = true
		}
		c.rows = slices.DeleteFunc(slices.Clone(c.rows), func(r row) bool { return gone[r.id] })
		c.index()
	})
}
