package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// putWords stores the words of a message that has none.
func putWords(t *tx, id mailbox.ID, d *digest) error {
	t.wait(d)
	_, err := t.exec("INSERT INTO unindexed (message, words) VALUES (?, ?)", id, nonNil(d.words))
	return err
}

// renewWords stores the words of a message in the place of those that it has.
func renewWords(t *tx, id mailbox.ID, d *digest) error {
	if err := index.Remove(t.exec, id); err != nil {
		return err
	}
	t.wait(d)
	_, err := t.exec("INSERT INTO unindexed (message, words) VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET words = excluded.words", id, nonNil(d.words))
	return err
}

// wait counts a message whose words are stored, or that is to be read for them.
func (t *tx) wait(d *digest) {
	if len(d.words) == 0 {
		t.unread += d.size
	}
	t.words += int64(len(d.words))
}

// unindexed is what a search finds in the words that are not in the index of messages: they
// wait for it, or are in attached files.
type unindexed struct {
	ids   []mailbox.ID
	hits  map[*query.Term]set             // by place in ids
	open  map[*query.Term]set             // of which that is not known yet, likewise: their files do not hold the term, see settle
	files map[query.FileKind][]mailbox.ID // of what is not read, with an attachment of the kind
}

// sought is what a search looks for in words.
type sought struct {
	terms   []*query.Term
	finders []index.Finder   // of the terms
	kinds   []query.FileKind // of attachments
}

// any reports whether what has arrived is to be read for it.
func (w *sought) any() bool { return len(w.terms)+len(w.kinds) > 0 }

func soughtBy(q *query.Query) (w sought) {
	query.Inspect(q.Root, func(n query.Node) bool {
		switch n := n.(type) {
		case *query.HasAttachment:
			if n.Kind != query.AnyFile && !slices.Contains(w.kinds, n.Kind) {
				w.kinds = append(w.kinds, n.Kind)
			}
		case *query.Term:
			if f, ok := index.Find(n); ok {
				w.terms, w.finders = append(w.terms, n), append(w.finders, f)
			}
		}
		return true
	})
	return w
}

// seekUnindexed looks for the terms of a query in all that is not in the index. What was not
// read and could not be before (readForSearch) is read here. files: in the texts of attached
// files as well.
func (s *Store) seekUnindexed(ctx context.Context, c *sql.Conn, q sought, files bool) (*unindexed, error) {
	u := &unindexed{hits: map[*query.Term]set{}, open: map[*query.Term]set{}, files: map[query.FileKind][]mailbox.ID{}}
	terms, finders := q.terms, q.finders
	if !q.any() {
		return u, nil
	}
	found := make([]set, len(terms))
	look := func(id mailbox.ID, w index.Words) {
		i := len(u.ids)
		u.ids = append(u.ids, id)
		for k := range finders {
			if i&63 == 0 {
				found[k] = append(found[k], 0)
			}
			if finders[k].In(w) {
				found[k].put(i)
			}
		}
	}
	var unread []mailbox.ID
	var id mailbox.ID
	var words sql.RawBytes
	// A context that can end would cost a goroutine for each row.
	rows, err := c.QueryContext(context.WithoutCancel(ctx), "SELECT message, words FROM unindexed")
	err = each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&id, &words); err != nil {
			return err
		}
		if len(words) == 0 {
			unread = append(unread, id)
		} else {
			look(id, index.Words(words))
		}
		return ctx.Err()
	})
	for _, id := range unread {
		w := whole{digest: &digest{}}
		if err = errors.Join(err, w.read(ctx, s, c, id), ctx.Err()); err != nil {
			return u, err
		}
		look(id, w.words)
		for _, kind := range q.kinds {
			if slices.ContainsFunc(w.parts, func(p part) bool { return p.is(kind) }) {
				u.files[kind] = append(u.files[kind], id)
			}
		}
	}
	if err == nil && files {
		err = u.addFiles(ctx, c, terms, found)
	}
	for k, t := range terms {
		u.hits[t] = found[k]
	}
	return u, err
}

// may reports whether message i is among those that index.Cover selects for n; open: what is not known yet counts as if it
// held the term.
func (u *unindexed) may(n query.Node, i int, open bool) bool {
	switch n := n.(type) {
	case *query.Term:
		hits, ok := u.hits[n]
		return !ok || hits.has(i) || open && u.open[n] != nil && u.open[n].has(i)
	case *query.And:
		for _, n := range n.Nodes {
			if !u.may(n, i, open) {
				return false
			}
		}
	case *query.Or:
		said := false
		for _, n := range n.Nodes {
			if index.Says(n) {
				if u.may(n, i, open) {
					return true
				}
				said = true
			}
		}
		return !said
	}
	return true
}

// covered lists the messages that index.Cover selects for n, as far as that is known: see settle.
func (u *unindexed) covered(n query.Node) []mailbox.ID {
	var out []mailbox.ID
	for i, id := range u.ids {
		if u.may(n, i, false) {
			out = append(out, id)
		}
	}
	return out
}
