package storage

import (
	"database/sql"
	"slices"
	"strings"

	"popmail/storage/query"
)

// accounts finds out which accounts the query names: those with exactly that address or name,
// else those that contain it.
func (e *search) accounts(n query.Node) error {
	var list []*query.Account
	query.Inspect(n, func(n query.Node) bool {
		if a, ok := n.(*query.Account); ok {
			list = append(list, a)
		}
		return true
	})
	if len(list) == 0 {
		return nil
	}
	type names struct {
		id  int32
		all []string // folded
	}
	var all []names
	rows, err := e.conn.QueryContext(e.ctx, "SELECT id, email, label, name FROM accounts")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id int32
		var email, label, name string
		err := rows.Scan(&id, &email, &label, &name)
		all = append(all, names{id, []string{query.Fold(email), query.Fold(label), query.Fold(name)}})
		return err
	})
	e.owners = make(map[*query.Account]map[int32]bool)
	for _, n := range list {
		key := query.Fold(n.Name)
		called := func(holds func(name string) bool) map[int32]bool {
			out := make(map[int32]bool)
			for _, o := range all {
				if key != "" && slices.ContainsFunc(o.all, holds) {
					out[o.id] = true
				}
			}
			return out
		}
		owners := called(func(name string) bool { return name == key })
		if len(owners) == 0 {
			owners = called(func(name string) bool { return strings.Contains(name, key) })
		}
		if e.owners[n] = owners; len(owners) == 0 && !slices.Contains(e.strange, n.Name) {
			e.strange = append(e.strange, n.Name)
		}
	}
	return err
}
