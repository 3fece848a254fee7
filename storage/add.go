package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/account"
	"popmail/storage/mailbox"
)

// Add stores a message that does not come from a server: one that was written here, or
// brought from another program. It has no unique-id. It returns when the message is on
// disk. A folder that is not there is mailbox.ErrNotFound. One that is to be stored Once
// and is here already is mailbox.ErrExists, with the ID that it has.
func (s *Store) Add(ctx context.Context, m mailbox.New) (mailbox.ID, error) {
	d := makeDigest(m.Raw, false)
	var id mailbox.ID
	err := s.write(ctx, func(t *tx) error {
		b := &batch{account: m.Account, now: s.now()}
		var owner sql.NullInt64
		switch err := t.row("SELECT account FROM folders WHERE id = ?", m.Folder).Scan(&owner); {
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("folder %d: %w", m.Folder, mailbox.ErrNotFound)
		case err != nil:
			return err
		}
		if b.account == 0 {
			b.account = account.ID(owner.Int64) // 0 in an own folder
		}
		if m.Once {
			switch err := t.row(sameOctets, d.sum[:8], d.sum[:], who(b.account)).Scan(&id); {
			case err == nil:
				return fmt.Errorf("message %d: %w", id, mailbox.ErrExists)
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		if err := b.begin(t); err != nil {
			return err
		}
		id = b.next
		if err := b.add(t, m.Folder, m.Date, m.Flags, []byte{}, d); err != nil {
			return err
		}
		return b.end(t)
	})
	if err != nil && !errors.Is(err, mailbox.ErrExists) {
		return 0, err
	}
	return id, err
}

// sameOctets finds a message of an account by its octets. Eight of the checksum make a
// small index, and leave nothing to be told apart but by chance.
const sameOctets = `SELECT o.message FROM octets o JOIN messages m ON m.id = o.message
	WHERE substr(o.sha256, 1, 8) = ? AND o.sha256 = ? AND m.account IS ? LIMIT 1`

// who is the account of a message as it is stored.
func who(id account.ID) any {
	if id == 0 {
		return nil
	}
	return id
}

// RoleFolder returns the folder with a role of an account, and makes it where it is
// missing. Role Own has none: mailbox.ErrNotFound. Account 0 is none at all, whose folders hold
// mail until there is one.
func (s *Store) RoleFolder(ctx context.Context, id account.ID, role mailbox.Role) (f mailbox.FolderID, err error) {
	err = s.write(ctx, func(t *tx) error {
		var there bool
		switch err := t.row("SELECT count(*) = (?1 > 0) FROM accounts WHERE removed = 0 AND (id = ?1 OR ?1 = 0)", id).Scan(&there); {
		case err == nil && !there:
			return fmt.Errorf("account %d: %w", id, mailbox.ErrNotFound)
		case err != nil:
			return err
		}
		var before int
		if err := t.row("SELECT count(*) FROM folders").Scan(&before); err != nil {
			return err
		}
		if f, err = roleFolder(t, id, role); err != nil {
			return err
		}
		var after int
		if err := t.row("SELECT count(*) FROM folders").Scan(&after); err != nil || after == before {
			return err
		}
		t.publish(mailbox.FoldersChanged{})
		return t.edit()
	})
	return f, err
}
