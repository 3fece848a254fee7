package storage

import (
	"context"
	"database/sql"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// putWords stores the words of a message that has none.
func putWords(t *tx, id mailbox.ID, w index.Words) error {
	t.words += int64(len(w))
	_, err := t.exec("INSERT INTO unindexed (message, words) VALUES (?, ?)", id, []byte(w))
	return err
}

// renewWords stores the words of a message in the place of those that it has.
func renewWords(t *tx, id mailbox.ID, w index.Words) error {
	if err := index.Remove(t.exec, id); err != nil {
		return err
	}
	t.words += int64(len(w))
	_, err := t.exec("INSERT INTO unindexed (message, words) VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET words = excluded.words", id, []byte(w))
	return err
}

// unindexed is what a search finds in the words that are not in the index.
type unindexed struct {
	ids  []mailbox.ID
	hits map[*query.Term]set // by place in ids
}

// seekUnindexed looks for the terms of a query in all that is not in the index.
func seekUnindexed(ctx context.Context, c *sql.Conn, q *query.Query) (*unindexed, error) {
	u := &unindexed{hits: map[*query.Term]set{}}
	var terms []*query.Term
	var finders []index.Finder
	var walk func(query.Node)
	walk = func(n query.Node) {
		switch n := n.(type) {
		case *query.And:
			for _, n := range n.Nodes {
				walk(n)
			}
		case *query.Or:
			for _, n := range n.Nodes {
				walk(n)
			}
		case *query.Not:
			walk(n.Node)
		case *query.Term:
			if f, ok := index.Find(n); ok {
				terms, finders = append(terms, n), append(finders, f)
			}
		}
	}
	walk(q.Root)
	if len(terms) == 0 {
		return u, nil
	}
	found := make([]set, len(terms))
	var id mailbox.ID
	var words sql.RawBytes
	// A context that can end would cost a goroutine for each row.
	rows, err := c.QueryContext(context.WithoutCancel(ctx), "SELECT message, words FROM unindexed")
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&id, &words); err != nil {
			return err
		}
		i := len(u.ids)
		u.ids = append(u.ids, id)
		for k := range finders {
			if i&63 == 0 {
				found[k] = append(found[k], 0)
			}
			if finders[k].In(index.Words(words)) {
				found[k].put(i)
			}
		}
		return ctx.Err()
	})
	for k, t := range terms {
		u.hits[t] = found[k]
	}
	return u, err
}

// may reports whether message i is among those that index.Cover selects for n.
func (u *unindexed) may(n query.Node, i int) bool {
	switch n := n.(type) {
	case *query.Term:
		hits, ok := u.hits[n]
		return !ok || hits.has(i)
	case *query.And:
		for _, n := range n.Nodes {
			if !u.may(n, i) {
				return false
			}
		}
	case *query.Or:
		said := false
		for _, n := range n.Nodes {
			if index.Says(n) {
				if u.may(n, i) {
					return true
				}
				said = true
			}
		}
		return !said
	}
	return true
}

// covered lists the messages that index.Cover selects for n.
func (u *unindexed) covered(n query.Node) []mailbox.ID {
	var out []mailbox.ID
	for i, id := range u.ids {
		if u.may(n, i) {
			out = append(out, id)
		}
	}
	return out
}
