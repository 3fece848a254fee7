package storage

import (
	"context"
	"database/sql"
	"slices"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	lookAtFirst = 4    // messages that a search looks at
	lookAt      = 16   // together from then on
	lookAtMost  = 128  // in all
	newestRows  = 1024 // that can be hits, among which the index is asked for them first
	fewRows     = 600  // that the index selects, of which all are looked at

	lookShort = 3       // letters of a beginning for which the index always has too many words
	manyRows  = 300_000 // messages, of which it has too many for any
)

// SearchFirst returns the newest hits of a query, as Search does with that limit, without
// finding all: where many messages are hits, the newest ones are among the newest messages.
// Result.More says that there may be more hits than the entries.
func (s *Store) SearchFirst(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error) {
	by := allHits
	if limit > 0 && limit < lookAtMost {
		by = firstHits
	}
	return s.search(ctx, q, limit, by)
}

// newestHits finds the newest hits without finding all; enough: there are that many, and these
// are the newest of all.
func (s *Store) newestHits(e *search, q *query.Query, words sought, limit int) (hits []mailbox.Entry, enough bool, err error) {
	if e.cat, err = s.newest(e.ctx, e.conn); err != nil {
		return nil, false, err
	}
	may, err := e.rows(q.Root)
	if err != nil {
		return nil, false, err
	}
	from := 0
	next := func(n int) (rows []row) { // the next newest ones
		for ; from < len(e.cat.rows) && len(rows) < n; from++ {
			if r := e.cat.rows[from]; may.has(from) && !e.hidden[r.folder] {
				rows = append(rows, r)
			}
		}
		return rows
	}
	rows := next(newestRows)
	begun := words.begun()
	switch {
	case len(words.terms) > 0 && (!dense(rows) || begun > 0 && (begun <= lookShort || s.lookCheap(rows))):
		hits, err = s.lookThrough(e, q, words, rows, limit)
	case begun > 0: // the index puts the lists together each time
		hits, err = e.among(q, rows, limit)
	default:
		hits, err = e.further(q, rows, next, limit)
	}
	if len(hits) < limit {
		return nil, false, err
	}
	return hits[:limit], true, err
}

// fewCandidates is candidates where the index selects only a few messages: nil where there are more.
func (e *search) fewCandidates(bound string, root query.Node) (*catalog, error) {
	var list []byte
	err := e.conn.QueryRowContext(e.ctx, "SELECT coalesce(group_concat(rowid, ' '), '') FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)", bound, fewRows+1).Scan(&list)
	ids := numbers[mailbox.ID](list)
	if err != nil || len(ids) > fewRows {
		return nil, err
	}
	if err := e.settle(root); err != nil {
		return nil, err
	}
	more := e.unindexed.covered(root)
	if len(ids)+len(more) > fewRows {
		return nil, nil
	}
	cat, err := readRows(e.ctx, e.conn, "WHERE id IN (SELECT value FROM json_each(?))", idList(append(ids, more...)))
	if err != nil {
		return nil, err
	}
	cat.sort()
	cat.index()
	return cat, nil
}

// further asks the index for the hits among some messages, newest first, and as long as that
// promises limit hits, among the next ones.
func (e *search) further(q *query.Query, rows []row, next func(n int) []row, limit int) (hits []mailbox.Entry, err error) {
	looked := 0
	for n := min(lookAtMost*2, len(rows)); n > 0; {
		some, err := e.among(q, rows[:n], limit-len(hits))
		hits, looked, rows = append(hits, some...), looked+n, rows[n:]
		if len(hits) >= limit || err != nil {
			return hits, err
		}
		n = len(rows)
		if len(hits) > 0 {
			n = (limit-len(hits))*looked/len(hits)*5/4 + lookAt
		}
		if n > len(rows) && looked >= newestRows/2 {
			if n > len(e.cat.rows)/4 {
				return hits, nil // all are found sooner
			}
			rows = append(rows, next(n-len(rows))...)
		}
		n = min(n, len(rows))
	}
	return hits, nil
}

