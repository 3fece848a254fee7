package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/storage/mailbox"
)

// RemoveFolder removes an own folder; its messages go to their accounts' Trash. The folders in
// it come to lie in the one that it lay in, under another name where theirs is taken there.
// What it returns brings all of that back, see UndeleteFolder.
func (s *Store) RemoveFolder(ctx context.Context, id mailbox.FolderID) (mailbox.GoneFolder, error) {
	var gone mailbox.GoneFolder
	err := s.write(ctx, func(t *tx) (err error) {
		if gone, err = lastSeen(t, id); err != nil {
			return err
		}
		ids, err := column[mailbox.ID](t.query("SELECT id FROM messages WHERE folder = ?", id))
		if err != nil {
			return err
		}
		if err := t.edit(); err != nil {
			return err
		}
		if gone.Moved, err = moveToRole(t, ids, mailbox.Trash); err != nil {
			return err
		}
		if err := s.pathsFollow(t, func() error {
			if err := moveUp(t, id); err != nil {
				return err
			}
			_, err := t.exec("DELETE FROM folders WHERE id = ?", id)
			return err
		}); err != nil {
			return err
		}
		t.publish(mailbox.Left{IDs: ids}, mailbox.FoldersChanged{})
		return nil
	})
	if err != nil {
		return mailbox.GoneFolder{}, err
	}
	return gone, nil
}

// lastSeen is an own folder with what points to it, before it goes.
func lastSeen(t *tx, id mailbox.FolderID) (g mailbox.GoneFolder, err error) {
	f := &g.Folder
	err = t.row("SELECT id, name, name_key, coalesce(kept, 0), parent, place, color, icon FROM folders WHERE id = ? AND role = 'own'", id).
		Scan(&f.ID, &f.Name, &g.Key, &g.Kept, &f.Parent, &f.Place, &f.Color, &f.Icon)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("folder %d: %w", id, mailbox.ErrNotFound)
	}
	if err != nil {
		return g, err
	}
	f.Role = mailbox.Own
	rows, err := t.query("SELECT id, name, place FROM folders WHERE role = 'own' AND parent = ? ORDER BY place, name_key, id", id)
	err = each(rows, err, func(rows *sql.Rows) error {
		in := mailbox.Folder{Parent: id, Role: mailbox.Own}
		err := rows.Scan(&in.ID, &in.Name, &in.Place)
		g.Inside = append(g.Inside, in)
		return err
	})
	if err != nil {
		return g, err
	}
	if g.Rules, err = column[mailbox.RuleID](t.query("SELECT id FROM rules WHERE folder = ?", id)); err != nil {
		return g, err
	}
	g.Back, err = column[mailbox.ID](t.query("SELECT message FROM snoozes WHERE folder = ?1 UNION SELECT message FROM whence WHERE folder = ?1", id))
	return g, err
}

// UndeleteFolder brings back a folder that RemoveFolder has removed: its messages, the folders
// in it that nobody has moved since, and what pointed to it. Where the folder that it lay in is
// gone it lies in none, and where its name was given to another one meanwhile it has a number behind
// it. Of a folder that is there again nothing changes.
func (s *Store) UndeleteFolder(ctx context.Context, g *mailbox.GoneFolder) error {
	return s.write(ctx, func(t *tx) error {
		t.takeBack(g.Moved)
		there, err := s.layAgain(t, g)
		if there || err != nil {
			return err
		}
		if err := putInside(t, g); err != nil {
			return err
		}
		var done []mailbox.Moved
		for i := range g.Moved {
			m, err := move(t, g.Moved[i].IDs, g.Folder.ID)
			if err != nil {
				return err
			}
			if len(m.IDs) > 0 {
				done = append(done, m)
			}
		}
		for _, q := range []string{
			"UPDATE snoozes SET folder = ?1 WHERE folder IS NULL AND message IN (SELECT value FROM json_each(?2))",
			"INSERT OR IGNORE INTO whence (message, folder) SELECT m.id, ?1 FROM messages m JOIN folders f ON f.id = m.folder WHERE f.role IN ('trash', 'junk') AND m.id IN (SELECT value FROM json_each(?2))",
		} {
			if _, err := t.exec(q, g.Folder.ID, idList(g.Back)); err != nil {
				return err
			}
		}
		if _, err := t.exec("UPDATE rules SET folder = ?1 WHERE folder IS NULL AND id IN (SELECT value FROM json_each(?2))", g.Folder.ID, idList(g.Rules)); err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{})
		if len(done) == 0 {
			return nil
		}
		return s.moved(t, done)
	})
}

