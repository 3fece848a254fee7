package storage

import (
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
}

func (f *finder) noteFolder(_ cell, id int64, row []value) {
	if id > 0 && id < maxRescuedID {
		f.folders[id] = folderRow{number(row, 1), mailbox.Role(text(row, 2)), text(row, 3), number(row, 7)}
	}
}

// makeFolders makes the folders again, also those that are empty.
func (f *finder) makeFolders(ctx context.Context, s *Store) error {
	for _, old := range slices.Sorted(maps.Keys(f.folders)) {
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
			id, err = ownFolder(ctx, s, row.name)
		default:
			id, err = f.roleFolder(ctx, s, row)
		}
		if err != nil {
			return err
		}
		if id != 0 {
			f.to[old] = id
		}
	}
	return nil
}

// ownFolder makes a folder with a name, or one like it where there is another; 0: what can
// be read is no name.
func ownFolder(ctx context.Context, s *Store, name string) (id mailbox.FolderID, err error) {
	for i := 1; i < 10; i++ {
		title := name
		if i > 1 {
			title = fmt.Sprintf("%s (%d)", name, i)
		}
		if id, err = s.CreateFolder(ctx, title); !errors.Is(err, mailbox.ErrExists) {
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
