package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"popmail/storage/mailbox"
)

type folderRow struct {
	account int64
	role    mailbox.Role
	name    string
	kept    int64 // the account whose mail was kept in it
	parent  int64 // the own folder that it lies in; 0: none
	place   int64
	color   int64
	icon    string
}

func (f *finder) noteFolder(_ cell, id int64, row []value) {
	if id > 0 && id < maxRescuedID {
		f.folders[id] = folderRow{number(row, 1), mailbox.Role(text(row, 2)), text(row, 3), number(row, 7), number(row, 8), number(row, 9), number(row, 10), text(row, 11)}
	}
}

// makeFolders makes the folders again, also those that are empty.
func (f *finder) makeFolders(ctx context.Context, s *Store) error {
	depth := func(id int64) (n int) {
		for id = f.folders[id].parent; id != 0 && n <= mailbox.MaxFolderDepth; n++ {
			id = f.folders[id].parent
		}
		return n
	}
	// Each before those in it.
	olds := slices.SortedFunc(maps.Keys(f.folders), func(a, b int64) int { return cmp.Or(cmp.Compare(depth(a), depth(b)), cmp.Compare(a, b)) })
	for _, old := range olds {
		row := f.folders[old]
		var id mailbox.FolderID
		var err error
		switch owner, there := f.now[row.kept]; {
		case row.role == mailbox.Own && row.kept != 0 && there:
			err = s.write(ctx, func(t *tx) (err error) {
				id, err = keptFolder(t, owner)
				return err
			})
			if err == nil && row.name != "" {
				err = s.RenameFolder(ctx, id, row.name)
			}
			if errors.Is(err, mailbox.ErrExists) || errors.Is(err, mailbox.ErrName) {
				err = nil // it has its own
			}
		case row.role == mailbox.Own:
			id, err = ownFolder(ctx, s, f.to[row.parent], row.name)
		default:
			id, err = f.roleFolder(ctx, s, row)
		}
		if err != nil {
			return err
		}
		if id != 0 {
			f.to[old] = id
		}
		if id != 0 && row.role == mailbox.Own {
			if err := f.dressFolder(ctx, s, id, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// dressFolder gives an own folder what the person has made of it, as far as that can be.
func (f *finder) dressFolder(ctx context.Context, s *Store, id mailbox.FolderID, row folderRow) error {
	if !isDress(int(row.color), row.icon) {
		row.color, row.icon = 0, ""
	}
	if row.place < 0 || row.place > maxRescuedID {
		row.place = 0
	}
	return s.write(ctx, func(t *tx) error {
		tree, err := readTree(t)
		if err != nil {
			return err
		}
		in := f.to[row.parent] // of what was kept: it is made without regard to it
		if row.name == "" && tree.fits(id, in) == nil {
			if _, err := t.exec("UPDATE folders SET parent = ? WHERE id = ?", in, id); err != nil {
				return err
			}
		}
		return t.changed("UPDATE folders SET place = ?, color = ?, icon = ? WHERE id = ?", row.place, row.color, row.icon, id)
	})
}

// ownFolder makes a folder with a name in another one, or one like it where there is another; 0:
// what can be read is no name. One that would lie too deep lies in none.
func ownFolder(ctx context.Context, s *Store, in mailbox.FolderID, name string) (id mailbox.FolderID, err error) {
	for i := 1; i < 10; i++ {
		title := name
		if i > 1 {
			title = fmt.Sprintf("%s (%d)", name, i)
		}
		id, err = s.CreateFolderIn(ctx, in, title)
		if errors.Is(err, mailbox.ErrDeep) || errors.Is(err, mailbox.ErrNotFound) {
			in = 0
			id, err = s.CreateFolderIn(ctx, in, title)
		}
		if !errors.Is(err, mailbox.ErrExists) {
			break
		}
	}
	if errors.Is(err, mailbox.ErrExists) || errors.Is(err, mailbox.ErrName) {
		return 0, nil
	}
	return id, err
}

// roleFolder is the folder that takes the place of one with a role; 0: there is none. That
// of drafts takes the place of the outbox, see restoreLetters.
func (f *finder) roleFolder(ctx context.Context, s *Store, row folderRow) (id mailbox.FolderID, err error) {
	role := row.role
	if role == mailbox.Outbox {
		role = mailbox.Drafts
	}
	err = s.write(ctx, func(t *tx) error {
		owner, there := f.now[row.account]
		if row.account == 0 || !there {
			owner = 0 // as long as there is no account: see RoleFolder
			for _, old := range slices.Sorted(maps.Keys(f.now)) {
				if f.live(old) {
					owner = f.now[old]
					break
				}
			}
		}
		id, err = roleFolder(t, owner, role)
		return err
	})
	if errors.Is(err, mailbox.ErrNotFound) { // no role that there is
		return 0, nil
	}
	return id, err
}