// begun is how many characters the shortest beginning of words has for which the index would put
// the lists of all of them together first; 0: there is none.
func (w *sought) begun() (least int) {
	for _, t := range w.terms {
		if n := index.Begun(t); n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}

// lookCheap reports whether to look at the newest messages costs less than to ask the index for
// the beginning of a longer word: where they have been taken apart already, as for the letters
// typed before, or where there are very many messages.
func (s *Store) lookCheap(rows []row) bool {
	if _, high := span(rows); high > manyRows {
		return true
	}
	return !slices.ContainsFunc(rows[:min(lookAt, len(rows))], func(r row) bool { return !s.texts.has(r.id) })
}

// dense reports whether the numbers of some messages lie close together.
func dense(rows []row) bool {
	low, high := span(rows)
	return int(high-low) <= 16*len(rows)
}

// among returns the newest of some messages, newest first, that are hits, as the index tells.
func (e *search) among(q *query.Query, rows []row, limit int) (hits []mailbox.Entry, err error) {
	part := *e
	part.cat = &catalog{rows: rows}
	part.cat.index()
	part.low, part.high = span(rows)
	found, err := part.node(q.Root)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if found.has(i) {
			if hits = append(hits, part.cat.entry(i)); len(hits) == limit {
				break
			}
		}
	}
	return hits, nil
}

// lookThrough looks at some messages, newest first, themselves, as long as many of them are
// hits: at very few before anything is known, as taking a message apart costs more than to ask
// the index for a word that is rare.
func (s *Store) lookThrough(e *search, q *query.Query, words sought, rows []row, limit int) (hits []mailbox.Entry, err error) {
	rows = rows[:min(lookAtMost, len(rows))]
	for n, looked := lookAtFirst, 0; looked < len(rows); n = lookAt {
		next := rows[looked:min(looked+n, len(rows))]
		some, err := s.lookAt(e, q, words, next)
		if err != nil {
			return nil, err
		}
		hits, looked = append(hits, some...), looked+len(next)
		if len(hits) >= limit || len(hits) == 0 || looked > lookAtFirst && len(hits)*lookAtMost < limit*looked {
			break
		}
	}
	return hits, nil
}

// newest returns a catalog of all messages where it is in memory, else of the newest.
func (s *Store) newest(ctx context.Context, c *sql.Conn) (*catalog, error) {
	s.loading.Lock()
	cat, err := s.known(ctx, c)
	s.loading.Unlock()
	if cat != nil || err != nil {
		return cat, err
	}
	cat, err = readRows(ctx, c, "WHERE id IN (SELECT id FROM messages INDEXED BY messages_date ORDER BY date DESC, id DESC LIMIT ?)", newestRows)
	if err != nil {
		return nil, err
	}
	cat.sort()
	cat.index()
	return cat, nil
}

// rows returns the messages that can be hits by what stands in their rows.
func (e *search) rows(n query.Node) (set, error) {
	out := newSet(len(e.cat.rows))
	out.fill(len(e.cat.rows))
	list := []query.Node{n}
	if and, ok := n.(*query.And); ok {
		list = and.Nodes
	}
	for _, n := range list {
		words := false
		query.Inspect(n, func(n query.Node) bool {
			_, is := n.(*query.Term)
			words = words || is
			return !words
		})
		if words || !index.Says(n) {
			continue
		}
		s, err := e.node(n)
		if err != nil {
			return nil, err
		}
		out.and(s)
	}
	return out, nil
}

// lookAt returns those of some messages, newest first, that are hits.
func (s *Store) lookAt(e *search, q *query.Query, words sought, rows []row) ([]mailbox.Entry, error) {
	rest := e.unindexed // of which the words of attached files count here
	ids := make([]mailbox.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].id
	}
	texts, err := s.readTexts(e.ctx, e.conn, ids)
	if err != nil {
		return nil, err
	}
	u := &unindexed{ids: ids, hits: map[*query.Term]set{}, files: rest.files}
	places := make(map[mailbox.ID]int, len(rest.ids))
	for i, id := range rest.ids {
		places[id] = i
	}
	for k, t := range words.terms {
		hits := newSet(len(ids))
		for i, id := range ids {
			at, waits := places[id]
			if texts[i] != nil && words.finders[k].In(texts[i].Words) || waits && rest.hits[t].has(at) {
				hits.put(i)
			}
		}
		u.hits[t] = hits
	}
	part := *e
	part.cat, part.unindexed, part.looked = &catalog{rows: rows}, u, true
	part.cat.index()
	hits, err := part.node(q.Root)
	if err != nil {
		return nil, err
	}
	var out []mailbox.Entry
	for i := range rows {
		if hits.has(i) {
			out = append(out, part.cat.entry(i))
		}
	}
	return out, nil
}
