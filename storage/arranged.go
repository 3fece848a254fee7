package storage

import (
	"cmp"
	"context"
	"database/sql"
	"iter"
	"slices"
	"strings"
	"sync"

	"popmail/account/letter"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Arranged lists the messages of a view as a asks for it.
func (s *Store) Arranged(ctx context.Context, v mailbox.View, a mailbox.Arrangement) (mailbox.Arranged, error) {
	if a.Plain() {
		entries, err := s.Index(ctx, v, 0)
		return mailbox.Arranged{Entries: entries}, err
	}
	var found map[mailbox.ID]bool // of a kept search; nil: it is another view
	if v.Search != 0 {
		list, err := s.indexFound(ctx, v.Search, 0)
		if err != nil {
			return mailbox.Arranged{}, err
		}
		found = make(map[mailbox.ID]bool, len(list))
		for _, e := range list {
			found[e.ID] = true
		}
		for _, id := range a.Keep {
			found[id] = true
		}
	}
	var known map[string]bool
	if a.Only&mailbox.OnlyKnown != 0 {
		var err error
		if known, err = s.familiar(ctx); err != nil {
			return mailbox.Arranged{}, err
		}
	}
	var out mailbox.Arranged
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		cat, err := s.all(ctx, c)
		if err != nil {
			return err
		}
		r := arranger{cat: cat, ordered: a.Order, found: found}
		if a.Only&mailbox.OnlyKnown != 0 || a.Together || a.Order == mailbox.ByPerson {
			if r.people, err = cat.traits.people(ctx, c, cat.next); err != nil {
				return err
			}
		}
		switch a.Order {
		case mailbox.BySubject:
			r.subjects, err = cat.traits.subjects(ctx, c, cat.next)
		case mailbox.BySize:
			r.sizes, err = cat.traits.sizes(ctx, c, cat.next)
		}
		if err != nil {
			return err
		}
		if r.in, err = selects(ctx, c, v); err != nil {
			return err
		}
		if v.Conversations { // one is listed where the first of its messages would be
			if r.threads, err = s.allThreads(ctx, c); err != nil {
				return err
			}
		}
		entries := r.list(a, known)
		out = mailbox.Arranged{Entries: entries}
		if a.Together {
			out = r.together(entries)
		}
		return nil
	})
	return out, err
}

// traits is what lists are sorted by and filtered with beside what stands in the catalog, read
// when it is first asked for and kept as long as the catalog. It grows with it.
type traits struct {
	mu      sync.Mutex
	persons persons
	titles  table[string] // folded subjects
	octets  table[int64]
	lines   map[mailbox.Order]line
}

// line is all messages of a catalog in an order. What is of the same rank there stands with the
// newest first.
type line struct {
	next mailbox.ID   // messages from here on are not in it
	ids  []mailbox.ID // those of messages that are gone among them
}

// table holds a value for each message below next, by its ID. Reading it needs no lock: what
// stands in it never changes.
type table[T any] struct {
	next   mailbox.ID
	values []T
}

// of is the value of a message.
func (t table[T]) of(id mailbox.ID) (v T) {
	if id >= 0 && int(id) < len(t.values) {
		v = t.values[id]
	}
	return v
}

// grown is t with room for the messages below next.
func (t table[T]) grown(next mailbox.ID) table[T] {
	if more := int(next) - len(t.values); more > 0 {
		t.values = append(t.values[:len(t.values):len(t.values)], make([]T, more)...)
	}
	t.next = next
	return t
}

// person is whom messages are of or go to: one address, or a name without one.
type person struct {
	key    string // see addressKey; of a name alone: a blank and the name
	who    mailbox.Address
	folded string // the name as lists are sorted by it
}

type persons struct {
	table[*person]
	known map[string]*person
}

// people is the person of each message.
func (t *traits) people(ctx context.Context, c *sql.Conn, next mailbox.ID) (table[*person], error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := &t.persons
	if p.known == nil {
		p.known = map[string]*person{}
	}
	if p.next >= next {
		return p.table, nil
	}
	grown := p.grown(next)
	rows, err := c.QueryContext(ctx, `SELECT h.message, h.from_name, h.from_email, CASE WHEN f.role IN ('sent', 'drafts', 'outbox') THEN h.recipients ELSE '' END
		FROM headers h JOIN messages m ON m.id = h.message JOIN folders f ON f.id = m.folder WHERE h.message >= ? AND h.message < ?`, p.next, next)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var who mailbox.Address
		var to sql.RawBytes
		if err := rows.Scan(&id, &who.Name, &who.Email, &to); err != nil {
			return err
		}
		if len(to) > 0 {
			list, err := parsePeople(to)
			if err != nil {
				return err
			}
			if who = (mailbox.Address{}); len(list) > 0 {
				who = list[0]
			}
		}
		grown.values[id] = p.at(who)
		return nil
	})
	if err != nil {
		return grown, err
	}
	p.table = grown
	return grown, nil
}

