package storage

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	lookAt     = 16   // messages that a search looks at together
	lookAtMost = 128  // and in all
	newestRows = 1024 // that can be hits, among which the index is asked for them first
)

// SearchFirst returns the newest hits of a query, as Search does with that limit, without
// finding all: where many messages are hits, the newest ones are among the newest messages.
// Result.More says that there may be more hits.
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
	rows := make([]row, 0, newestRows)
	for i := range e.cat.rows {
		if r := e.cat.rows[i]; may.has(i) && !e.hidden[r.folder] {
			if rows = append(rows, r); len(rows) == newestRows {
				break
			}
		}
	}
	if len(words.terms) > 0 && (words.begun() || !dense(rows)) {
		hits, err = s.lookThrough(e, q, words, rows, limit)
	} else {
		hits, err = e.among(q, rows, limit)
	}
	if len(hits) < limit {
		return nil, false, err
	}
	return hits[:limit], true, err
}

// begun reports whether a term is the beginning of words for which the index would put the
// lists of all of them together first.
func (w *sought) begun() bool {
	return slices.ContainsFunc(w.terms, func(t *query.Term) bool { return strings.HasSuffix(index.Match(t), "*") })
}

// dense reports whether the numbers of some messages lie close together.
func dense(rows []row) bool {
	low, high := span(rows)
	return int(high-low) <= 16*len(rows)
}

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
// hits.
func (s *Store) lookThrough(e *search, q *query.Query, words sought, rows []row, limit int) (hits []mailbox.Entry, err error) {
	looked := 0
	for next := range slices.Chunk(rows[:min(lookAtMost, len(rows))], lookAt) {
		some, err := s.lookAt(e, q, words, next)
		if err != nil {
			return nil, err
		}
		hits, looked = append(hits, some...), looked+len(next)
		if len(hits) >= limit || len(hits)*lookAtMost < limit*looked {
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
