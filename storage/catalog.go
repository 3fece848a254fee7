package storage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"popmail/account"
	"popmail/storage/mailbox"
)

// catalog is what lists and searches need of many messages at once, in memory:
// sorted by date, newest first. It is never changed; a changed one takes its place.
type catalog struct {
	edits int64      // the state that it shows
	next  mailbox.ID // ids from here on are not in it
	whole bool       // all messages are in it

	ids   []mailbox.ID
	dates []int64 // milliseconds
	attrs []attributes

	places []int32 // by id: place in ids, or -1
}

// attributes holds flags, attachment, folder and account of a message.
type attributes struct {
	folder  int32
	account int32
	flags   mailbox.Flag
	files   bool
}

// catalogQuery reads a catalog in three texts, which is several times faster than
// row by row. One number holds folder, account, flags and attachments.
const catalogQuery = `SELECT coalesce(group_concat(id, ' '), ''), coalesce(group_concat(date, ' '), ''),
	coalesce(group_concat(((coalesce(account, 0) << 24 | folder) << 8) | ((attachments > 0) << 7) | flags, ' '), '')
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
	var ids, dates, marks sql.RawBytes
	rows, err := c.QueryContext(ctx, catalogQuery+where, args...)
	out := &catalog{}
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&ids, &dates, &marks); err != nil {
			return err
		}
		out.ids, out.dates = numbers[mailbox.ID](ids), numbers[int64](dates)
		packed := numbers[int64](marks)
		if len(out.ids) != len(out.dates) || len(out.ids) != len(packed) {
			return fmt.Errorf("catalog: %d ids, %d dates, %d marks", len(out.ids), len(out.dates), len(packed))
		}
		out.attrs = make([]attributes, len(packed))
		for i, p := range packed {
			out.attrs[i] = attributes{
				folder: int32(p >> 8 & 0xFFFFFF), account: int32(p >> 32),
				flags: mailbox.Flag(p & 0x7F), files: p&0x80 != 0,
			}
		}
		return nil
	})
	return out, err
}

// sort puts the newest first; the same date: the one that came last first.
func (c *catalog) sort() {
	newer := func(i, j int) int {
		return cmp.Or(cmp.Compare(c.dates[j], c.dates[i]), cmp.Compare(c.ids[j], c.ids[i]))
	}
	sorted := true
	for i := 1; i < len(c.ids) && sorted; i++ {
		sorted = newer(i-1, i) < 0
	}
	if sorted {
		return
	}
	order := make([]int, len(c.ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, newer)
	ids, dates, marks := make([]mailbox.ID, len(order)), make([]int64, len(order)), make([]attributes, len(order))
	for to, from := range order {
		ids[to], dates[to], marks[to] = c.ids[from], c.dates[from], c.attrs[from]
	}
	c.ids, c.dates, c.attrs = ids, dates, marks
}

// index fills places.
func (c *catalog) index() {
	top := mailbox.ID(-1)
	for _, id := range c.ids {
		top = max(top, id)
	}
	c.places = make([]int32, top+1)
	for i := range c.places {
		c.places[i] = -1
	}
	for i, id := range c.ids {
		c.places[id] = int32(i)
	}
}

// place is where a message stands, or -1.
func (c *catalog) place(id mailbox.ID) int {
	if id < 0 || int(id) >= len(c.places) {
		return -1
	}
	return int(c.places[id])
}

func (c *catalog) entry(i int) mailbox.Entry {
	return mailbox.Entry{ID: c.ids[i], Date: unixMilli(c.dates[i])}
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
	merged.edits, merged.next, merged.whole = edits, next, true
	merged.index()
	s.keep(merged)
	return merged, nil
}

// merge puts two sorted catalogs together.
func merge(a, b *catalog) *catalog {
	n := len(a.ids) + len(b.ids)
	out := &catalog{ids: make([]mailbox.ID, 0, n), dates: make([]int64, 0, n), attrs: make([]attributes, 0, n)}
	take := func(c *catalog, from, to int) {
		out.ids = append(out.ids, c.ids[from:to]...)
		out.dates = append(out.dates, c.dates[from:to]...)
		out.attrs = append(out.attrs, c.attrs[from:to]...)
	}
	i := 0
	for j := range b.ids {
		k := i
		for i < len(a.ids) && (a.dates[i] > b.dates[j] || a.dates[i] == b.dates[j] && a.ids[i] > b.ids[j]) {
			i++
		}
		take(a, k, i)
		take(b, j, j+1)
	}
	take(a, i, len(a.ids))
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
	cat.edits, cat.next, cat.whole = edits, next, true
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
// just before edits. Any other is left; it is read anew when it is needed.
func (s *Store) catalogEdit(edits int64, fn func(c *catalog)) {
	old := s.catalog.Load()
	if old == nil || old.edits != edits-1 {
		return
	}
	c := *old
	c.edits = edits
	fn(&c)
	s.catalog.CompareAndSwap(old, &c)
}

func (s *Store) catalogFlags(edits int64, ids []mailbox.ID, f mailbox.Flag, on bool) {
	s.catalogEdit(edits, func(c *catalog) {
		c.attrs = slices.Clone(c.attrs)
		for _, id := range ids {
			if i := c.place(id); i >= 0 {
				c.attrs[i].flags &^= f
				if on {
					c.attrs[i].flags |= f
				}
			}
		}
	})
}

func (s *Store) catalogMoved(edits int64, ms []mailbox.Moved) {
	s.catalogEdit(edits, func(c *catalog) {
		c.attrs = slices.Clone(c.attrs)
		for _, m := range ms {
			for _, id := range m.IDs {
				if i := c.place(id); i >= 0 {
					c.attrs[i].folder = int32(m.To)
				}
			}
		}
	})
}

func (s *Store) catalogGone(edits int64, ids []mailbox.ID) {
	s.catalogEdit(edits, func(c *catalog) {
		gone := make(map[mailbox.ID]bool, len(ids))
		for _, id := range ids {
			gone[id] = true
		}
		out := catalog{edits: c.edits, next: c.next, whole: true}
		for i, id := range c.ids {
			if !gone[id] {
				out.ids = append(out.ids, id)
				out.dates = append(out.dates, c.dates[i])
				out.attrs = append(out.attrs, c.attrs[i])
			}
		}
		out.index()
		*c = out
	})
}

// in reports whether message i belongs to a view. hidden are the folders that a
// view of starred messages leaves out.
func (c *catalog) in(i int, v mailbox.View, hidden map[int32]mailbox.Role) bool {
	m := &c.attrs[i]
	switch {
	case v.Folder == 0 && v.Account != 0 && account.ID(m.account) != v.Account,
		v.Folder != 0 && mailbox.FolderID(m.folder) != v.Folder:
		return false
	case v.Starred:
		return m.flags&mailbox.Starred != 0 && hidden[m.folder] == ""
	}
	return true
}
