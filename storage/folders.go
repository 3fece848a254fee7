package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"popmail/account"
	"popmail/storage/mailbox"
)

// MaxFolderName is the length of a folder's name in characters.
const MaxFolderName = 100

// accountRoles are the folders that every account has, with their names.
var accountRoles = []struct {
	role mailbox.Role
	name string
}{
	{mailbox.Inbox, "Inbox"},
	{mailbox.Archive, "Archive"},
	{mailbox.Junk, "Junk"},
	{mailbox.Trash, "Trash"},
}

// Folders returns all folders with their counts: those of each account in the
// order Inbox, Archive, Junk, Trash, then own folders by name, then Archive, Junk
// and Trash of no account, where mail is that belonged to an account that was
// removed (Account is 0 and Role is not Own).
func (s *Store) Folders(ctx context.Context) ([]mailbox.Folder, error) {
	var out []mailbox.Folder
	rows, err := s.r.QueryContext(ctx, `SELECT id, coalesce(account, 0), role, name, unread, total FROM folders
		WHERE account IS NOT NULL OR role = 'own' OR total > 0
		ORDER BY account IS NULL, role <> 'own' AND account IS NULL, account,
			CASE role WHEN 'inbox' THEN 0 WHEN 'archive' THEN 1 WHEN 'junk' THEN 2 WHEN 'trash' THEN 3 ELSE 4 END, name_key, id`)
	err = each(rows, err, func(rows *sql.Rows) error {
		var f mailbox.Folder
		err := rows.Scan(&f.ID, &f.Account, &f.Role, &f.Name, &f.Unread, &f.Total)
		out = append(out, f)
		return err
	})
	return out, problem(err)
}

// CreateFolder creates an own folder. The name is trimmed; it must be unique
// without regard to case, at most MaxFolderName characters, and none of the names
// of the folders that every account has.
func (s *Store) CreateFolder(ctx context.Context, name string) (mailbox.FolderID, error) {
	name, err := folderName(name)
	if err != nil {
		return 0, err
	}
	var id mailbox.FolderID
	err = s.write(ctx, func(t *tx) error {
		if err := freeName(t, 0, name); err != nil {
			return err
		}
		t.publish(mailbox.Change{Folders: true})
		return t.row("INSERT INTO folders (role, name, name_key) VALUES ('own', ?, ?) RETURNING id", name, nameKey(name)).Scan(&id)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// RenameFolder gives an own folder another name, see CreateFolder.
func (s *Store) RenameFolder(ctx context.Context, id mailbox.FolderID, name string) error {
	name, err := folderName(name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := freeName(t, id, name); err != nil {
			return err
		}
		t.publish(mailbox.Change{Folders: true})
		return t.changed("UPDATE folders SET name = ?, name_key = ? WHERE id = ? AND role = 'own'", name, nameKey(name), id)
	})
}

// DeleteFolder removes an own folder; its messages go to their accounts' Trash.
func (s *Store) DeleteFolder(ctx context.Context, id mailbox.FolderID) error {
	return s.write(ctx, func(t *tx) error {
		var ids []mailbox.ID
		rows, err := t.query("SELECT id FROM messages WHERE folder = ?", id)
		err = each(rows, err, func(rows *sql.Rows) error {
			var m mailbox.ID
			err := rows.Scan(&m)
			ids = append(ids, m)
			return err
		})
		if err != nil {
			return err
		}
		if err := t.changed("UPDATE folders SET name_key = name_key WHERE id = ? AND role = 'own'", id); err != nil {
			return err
		}
		if err := t.edit(); err != nil {
			return err
		}
		if _, err := moveToRole(t, ids, mailbox.Trash); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM folders WHERE id = ?", id); err != nil {
			return err
		}
		t.publish(mailbox.Change{Gone: ids, Folders: true})
		return nil
	})
}

// folderName checks a name that a person typed.
func folderName(name string) (string, error) {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
		return "", fmt.Errorf("%w: it holds characters that cannot be shown", mailbox.ErrName)
	}
	name = strings.Join(strings.Fields(norm.NFC.String(name)), " ")
	switch {
	case name == "":
		return "", fmt.Errorf("%w: it is empty", mailbox.ErrName)
	case utf8.RuneCountInString(name) > MaxFolderName:
		return "", fmt.Errorf("%w: it has more than %d characters", mailbox.ErrName, MaxFolderName)
	}
	return name, nil
}

// nameKey is the same for names that differ in case only.
func nameKey(name string) string { return strings.ToLower(strings.ToUpper(norm.NFC.String(name))) }

// freeName fails with mailbox.ErrExists where another folder than id has the name.
func freeName(t *tx, id mailbox.FolderID, name string) error {
	key := nameKey(name)
	for _, r := range accountRoles {
		if key == nameKey(r.name) {
			return fmt.Errorf("a folder called %s: %w", r.name, mailbox.ErrExists)
		}
	}
	var n int
	if err := t.row("SELECT count(*) FROM folders WHERE role = 'own' AND name_key = ? AND id <> ?", key, id).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("a folder called %s: %w", name, mailbox.ErrExists)
	}
	return nil
}

// addFolders creates the folders that every account has, where they are missing.
func addFolders(t *tx, id account.ID) error {
	for _, r := range accountRoles {
		if _, err := roleFolder(t, id, r.role); err != nil {
			return err
		}
	}
	return nil
}

// roleFolder returns the folder with a role of an account, or of no account, and
// creates it where it is missing.
func roleFolder(t *tx, id account.ID, role mailbox.Role) (mailbox.FolderID, error) {
	var f mailbox.FolderID
	err := t.row("SELECT id FROM folders WHERE coalesce(account, 0) = ? AND role = ? AND role <> 'own'", id, role).Scan(&f)
	if !errors.Is(err, sql.ErrNoRows) {
		return f, err
	}
	for _, r := range accountRoles {
		if r.role == role {
			err := t.row("INSERT INTO folders (account, role, name, name_key) VALUES (nullif(?, 0), ?, ?, ?) RETURNING id",
				id, role, r.name, nameKey(r.name)).Scan(&f)
			return f, err
		}
	}
	return 0, fmt.Errorf("a folder for %q: %w", role, mailbox.ErrNotFound)
}

// ensureOwnFolder returns the own folder with a name and creates it where it is
// missing.
func ensureOwnFolder(t *tx, name string) (mailbox.FolderID, error) {
	if r := []rune(name); len(r) > MaxFolderName {
		name = string(r[:MaxFolderName])
	}
	var f mailbox.FolderID
	err := t.row("SELECT id FROM folders WHERE role = 'own' AND name_key = ?", nameKey(name)).Scan(&f)
	if errors.Is(err, sql.ErrNoRows) {
		err = t.row("INSERT INTO folders (role, name, name_key) VALUES ('own', ?, ?) RETURNING id", name, nameKey(name)).Scan(&f)
	}
	return f, err
}