// at is who has an address, called by the name that was met first.
func (p *persons) at(who mailbox.Address) *person {
	key := addressKey(who.Email)
	if key == "" {
		key = " " + who.Name
	}
	x := p.known[key]
	if x == nil {
		x = &person{key: key, who: who, folded: query.Fold(cmp.Or(who.Name, who.Email))}
		p.known[key] = x
	}
	return x
}

// subjects is the subject of each message as lists are sorted by it.
func (t *traits) subjects(ctx context.Context, c *sql.Conn, next mailbox.ID) (table[string], error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.titles.next >= next {
		return t.titles, nil
	}
	grown := t.titles.grown(next)
	rows, err := c.QueryContext(ctx, "SELECT message, subject FROM headers WHERE message >= ? AND message < ?", t.titles.next, next)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var subject string
		if err := rows.Scan(&id, &subject); err != nil {
			return err
		}
		topic, _ := letter.Topic(subject)
		grown.values[id] = query.Fold(topic)
		return nil
	})
	if err != nil {
		return grown, err
	}
	t.titles = grown
	return grown, nil
}

// sizes is the octets of each message.
func (t *traits) sizes(ctx context.Context, c *sql.Conn, next mailbox.ID) (table[int64], error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.octets.next >= next {
		return t.octets, nil
	}
	grown := t.octets.grown(next)
	var ids, octets sql.RawBytes
	rows, err := c.QueryContext(ctx, "SELECT coalesce(group_concat(id, ' '), ''), coalesce(group_concat(size, ' '), '') FROM messages WHERE id >= ? AND id < ?", t.octets.next, next)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&ids, &octets); err != nil {
			return err
		}
		ids, octets := numbers[mailbox.ID](ids), numbers[int64](octets)
		for i, id := range ids {
			grown.values[id] = octets[i]
		}
		return nil
	})
	if err != nil {
		return grown, err
	}
	t.octets = grown
	return grown, nil
}

// line is the messages of a catalog in an order; rank compares two of them by it. Only what has come
// since it was asked for last is put into its place.
func (t *traits) line(cat *catalog, o mailbox.Order, rank func(a, b mailbox.ID) int) []mailbox.ID {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lines[o]
	if l.next >= cat.next {
		return l.ids
	}
	var fresh []mailbox.ID
	for i := range cat.rows {
		if id := cat.rows[i].id; id >= l.next {
			fresh = append(fresh, id)
		}
	}
	slices.SortStableFunc(fresh, rank)
	rest := make([]mailbox.ID, 0, len(l.ids))
	for _, id := range l.ids {
		if cat.place(id) >= 0 {
			rest = append(rest, id)
		}
	}
	ids := make([]mailbox.ID, 0, len(rest)+len(fresh))
	for _, id := range fresh {
		n, _ := slices.BinarySearchFunc(rest, id, func(a, b mailbox.ID) int {
			return cmp.Or(rank(a, b), cmp.Compare(cat.place(a), cat.place(b)))
		})
		ids = append(append(ids, rest[:n]...), id)
		rest = rest[n:]
	}
	ids = append(ids, rest...)
	if t.lines == nil {
		t.lines = make(map[mailbox.Order]line)
	}
	t.lines[o] = line{next: cat.next, ids: ids}
	return ids
}

// familiar is the addresses of the people in the address book and of those who were written to.
func (s *Store) familiar(ctx context.Context) (map[string]bool, error) {
	d := &s.people
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.update(ctx, s.r, s.now()); err != nil {
		return nil, problem(err)
	}
	out := make(map[string]bool)
	for key, p := range d.known {
		if p.own != nil || p.sent > 0 {
			out[key] = true
		}
	}
	return out, nil
}

// arranger sorts and filters what was read.
type arranger struct {
	cat      *catalog
	ordered  mailbox.Order
	in       selected
	found    map[mailbox.ID]bool // of a kept search, whose view selects all; else nil
	threads  *threadMap          // of conversations; else nil
	people   table[*person]
	subjects table[string]
	sizes    table[int64]
}

// person is that of a message.
func (r *arranger) person(id mailbox.ID) *person {
	if p := r.people.of(id); p != nil {
		return p
	}
	return &person{}
}

