package storage

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
	"sync"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// folders finds out which folders the query leaves out.
func (e *search) folders(q *query.Query) error {
	e.byName, e.byRole, e.hidden = make(map[string][]int32), make(map[mailbox.Role][]int32), make(map[int32]bool)
	own := map[mailbox.FolderID]lying{}
	rows, err := e.conn.QueryContext(e.ctx, "SELECT f.id, f.role, f.name, coalesce(a.email, ''), f.parent FROM folders f LEFT JOIN accounts a ON a.id = f.kept")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id int32
		var in mailbox.FolderID
		var role mailbox.Role
		var name, kept string
		if err := rows.Scan(&id, &role, &name, &kept, &in); err != nil {
			return err
		}
		name, kept = folderTitle(role, name, kept)
		if role == mailbox.Own {
			own[mailbox.FolderID(id)] = lying{in, name}
		} else {
			e.byRole[role] = append(e.byRole[role], id)
		}
		if in != 0 && slices.ContainsFunc(accountRoles, func(r roleName) bool { return nameKey(r.name) == nameKey(name) }) {
			return nil // in: a word such as “trash” is not for what lies in another folder, its path is
		}
		for _, name := range []string{name, kept} {
			if key := pathKey(name); key != "" {
				e.byName[key] = append(e.byName[key], id)
			}
		}
		if role == mailbox.Trash || role == mailbox.Junk {
			e.hidden[id] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	// One that lies in others is called by its path as well.
	for id, f := range own {
		if path := f.path(own); path != f.title {
			e.byName[pathKey(path)] = append(e.byName[pathKey(path)], int32(id))
		}
	}
	if q.Anywhere() {
		clear(e.hidden)
	}
	query.Inspect(q.Root, func(n query.Node) bool {
		if in, ok := n.(*query.In); ok {
			for _, id := range e.in(in) {
				delete(e.hidden, id)
			}
		}
		_, without := n.(*query.Not)
		return !without
	})
	query.Inspect(q.Root, func(n query.Node) bool {
		if in, ok := n.(*query.In); ok && len(e.in(in)) == 0 && !slices.Contains(e.unknown, in.Folder) {
			e.unknown = append(e.unknown, in.Folder) // there is none
		}
		return true
	})
	return nil
}

// hide leaves out the folders with some roles, also where the query names them.
func (e *search) hide(roles []mailbox.Role) {
	for _, role := range roles {
		for _, id := range e.byRole[role] {
			e.hidden[id] = true
		}
	}
}

// in returns the folders that an In means: those that are called so, and those with a purpose that the
// window calls so in one of its languages: in that language the person sees both.
func (e *search) in(n *query.In) []int32 {
	key := pathKey(n.Folder)
	title := titleKey(n.Folder)
	want := map[int32]bool{}
	for _, id := range slices.Concat(e.byName[key], e.byRole[titles()[title]]) {
		want[id] = true
	}
	_, named := e.byName[key]
	_, entitled := titles()[title]
	if named || entitled || !n.Prefix {
		return slices.Sorted(maps.Keys(want))
	}
	for name, ids := range e.byName {
		if strings.HasPrefix(name, key) {
			for _, id := range ids {
				want[id] = true
			}
		}
	}
	begun := len(want) > 0 // a folder is called so that it may be
	for name, role := range titles() {
		if !begun && title != "" && strings.HasPrefix(name, title) {
			for _, id := range e.byRole[role] {
				want[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(want))
}

// titles are mailbox.Titles by titleKey.
var titles = sync.OnceValue(func() map[string]mailbox.Role {
	out := map[string]mailbox.Role{}
	for role, names := range mailbox.Titles {
		for _, name := range names {
			out[titleKey(name)] = role
		}
	}
	return out
})

// titleKey is a title as it is compared: without regard to case, accents and apostrophes.
func titleKey(name string) string { return strings.Join(query.Words(name), " ") }
