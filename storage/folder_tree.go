package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"popmail/storage/mailbox"
)

// folderTree is which own folders lie in which.
type folderTree map[mailbox.FolderID]mailbox.FolderID // 0: in none

func readTree(t *tx) (folderTree, error) {
	tree := folderTree{}
	rows, err := t.query("SELECT id, parent FROM folders WHERE role = 'own'")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id, in mailbox.FolderID
		err := rows.Scan(&id, &in)
		tree[id] = in
		return err
	})
	return tree, err
}

// depth is how many folders one lies in, and itself; MaxFolderDepth + 1: more.
func (f folderTree) depth(id mailbox.FolderID) (n int) {
	for id != 0 && n <= mailbox.MaxFolderDepth {
		in, there := f[id]
		if !there {
			return n
		}
		id = in
		n++
	}
	return n
}

// below is how many folders lie in one another at a folder, with itself.
func (f folderTree) below(id mailbox.FolderID) int {
	most := 1
	for other := range f {
		n := 1
		for at := other; at != id && at != 0 && n <= mailbox.MaxFolderDepth; n++ {
			if at = f[at]; at == id {
				most = max(most, n+1)
			}
		}
	}
	return most
}

// fits tells why a folder cannot come to lie in another one; id 0 is a new one.
func (f folderTree) fits(id, in mailbox.FolderID) error {
	if in == 0 {
		return nil
	}
	if _, there := f[in]; !there {
		return fmt.Errorf("folder %d: %w", in, mailbox.ErrNotFound)
	}
	for at, n := in, 0; at != 0 && n <= mailbox.MaxFolderDepth; at, n = f[at], n+1 {
		if at == id {
			return mailbox.ErrInside
		}
	}
	high := 1
	if id != 0 {
		high = f.below(id)
	}
	if f.depth(in)+high > mailbox.MaxFolderDepth {
		return mailbox.ErrDeep
	}
	return nil
}

// PlaceFolder puts an own folder into another one, 0: into none, before the one that is number
// at there, counted from 0 and without itself. With at < 0 it comes to the end, or, where
// nobody has given the folders there an order, to where its name belongs. Errors are
// mailbox.ErrInside, ErrDeep and ErrExists, see CreateFolderIn.
func (s *Store) PlaceFolder(ctx context.Context, id, in mailbox.FolderID, at int) error {
	return s.write(ctx, func(t *tx) error {
		tree, err := readTree(t)
		if err != nil {
			return err
		}
		var name string
		switch err := t.row("SELECT name FROM folders WHERE id = ? AND role = 'own'", id).Scan(&name); {
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("folder %d: %w", id, mailbox.ErrNotFound)
		case err != nil:
			return err
		}
		if err := tree.fits(id, in); err != nil {
			return err
		}
		if name != "" { // else it is called after an account
			if err := freeName(t, id, in, name); err != nil {
				return err
			}
		}
		there, err := column[mailbox.FolderID](t.query("SELECT id FROM folders WHERE role = 'own' AND parent = ? AND id <> ? ORDER BY place, name_key, id", in, id))
		if err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{})
		return s.pathsFollow(t, func() error {
			if at < 0 {
				return t.changed(`UPDATE folders SET parent = ?2, place = (SELECT CASE WHEN coalesce(max(place), 0) > 0 THEN max(place) + 1 ELSE 0 END
				FROM folders WHERE role = 'own' AND parent = ?2 AND id <> ?1) WHERE id = ?1`, id, in)
			}
			for i, f := range slices.Insert(there, min(at, len(there)), id) {
				if _, err := t.exec("UPDATE folders SET parent = ?, place = ? WHERE id = ?", in, i+1, f); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// DressFolder gives an own folder one of the window's colors, counted from 1, and one of its
// icons by name; 0 and "": none. Names of icons are short and of small letters and hyphens.
func (s *Store) DressFolder(ctx context.Context, id mailbox.FolderID, color int, icon string) error {
	if !isDress(color, icon) {
		return fmt.Errorf("color %d, icon %q: %w", color, icon, mailbox.ErrNotFound)
	}
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.FoldersChanged{})
		return t.changed("UPDATE folders SET color = ?, icon = ? WHERE id = ? AND role = 'own'", color, icon, id)
	})
}

// isDress reports whether that can be the color and the icon of a folder.
func isDress(color int, icon string) bool {
	const longest, most = 24, 99
	return color >= 0 && color <= most && len(icon) <= longest && !slices.ContainsFunc([]byte(icon), func(c byte) bool { return c != '-' && (c < 'a' || c > 'z') })
}

// moveUp puts the folders that lie in one into that in which it lies, in its place.
func moveUp(t *tx, id mailbox.FolderID) error {
	var to mailbox.FolderID
	if err := t.row("SELECT parent FROM folders WHERE id = ?", id).Scan(&to); err != nil {
		return err
	}
	type child struct {
		id   mailbox.FolderID
		name string
	}
	var in []child
	rows, err := t.query("SELECT id, name FROM folders WHERE role = 'own' AND parent = ? ORDER BY place, name_key, id", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var c child
		err := rows.Scan(&c.id, &c.name)
		in = append(in, c)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range in {
		name, err := freeLike(t, c.id, to, c.name)
		if err != nil {
			return err
		}
		set := "name = ?3, name_key = ?4"
		if c.name == "" { // it is called after an account
			set = "name = name"
		}
		if _, err := t.exec("UPDATE folders SET parent = ?2, place = (SELECT place FROM folders WHERE id = ?5), "+set+" WHERE id = ?1", c.id, to, name, nameKey(name), id); err != nil {
			return err
		}
	}
	return nil
}

// freeLike is a name that no other folder has among those that lie in one: the name itself,
// or one with a number behind it.
func freeLike(t *tx, id, in mailbox.FolderID, name string) (string, error) {
	for n := 1; ; n++ {
		like := name
		if n > 1 {
			end := fmt.Sprintf(" (%d)", n)
			r := []rune(name)
			like = string(r[:min(len(r), MaxFolderName-len(end))]) + end
		}
		err := freeName(t, id, in, like)
		if !errors.Is(err, mailbox.ErrExists) {
			return like, err
		}
	}
}
