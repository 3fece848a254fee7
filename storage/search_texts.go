package storage

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// addFiles adds the messages of whose attached files one holds a term. One word may stand in a
// file and another one in the message: which of the others they hold themselves is open, see settle. Most searches
// end before they need to know it.
func (u *unindexed) addFiles(ctx context.Context, c *sql.Conn, terms []*query.Term, found []set) error {
	at := map[mailbox.ID]int{}
	put := func(k int, id mailbox.ID) {
		for len(found[k]) <= at[id]>>6 {
			found[k] = append(found[k], 0)
		}
		found[k].put(at[id])
	}
	waiting := len(u.ids)
	for k, t := range terms {
		expr := index.MatchFile(t)
		if expr == "" {
			continue
		}
		var list []byte
		err := c.QueryRowContext(ctx, "SELECT coalesce(group_concat(f.message, ' '), '') FROM words_files JOIN message_files f ON f.text = words_files.rowid WHERE words_files MATCH ?", expr).Scan(&list)
		if err != nil {
			return err
		}
		ids := numbers[mailbox.ID](list)
		if len(ids) > 0 && len(at) == 0 {
			for i, id := range u.ids {
				at[id] = i
			}
		}
		for _, id := range ids {
			if _, ok := at[id]; !ok {
				at[id] = len(u.ids)
				u.ids = append(u.ids, id)
			}
			put(k, id)
		}
	}
	for k := range found {
		for len(found[k]) < (len(u.ids)+63)/64 {
			found[k] = append(found[k], 0)
		}
	}
	if len(u.ids) > waiting && len(terms) > 1 {
		for k, t := range terms {
			open := newSet(len(u.ids))
			open.span(waiting, len(u.ids))
			open.without(found[k])
			u.open[t] = open
		}
	}
	return nil
}

// mixed reports whether a message may be among those that index.Cover selects for n by words of which some stand
// in it and others in its files. Else either the index or its files alone tell.
func mixed(n query.Node) bool {
	switch n := n.(type) {
	case *query.And:
		said := 0
		for _, n := range n.Nodes {
			if index.Says(n) {
				said++
			}
		}
		return said > 1 || slices.ContainsFunc(n.Nodes, mixed)
	case *query.Or:
		return slices.ContainsFunc(n.Nodes, mixed)
	}
	return false
}

// undecided reports whether it depends on the words of message i itself, of which it is not known yet, whether it is among those that
// index.Cover selects for n. One whose files hold none of the terms is not: the index lists it.
func (u *unindexed) undecided(n query.Node, terms []*query.Term, i int) bool {
	return slices.ContainsFunc(terms, func(t *query.Term) bool { return u.hits[t].has(i) }) && u.may(n, i, true) && !u.may(n, i, false)
}

// settle finds out which terms of n the messages hold themselves whose files hold others: as far as that decides about
// n, and of those within the numbers that are searched. What is in the index for many more messages is not read for it.
func (e *search) settle(n query.Node) error {
	u := e.unindexed
	if len(u.open) == 0 || e.looked || !mixed(n) {
		return nil
	}
	var terms []*query.Term
	query.Inspect(n, func(n query.Node) bool {
		if t, ok := n.(*query.Term); ok && u.open[t] != nil {
			terms = append(terms, t)
		}
		_, without := n.(*query.Not)
		return !without
	})
	// The words for which the index has to put lists together come last: fewer messages are left then.
	slices.SortStableFunc(terms, func(a, b *query.Term) int {
		return cmp.Compare(min(index.Begun(a), 1), min(index.Begun(b), 1))
	})
	for _, t := range terms {
		open := u.open[t]
		some := func(all bool) (ids []mailbox.ID, places []int) {
			for i, id := range u.ids {
				if open.has(i) && (all || id >= e.low && id <= e.high) && u.undecided(n, terms, i) {
					ids, places = append(ids, id), append(places, i)
				}
			}
			return ids, places
		}
		ids, places := some(e.high == 0)
		if len(ids) == 0 {
			continue
		}
		if index.Begun(t) > 0 && len(ids) > lookEach { // the lists are put together once
			ids, places = some(true)
		}
		holds, err := e.holding(t, ids)
		if err != nil {
			return err
		}
		for k, i := range places {
			open.drop(i)
			if holds[ids[k]] {
				u.hits[t].put(i)
			}
		}
	}
	return nil
}

const (
	askEach  = 1024 // numbers of messages between two of which the index is asked one by one: sooner than for all between
	lookEach = 24   // that are looked at sooner than the index puts the lists of many words together
)

// holding tells which of some messages hold a term themselves.
func (e *search) holding(t *query.Term, ids []mailbox.ID) (map[mailbox.ID]bool, error) {
	out := make(map[mailbox.ID]bool, len(ids))
	begun := index.Begun(t) > 0
	if begun && len(ids) <= lookEach {
		texts, err := e.s.readTexts(e.ctx, e.conn, ids)
		finder, ok := index.Find(t)
		for i, text := range texts {
			out[ids[i]] = ok && text != nil && finder.In(text.Words)
		}
		return out, err
	}
	low, high := slices.Min(ids), slices.Max(ids)
	where, args := "rowid BETWEEN ? AND ?", []any{index.Match(t), low, high}
	if !begun && int(high-low) > askEach*len(ids) {
		where, args = "rowid IN (SELECT value FROM json_each(?))", []any{index.Match(t), idList(ids)}
	}
	var list []byte
	err := e.conn.QueryRowContext(e.ctx, "SELECT coalesce(group_concat(rowid, ' '), '') FROM words WHERE words MATCH ? AND "+where, args...).Scan(&list)
	for _, id := range numbers[mailbox.ID](list) {
		out[id] = true
	}
	return out, err
}
