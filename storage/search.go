package storage

import (
	"context"
	"database/sql"
	"time"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Search runs a query and returns the hits, newest first; limit 0: all. Total is
// exact in any case.
//
// Trash and Junk are left out unless the query names them with in:, or asks for
// in:anywhere.
func (s *Store) Search(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error) {
	return s.search(ctx, q, limit, allHits)
}

// order is which hits come first.
type order int

const (
	allHits     order = iota // the newest, see Search
	firstHits                // the newest, the others only where they are found on the way, see SearchFirst
	bestHits                 // those that fit best, see SearchBest
	lettersOnly              // the newest, without the texts of attached files, see TryRule
)

// search is Search, SearchFirst or SearchBest.
func (s *Store) search(ctx context.Context, q *query.Query, limit int, by order) (mailbox.Result, error) {
	start := time.Now()
	r := mailbox.Result{Terms: q.Terms()}
	words := soughtBy(q)
	if words.any() {
		s.readForSearch(ctx)
	}
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		e := &search{ctx: ctx, conn: c, s: s}
		if err := e.prepare(q, &r); err != nil {
			return err
		}
		if by == lettersOnly {
			e.hide(notReceived)
		}
		var err error
		if e.unindexed, err = s.seekUnindexed(ctx, c, words, by != lettersOnly); err != nil {
			return err
		}
		bound, exact := index.Cover(q.Root)
		if by == firstHits && bound != "" && words.begun() == 0 {
			if e.cat, err = e.fewCandidates(bound, q.Root); err != nil {
				return err
			}
		}
		few := e.cat != nil
		if by == firstHits && !few {
			if r.Entries, r.More, err = s.newestHits(e, q, words, limit); r.More || err != nil {
				return err
			}
		}
		if !few {
			if e.cat, err = e.candidates(bound, q.Root); err != nil {
				return err
			}
		}
		hits := newSet(len(e.cat.rows))
		if exact && !e.cat.whole {
			hits.fill(len(e.cat.rows))
		} else if hits, err = e.node(q.Root); err != nil {
			return err
		}
		if by == bestHits {
			return e.bestOf(q, hits, limit, &r)
		}
		for i := range e.cat.rows {
			if !hits.has(i) || e.hidden[e.cat.rows[i].folder] {
				continue
			}
			if r.Total++; limit <= 0 || len(r.Entries) < limit {
				r.Entries = append(r.Entries, e.cat.entry(i))
			}
		}
		r.More = by == firstHits && r.Total > len(r.Entries)
		return nil
	})
	r.Took = time.Since(start)
	return r, err
}

// candidates returns a catalog in which all hits are: that of all messages where it
// is in memory or nothing bounds the search, else that of the messages which the
// expression bound of the index selects, and of those which are not in the index, for root.
func (e *search) candidates(bound string, root query.Node) (*catalog, error) {
	s, ctx, c := e.s, e.ctx, e.conn
	s.loading.Lock()
	cat, err := s.known(ctx, c)
	s.loading.Unlock()
	if cat != nil || err != nil {
		return cat, err
	}
	if bound == "" {
		return s.all(ctx, c)
	}
	if err := e.settle(root); err != nil {
		return nil, err
	}
	more := e.unindexed.covered(root)
	// Where the index selects most messages, reading them one by one takes longer
	// than reading all.
	var most bool
	err = c.QueryRowContext(ctx, `SELECT ((SELECT count(*) FROM words WHERE words MATCH ?) + ?) * 2 > (SELECT coalesce(sum(total), 0) FROM folders)`, bound, len(more)).Scan(&most)
	if err != nil {
		return nil, err
	}
	if most {
		return s.all(ctx, c)
	}
	cat, err = readRows(ctx, c, "WHERE id IN (SELECT rowid FROM words WHERE words MATCH ? UNION ALL SELECT value FROM json_each(?))", bound, idList(more))
	if err != nil {
		return nil, err
	}
	cat.sort()
	cat.index()
	return cat, nil
}

