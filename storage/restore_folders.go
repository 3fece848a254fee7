package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"popmail/account"
	"popmail/storage/mailbox"
)

// folders finds the folders of the backup, or makes them.
func (b *restoring) folders(t *tx) error {
	type row struct {
		id       mailbox.FolderID
		role     mailbox.Role
		key      string
		account  account.ID // here; 0: none
		live     bool
		kept     account.ID // here
		keptLive bool
	}
	where := "1"
	if !b.pick.All() {
		where = "EXISTS (SELECT 1 FROM backup.messages m WHERE m.folder = b.id AND m.id IN (SELECT value FROM json_each(?1))) OR b.id IN (SELECT value FROM json_each(?2))"
	}
	picked := b.pick.Folders
	if b.pick.Folder != "" {
		var err error
		if picked, err = foldersCalled(t, b.pick.Folder); err != nil {
			return err
		}
	}
	var list []row
	rows, err := t.query(`SELECT b.id, b.role, b.name_key, coalesce(a.now, 0), coalesce(a.live, 0), coalesce(k.now, 0), coalesce(k.live, 0) FROM backup.folders b
		LEFT JOIN temp.to_account a ON a.old = b.account LEFT JOIN temp.to_account k ON k.old = b.kept WHERE `+where+" ORDER BY b.parent <> 0, b.id", idList(b.pick.Messages), idList(picked))
	err = each(rows, err, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.id, &r.role, &r.key, &r.account, &r.live, &r.kept, &r.keptLive)
		list = append(list, r)
		return err
	})
	if err != nil {
		return err
	}
	if len(b.pick.Folders) > 0 && len(list) == 0 {
		return fmt.Errorf("a folder of the backup: %w", mailbox.ErrNotFound)
	}
	for _, r := range list {
		var now mailbox.FolderID
		var err error
		switch {
		case r.kept != 0 && r.keptLive:
			now, err = roleFolder(t, r.kept, mailbox.Inbox)
		case r.kept != 0:
			now, err = b.ownFolder(t, r.id, 0)
		case r.role == mailbox.Own:
			now, err = b.ownFolder(t, r.id, 0)
		case r.account != 0 && !r.live:
			now, err = keptFolder(t, r.account)
		default:
			now, err = b.folder(t, r.id, 0, "SELECT id FROM folders WHERE account IS nullif(?, 0) AND role = ?", r.account, r.role)
		}
		if err == nil {
			_, err = t.exec("INSERT OR IGNORE INTO temp.to_folder (old, now) VALUES (?, ?)", r.id, now)
		}
		if err != nil {
			return err
		}
	}
	live, err := column[account.ID](t.query("SELECT now FROM temp.to_account WHERE live = 1"))
	if err != nil {
		return err
	}
	for _, id := range live {
		if err := addFolders(t, id); err != nil {
			return err
		}
	}
	return nil
}

// insideFolders is the list of the folders in a backup: their numbers, roles, names, and what
// they lie in.
const insideFolders = `SELECT f.id, f.role, CASE WHEN f.name = '' THEN coalesce('Mail of ' || a.email, '') ELSE f.name END, %s FROM %sfolders f LEFT JOIN %saccounts a ON a.id = %s`

func scanFolder(rows *sql.Rows) (f mailbox.Folder, err error) {
	err = rows.Scan(&f.ID, &f.Role, &f.Name, &f.Parent)
	return f, err
}

// pathOf is "Work/Plans" for the folder Plans in Work.
func pathOf(list []mailbox.Folder, id mailbox.FolderID) string {
	var names []string
	for _, f := range mailbox.FolderPath(list, id) {
		names = append(names, f.Name)
	}
	return strings.Join(names, "/")
}

// foldersCalled finds the folders of the backup that Pick.Folder means.
func foldersCalled(t *tx, name string) (found []mailbox.FolderID, err error) {
	var list []mailbox.Folder
	rows, err := t.query(fmt.Sprintf(insideFolders, "f.parent", "backup.", "backup.", "f.kept"))
	err = each(rows, err, func(rows *sql.Rows) error {
		f, err := scanFolder(rows)
		list = append(list, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	key := nameKey(name)
	var last []mailbox.FolderID // of which only the name fits
	var paths []string
	for _, f := range list {
		path := pathOf(list, f.ID)
		switch {
		case f.Role != mailbox.Own:
			if string(f.Role) == key || nameKey(f.Name) == key {
				found = append(found, f.ID)
			}
		case nameKey(path) == key:
			found = append(found, f.ID)
		case nameKey(f.Name) == key:
			last, paths = append(last, f.ID), append(paths, path)
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(last) == 1:
		return last, nil
	case len(last) > 1:
		return nil, fmt.Errorf("more than one folder is called %s: name one of %s", name, strings.Join(paths, ", "))
	}
	return nil, fmt.Errorf("a folder called %s: %w", name, mailbox.ErrNotFound)
}

// ownFolder finds an own folder in the folders that it lies in, or makes it there, with these:
// of names, color, icon and place that are here nothing changes. deep is how many lie in it.
func (b *restoring) ownFolder(t *tx, old mailbox.FolderID, deep int) (id mailbox.FolderID, err error) {
	if err := t.row("SELECT now FROM temp.to_folder WHERE old = ?", old).Scan(&id); !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	var in, up mailbox.FolderID
	var key string
	var kept sql.NullInt64
	err = t.row("SELECT f.name_key, f.kept, coalesce((SELECT p.id FROM backup.folders p WHERE p.id = f.parent AND p.role = 'own'), 0) FROM backup.folders f WHERE f.id = ?", old).Scan(&key, &kept, &up)
	if err != nil {
		return 0, err
	}
	if up != 0 && deep < mailbox.MaxFolderDepth {
		if in, err = b.ownFolder(t, up, deep+1); err != nil {
			return 0, err
		}
	}
	if kept.Valid {
		var now account.ID
		var live bool
		if err := t.row("SELECT now, live FROM temp.to_account WHERE old = ?", kept.Int64).Scan(&now, &live); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, err
		}
		if live {
			return 0, nil // what was kept in it is in the folders of its account
		}
		id, err = b.folder(t, old, in, "SELECT id FROM folders WHERE kept = ?", now)
	} else {
		id, err = b.folder(t, old, in, "SELECT id FROM folders WHERE role = 'own' AND parent = ? AND name_key = ?", in, key)
	}
	return id, err
}

// folder finds a folder, or makes the one of the backup in an own folder that is here; 0: in none.
func (b *restoring) folder(t *tx, old, in mailbox.FolderID, find string, args ...any) (id mailbox.FolderID, err error) {
	if err = t.row(find, args...).Scan(&id); !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	err = b.row(t, "INSERT", "folders", map[string]string{
		"id":      "(SELECT CASE WHEN EXISTS (SELECT 1 FROM main.folders WHERE id = b.id) THEN NULL ELSE b.id END)",
		"account": nowOf("account", "account"), "kept": nowOf("account", "kept"), "total": "0", "unread": "0",
		"parent":   fmt.Sprint(in),
		"name_key": "CASE WHEN b.kept IS NOT NULL AND b.name = '' THEN char(1) || 'kept ' || " + nowOf("account", "kept") + " ELSE b.name_key END",
	}, "b.id = ?", old)
	if err == nil {
		err = t.row("SELECT last_insert_rowid()").Scan(&id)
	}
	return id, err
}
