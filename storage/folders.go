package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"popmail/account"
	"popmail/assets/plain"
	"popmail/storage/mailbox"
)

// MaxFolderName is the length of a folder's name in characters.
const MaxFolderName = 100

// roleName is what a role is called for the command line.
type roleName struct {
	role mailbox.Role
	name string
}

// accountRoles are the folders that every account has, with their English names
// for the command line. They are not in the file.
var accountRoles = []roleName{
	{mailbox.Inbox, "Inbox"},
	{mailbox.Archive, "Archive"},
	{mailbox.Junk, "Junk"},
	{mailbox.Trash, "Trash"},
}

// laterRoles are the folders that an account has once there is mail for them.
var laterRoles = []roleName{
	{mailbox.Drafts, "Drafts"},
	{mailbox.Outbox, "Outbox"},
	{mailbox.Sent, "Sent"},
	{mailbox.Snoozed, "Snoozed"},
}

// Folders returns all folders with their counts: those of each account in the
// order Inbox, Archive, Snoozed, Drafts, Outbox, Sent, Junk, Trash, then own folders, each before those in
// it, by their places and names, then, while there is
// no account, those of no account that hold mail of an account that was removed
// (Account is 0 and Role is not Own).
func (s *Store) Folders(ctx context.Context) ([]mailbox.Folder, error) {
	var out []mailbox.Folder
	rows, err := s.r.QueryContext(ctx, `SELECT f.id, coalesce(f.account, 0), f.role, f.name, coalesce(a.email, ''), f.unread, f.total, f.parent, f.place, f.color, f.icon
		FROM folders f LEFT JOIN accounts a ON a.id = f.kept
		WHERE f.account IS NOT NULL OR f.role = 'own' OR f.total > 0
		ORDER BY f.account IS NULL, f.role <> 'own' AND f.account IS NULL, f.account,
			CASE f.role WHEN 'inbox' THEN 0 WHEN 'archive' THEN 1 WHEN 'junk' THEN 5 WHEN 'trash' THEN 6 WHEN 'snoozed' THEN 1 WHEN 'drafts' THEN 2 WHEN 'outbox' THEN 3 WHEN 'sent' THEN 4 ELSE 7 END, f.place, f.name_key, f.id`)
	err = each(rows, err, func(rows *sql.Rows) error {
		var f mailbox.Folder
		err := rows.Scan(&f.ID, &f.Account, &f.Role, &f.Name, &f.Kept, &f.Unread, &f.Total, &f.Parent, &f.Place, &f.Color, &f.Icon)
		f.Name, f.Kept = folderTitle(f.Role, f.Name, f.Kept)
		out = append(out, f)
		return err
	})
	return nested(out), problem(err)
}