// search is one search under way.
type search struct {
	ctx    context.Context
	conn   *sql.Conn
	s      *Store // whose octets say what the rows of messages do not
	cat    *catalog
	byName map[string][]int32 // folders by lower-case name and role
	byRole map[mailbox.Role][]int32
	hidden map[int32]bool // folders that are left out

	unknown   []string // names for which there is no folder
	owners    map[*query.Account]map[int32]bool
	strange   []string // names for which there is no account
	lists     []string // the mailing lists that there are, see listsQuery; nil: they were not asked for
	unindexed *unindexed
	looked    bool       // all messages of cat were looked at: their words are in unindexed
	low, high mailbox.ID // of cat; high 0: the index is asked for all
}

// prepare finds out which folders and accounts the query means.
func (e *search) prepare(q *query.Query, r *mailbox.Result) error {
	if err := e.folders(q); err != nil {
		return err
	}
	r.NoFolders = e.unknown
	for id := range e.hidden {
		r.LeftOut = append(r.LeftOut, mailbox.FolderID(id))
	}
	err := e.accounts(q.Root)
	r.NoAccounts = e.strange
	return err
}

// scope is another search in the same folders.
func (e *search) scope() *search {
	return &search{ctx: e.ctx, conn: e.conn, byName: e.byName, byRole: e.byRole}
}

// node returns the messages of the catalog for which n holds; nil stands for a
// condition that says nothing.
func (e *search) node(n query.Node) (set, error) {
	size := len(e.cat.rows)
	switch n := n.(type) {
	case *query.And:
		return e.and(n)
	case *query.Or:
		out := newSet(size)
		said := false
		for _, n := range n.Nodes {
			if index.Says(n) {
				s, err := e.node(n)
				if err != nil {
					return nil, err
				}
				out.or(s)
				said = true
			}
		}
		if !said {
			out.fill(size)
		}
		return out, nil
	case *query.Not:
		out := newSet(size)
		out.fill(size)
		if !index.Says(n.Node) {
			return out, nil
		}
		s, err := e.node(n.Node)
		if err != nil {
			return nil, err
		}
		out.without(s)
		return out, nil
	case *query.Term:
		if expr := index.Match(n); expr != "" {
			return e.words(expr, n)
		}
		return e.where(func(int) bool { return true }), nil
	case *query.Address:
		out := newSet(size)
		out.fill(size)
		return out, e.addressed(n, out)
	case *query.HasAttachment:
		if n.Kind != query.AnyFile {
			return e.files(n.Kind)
		}
		return e.where(func(i int) bool { return e.cat.rows[i].files }), nil
	case *query.Account:
		return e.where(func(i int) bool { return e.owners[n][e.cat.rows[i].account] }), nil
	case *query.List:
		return e.list(n)
	case *query.Is:
		switch n.State {
		case query.Unread:
			return e.where(func(i int) bool { return e.cat.rows[i].flags&mailbox.Read == 0 }), nil
		case query.Read:
			return e.where(func(i int) bool { return e.cat.rows[i].flags&mailbox.Read != 0 }), nil
		case query.Answered:
			return e.where(func(i int) bool { return e.cat.rows[i].flags&mailbox.Answered != 0 }), nil
		case query.Forwarded:
			return e.where(func(i int) bool { return e.cat.rows[i].flags&mailbox.Forwarded != 0 }), nil
		}
		return e.where(func(i int) bool { return e.cat.rows[i].flags&mailbox.Starred != 0 }), nil
	case *query.Before:
		out := newSet(size)
		out.span(e.cat.before(n.T), size)
		return out, e.lifted(out, func(date int64) bool { return date < n.T.UnixMilli() })
	case *query.After:
		out := newSet(size)
		out.span(0, e.cat.before(n.T))
		return out, e.lifted(out, func(date int64) bool { return date >= n.T.UnixMilli() })
	case *query.Larger:
		return e.ids("SELECT group_concat(id, ' ') FROM (SELECT id FROM messages WHERE size > ?1 UNION ALL SELECT message FROM unique_ids WHERE begun > 0 AND message IS NOT NULL AND "+listedSize("unique_ids")+" > ?1)", n.Octets)
	case *query.Smaller:
		return e.ids("SELECT group_concat(id, ' ') FROM messages WHERE size < ?1 AND id NOT IN (SELECT message FROM unique_ids WHERE begun > 0 AND message IS NOT NULL AND "+listedSize("unique_ids")+" >= ?1)", n.Octets)
	case *query.In:
		want := make(map[int32]bool)
		for _, id := range e.in(n) {
			want[id] = true
		}
		return e.where(func(i int) bool { return want[e.cat.rows[i].folder] }), nil
	}
	return e.where(func(int) bool { return true }), nil
}