// layAgain makes the row of a folder again; there: it is there already.
func (s *Store) layAgain(t *tx, g *mailbox.GoneFolder) (there bool, err error) {
	f := g.Folder
	if err := t.row("SELECT count(*) > 0 FROM folders WHERE id = ?", f.ID).Scan(&there); there || err != nil {
		return there, err
	}
	tree, err := readTree(t)
	if err != nil {
		return false, err
	}
	if tree.fits(0, f.Parent) != nil {
		f.Parent = 0
	}
	key := g.Key
	if f.Name != "" { // else it is called after an account
		if f.Name, err = freeLike(t, f.ID, f.Parent, f.Name); err != nil {
			return false, err
		}
		key = nameKey(f.Name)
	}
	again, err := keptAgain(t, g)
	if err != nil {
		return false, err
	}
	_, err = t.exec("INSERT INTO folders (id, role, name, name_key, kept, parent, place, color, icon) VALUES (?, 'own', ?, ?, (SELECT id FROM accounts WHERE id = ?), ?, ?, ?, ?)",
		f.ID, f.Name, key, g.Kept, f.Parent, f.Place, f.Color, f.Icon)
	if err != nil || again == 0 {
		return false, err
	}
	return false, s.mergeInto(t, again, f.ID)
}

// keptAgain finds the folder that the mail of a removed account has been given meanwhile, where the one
// that is brought back was it; 0: none. It gives up its name.
func keptAgain(t *tx, g *mailbox.GoneFolder) (id mailbox.FolderID, err error) {
	if g.Kept == 0 {
		return 0, nil
	}
	err = t.row("UPDATE folders SET name_key = char(1) || 'again ' || id WHERE kept = ? AND role = 'own' RETURNING id", g.Kept).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// mergeInto puts all that lies in a folder, and what points to it, into another one, and removes it.
func (s *Store) mergeInto(t *tx, id, to mailbox.FolderID) error {
	ids, err := column[mailbox.ID](t.query("SELECT id FROM messages WHERE folder = ?", id))
	if err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE messages SET folder = ?2 WHERE folder = ?1",
		"UPDATE snoozes SET folder = ?2 WHERE folder = ?1",
		"UPDATE whence SET folder = ?2 WHERE folder = ?1",
		"UPDATE rules SET folder = ?2 WHERE folder = ?1",
		"UPDATE folders SET parent = ?2 WHERE parent = ?1",
		"DELETE FROM folders WHERE id = ?1",
	} {
		if _, err := t.exec(q, id, to); err != nil {
			return err
		}
	}
	if len(ids) > 0 {
		t.publish(mailbox.Left{IDs: ids})
	}
	t.publish(mailbox.Renewed{})
	t.forget = true
	return t.edit()
}

// putInside puts the folders that lay in one into it again, as they were called.
func putInside(t *tx, g *mailbox.GoneFolder) error {
	for _, in := range g.Inside {
		var parent mailbox.FolderID
		err := t.row("SELECT parent FROM folders WHERE id = ? AND role = 'own'", in.ID).Scan(&parent)
		if errors.Is(err, sql.ErrNoRows) || err == nil && parent != g.Folder.Parent {
			continue
		}
		if err != nil {
			return err
		}
		set := "name = ?4, name_key = ?5"
		if in.Name == "" {
			set = "name = name"
		}
		if _, err := t.exec("UPDATE folders SET parent = ?2, place = ?3, "+set+" WHERE id = ?1", in.ID, g.Folder.ID, in.Place, in.Name, nameKey(in.Name)); err != nil {
			return err
		}
	}
	return nil
}