// nested puts own folders, which stand in the order of their places, below those that they lie
// in. One whose chain of folders has no end, or is deeper than MaxFolderDepth, lies in none.
func nested(list []mailbox.Folder) []mailbox.Folder {
	parents := map[mailbox.FolderID]mailbox.FolderID{}
	first := -1
	for i, f := range list {
		if f.Role == mailbox.Own {
			parents[f.ID] = f.Parent
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return list
	}
	inside := map[mailbox.FolderID][]mailbox.Folder{}
	for _, f := range list {
		if f.Role != mailbox.Own {
			continue
		}
		depth := 0
		for in := f.Parent; in != 0 && depth < mailbox.MaxFolderDepth; depth++ {
			next, there := parents[in]
			if !there {
				if in == f.Parent {
					f.Parent = 0
				}
				break
			}
			in = next
		}
		if depth >= mailbox.MaxFolderDepth {
			f.Parent = 0
		}
		inside[f.Parent] = append(inside[f.Parent], f)
	}
	out := slices.Clone(list[:first])
	var put func(in mailbox.FolderID)
	put = func(in mailbox.FolderID) {
		for _, f := range inside[in] {
			out = append(out, f)
			put(f.ID)
		}
	}
	put(0)
	for _, f := range list[first:] {
		if f.Role != mailbox.Own {
			out = append(out, f)
		}
	}
	return out
}

// folderTitle completes what is stored of a folder's name: English words for the
// command line where there is none. kept is the address whose mail was kept in it;
// it comes back empty where a person has given the folder another name.
func folderTitle(role mailbox.Role, name, kept string) (title, keptOf string) {
	for _, r := range slices.Concat(accountRoles, laterRoles) {
		if r.role == role {
			return r.name, ""
		}
	}
	if name == "" && kept != "" {
		return "Mail of " + kept, kept
	}
	return name, ""
}

// CreateFolder creates an own folder that lies in none, see CreateFolderIn.
func (s *Store) CreateFolder(ctx context.Context, name string) (mailbox.FolderID, error) {
	return s.CreateFolderIn(ctx, 0, name)
}

// CreateFolderIn creates an own folder in another one; 0: in none. The name is trimmed; it must
// be unique among those in the same one without regard to case, at most MaxFolderName
// characters, and, in none, not that of a folder that every account has. The error is
// mailbox.ErrDeep where it would lie deeper than mailbox.MaxFolderDepth.
func (s *Store) CreateFolderIn(ctx context.Context, in mailbox.FolderID, name string) (mailbox.FolderID, error) {
	name, err := folderName(name)
	if err != nil {
		return 0, err
	}
	var id mailbox.FolderID
	err = s.write(ctx, func(t *tx) (err error) {
		id, err = createFolder(t, in, name)
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// UnmakeFolder undoes CreateFolder. A folder in which something lies meanwhile, or to which a rule moves,
// stays; so it returns false, as where the folder is gone.
func (s *Store) UnmakeFolder(ctx context.Context, id mailbox.FolderID) (gone bool, err error) {
	err = s.write(ctx, func(t *tx) (err error) {
		gone, err = unmakeFolder(t, id)
		return err
	})
	return gone, err
}

// createFolder is CreateFolderIn with a name that folderName has made.
func createFolder(t *tx, in mailbox.FolderID, name string) (id mailbox.FolderID, err error) {
	tree, err := readTree(t)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(tree.fits(0, in), freeName(t, 0, in, name)); err != nil {
		return 0, err
	}
	t.publish(mailbox.FoldersChanged{})
	err = t.row(`INSERT INTO folders (role, name, name_key, parent, place) VALUES ('own', ?1, ?2, ?3,
		(SELECT CASE WHEN coalesce(max(place), 0) > 0 THEN max(place) + 1 ELSE 0 END FROM folders WHERE role = 'own' AND parent = ?3)) RETURNING id`, name, nameKey(name), in).Scan(&id)
	return id, err
}

// RenameFolder gives an own folder another name, see CreateFolder.
func (s *Store) RenameFolder(ctx context.Context, id mailbox.FolderID, name string) error {
	name, err := folderName(name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var in mailbox.FolderID
		var was string
		if err := t.row("SELECT parent, name FROM folders WHERE id = ?", id).Scan(&in, &was); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := errors.Join(freeName(t, id, in, name), s.searchesFollow(t, id, was, name)); err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{})
		return s.pathsFollow(t, func() error {
			return t.changed("UPDATE folders SET name = ?, name_key = ? WHERE id = ? AND role = 'own'", name, nameKey(name), id)
		})
	})
}

// folderName checks a name that a person typed.
func folderName(name string) (string, error) {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return plain.Of(r)&(plain.Forced|plain.Break) != 0 }) {
		return "", fmt.Errorf("%w: it holds characters that cannot be shown", mailbox.ErrName)
	}
	name = plain.Line(norm.NFC.String(name), plain.Fixed)
	switch {
	case name == "":
		return "", fmt.Errorf("%w: it is empty", mailbox.ErrName)
	case utf8.RuneCountInString(name) > MaxFolderName:
		return "", fmt.Errorf("%w: it has more than %d characters", mailbox.ErrName, MaxFolderName)
	}
	return name, nil
}

// UsableFolderName makes of a name from elsewhere one that a folder may have: as it is, but for what nobody
// could see or type, which becomes "_", and for blanks at its ends. It may be too long.
func UsableFolderName(name string) string {
	name = strings.Map(func(r rune) rune {
		if plain.Of(r)&(plain.Forced|plain.Break) != 0 {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	return plain.Line(norm.NFC.String(name), plain.Fixed)
}

// nameKey is the same for names that differ in case only.
func nameKey(name string) string { return strings.ToLower(strings.ToUpper(norm.NFC.String(name))) }

// freeName fails with mailbox.ErrExists where another folder than id has the name, among those
// that lie in the same one.
func freeName(t *tx, id, in mailbox.FolderID, name string) error {
	key := nameKey(name)
	for _, r := range accountRoles {
		if in == 0 && key == nameKey(r.name) {
			return fmt.Errorf("a folder called %s: %w", r.name, mailbox.ErrExists)
		}
	}
	var n int
	if err := t.row("SELECT count(*) FROM folders WHERE role = 'own' AND id <> ?2 AND parent = ?3 AND name_key = ?1", key, id, in).Scan(&n); err != nil {
		return err
	}
	kept, err := column[string](t.query("SELECT a.email FROM folders f JOIN accounts a ON a.id = f.kept WHERE f.role = 'own' AND f.id <> ? AND f.parent = ? AND f.name = ''", id, in))
	if err != nil {
		return err
	}
	if n > 0 || slices.ContainsFunc(kept, func(email string) bool { return nameKey("Mail of "+email) == key }) {
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
	for _, r := range slices.Concat(accountRoles, laterRoles) {
		if r.role == role {
			err := t.row("INSERT INTO folders (account, role, name, name_key) VALUES (nullif(?1, 0), ?2, '', ?2) RETURNING id",
				id, role).Scan(&f)
			return f, err
		}
	}
	return 0, fmt.Errorf("a folder for %q: %w", role, mailbox.ErrNotFound)
}
