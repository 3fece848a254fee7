package storage

import (
	"context"
	"database/sql"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	lookAt     = 16  // messages that a search looks at together
	lookAtMost = 128 // and in all
	newestRows = 512 // of which a search looks at the words, where not all rows are in memory
)

// SearchFirst returns the newest hits of a query, as Search does with that limit, without
// finding all: where many messages are hits the newest ones are among those that came last,
// which are looked at themselves. Result.More says that there may be more hits.
func (s *Store) SearchFirst(ctx context.Context, q *query.Query, limit int) (mailbox.Result, error) {
	return s.search(ctx, q, limit, limit > 0 && limit < lookAtMost)
}

// newestHits looks at the newest messages that can be hits, some at a time, as long as enough of
// them are; enough: these are the newest hits of all.
func (s *Store) newestHits(e *search, q *query.Query, words sought, limit int) (hits []mailbox.Entry, enough bool, err error) {
	if len(words.terms) == 0 {
		return nil, false, nil
	}
	if e.cat, err = s.newest(e.ctx, e.conn); err != nil {
		return nil, false, err
	}
	may, err := e.rows(q.Root)
	if err != nil {
		return nil, false, err
	}
	var next []row
	looked := 0
	for i := range e.cat.rows {
		if may.has(i) && !e.hidden[e.cat.rows[i].folder] {
			next = append(next, e.cat.rows[i])
		}
		if len(next) < lookAt {
			continue
		}
		some, err := s.lookAt(e, q, words, next)
		if err != nil {
			return nil, false, err
		}
		hits, looked, next = append(hits, some...), looked+len(next), next[:0]
		if len(hits) >= limit {
			return hits[:limit], true, nil
		}
		if looked >= lookAtMost || len(hits)*lookAtMost < limit*looked {
			break
		}
	}
	return nil, false, nil
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
			if texts[i] != nil && words.finders[k].In(texts[i].words) || waits && rest.hits[t].has(at) {
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