// list lists what is in the view and has the marks that are asked for, in order.
func (r *arranger) list(a mailbox.Arrangement, known map[string]bool) []mailbox.Entry {
	keep := make(map[mailbox.ID]bool, len(a.Keep))
	for _, id := range a.Keep {
		keep[id] = true
	}
	met := func(mailbox.ID) bool { return false }
	if r.threads != nil {
		met = r.threads.met(r.cat.next)
	}
	at := make([]int32, 0, len(r.cat.rows))
	for i := range r.places() {
		m := &r.cat.rows[i]
		switch {
		case !r.in.has(m), r.found != nil && !r.found[m.id]:
		case a.Only != 0 && !keep[m.id] && !r.marked(m, a.Only, known):
		case r.threads != nil && met(r.threads.thread(m.id)):
		default:
			at = append(at, int32(i))
		}
	}
	out := make([]mailbox.Entry, len(at))
	for n, i := range at {
		if out[n] = r.cat.entry(int(i)); r.threads != nil {
			out[n].Thread = r.threads.thread(out[n].ID)
		}
	}
	return out
}

// marked reports whether a message has all of these marks.
func (r *arranger) marked(m *row, only mailbox.Only, known map[string]bool) bool {
	return (only&mailbox.OnlyUnread == 0 || m.flags&mailbox.Read == 0) &&
		(only&mailbox.OnlyStarred == 0 || m.flags&mailbox.Starred != 0) &&
		(only&mailbox.OnlyWithFiles == 0 || m.files) &&
		(only&mailbox.OnlyKnown == 0 || known[r.person(m.id).key])
}

// places goes through the rows of the catalog in order.
func (r *arranger) places() iter.Seq[int] {
	var rank func(a, b mailbox.ID) int
	switch r.ordered {
	case mailbox.ByPerson:
		rank = func(a, b mailbox.ID) int {
			x, y := r.person(a), r.person(b)
			if x == y {
				return 0
			}
			return cmp.Or(strings.Compare(x.folded, y.folded), strings.Compare(x.key, y.key))
		}
	case mailbox.BySubject:
		rank = func(a, b mailbox.ID) int { return strings.Compare(r.subjects.of(a), r.subjects.of(b)) }
	case mailbox.BySize:
		rank = func(a, b mailbox.ID) int { return cmp.Compare(r.sizes.of(b), r.sizes.of(a)) }
	}
	return func(yield func(int) bool) {
		switch {
		case rank != nil:
			for _, id := range r.cat.traits.line(r.cat, r.ordered, rank) {
				if i := r.cat.place(id); i >= 0 && !yield(i) {
					return
				}
			}
		case r.ordered == mailbox.Oldest:
			for i := range slices.Backward(r.cat.rows) {
				if !yield(i) {
					return
				}
			}
		default:
			for i := range r.cat.rows {
				if !yield(i) {
					return
				}
			}
		}
	}
}

// together puts the messages of one person behind the first of them.
func (r *arranger) together(entries []mailbox.Entry) mailbox.Arranged {
	at := make(map[*person]int)
	var shares []mailbox.Share
	of := make([]int32, len(entries))
	for i, e := range entries {
		p := r.people.of(e.ID)
		n, ok := at[p]
		if !ok {
			n = len(shares)
			at[p] = n
			shares = append(shares, mailbox.Share{Who: r.person(e.ID).who})
		}
		shares[n].Rows++
		of[i] = int32(n)
	}
	starts := make([]int, len(shares))
	for i := 1; i < len(shares); i++ {
		starts[i] = starts[i-1] + shares[i-1].Rows
	}
	out := make([]mailbox.Entry, len(entries))
	for i, e := range entries {
		out[starts[of[i]]] = e
		starts[of[i]]++
	}
	return mailbox.Arranged{Entries: out, People: shares}
}

// Tally counts messages; those that are not there are left out.
func (s *Store) Tally(ctx context.Context, ids []mailbox.ID) (t mailbox.Tally, err error) {
	err = s.snapshot(ctx, func(c *sql.Conn) error {
		cat, err := s.all(ctx, c)
		if err != nil {
			return err
		}
		octets, err := cat.traits.sizes(ctx, c, cat.next)
		if err != nil {
			return err
		}
		roles, err := rolesOf(ctx, c)
		if err != nil {
			return err
		}
		for _, id := range ids {
			i := cat.place(id)
			if i < 0 {
				continue
			}
			if in := roles[cat.rows[i].folder]; t.Messages == 0 {
				t.In = in
			} else if t.In != in {
				t.In = ""
			}
			t.Messages++
			t.Octets += octets.of(id)
			if cat.rows[i].flags&mailbox.Read == 0 {
				t.Unread++
			}
			if cat.rows[i].flags&mailbox.Starred != 0 {
				t.Starred++
			}
		}
		return nil
	})
	return t, err
}
