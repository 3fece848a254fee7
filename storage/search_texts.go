package storage

import (
	"context"
	"database/sql"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// addFiles adds the messages of whose attached files one holds a term. One word may stand in a
// file and another one in the message, so it is noted which of the terms each of them has, in
// whatever way.
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
		ids, err := column[mailbox.ID](c.QueryContext(ctx, "SELECT DISTINCT f.message FROM words_files JOIN message_files f ON f.text = words_files.rowid WHERE words_files MATCH ?", expr))
		if err != nil {
			return err
		}
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
	if len(u.ids) > waiting && len(terms) > 1 {
		for k, t := range terms {
			ids, err := column[string](c.QueryContext(ctx, "SELECT coalesce(group_concat(rowid, ' '), '') FROM words WHERE words MATCH ?", index.Match(t)))
			if err != nil {
				return err
			}
			for _, id := range numbers[mailbox.ID]([]byte(ids[0])) {
				if _, ok := at[id]; ok {
					put(k, id)
				}
			}
		}
	}
	for k := range found {
		for len(found[k]) < (len(u.ids)+63)/64 {
			found[k] = append(found[k], 0)
		}
	}
	return nil
}