// ownDate is the date of the message m, also of one that came back after it was put off and is
// sorted by that time since.
const ownDate = `coalesce((SELECT min(coalesce(h.dated, m.date), m.received) FROM snoozes z JOIN headers h ON h.message = z.message WHERE z.message = m.id AND z.lifted > 0), m.date)`

// lifted puts those messages into a set, or out of it, that came back after they were put off, by
// their own date.
func (e *search) lifted(out set, holds func(date int64) bool) error {
	rows, err := e.conn.QueryContext(e.ctx, "SELECT m.id, "+ownDate+" FROM snoozes l JOIN messages m ON m.id = l.message WHERE l.lifted > 0")
	return each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var date int64
		if err := rows.Scan(&id, &date); err != nil {
			return err
		}
		switch i := e.cat.place(id); {
		case i < 0:
		case holds(date):
			out.put(i)
		default:
			out.drop(i)
		}
		return nil
	})
}

// and leaves to the index what the index can do by itself. Addresses are read last, of what is left.
func (e *search) and(n *query.And) (set, error) {
	out := newSet(len(e.cat.rows))
	out.fill(len(e.cat.rows))
	var exprs []string
	var covered []query.Node
	var addresses []*query.Address
	for _, n := range n.Nodes {
		if a, is := n.(*query.Address); is {
			addresses = append(addresses, a)
			continue
		}
		if expr, exact := index.Cover(n); expr != "" && exact {
			exprs, covered = append(exprs, expr), append(covered, n)
			continue
		}
		if !index.Says(n) {
			continue
		}
		s, err := e.node(n)
		if err != nil {
			return nil, err
		}
		out.and(s)
	}
	if len(exprs) > 0 {
		s, err := e.words(index.All(exprs), &query.And{Nodes: covered})
		if err != nil {
			return nil, err
		}
		out.and(s)
	}
	for _, a := range addresses {
		if err := e.addressed(a, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// words returns the messages that an expression of the index selects, which stands for n, and
// those that it would select if they were in the index.
func (e *search) words(expr string, n query.Node) (out set, err error) {
	if err := e.settle(n); err != nil {
		return nil, err
	}
	switch {
	case e.looked:
		out = newSet(len(e.cat.rows))
	case e.high > 0:
		out, err = e.ids("SELECT group_concat(rowid, ' ') FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?", expr, e.low, e.high)
	default:
		out, err = e.ids("SELECT group_concat(rowid, ' ') FROM words WHERE words MATCH ?", expr)
	}
	for _, id := range e.unindexed.covered(n) {
		if i := e.cat.place(id); i >= 0 {
			out.put(i)
		}
	}
	return out, err
}

// ids returns the messages that a query lists, in one text.
func (e *search) ids(sqlText string, args ...any) (set, error) {
	out := newSet(len(e.cat.rows))
	var text sql.RawBytes
	rows, err := e.conn.QueryContext(e.ctx, sqlText, args...)
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&text); err != nil {
			return err
		}
		for _, id := range numbers[mailbox.ID](text) {
			if i := e.cat.place(id); i >= 0 {
				out.put(i)
			}
		}
		return nil
	})
	return out, err
}

func (e *search) where(holds func(i int) bool) set {
	out := newSet(len(e.cat.rows))
	for i := range e.cat.rows {
		if holds(i) {
			out.put(i)
		}
	}
	return out
}
